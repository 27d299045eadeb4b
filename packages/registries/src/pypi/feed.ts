import {
  AppError,
  type Clock,
  type FeedPage,
  type FeedRow,
  type NamesPage,
  type RegistryFeed,
  type RequestPriority,
} from '@weir/model';
import { printRaw } from '../lib/problem.ts';
import type { Requests } from '../requests.ts';
import { statusError } from '../status-error.ts';
import { createPypiApi, PAGE_BYTES_MAX, type PypiAddresses, SIMPLE_JSON } from './api.ts';
import { createJournal } from './journal.ts';
import { createNameListReader, LIST_BYTES_MAX, type NameListReader } from './name-list.ts';
import { absentReason, pickFiles } from './pick.ts';
import { createReleaseMaker, resolvePage } from './resolve.ts';
import { parseRss, RSS_BYTES_MAX, type RssItem, type RssWindow } from './rss.ts';
import { normalVersion } from './versions.ts';
import { advance, type FeedPlace, formatPlace, itemKey, parsePlace } from './window.ts';

/**
 * PyPI as a feed.
 *
 * `GET <rss>/updates.xml` (last 100 releases) and `packages.xml` (newest 40 projects) for speed; `GET <simple>/` (all
 * names with their serials) for what RSS never shows; `GET <simple>/<name>/` and `<json>/<name>/<version>/json` for
 * what a hint is about; the XML-RPC journal where it is switched on. Known gaps: the window can roll over between two
 * looks, its edge cache answers old pages, and files that join a release later show in the list of names only.
 */
export interface PypiOptions {
  readonly addresses: PypiAddresses;
  readonly requests: Requests;
  readonly clock: Clock;
  readonly authorize?: (url: string) => string | null;
  /** Follows the XML-RPC journal, too. Off unless PyPI's admins were asked. */
  readonly journal?: boolean;
  /** Between calls of the journal; a second when absent. */
  readonly journalPauseMs?: number;
  readonly timeoutMs?: number;
  readonly pageBytesMax?: number;
  /** Names of one page of the list. */
  readonly namesLimit?: number;
}

const FEED_TIMEOUT_MS = 30_000;
/** The list of all names has tens of MB. */
const LIST_TIMEOUT_MS = 180_000;
const NAMES_LIMIT = 10_000;
/** PyPI's edge keeps the list for so long (2026-08): without an Age an answer can be this old. */
const LIST_CACHE_MS = 30 * 60_000;

const ANNOUNCED = '@';

/** The revision of a row that announces a version: RSS has no serials. */
function announces(version: string): string {
  return `${ANNOUNCED}${version}`;
}

/**
 * Whether a page can hold what a row announced: a serial that it has reached, or a version that it lists.
 * Unknown expectations prove nothing and pass.
 */
export function coversRevision(
  served: string | null,
  expected: string | null,
  listed?: readonly string[],
): boolean {
  if (expected === null) return true;
  if (expected.startsWith(ANNOUNCED)) {
    const wanted = normalVersion(expected.slice(ANNOUNCED.length));
    return listed === undefined || listed.some((version) => normalVersion(version) === wanted);
  }
  if (!/^\d{1,18}$/.test(expected)) return true;
  return served !== null && /^\d{1,18}$/.test(served) && BigInt(served) >= BigInt(expected);
}

/** 0 for the same serial, null for any other two: serials count the changes of all projects together. */
export function changesBetween(older: string | null, newer: string | null): number | null {
  return older !== null && older === newer ? 0 : null;
}

function rowOf(item: RssItem): FeedRow {
  return {
    seq: `rss:${itemKey(item)}`,
    name: item.name,
    revision: item.version === null ? null : announces(item.version),
    deleted: false,
    raw: printRaw(item),
  };
}

/** PyPI behind the RegistryFeed port. Pure wiring: nothing is read before a method is called. */
export function createPypiFeed(options: PypiOptions): RegistryFeed {
  const { addresses, requests, clock } = options;
  const timeoutMs = options.timeoutMs ?? FEED_TIMEOUT_MS;
  const api = createPypiApi({
    ...options,
    pageBytesMax: options.pageBytesMax ?? PAGE_BYTES_MAX,
  });
  // A mirror that is not followed may have no documents at all.
  const source = { api, clock, documented: addresses.rss !== null };
  const journal =
    options.journal && addresses.json !== null
      ? createJournal({
          address: addresses.json,
          requests,
          clock,
          ...(options.journalPauseMs === undefined ? {} : { pauseMs: options.journalPauseMs }),
        })
      : null;
  /** What a window answered last: an unchanged one is answered with 304. */
  const windows = new Map<string, { readonly etag: string; readonly window: RssWindow }>();
  let list: {
    readonly id: string;
    readonly reader: NameListReader;
    readonly asOf: Date;
    pages: number;
  } | null = null;
  let lists = 0;
  /** The journal's last answer was empty: nothing happened, or its head fell behind, which looks the same. */
  let journalIsQuiet = false;

  async function readWindow(
    name: string,
    priority: RequestPriority,
    signal: AbortSignal,
  ): Promise<RssWindow> {
    if (addresses.rss === null)
      throw new AppError('REGISTRY_NO_FEED', `${addresses.simple} has no feed configured`, {
        retriable: false,
      });
    const url = `${addresses.rss}/${name}`;
    const known = windows.get(url);
    const response = await requests
      .get(url, {
        priority,
        timeoutMs,
        bodyBytesMax: RSS_BYTES_MAX,
        signal,
        headers: { accept: 'application/xml', ...(known ? { 'if-none-match': known.etag } : {}) },
      })
      .catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'HTTP_BODY_TOO_LARGE') throw error;
        throw new AppError('FEED_MALFORMED', `${url} is over its cap`, { retriable: true, cause: error });
      });
    if (response.status === 304 && known) return { items: known.window.items, problems: [] };
    if (response.status !== 200) throw statusError('release feed', response, clock.now());
    const window = parseRss(response.body);
    const { etag } = response.headers;
    if (etag === undefined) windows.delete(url);
    else windows.set(url, { etag, window });
    return window;
  }

  async function readPage(cursor: string, signal: AbortSignal, priority: RequestPriority): Promise<FeedPage> {
    const before = parsePlace(cursor);
    const updates = await readWindow('updates.xml', priority, signal);
    const projects = await readWindow('packages.xml', priority, signal);
    const released = advance(before, updates.items);
    const created = advance(released.place, projects.items);
    let place: FeedPlace = created.place;
    let rows = [...created.items.map(rowOf), ...released.items.map(rowOf)];
    let problems = [...updates.problems, ...projects.problems];
    let atHead = true;
    let fell = false;
    if (journal !== null) {
      // Switched on later than the feed was first followed: it begins at its head, RSS and the list know the rest.
      const known = before.serial;
      const head = known === null || journalIsQuiet ? await journal.head(signal) : known;
      fell = known !== null && BigInt(head) < BigInt(known);
      const serial = known === null || fell ? head : known;
      const read = await journal.read(serial, priority, signal);
      place = { ...place, serial: read.serial };
      rows = [...rows, ...read.rows];
      problems = [...problems, ...read.problems];
      atHead = read.atHead;
      journalIsQuiet = read.serial === serial;
    }
    const rolled = 'no release in the window was seen before: it rolled over between two looks';
    const complete = released.overlaps || (journal !== null && before.serial !== null);
    return {
      rows,
      problems,
      nextCursor: formatPlace(place),
      atHead,
      ...(fell ? { gap: 'the journal fell behind what was read of it' } : complete ? {} : { gap: rolled }),
    };
  }

  async function openList(signal: AbortSignal, priority: RequestPriority): Promise<NonNullable<typeof list>> {
    const url = `${addresses.simple}/`;
    const authorization = options.authorize?.(url) ?? null;
    const response = await requests
      .get(url, {
        priority,
        timeoutMs: Math.max(timeoutMs, options.timeoutMs ?? LIST_TIMEOUT_MS),
        bodyBytesMax: LIST_BYTES_MAX,
        signal,
        headers: { accept: SIMPLE_JSON, ...(authorization === null ? {} : { authorization }) },
      })
      .catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'HTTP_BODY_TOO_LARGE') throw error;
        throw new AppError('FEED_MALFORMED', 'all names: the list is over its cap', {
          retriable: true,
          cause: error,
        });
      });
    if (response.status !== 200) throw statusError('all names', response, clock.now());
    const age = Number(response.headers.age ?? Number.NaN);
    const ageMs = Number.isFinite(age) && age >= 0 ? age * 1_000 : LIST_CACHE_MS;
    lists++;
    return {
      id: `${clock.now()}-${lists}`,
      reader: createNameListReader(response.body),
      asOf: new Date(clock.now() - ageMs),
      pages: 0,
    };
  }

  async function readNames(
    key: string | null,
    signal: AbortSignal,
    priority: RequestPriority,
  ): Promise<NamesPage> {
    if (key === null) list = await openList(signal, priority);
    if (list === null || (key !== null && key !== `${list.id}:${list.pages}`))
      throw new AppError('SWEEP_LOST', 'the list of names was of another process, or of another time', {
        retriable: false,
      });
    const current = list;
    try {
      const { names, problems } = current.reader.read(options.namesLimit ?? NAMES_LIMIT);
      current.pages++;
      const { ended, serial } = current.reader;
      if (ended) list = null;
      const nextKey = ended ? null : `${current.id}:${current.pages}`;
      return { names, problems, nextKey, asOf: current.asOf, head: serial };
    } catch (error) {
      // What was read of it so far is worth nothing: the next call begins anew.
      list = null;
      throw error;
    }
  }

  return {
    registry: 'pypi',
    traits: { numbered: false, filesComeLater: true, absentIsGone: true, namesPublishers: false },
    // Pages over their cap are too large at once: nothing between is read apart.
    largeBytes: options.pageBytesMax ?? PAGE_BYTES_MAX,
    coversRevision,
    changesBetween,
    announcedVersion: (revision) =>
      revision.startsWith(ANNOUNCED) ? revision.slice(ANNOUNCED.length) : null,
    async head(signal) {
      const empty: FeedPlace = { newestAt: null, serial: null, seen: [] };
      const { nextCursor } = await readPage(
        formatPlace({ ...empty, serial: journal === null ? null : await journal.head(signal) }),
        signal,
        'live',
      );
      // The head was just asked for: that nothing followed it says nothing.
      journalIsQuiet = false;
      return nextCursor;
    },
    readPage: (cursor, signal, priority = 'live') => readPage(cursor, signal, priority),
    readNames: (key, signal, priority = 'recheck') => readNames(key, signal, priority),
    async resolve(name, how, signal) {
      const { fresh, priority = 'live' } = how;
      const found = await api.page(name, { fresh, priority }, signal);
      if (found.kind !== 'present')
        return { kind: 'absent', status: found.kind === 'absent' ? found.status : 304 };
      return resolvePage(source, name, found, how, signal);
    },
    async resolveOne(name, wanted, priority, signal) {
      const how = { fresh: false, priority };
      const found = await api.page(name, how, signal);
      if (found.kind !== 'present')
        return { kind: 'absent', reason: absentReason(name, found.kind === 'absent' ? found.status : 304) };
      const page = found.value;
      const picked = pickFiles(page, name, wanted);
      if (picked.kind === 'absent') return picked;
      const { version, files } = picked;
      const maker = createReleaseMaker(source, name, page);
      const { release } = await maker.make(version, files, { ...how, documents: true }, signal);
      return { kind: 'present', release, documentBytes: release.document ?? null };
    },
    async standingOf(name, filename, priority, signal) {
      const found = await api.page(name, { fresh: true, priority }, signal);
      // A refusal (403, 451) comes from a gate on the way: nothing is told by it.
      if (found.kind === 'absent') return [404, 410].includes(found.status) ? 'removed' : 'unknown';
      if (found.kind === 'same') return 'unknown';
      const { status, files } = found.value;
      if (status === 'quarantined') return 'quarantined';
      return files.some((file) => file.filename === filename) ? 'listed' : 'removed';
    },
    async peek(name, etag, signal) {
      const found = await api.page(name, { fresh: false, priority: 'previous', etag }, signal);
      if (found.kind === 'same') return { changed: false, etag, revision: null };
      if (found.kind === 'absent') return { changed: true, etag: null, revision: null };
      return { changed: true, etag: found.served.headers.etag ?? null, revision: found.value.serial };
    },
  };
}
