import type { AlertChannel, Clock } from '@weir/model';

/** Where the terminal channel writes. Resolves when the text was taken over. */
export interface TerminalOutput {
  readonly colour: boolean;
  write(text: string): Promise<void>;
}

export interface ChannelDeps {
  readonly clock: Clock;
  readonly terminal: TerminalOutput;
}

/** The environment as the service read it: each channel checks the variables of its own. */
export type ChannelEnv = Readonly<Record<string, string | undefined>>;

/** One way to tell people, as the catalog lists it. */
export interface ChannelDefinition {
  /** Name of its folder; stored with every alert. */
  readonly id: string;
  /** Used only when no other channel is configured. */
  readonly fallback?: true;
  /**
   * The channel when `env` configures it, else null.
   * @throws AppError `ENV_INVALID`, not retriable, for a variable that is wrong; no value is in the message.
   */
  create(env: ChannelEnv, deps: ChannelDeps): AlertChannel | null;
}
