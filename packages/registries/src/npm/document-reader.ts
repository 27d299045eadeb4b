import { createHash } from 'node:crypto';
import { AppError, type Clock, describeError, type RequestPriority } from '@weir/model';
import { ABSENT_STATUSES, malformedDocument, rethrowTooLarge } from '../lib/bad-document.ts';
import type { Served } from '../lib/served.ts';
import type { Requests } from '../requests.ts';
import { statusError } from '../status-error.ts';
import { type NpmDocument, parseDocument } from './document.ts';
import { isNpmName, npmDocumentUrl } from './names.ts';

/**
 * Package documents: `GET <base>/<name>`, `@scope%2Fname`. `Accept` must be exactly `application/json`: the
 * abbreviated form wins whenever it is named, and it lacks `time`, `scripts`, `_npmUser` and `_rev`. Answers are
 * cached for 300 s and publishing does not purge; `?write=true` reaches the origin (2026-09).
 */

/** vite's document had 38.9 MB in 2026; one over this is a recorded gap. */
export const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;
export const DOCUMENT_TIMEOUT_MS = 30_000;

/** Adds credentials to a request; null for origins that get none. */
export type Authorize = (url: string) => string | null;

export interface DocumentReaderOptions {
  readonly base: string;
  readonly requests: Requests;
  readonly clock: Clock;
  readonly authorize?: Authorize;
  readonly bodyBytesMax?: number;
  readonly timeoutMs?: number;
}

/** A document's bytes as they were served, or that there is none. */
export type FetchedDocument =
  | { readonly kind: 'absent'; readonly status: number }
  | {
      readonly kind: 'present';
      readonly bytes: Buffer;
      readonly headers: Readonly<Record<string, string>>;
    };

/** A document's bytes, understood. */
export interface ReadDocument {
  readonly document: NpmDocument;
  readonly served: Served;
}

/**
 * Asks for one package document; what its bytes mean is for {@link readDocument}.
 *
 * Throws AppErrors `NAME_INVALID`, `DOCUMENT_TOO_LARGE`, `REGISTRY_REFUSED` (not retriable) and what {@link Requests}
 * throws.
 */
export async function fetchDocument(
  options: DocumentReaderOptions,
  name: string,
  how: { readonly fresh: boolean; readonly priority: RequestPriority },
  signal: AbortSignal,
): Promise<FetchedDocument> {
  if (!isNpmName(name)) {
    throw new AppError('NAME_INVALID', `not an npm package name: ${JSON.stringify(name.slice(0, 250))}`, {
      retriable: false,
    });
  }
  const url = npmDocumentUrl(options.base, name, how.fresh);
  const authorization = options.authorize?.(url) ?? null;
  const response = await options.requests
    .get(url, {
      priority: how.priority,
      timeoutMs: options.timeoutMs ?? DOCUMENT_TIMEOUT_MS,
      bodyBytesMax: options.bodyBytesMax ?? DOCUMENT_BYTES_MAX,
      signal,
      headers: { accept: 'application/json', ...(authorization === null ? {} : { authorization }) },
    })
    .catch((error: unknown) => rethrowTooLarge(name, error));
  if (ABSENT_STATUSES.has(response.status)) return { kind: 'absent', status: response.status };
  if (response.status !== 200) throw statusError(`document of ${name}`, response, options.clock.now());
  return { kind: 'present', bytes: response.body, headers: response.headers };
}

/**
 * Parses a document's bytes. Blocks: 6 ms per MB of an ordinary document, up to 90 ms per MB of a hostile one (Node
 * 24.21, 2 cores, 2026-11).
 *
 * Throws AppError `REGISTRY_MALFORMED` (retriable: HTML, truncated JSON).
 */
export function readDocument(
  name: string,
  { bytes, headers }: Pick<Extract<FetchedDocument, { kind: 'present' }>, 'bytes' | 'headers'>,
): ReadDocument {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw malformedDocument(name, describeError(cause, 100), bytes, cause);
  }
  const document = parseDocument(value);
  if (document === null) throw malformedDocument(name, 'no JSON object', bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { document, served: { sha256, headers } };
}
