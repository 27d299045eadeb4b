import { type RunningProgram, runProgram } from '@weir/runtime';
import { readCliEnv } from '../env.ts';
import { renderFailure } from '../output/failure.ts';
import type { Session } from './session.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a program until it is told to stop, and lets the person who watches read why it ended: the log, which says it
 * too, may be in a file. Returns the exit code.
 */
export async function runLong(
  session: Session,
  start: (signal: AbortSignal) => Promise<RunningProgram>,
): Promise<number> {
  const { logger, interactive } = session.console;
  function tell(error: unknown): never {
    if (interactive) process.stderr.write(`${renderFailure(error, readCliEnv().debug)}\n`);
    throw error;
  }
  let asked = false;
  const onSignal = (): void => {
    // A terminal's Ctrl-C can arrive twice (also through bin/weir): the second must not cut the drain short.
    if (!asked) session.console.say('stopping: what is in hand is finished first');
    asked = true;
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await runProgram(logger, async (signal) => {
      const program = await start(signal).catch((error: unknown) =>
        asked ? Promise.reject(error) : tell(error),
      );
      return program.stopped === undefined ? program : { ...program, stopped: program.stopped.catch(tell) };
    });
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
