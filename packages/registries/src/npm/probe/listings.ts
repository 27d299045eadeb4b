import { z } from 'zod';

/** One paged listing: how to ask for rows, and how to read the answer. */
export interface Listing {
  readonly what: string;
  url(limit: number): string;
  rows(json: unknown): readonly unknown[] | null;
  /** Asks whether there is more than this page: when more than `known` rows come. */
  more(json: unknown): { readonly url: string; readonly known: number };
}

const changesSchema = z.object({
  results: z.array(z.unknown()),
  last_seq: z.union([z.number(), z.string().max(100)]),
});
const rowsSchema = z.object({ rows: z.array(z.unknown()) });
const keysSchema = z.object({ rows: z.array(z.object({ id: z.string().max(1_000) })) });

/** The change feed from its beginning. */
export function changesListing(feedBase: string): Listing {
  const url = (since: number | string, limit: number): string =>
    `${feedBase}/_changes?since=${encodeURIComponent(since)}&limit=${limit}`;
  return {
    what: '_changes',
    url: (limit) => url(0, limit),
    rows: (json) => changesSchema.safeParse(json).data?.results ?? null,
    more: (json) => ({ url: url(changesSchema.safeParse(json).data?.last_seq ?? 0, 1), known: 0 }),
  };
}

/** All names from the first. */
export function allDocsListing(feedBase: string): Listing {
  return {
    what: '_all_docs',
    url: (limit) => `${feedBase}/_all_docs?limit=${limit}`,
    rows: (json) => rowsSchema.safeParse(json).data?.rows ?? null,
    more(json) {
      // The key is inclusive: the last row comes again.
      const last = keysSchema.safeParse(json).data?.rows.at(-1)?.id ?? '';
      return {
        url: `${feedBase}/_all_docs?limit=2&startkey=${encodeURIComponent(JSON.stringify(last))}`,
        known: 1,
      };
    },
  };
}
