import type { Logger } from '@weir/model';
import { type RunningProgram, runProgram } from '@weir/runtime';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What is said besides the log. */
export interface StopHooks {
  /** Called once, when the process is asked to stop. */
  onStopping(): void;
  /** Called when the program could not start, or ended by an error. */
  onFailure?(error: unknown): void;
}

/**
 * Runs a program as `runProgram` does, until it is told to stop; being told more than once does not cut the drain
 * short. Returns the exit code: 0 after a clean stop, else 1.
 */
export async function runUntilStopped(
  logger: Logger,
  hooks: StopHooks,
  start: (signal: AbortSignal) => Promise<RunningProgram>,
): Promise<number> {
  let asked = false;
  // A terminal's Ctrl-C can arrive twice (also through bin/weir). Without a listener the second would kill.
  const onSignal = (): void => {
    if (!asked) hooks.onStopping();
    asked = true;
  };
  function tell(error: unknown): never {
    hooks.onFailure?.(error);
    throw error;
  }
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
