import type { Clock } from '@weir/model';
import { z } from 'zod';
import type { Requests } from '../requests.ts';
import { createCouch } from './couch.ts';

/** Numbers beyond this are no count of packages. */
const COUNT_MAX = 1_000_000_000;
const rootSchema = z.object({ doc_count: z.number().int().nonnegative().max(COUNT_MAX) });
const TIMEOUT_MS = 30_000;
/** The root document is some 100 bytes (2026-09). */
const BYTES_MAX = 64 * 1024;

/**
 * How many names the registry behind a change feed has (`doc_count` of its root document, one request); null when it
 * does not say. Throws what the change feed throws.
 */
export async function readNameCount(
  options: { readonly feedBase: string; readonly requests: Requests; readonly clock: Clock },
  signal: AbortSignal,
): Promise<number | null> {
  const couch = createCouch({
    base: options.feedBase,
    requests: options.requests,
    clock: options.clock,
    priority: 'backfill',
    timeoutMs: TIMEOUT_MS,
    bodyBytesMax: BYTES_MAX,
  });
  const root = rootSchema.safeParse(await couch.info(signal));
  return root.success ? root.data.doc_count : null;
}
