import { describeError, type Logger } from '@weir/model';

/** How long a drain may take after SIGTERM before the process leaves anyway. */
export const SHUTDOWN_MS_MAX = 25_000;

/** What a running program needs to be stopped: resources in start order, a signal, and what ends it by itself. */
export interface RunningProgram {
  readonly resources: AsyncDisposable;
  /** Settles when the program stops by itself; rejection is a crash. Absent: it runs until it is told to stop. */
  readonly stopped?: Promise<unknown>;
}

/**
 * Runs a program until SIGTERM, SIGINT or its own end, then drains it. Returns the exit code: 0 after a clean
 * stop, 1 after a crash or when the drain outlives {@link SHUTDOWN_MS_MAX} (then the process exits by force).
 * @param start receives the signal that is aborted when stopping begins; what it acquired before a throw is its
 *   own to roll back (AsyncDisposableStack).
 */
export async function runProgram(
  logger: Logger,
  start: (signal: AbortSignal) => Promise<RunningProgram>,
): Promise<number> {
  const stop = new AbortController();
  const asked = Promise.withResolvers<string>();
  const onSignal = (name: string): void => {
    stop.abort(new Error(`stopping on ${name}`));
    asked.resolve(name);
  };
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
  let program: RunningProgram | undefined;
  let code = 0;
  try {
    program = await start(stop.signal);
    const reason = await Promise.race([
      asked.promise,
      program.stopped?.then(() => 'own end') ?? asked.promise,
    ]);
    logger.info({ reason }, 'stopping');
  } catch (error) {
    if (!stop.signal.aborted) {
      code = 1;
      logger.error({ error: describeError(error, 2000) }, 'stopped by an error');
    }
  }
  stop.abort(new Error('stopping'));
  const watchdog = setTimeout(() => {
    logger.error({ timeoutMs: SHUTDOWN_MS_MAX }, 'drain took too long, leaving');
    process.exit(1);
  }, SHUTDOWN_MS_MAX);
  try {
    await program?.resources[Symbol.asyncDispose]();
  } catch (error) {
    code = 1;
    logger.error({ error: describeError(error, 2000) }, 'error while stopping');
  } finally {
    clearTimeout(watchdog);
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  }
  return code;
}
