import { describe, expect, it } from 'vitest';
import type { RssItem } from './rss.ts';
import { advance, formatPlace, parsePlace } from './window.ts';

function item(at: number): RssItem {
  return {
    name: `n${at}`,
    version: '1',
    publishedAt: new Date(1_700_000_000_000 + at * 1_000).toISOString(),
  };
}

/** Items `from` down to `from - count + 1`: a window, newest first. */
function window(from: number, count: number): RssItem[] {
  return Array.from({ length: count }, (_, at) => item(from - at));
}

const START = { newestAt: null, serial: null, seen: [] };

describe('a place in a window', () => {
  it('is a text that is read back, short enough to be stored', () => {
    let { place } = advance(START, window(100, 100));
    for (let at = 200; at <= 1_000; at += 50) ({ place } = advance(place, window(at, 100)));
    const text = formatPlace({ ...place, serial: '31000001' });

    expect(text.length).toBeLessThan(4_096);
    expect(text).toMatch(/^rss:2023-\S+Z journal:31000001 /);
    expect(formatPlace(parsePlace(text))).toBe(text);
    expect(parsePlace(formatPlace(START))).toEqual(START);
  });

  it.each(['', '129000000', 'rss:x', 'rss:- journal:x ', 'rss:- journal:- a b'])('is not %j', (text) => {
    expect(() => parsePlace(text)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
  });

  it('gives each item once, oldest first, through any overlap', () => {
    let { place } = advance(START, window(10, 10));
    const seen: string[] = [];
    for (const newest of [12, 11, 12, 19, 15, 22]) {
      const step = advance(place, window(newest, 10));
      expect(step.overlaps).toBe(true);
      seen.push(...step.items.map(({ name }) => name));
      ({ place } = step);
    }

    expect(seen).toEqual(Array.from({ length: 12 }, (_, at) => `n${11 + at}`));
  });

  it('holds releases against releases, and projects against projects', () => {
    const { place } = advance(START, [{ name: 'n1', version: null, publishedAt: null }]);

    expect(advance(place, window(1, 1)).overlaps).toBe(true);
    expect(advance(place, [{ name: 'n2', version: null, publishedAt: null }]).overlaps).toBe(false);
  });

  it('tells a rolled over window from one that overlaps by one item', () => {
    const { place } = advance(START, window(10, 10));

    expect(advance(place, window(19, 10)).overlaps).toBe(true);
    expect(advance(place, window(20, 10)).overlaps).toBe(false);
    expect(advance(place, []).overlaps).toBe(true);
    expect(advance(START, window(20, 10)).overlaps).toBe(true);
  });
});
