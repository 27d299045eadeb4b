import { AppError, describeError, isRetriable, type Logger } from '@weir/model';

/**
 * Says in the log that a release was not held against another one: that a file is away, a host does not answer or the day's
 * requests are used up is no news, bytes that are not what the registry declares and what nobody thought of are.
 */
export function sayLeft(
  logger: Logger,
  message: string,
  outcome: string,
  error: unknown,
  about: Readonly<Record<string, unknown>>,
): void {
  const isUnknown = error !== undefined && !(error instanceof AppError);
  const isUsual = error === undefined ? outcome !== 'mismatch' : isRetriable(error);
  const what = { ...about, outcome, ...(error === undefined ? {} : { error: describeError(error) }) };
  logger[isUnknown ? 'error' : isUsual ? 'info' : 'warn'](what, message);
}

/**
 * Does what holds a release against another one, for at most `msMax` milliseconds. Answers with what `leave` makes of it where
 * that takes longer (`late`), is refused (an AppError's code) or fails (`failed`): a release does not wait for another one,
 * nor fail because of it. Throws the signal's reason, and nothing else.
 */
export async function orLeave<T>(
  msMax: number,
  signal: AbortSignal,
  compare: (signal: AbortSignal) => Promise<T>,
  leave: (outcome: string, error?: unknown) => T,
): Promise<T> {
  const late = AbortSignal.timeout(msMax);
  try {
    return await compare(AbortSignal.any([signal, late]));
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) return leave('late');
    return leave(error instanceof AppError ? error.code : 'failed', error);
  }
}
