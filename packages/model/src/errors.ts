/** Where an error is decided upon: retry that step, park the message, or stop the consumer. */
export interface AppErrorOptions {
  /** True when repeating the very same step later can succeed (network, 5xx, a lock). */
  readonly retriable: boolean;
  readonly cause?: unknown;
  /** Facts for the log and the parked row: ids, sizes, status codes. Never secrets. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * Base of every error Weir throws on purpose.
 *
 * `code` is a stable upper-case word (`REGISTRY_HTTP`, `ARCHIVE_RATIO`): it is what metrics count and
 * what a runbook names. The message says what happened, to which release, and what to do.
 */
export class AppError extends Error {
  override name = 'AppError';
  readonly code: string;
  readonly retriable: boolean;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: AppErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retriable = options.retriable;
    this.fields = options.fields ?? {};
  }
}

/** True for an AppError that says a repeat of the same step can succeed; unknown errors are not retriable by this test. */
export function isRetriable(error: unknown): boolean {
  return error instanceof AppError && error.retriable;
}

/** One line for logs and parked rows from anything that was thrown; at most `maxChars` characters. */
export function describeError(error: unknown, maxChars = 500): string {
  const text =
    error instanceof AppError
      ? `${error.code}: ${error.message}`
      : error instanceof Error
        ? `${error.name}: ${error.message}`
        : String(error);
  return text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text;
}

/** What the operating system's codes mean, for who does not know them. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'it lies below what is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied; give this user the right to read it',
  EPERM: 'permission denied; give this user the right to read it',
  ELOOP: 'it is a symbolic link that leads back to itself, or has become one',
  ENAMETOOLONG: 'its name is longer than this system allows',
  EMFILE: 'too many files are open at once',
  ENFILE: 'too many files are open at once',
  EIO: 'the disk reports an error',
  ESTALE: 'it was removed meanwhile',
};

/**
 * Why a file or folder could not be read, in words and without the system's own text; as {@link describeError}
 * where its code is not known.
 */
export function describeFileError(error: unknown, maxChars = 200): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return Object.hasOwn(FILE_ERRORS, code) ? (FILE_ERRORS[code] ?? code) : describeError(error, maxChars);
}
