import { type Asker, unanswered } from '../../lib/probe/asker.ts';
import type { Listing } from './listings.ts';

/** What the server's pages hold at most. */
export interface RowLimit {
  /** Rows; null when it takes more than was asked for, or has too few to tell. */
  readonly limitMax: number | null;
  /** Status for more than that; 200 when it answers with its maximum instead; null when nothing was too much. */
  readonly overLimitStatus: number | null;
  readonly evidence: string;
}

/** What npm is said to give (registries.md 1.2, 1.4), and the most that is tried. */
const EXPECTED = 10_000;
const TRIED_MAX = 20_000;

/**
 * How many rows a listing gives at once: the expected number and one more, then by halves. At most 20 requests.
 * Throws AppError `PROBE_UNANSWERED` for answers that are neither rows nor always the same refusal, and what
 * the asker throws.
 */
export async function probeRowLimit(asker: Asker, listing: Listing): Promise<RowLimit> {
  const { what } = listing;

  async function ask(limit: number): Promise<{ status: number; rows: number; json: unknown }> {
    const { status, json } = await asker.get(listing.url(limit));
    if (status === 429 || status >= 500) unanswered(`${what} of ${limit}`, status);
    const rows = status === 200 ? listing.rows(json) : [];
    return { status, rows: (rows ?? unanswered(`${what} of ${limit}, without rows,`, status)).length, json };
  }

  /** `taken` is answered, `refused` is not. */
  async function narrow(taken: number, refused: number, status: number): Promise<RowLimit> {
    let [low, high] = [taken, refused];
    while (high - low > 1) {
      const limit = Math.floor((low + high) / 2);
      const answer = await ask(limit);
      if (answer.status === 200) low = limit;
      else if (answer.status === status) high = limit;
      else unanswered(`${what} of ${limit}`, answer.status);
    }
    return { limitMax: low, overLimitStatus: status, evidence: `${low} answered 200, ${high} ${status}` };
  }

  const over = await ask(EXPECTED + 1);
  if (over.status !== 200) {
    const expected = await ask(EXPECTED);
    if (expected.status === 200) return narrow(EXPECTED, EXPECTED + 1, over.status);
    const one = await ask(1);
    return one.status === 200 ? narrow(1, EXPECTED, over.status) : unanswered(`${what} of 1`, one.status);
  }
  if (over.rows > EXPECTED) {
    const more = await ask(TRIED_MAX);
    if (more.status !== 200) return narrow(over.rows, TRIED_MAX, more.status);
    const evidence = `${TRIED_MAX} answered 200 with ${more.rows} rows; no more was tried`;
    return { limitMax: null, overLimitStatus: null, evidence };
  }
  const more = listing.more(over.json);
  const rest = await asker.get(more.url);
  if ((listing.rows(rest.json) ?? []).length <= more.known) {
    const evidence = `${EXPECTED + 1} answered 200, but all there is are ${over.rows} rows`;
    return { limitMax: null, overLimitStatus: null, evidence };
  }
  return {
    limitMax: over.rows,
    overLimitStatus: 200,
    evidence: `${EXPECTED + 1} answered 200 with ${over.rows} rows, and there were more`,
  };
}
