import type { Clock } from '@weir/model';
import { type Asker, unanswered } from '../../lib/probe/asker.ts';
import { parseRss, type RssItem } from '../rss.ts';

/** A release as the window showed it first. */
export interface Sighting {
  readonly item: RssItem;
  readonly seenMs: number;
}

/** What watching a window showed. */
export interface WatchedWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly looks: number;
  /** Releases that were not there at the first look. */
  readonly sightings: readonly Sighting[];
  /** Looks that shared no release with the one before: what lay between is unknown. */
  readonly rollovers: number;
  /** Looks that showed older releases only than the one before: the edge answered an old page. */
  readonly steppedBack: number;
}

/** Reads a window. Throws AppError `PROBE_UNANSWERED`, retriable, and what the asker throws. */
export async function readItems(asker: Asker, url: string): Promise<readonly RssItem[]> {
  const { status, body } = await asker.get(url, 'application/xml');
  if (status !== 200) unanswered('a window', status);
  return parseRss(body).items;
}

function keyOf({ name, version }: RssItem): string {
  return `${name}/${version ?? ''}`;
}

function newestOf(items: readonly RssItem[]): string {
  return (
    items
      .map(({ publishedAt }) => publishedAt ?? '')
      .toSorted()
      .at(-1) ?? ''
  );
}

/** Looks at a window every `everyMs` until `watchMs` are over. Throws like {@link readItems}. */
export async function watchWindow(
  asker: Asker,
  clock: Clock,
  url: string,
  times: { readonly watchMs: number; readonly everyMs: number },
  signal: AbortSignal,
): Promise<WatchedWindow> {
  const startMs = clock.now();
  let before = await readItems(asker, url);
  const known = new Set(before.map(keyOf));
  const sightings: Sighting[] = [];
  let [looks, rollovers, steppedBack] = [1, 0, 0];
  while (clock.now() - startMs < times.watchMs) {
    await clock.sleep(times.everyMs, signal);
    const items = await readItems(asker, url);
    looks++;
    const news = items.filter((item) => !known.has(keyOf(item)));
    const keys = new Set(before.map(keyOf));
    if (before.length > 0 && items.length > 0 && !items.some((item) => keys.has(keyOf(item)))) rollovers++;
    if (newestOf(items) < newestOf(before)) steppedBack++;
    for (const item of news) {
      known.add(keyOf(item));
      sightings.push({ item, seenMs: clock.now() });
    }
    before = items;
  }
  return { startMs, endMs: clock.now(), looks, sightings, rollovers, steppedBack };
}
