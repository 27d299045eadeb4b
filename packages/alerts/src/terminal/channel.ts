import { type AlertChannel, type Clock, describeError } from '@weir/model';
import type { TerminalOutput } from '../channel.ts';
import { renderTerminal } from './render.ts';

export interface TerminalChannelDeps {
  readonly clock: Clock;
  readonly terminal: TerminalOutput;
}

/**
 * A channel that prints. The output having taken the text is the receipt; a write that fails (a closed pipe) may
 * have been seen in part, so it is ambiguous.
 */
export function createTerminalChannel(deps: TerminalChannelDeps): AlertChannel {
  return {
    id: 'terminal',
    async send(alert) {
      const { colour } = deps.terminal;
      try {
        await deps.terminal.write(`${renderTerminal(alert, { colour, sentAtMs: deps.clock.now() })}\n`);
        return { kind: 'delivered', receipt: 'written' };
      } catch (error) {
        return { kind: 'ambiguous', error: describeError(error, 200) };
      }
    },
  };
}

/** A Node stream as terminal output: colours only on a TTY that wants them. */
export function terminalOutput(stream: NodeJS.WriteStream): TerminalOutput {
  return {
    colour: stream.isTTY && stream.hasColors(),
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
  };
}
