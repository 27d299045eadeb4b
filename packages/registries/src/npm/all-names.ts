import { AppError, type FeedProblem, type NamesPage } from '@weir/model';
import { z } from 'zod';
import { problem } from '../lib/problem.ts';
import { isNpmName } from './names.ts';

const rowSchema = z.object({ id: z.string(), value: z.object({ rev: z.string().max(256) }) });
const pageSchema = z.object({ rows: z.array(z.unknown()) });
/** Problems kept of one page. */
const PROBLEMS_MAX = 100;

/**
 * Reads a page of `_all_docs`. `startkey` is inclusive: the row that equals `key` was the last of the page before and
 * is left out. Names that are none, design documents and malformed rows are passed over or become problems.
 *
 * Throws AppError `FEED_MALFORMED`, retriable, when the page itself is none, or does not lead on.
 * @param limit what was asked for: a shorter page is the last.
 */
export function parseNames(value: unknown, key: string | null, limit: number): NamesPage {
  const page = pageSchema.safeParse(value);
  if (!page.success) {
    throw new AppError('FEED_MALFORMED', 'all names: the answer is no page of names', {
      retriable: true,
      cause: page.error,
    });
  }
  const names: { name: string; revision: string }[] = [];
  const problems: FeedProblem[] = [];
  let last: string | null = null;
  for (const raw of page.data.rows) {
    const row = rowSchema.safeParse(raw);
    if (!row.success) {
      if (problems.length < PROBLEMS_MAX)
        problems.push(problem('name-row-malformed', 'not a row of names', raw));
      continue;
    }
    const { id, value: doc } = row.data;
    last = id;
    if (id === key || id.startsWith('_design/')) continue;
    if (isNpmName(id)) names.push({ name: id, revision: doc.rev });
    else if (problems.length < PROBLEMS_MAX)
      problems.push(problem('name-invalid', 'a row names no package', raw));
  }
  if (page.data.rows.length < limit) return { names, problems, nextKey: null };
  if (last === null || last === key) {
    throw new AppError('FEED_MALFORMED', `all names: the page from ${JSON.stringify(key)} does not lead on`, {
      retriable: true,
    });
  }
  return { names, problems, nextKey: last };
}
