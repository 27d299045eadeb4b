import { runUntilStopped } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import { readCliEnv } from '../env.ts';
import { renderFailure } from '../output/failure.ts';
import type { Session } from './session.ts';

/**
 * Runs a program until it is told to stop, and lets the person who watches read why it ended: the log, which says it
 * too, may be in a file. Returns the exit code.
 */
export function runLong(
  session: Session,
  start: (signal: AbortSignal) => Promise<RunningProgram>,
): Promise<number> {
  const { console } = session;
  const hooks = {
    onStopping: (): void => console.say('stopping: what is in hand is finished first'),
    onFailure(error: unknown): void {
      if (console.interactive) process.stderr.write(`${renderFailure(error, readCliEnv().debug)}\n`);
    },
  };
  return runUntilStopped(console.logger, hooks, start);
}
