import { describe, expect, it } from 'vitest';
import { useFeed } from './testing/feed-suite.ts';
import { parsePlace } from './window.ts';

const signal = new AbortController().signal;
const suite = useFeed();

describe('PyPI feed against the stand-in', () => {
  describe('windows', () => {
    it('begins with what is there, then tells each release and project once, oldest first, by their links', async () => {
      suite.standIn.world.upload({ name: 'old', version: '1' });
      const start = await suite.feed.head(signal);
      suite.standIn.world.upload({
        name: 'Acme.Tool',
        version: '1.2.0',
        info: { summary: 'a </title> & more' },
      });
      suite.standIn.world.upload({ name: 'b', version: '1.0+local.1' });

      const page = await suite.feed.readPage(start, signal);
      const again = await suite.feed.readPage(page.nextCursor, signal);

      expect(page.rows.map(({ name, revision }) => [name, revision])).toEqual([
        ['acme-tool', null],
        ['b', null],
        ['acme-tool', '@1.2.0'],
        ['b', '@1.0+local.1'],
      ]);
      expect(page).toMatchObject({ atHead: true, problems: [] });
      expect([page.gap, again.gap]).toEqual([undefined, undefined]);
      expect(again).toMatchObject({ rows: [], nextCursor: page.nextCursor });
      expect(start.length).toBeLessThan(4_096);
    });

    it('says that there is a gap when nothing in the window was seen before', async () => {
      suite.standIn.world.upload({ name: 'old', version: '1' });
      const start = await suite.feed.head(signal);
      for (let at = 0; at < 6; at++) suite.standIn.world.upload({ name: `n${at}`, version: '1' });

      const page = await suite.feed.readPage(start, signal);

      expect(page.gap).toContain('rolled over');
      expect(page.rows.map(({ name }) => name)).toContain('n5');
    });

    it('takes an older window from another cache for no gap, and its items for no news', async () => {
      for (const version of ['1', '2', '3']) suite.standIn.world.upload({ name: 'a', version });
      const start = await suite.feed.head(signal);
      suite.standIn.world.upload({ name: 'b', version: '1' });
      suite.standIn.world.holdWindow(1);

      const stale = await suite.feed.readPage(start, signal);
      const fresh = await suite.feed.readPage(stale.nextCursor, signal);

      expect([stale.rows, stale.gap]).toEqual([[], undefined]);
      expect(fresh.rows.map(({ name }) => name)).toEqual(['b', 'b']);
    });

    it('asks only whether a window changed once it knows it', async () => {
      suite.standIn.world.upload({ name: 'a', version: '1' });
      await suite.feed.readPage(await suite.feed.head(signal), signal);

      expect(suite.standIn.fired['not-modified']).toBe(2);
    });

    it.each([
      ['rss-bomb', false],
      ['rss-external', false],
      ['rss-deep', false],
      ['rss-huge', true],
      ['rss-controls', true],
      ['rss-items', true],
    ] as const)('survives %s', async (kind, isReadable) => {
      const start = await suite.feed.head(signal);
      suite.standIn.world.upload({ name: 'fine', version: '1' });
      suite.standIn.knobs.arm('rss', { kind }, 1);

      const page = suite.feed.readPage(start, signal);

      if (isReadable)
        expect((await page).rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['fine']));
      else await expect(page).rejects.toMatchObject({ code: 'FEED_MALFORMED', retriable: true });
      expect((await suite.feed.readPage(start, signal)).rows.map(({ name }) => name)).toContain('fine');
    });

    it('keeps items that name nothing as problems, whatever they link to', async () => {
      suite.standIn.knobs.arm('rss', { kind: 'rss-items' }, 1);
      suite.standIn.world.upload({ name: 'fine', version: '1' });

      const page = await suite.feed.readPage('rss:- journal:- ', signal);

      expect(page.problems.length).toBeGreaterThan(5);
      expect(new Set(page.problems.map(({ code }) => code))).toEqual(new Set(['item-unusable']));
      expect(new Set(page.rows.map(({ name }) => name))).toEqual(new Set(['fine']));
    });

    it.each([
      ['html-200', { kind: 'html', status: 200 }, 'FEED_MALFORMED', true],
      ['503', { kind: 'status', status: 503 }, 'REGISTRY_HTTP', true],
      ['truncated', { kind: 'truncated' }, 'FEED_MALFORMED', true],
      ['a gzip bomb', { kind: 'gzip-bomb', sizeBytes: 40_000_000 }, 'FEED_MALFORMED', true],
      ['a reset', { kind: 'reset' }, 'HTTP_NETWORK', true],
      ['429', { kind: 'rate-limit', form: 'seconds', seconds: 1 }, 'REGISTRY_HTTP', true],
      ['400', { kind: 'status', status: 400 }, 'REGISTRY_REFUSED', false],
    ] as const)('gives a window answered with %s a fate', async (_name, fault, code, retriable) => {
      suite.standIn.world.upload({ name: 'a', version: '1' });
      suite.standIn.knobs.arm('rss', fault);

      await expect(suite.feed.head(signal)).rejects.toMatchObject({ code, retriable });
    });

    it('refuses a cursor that is none of its own', async () => {
      await expect(suite.feed.readPage('129000000', signal)).rejects.toMatchObject({
        code: 'CURSOR_INVALID',
      });
    });
  });

  describe('names', () => {
    it('reads the list a part at a time, with serials, and says how old it is', async () => {
      for (const name of ['a', 'B.b', 'c']) suite.standIn.world.upload({ name, version: '1' });

      const first = await suite.feed.readNames(null, signal);

      expect(first.names.map(({ name }) => name)).toEqual(['a', 'b-b', 'c']);
      expect(first.names.at(-1)?.revision).toBe(String(suite.standIn.world.lastSerial));
      expect(first).toMatchObject({ nextKey: null, head: String(suite.standIn.world.lastSerial) });
      expect(first.asOf?.getTime()).toBeGreaterThan(Date.UTC(2020, 0));
    });

    it('goes on where a part ended, and begins anew after it was lost', async () => {
      for (let at = 0; at < 4_000; at++)
        suite.standIn.world.upload({ name: `n${at}`, version: '1', files: [] });
      const first = await suite.feed.readNames(null, signal);
      const key = first.nextKey ?? '';
      let names = first.names.length;
      for (let next = first.nextKey; next !== null; ) {
        const page = await suite.feed.readNames(next, signal);
        names += page.names.length;
        next = page.nextKey;
      }

      expect(names).toBe(4_000);
      await expect(suite.feed.readNames(key, signal)).rejects.toMatchObject({ code: 'SWEEP_LOST' });
      await expect(suite.openFeed().readNames(key, signal)).rejects.toMatchObject({ code: 'SWEEP_LOST' });
      expect(suite.standIn.requestCounts.list).toBe(1);
    });

    it.each([
      ['rows of wrong types', { kind: 'list-rows' }, null],
      ['deep nesting', { kind: 'list-deep' }, null],
      ['HTML', { kind: 'html', status: 200 }, 'FEED_MALFORMED'],
      ['half of it', { kind: 'truncated' }, 'FEED_MALFORMED'],
      ['503', { kind: 'status', status: 503 }, 'REGISTRY_HTTP'],
    ] as const)('survives %s', async (_name, fault, code) => {
      suite.standIn.world.upload({ name: 'a', version: '1' });
      suite.standIn.knobs.arm('list', fault);

      const read = suite.feed.readNames(null, signal);

      if (code === null) {
        const page = await read;
        expect(page.names).toMatchObject([{ name: 'a' }]);
        expect(page.problems.length).toBeGreaterThan(0);
      } else await expect(read).rejects.toMatchObject({ code, retriable: true });
      expect((await suite.feed.readNames(null, signal)).names).toHaveLength(1);
    });
  });

  describe('journal', () => {
    it('reads rows after a serial with a real integer, page by page', async () => {
      await suite.restart({ journalRowsMax: 50_000, rssStaleAnswers: 0 });
      const feed = suite.openFeed({ journal: true });
      const start = await feed.head(signal);
      suite.standIn.world.upload({ name: 'Acme.Tool', version: '1' });
      suite.standIn.world.yank('acme-tool', '1');
      suite.standIn.world.removeProject('acme-tool');

      const page = await feed.readPage(start, signal);
      const next = await feed.readPage(page.nextCursor, signal);

      const rows = page.rows.filter(({ seq }) => /^\d+$/.test(seq));
      expect(rows).toHaveLength(5);
      expect(rows.at(-1)).toMatchObject({
        name: 'acme-tool',
        revision: String(suite.standIn.world.lastSerial),
        deleted: true,
      });
      expect(next.rows).toEqual([]);
      expect(suite.standIn.fired['string-argument']).toBe(0);
    });

    it.each([
      ['journal-fault', 'JOURNAL_FAULT'],
      ['journal-bomb', 'FEED_MALFORMED'],
    ] as const)('gives %s a fate, with the cursor where it was', async (kind, code) => {
      const feed = suite.openFeed({ journal: true });
      const start = await feed.head(signal);
      suite.standIn.world.upload({ name: 'n', version: '1' });
      suite.standIn.knobs.arm('journal', { kind });

      await expect(feed.readPage(start, signal)).rejects.toMatchObject({ code, retriable: true });
      expect((await feed.readPage(start, signal)).rows.length).toBeGreaterThan(0);
    });

    it('waits as long as the limit says', async () => {
      await suite.restart({ journalHourlyMax: 1 });
      const feed = suite.openFeed({ journal: true });

      const failure = await feed.head(signal).catch((error: unknown) => error);

      expect(failure).toMatchObject({ code: 'REGISTRY_HTTP', retriable: true });
      expect((failure as { fields: { retryAfterMs: number } }).fields.retryAfterMs).toBeGreaterThan(60_000);
    });

    it('begins anew below a head that fell behind what was read, and tells the gap', async () => {
      const { world } = suite.standIn;
      const feed = suite.openFeed({ journal: true });
      world.upload({ name: 'n', version: '1' });
      const start = await feed.head(signal);
      world.restore(100);

      // Behind its head the journal answers nothing, without a fault.
      const quiet = await feed.readPage(start, signal);
      const back = await feed.readPage(quiet.nextCursor, signal);
      world.upload({ name: 'n', version: '2' });
      const next = await feed.readPage(back.nextCursor, signal);

      expect([quiet.gap, next.gap]).toEqual([undefined, undefined]);
      expect(back.gap).toContain('fell behind');
      expect(next.rows.map(({ seq }) => seq)).toContain(String(world.lastSerial));
    });

    it('goes on behind rows that name no project', async () => {
      const { world } = suite.standIn;
      const feed = suite.openFeed({ journal: true });
      const start = await feed.head(signal);
      world.upload({ name: 'n', displayName: 'Ж', version: '1' });

      const page = await feed.readPage(start, signal);

      expect(page.problems).toHaveLength(3);
      expect(parsePlace(page.nextCursor).serial).toBe(String(world.lastSerial));
    });

    it('leaves a second between calls', async () => {
      let nowMs = 0;
      const pauses: number[] = [];
      const clock = {
        now: () => nowMs,
        sleep(ms: number) {
          pauses.push(ms);
          nowMs += ms;
          return Promise.resolve();
        },
      };

      // It asks for the head, and for what follows it.
      await suite.openFeed({ journal: true, journalPauseMs: 1_000, clock }).head(signal);

      expect(pauses).toEqual([1_000]);
    });

    it('keeps rows of wrong types as problems', async () => {
      const feed = suite.openFeed({ journal: true });
      const start = await feed.head(signal);
      suite.standIn.world.upload({ name: 'n', version: '1' });
      suite.standIn.knobs.arm('journal', { kind: 'journal-rows' });

      const page = await feed.readPage(start, signal);

      expect(page.problems).toHaveLength(4);
      expect(page.rows.map(({ name }) => name)).toContain('n');
    });
  });
});
