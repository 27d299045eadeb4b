import { createHash } from 'node:crypto';
import { AppError } from '@weir/model';
import type { RssItem } from './rss.ts';

/**
 * A place in PyPI's feeds as one text: RSS has no positions, only a window, so a place is what was in the window. Links
 * are kept as 48 bits of their sha256. Written `rss:<newest time> journal:<serial> <links>`, people read the beginning.
 */
export interface FeedPlace {
  /** Newest time that was seen, RFC 3339; null before the first item. */
  readonly newestAt: string | null;
  /** Where the journal was read to; null while it is not followed. */
  readonly serial: string | null;
  /** Newest first. */
  readonly seen: readonly string[];
}

/** Of two windows of 100 and 40: an older copy from another cache still overlaps. */
const SEEN_MAX = 300;
const PLACE = /^rss:(?<newest>\S+) journal:(?<serial>\d{1,18}|-) (?<seen>[\w,-]*)$/;

/** What identifies an item of a window: 8 characters for a release, one more for a project. */
export function itemKey({ name, version }: RssItem): string {
  const link = `${name}/${version ?? ''}`;
  const key = createHash('sha256').update(link).digest().subarray(0, 6).toString('base64url');
  return version === null ? `-${key}` : key;
}

/** The text of a place: at most 2,800 characters. */
export function formatPlace({ newestAt, serial, seen }: FeedPlace): string {
  return `rss:${newestAt ?? '-'} journal:${serial ?? '-'} ${seen.slice(0, SEEN_MAX).join(',')}`;
}

/** Reads a place. @throws AppError `CURSOR_INVALID`, not retriable. */
export function parsePlace(cursor: string): FeedPlace {
  const parts = PLACE.exec(cursor)?.groups;
  if (!parts)
    throw new AppError(
      'CURSOR_INVALID',
      `not a place in PyPI's feeds: ${JSON.stringify(cursor.slice(0, 80))}`,
      {
        retriable: false,
      },
    );
  const { newest = '-', serial = '-', seen = '' } = parts;
  return {
    newestAt: newest === '-' ? null : newest,
    serial: serial === '-' ? null : serial,
    seen: seen === '' ? [] : seen.split(','),
  };
}

/** What a window brought since a place. */
export interface Advance {
  /** Oldest first, none of them seen before. */
  readonly items: readonly RssItem[];
  readonly place: FeedPlace;
  /** False when nothing in the window was seen before: what lay between is gone from it. */
  readonly overlaps: boolean;
}

/**
 * Holds a window against a place. Pure. A place in which nothing of the window's kind was seen overlaps with everything:
 * the registry had nothing when it was taken.
 * @param items newest first, all of one kind: releases, or projects.
 */
export function advance(place: FeedPlace, items: readonly RssItem[]): Advance {
  const before = new Set(place.seen);
  const keyed = items.map((item) => ({ item, key: itemKey(item) }));
  const length = keyed[0]?.key.length ?? 0;
  const comparable = place.seen.filter((key) => key.length === length).length;
  const fresh = keyed.filter(({ key }) => !before.has(key));
  const newest = items.reduce(
    (last, { publishedAt }) => (publishedAt !== null && publishedAt > (last ?? '') ? publishedAt : last),
    place.newestAt,
  );
  return {
    items: fresh.map(({ item }) => item).toReversed(),
    place: {
      ...place,
      newestAt: newest,
      seen: [...new Set([...keyed.map(({ key }) => key), ...place.seen])].slice(0, SEEN_MAX),
    },
    overlaps: comparable === 0 || fresh.length < keyed.length,
  };
}
