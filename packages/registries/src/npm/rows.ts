import { AppError, type FeedPage, type FeedProblem, type FeedRow } from '@weir/model';
import { z } from 'zod';
import { printRaw, problem } from '../lib/problem.ts';
import { isNpmName } from './names.ts';

/** A position in the feed: npm sends a JSON number, CouchDB text; kept as decimal text, never used in arithmetic. */
const seqSchema = z
  .union([z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER), z.string().regex(/^\d{1,20}$/)])
  .transform((seq) => BigInt(seq).toString());

const rowSchema = z.object({
  seq: seqSchema,
  id: z.string(),
  changes: z
    .array(z.object({ rev: z.string().max(256) }))
    .transform((changes) => changes.at(-1)?.rev ?? null)
    .catch(null),
  deleted: z.boolean().catch(false),
});

/** The most that npm sends in a page; one over this that was not asked for is a flood of rows or of problems. */
const ROWS_MAX = 10_000;

const pageSchema = z.object({ results: z.array(z.unknown()), last_seq: seqSchema });
const rootSchema = z.object({ update_seq: seqSchema });

function unreadable(what: string, cause: unknown): AppError {
  return new AppError('FEED_MALFORMED', `change feed: ${what}`, { retriable: true, cause });
}

/** The head in a root document. Throws AppError `FEED_MALFORMED`, retriable, for anything else. */
export function parseHead(value: unknown): string {
  const root = rootSchema.safeParse(value);
  if (!root.success) throw unreadable('the root document has no update_seq', root.error);
  return root.data.update_seq;
}

/**
 * Reads a page: good rows as rows, bad ones as problems beside them. Design documents are skipped.
 * Throws AppError `FEED_MALFORMED`, retriable, when the page itself is none, leads back behind `since` or is
 * far over its limit.
 * @param limit what was asked for: a shorter page is the head.
 */
export function parsePage(value: unknown, since: string, limit: number): FeedPage {
  const page = pageSchema.safeParse(value);
  if (!page.success) throw unreadable('the answer is no page of changes', page.error);
  const { results, last_seq: nextCursor } = page.data;
  if (BigInt(nextCursor) < BigInt(since)) throw unreadable(`last_seq ${nextCursor} is behind ${since}`, null);
  if (results.length > Math.max(limit, ROWS_MAX)) {
    throw unreadable(`${results.length} rows came where ${limit} were asked for`, null);
  }
  const rows: FeedRow[] = [];
  const problems: FeedProblem[] = [];
  for (const raw of results) {
    const parsed = rowSchema.safeParse(raw);
    if (!parsed.success) {
      problems.push(problem('row-malformed', parsed.error.issues[0]?.message ?? 'not a row', raw));
      continue;
    }
    const { seq, id, changes, deleted } = parsed.data;
    if (id.startsWith('_design/')) continue;
    if (!isNpmName(id)) {
      problems.push(problem('name-invalid', `row ${seq} names no package`, raw));
      continue;
    }
    rows.push({ seq, name: id, revision: changes, deleted, raw: printRaw(raw) });
  }
  return { rows, problems, nextCursor, atHead: results.length < limit };
}
