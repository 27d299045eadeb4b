import { AppError, safeText } from '@weir/model';

/** What is shown of a document that is none: enough to tell an error page from one that was cut off. */
const EXCERPT_CHARS_MAX = 1_000;

/** The error of a document that cannot be read: `REGISTRY_MALFORMED`, retriable, with its beginning. */
export function malformedDocument(name: string, what: string, bytes: Buffer, cause?: unknown): AppError {
  const excerpt = safeText(bytes.subarray(0, EXCERPT_CHARS_MAX).toString('utf8'), EXCERPT_CHARS_MAX);
  return new AppError('REGISTRY_MALFORMED', `the document of ${name} cannot be read: ${what}`, {
    retriable: true,
    cause,
    fields: { excerpt, sizeBytes: bytes.byteLength },
  });
}

/** A promise's failure for being over the cap on a body, told as a document's: `DOCUMENT_TOO_LARGE`, not retriable. */
export function rethrowTooLarge(name: string, error: unknown): never {
  if (!(error instanceof AppError) || error.code !== 'HTTP_BODY_TOO_LARGE') throw error;
  throw new AppError('DOCUMENT_TOO_LARGE', `the document of ${name} is over its cap`, {
    retriable: false,
    cause: error,
    fields: error.fields,
  });
}

/** Statuses of a document that is not there: held, removed, or not yet. */
export const ABSENT_STATUSES: ReadonlySet<number> = new Set([403, 404, 410, 451]);
