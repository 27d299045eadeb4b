import { AppError, type FeedProblem } from '@weir/model';
import { problem } from '../lib/problem.ts';
import { parseTime } from '../lib/times.ts';
import { isPypiName, isPypiVersion, pypiName } from './names.ts';
import { readXml, type XmlLimits } from './xml.ts';

/** One item of an RSS window. `version` null: the list of new projects names none. */
export interface RssItem {
  /** Normalized. */
  readonly name: string;
  readonly version: string | null;
  /** RFC 3339, with a resolution of a second; null for none. */
  readonly publishedAt: string | null;
}

/** Newest first, as served. */
export interface RssWindow {
  readonly items: readonly RssItem[];
  readonly problems: readonly FeedProblem[];
}

/** A page is some 60 kB; descriptions are free text of 512 characters each (2026-08). */
export const RSS_BYTES_MAX = 4 * 1024 * 1024;
const LIMITS: XmlLimits = { depthMax: 16, textCharsMax: 2_048, elementsMax: 20_000 };
/** 100 and 40 are served; one far over that is none. */
const ITEMS_MAX = 1_000;
const PROBLEMS_MAX = 100;

/** `…/project/<normalized name>/<version>/`, whatever the host. */
function parseLink(link: string): Pick<RssItem, 'name' | 'version'> | null {
  const base = 'https://registry.invalid';
  if (!URL.canParse(link, base)) return null;
  const path = /^\/project\/(?<name>[^/]+)\/(?:(?<version>[^/]+)\/?)?$/.exec(new URL(link, base).pathname);
  try {
    const name = decodeURIComponent(path?.groups?.name ?? '');
    const encoded = path?.groups?.version;
    const version = encoded === undefined ? null : decodeURIComponent(encoded);
    if (!isPypiName(name) || (version !== null && !isPypiVersion(version))) return null;
    return { name: pypiName(name), version };
  } catch {
    return null;
  }
}

/**
 * Reads an RSS window. Name and version come from the link: titles are for people, and have spaces in them. Items that
 * name nothing are problems beside the good ones.
 * @throws AppError `FEED_MALFORMED`, retriable, for what is no RSS.
 */
export function parseRss(bytes: Uint8Array): RssWindow {
  const items: RssItem[] = [];
  const problems: FeedProblem[] = [];
  let item: Record<string, string> | null = null;
  let isRss = false;
  readXml('release feed', bytes, LIMITS, {
    open(path) {
      if (path.length === 2 && path[0] === 'rss' && path[1] === 'channel') isRss = true;
      if (path.length === 3 && path[2] === 'item') item = {};
    },
    close(path, text) {
      if (path.length === 4 && path[2] === 'item' && item) item[path[3] ?? ''] = text;
      if (path.length !== 3 || path[2] !== 'item' || !item) return;
      const { link = '', pubDate = '' } = item;
      const parsed = parseLink(link.trim());
      if (parsed && items.length < ITEMS_MAX)
        items.push({ ...parsed, publishedAt: parseTime(pubDate.trim()) });
      else if (problems.length < PROBLEMS_MAX)
        problems.push(problem('item-unusable', 'an item links to no release', item));
      item = null;
    },
  });
  if (!isRss)
    throw new AppError('FEED_MALFORMED', 'release feed: the answer has no channel', { retriable: true });
  return { items, problems };
}
