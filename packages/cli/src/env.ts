/** What the command line itself reads before anything is checked: errors must be printable even when env is wrong. */
export interface CliEnv {
  /** Print stacks. */
  readonly debug: boolean;
}

/** Reads {@link CliEnv}; never throws. */
export function readCliEnv(): CliEnv {
  return { debug: process.env.WEIR_LOG_LEVEL === 'debug' };
}
