import { AppError } from '@weir/model';
import { type Asker, unanswered } from '../../lib/probe/asker.ts';
import { npmDocumentUrl } from '../names.ts';
import type { LookedAt } from './learned.ts';

export interface DocumentAnswer {
  /** Null when no document could be had. */
  readonly abbreviatedForAnyAccept: boolean | null;
  /** `max-age` of a document; null when it says none. */
  readonly cacheSeconds: number | null;
  readonly evidence: string;
}

/** Names that are tried until one has a document. */
const NAMES_MAX = 10;

/** A document by name; null when it is not there or too large. Throws what the asker throws. */
export async function lookAt(
  asker: Asker,
  documentsBase: string,
  name: string,
  accept?: string,
): Promise<(LookedAt & { readonly headers: Readonly<Record<string, string>> }) | null> {
  try {
    const { status, json, headers } = await asker.get(npmDocumentUrl(documentsBase, name, false), accept);
    if (status === 429 || status >= 500) unanswered('a document', status);
    return status === 200 && json !== null && typeof json === 'object' ? { name, json, headers } : null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'HTTP_BODY_TOO_LARGE') return null;
    throw error;
  }
}

/**
 * How documents are answered: to a wildcard alone, and how long caches keep them. Throws AppError `PROBE_UNANSWERED`,
 * retriable, and what the asker throws.
 */
export async function probeDocuments(
  asker: Asker,
  documentsBase: string,
  names: readonly string[],
): Promise<DocumentAnswer> {
  for (const name of names.slice(0, NAMES_MAX)) {
    const full = await lookAt(asker, documentsBase, name);
    if (full === null || !Object.hasOwn(full.json as object, '_rev')) continue;
    const any = await lookAt(asker, documentsBase, name, '*/*');
    if (any === null) continue;
    const age = /\bmax-age=(?<seconds>\d{1,9})\b/.exec(full.headers['cache-control'] ?? '')?.groups?.seconds;
    const isFull = Object.hasOwn(any.json as object, '_rev');
    return {
      abbreviatedForAnyAccept: !isFull,
      cacheSeconds: age === undefined ? null : Number(age),
      evidence: `${name}: ${isFull ? 'with' : 'without'} _rev for */*; cache-control ${(full.headers['cache-control'] ?? 'absent').slice(0, 200)}`,
    };
  }
  return {
    abbreviatedForAnyAccept: null,
    cacheSeconds: null,
    evidence: 'none of the names has a full document',
  };
}
