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
