import {
  AppError,
  type Clock,
  type FeedPage,
  type NamesPage,
  type RegistryFeed,
  type RequestPriority,
} from '@weir/model';
import type { Requests } from '../requests.ts';
import { parseNames } from './all-names.ts';
import { createCouch } from './couch.ts';
import { type Authorize, DOCUMENT_BYTES_MAX } from './document-reader.ts';
import { createDocuments, LARGE_BYTES } from './documents.ts';
import type { ReadOptions } from './resolve.ts';
import { parseHead, parsePage } from './rows.ts';

/**
 * The npm registry as a feed.
 *
 * Endpoints: `GET <feed>/` (head), `GET <feed>/_changes?since&limit` (rows after a position, one per package, at
 * most 10,000), `GET <feed>/_all_docs?startkey&limit` (all names, at most 10,000), `GET <documents>/<name>`. Known gaps: rows can appear behind a position already read, documents can
 * be older than their row, versions can be held back after their row is shown.
 */
export interface NpmOptions {
  readonly documentsBase: string;
  /** Absent for a registry without a feed (`scan`, `backfill` on a configured mirror). */
  readonly feedBase?: string;
  readonly requests: Requests;
  readonly clock: Clock;
  readonly authorize?: Authorize;
  /** Origin that `documentsBase` stands in for in tarball URLs; null keeps them as they are. */
  readonly replaceOrigin?: string | null;
  /** Rows a page, at most 10,000. */
  readonly pageLimit?: number;
  readonly timeoutMs?: number;
  readonly documentBytesMax?: number;
}

const FEED_TIMEOUT_MS = 30_000;
/** The most that npm sends in a page of rows or names (2026-08; more is answered with 400). */
const PAGE_ROWS = 10_000;
/** 10,000 rows are about 1 MB (2026-08). */
const PAGE_BYTES_MAX = 16 * 1024 * 1024;

/** Whether the served `_rev` number is at least the expected one; unknown revisions prove nothing and pass. */
export function coversRevision(served: string | null, expected: string | null): boolean {
  if (expected === null) return true;
  const want = Number.parseInt(expected, 10);
  if (!Number.isFinite(want)) return true;
  return served !== null && Number.parseInt(served, 10) >= want;
}

/**
 * How many times a document was written between two of its revisions, by their generations: CouchDB counts one up at
 * each write. `older` null counts from the beginning; null when either is no revision, or the numbers began again.
 */
export function changesBetween(older: string | null, newer: string | null): number | null {
  const from = older === null ? 0 : Number.parseInt(older, 10);
  const count = newer === null ? Number.NaN : Number.parseInt(newer, 10) - from;
  return Number.isFinite(count) && count >= 0 ? count : null;
}

/** The npm registry behind the RegistryFeed port. Pure wiring: nothing is read before a method is called. */
export function createNpmFeed(options: NpmOptions): RegistryFeed {
  const { requests, clock, documentsBase, feedBase } = options;
  const limit = Math.min(options.pageLimit ?? PAGE_ROWS, PAGE_ROWS);
  const read: ReadOptions = { base: documentsBase, replaceOrigin: options.replaceOrigin ?? null };
  const documents = createDocuments({
    base: documentsBase,
    requests,
    clock,
    ...(options.authorize ? { authorize: options.authorize } : {}),
    bodyBytesMax: options.documentBytesMax ?? DOCUMENT_BYTES_MAX,
    ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
  });

  function couch(priority: RequestPriority): ReturnType<typeof createCouch> {
    if (feedBase === undefined) {
      throw new AppError('REGISTRY_NO_FEED', `${documentsBase} has no change feed configured`, {
        retriable: false,
      });
    }
    const timeoutMs = options.timeoutMs ?? FEED_TIMEOUT_MS;
    return createCouch({
      base: feedBase,
      requests,
      clock,
      priority,
      timeoutMs,
      bodyBytesMax: PAGE_BYTES_MAX,
    });
  }

  return {
    registry: 'npmjs',
    traits: { numbered: true, filesComeLater: false, absentIsGone: false, namesPublishers: true },
    largeBytes: LARGE_BYTES,
    coversRevision,
    changesBetween,
    async head(signal): Promise<string> {
      return parseHead(await couch('live').info(signal));
    },
    async readPage(cursor, signal, priority = 'live'): Promise<FeedPage> {
      return parsePage(await couch(priority).changes({ since: cursor, limit }, signal), cursor, limit);
    },
    async readNames(key, signal, priority = 'recheck'): Promise<NamesPage> {
      return parseNames(await couch(priority).allDocs({ startkey: key, limit }, signal), key, limit);
    },
    async resolve(name, how, signal) {
      const { known, seedBefore = null, fresh, priority = 'live', large = false } = how;
      const task = { kind: 'package', options: { known, seedBefore, ...read } } as const;
      const found = await documents.read(name, task, { fresh, priority, large }, signal);
      return found.kind === 'absent' ? found : { ...found.answer, document: found.bytes };
    },
    async resolveOne(name, wanted, priority, signal) {
      const task = { kind: 'one', wanted, options: read } as const;
      const found = await documents.readAny(name, task, { fresh: false, priority }, signal);
      if (found.kind === 'absent') return { kind: 'absent', reason: `${name}: ${found.status}` };
      return found.answer.kind === 'absent' ? found.answer : { ...found.answer, documentBytes: found.bytes };
    },
  };
}
