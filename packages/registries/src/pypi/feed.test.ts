import { createHttpClient, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unlimitedAllowance } from '../request-slices.ts';
import { createRequests, type Requests } from '../requests.ts';
import { createPypiFeed, type PypiFeed, type PypiOptions } from './feed.ts';
import { type PypiStandIn, startPypiStandIn } from './stand-in/index.ts';

const signal = new AbortController().signal;
const nothingKnown = { known: new Set<string>(), fresh: false };

describe('PyPI feed against the stand-in', () => {
  let standIn: PypiStandIn;
  let requests: Requests;
  let feed: PypiFeed;
  let resources: AsyncDisposableStack;

  function openFeed(options: Partial<PypiOptions> = {}): PypiFeed {
    return createPypiFeed({
      addresses: {
        simple: `${standIn.url}/simple`,
        json: `${standIn.url}/pypi`,
        rss: `${standIn.url}/rss`,
      },
      requests,
      clock: systemClock,
      timeoutMs: 2_000,
      pageBytesMax: 200_000,
      namesLimit: 2,
      ...options,
    });
  }

  beforeEach(async () => {
    resources = new AsyncDisposableStack();
    standIn = resources.use(
      await startPypiStandIn({ behaviour: { updatesMax: 5, rssStaleAnswers: 0, listCacheSeconds: 0 } }),
    );
    const http = resources.use(createHttpClient({ userAgent: 'weir-test' }));
    requests = resources.use(
      createRequests({ http, allowance: unlimitedAllowance, clock: systemClock, random: () => 0 }),
    );
    feed = openFeed();
  });
  afterEach(() => resources.disposeAsync());

  describe('windows', () => {
    it('begins with what is there, then tells each release and project once, oldest first, by their links', async () => {
      standIn.world.upload({ name: 'old', version: '1' });
      const start = await feed.head(signal);
      standIn.world.upload({ name: 'Acme.Tool', version: '1.2.0', info: { summary: 'a </title> & more' } });
      standIn.world.upload({ name: 'b', version: '1.0+local.1' });

      const page = await feed.readPage(start, signal);
      const again = await feed.readPage(page.nextCursor, signal);

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
      standIn.world.upload({ name: 'old', version: '1' });
      const start = await feed.head(signal);
      for (let at = 0; at < 6; at++) standIn.world.upload({ name: `n${at}`, version: '1' });

      const page = await feed.readPage(start, signal);

      expect(page.gap).toContain('rolled over');
      expect(page.rows.map(({ name }) => name)).toContain('n5');
    });

    it('takes an older window from another cache for no gap, and its items for no news', async () => {
      for (const version of ['1', '2', '3']) standIn.world.upload({ name: 'a', version });
      const start = await feed.head(signal);
      standIn.world.upload({ name: 'b', version: '1' });
      standIn.world.holdWindow(1);

      const stale = await feed.readPage(start, signal);
      const fresh = await feed.readPage(stale.nextCursor, signal);

      expect([stale.rows, stale.gap]).toEqual([[], undefined]);
      expect(fresh.rows.map(({ name }) => name)).toEqual(['b', 'b']);
    });

    it('asks only whether a window changed once it knows it', async () => {
      standIn.world.upload({ name: 'a', version: '1' });
      await feed.readPage(await feed.head(signal), signal);

      expect(standIn.fired['not-modified']).toBe(2);
    });

    it.each([
      ['rss-bomb', false],
      ['rss-external', false],
      ['rss-deep', false],
      ['rss-huge', true],
      ['rss-controls', true],
      ['rss-items', true],
    ] as const)('survives %s', async (kind, isReadable) => {
      const start = await feed.head(signal);
      standIn.world.upload({ name: 'fine', version: '1' });
      standIn.knobs.arm('rss', { kind }, 1);

      const page = feed.readPage(start, signal);

      if (isReadable)
        expect((await page).rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['fine']));
      else await expect(page).rejects.toMatchObject({ code: 'FEED_MALFORMED', retriable: true });
      expect((await feed.readPage(start, signal)).rows.map(({ name }) => name)).toContain('fine');
    });

    it('keeps items that name nothing as problems, whatever they link to', async () => {
      standIn.knobs.arm('rss', { kind: 'rss-items' }, 1);
      standIn.world.upload({ name: 'fine', version: '1' });

      const page = await feed.readPage('rss:- journal:- ', signal);

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
      standIn.world.upload({ name: 'a', version: '1' });
      standIn.knobs.arm('rss', fault);

      await expect(feed.head(signal)).rejects.toMatchObject({ code, retriable });
    });

    it('refuses a cursor that is none of its own', async () => {
      await expect(feed.readPage('129000000', signal)).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    });
  });

  describe('names', () => {
    it('reads the list a part at a time, with serials, and says how old it is', async () => {
      for (const name of ['a', 'B.b', 'c']) standIn.world.upload({ name, version: '1' });

      const first = await feed.readNames(null, signal);

      expect(first.names.map(({ name }) => name)).toEqual(['a', 'b-b', 'c']);
      expect(first.names.at(-1)?.revision).toBe(String(standIn.world.lastSerial));
      expect(first).toMatchObject({ nextKey: null, head: String(standIn.world.lastSerial) });
      expect(first.asOf?.getTime()).toBeGreaterThan(Date.UTC(2020, 0));
    });

    it('goes on where a part ended, and begins anew after it was lost', async () => {
      for (let at = 0; at < 4_000; at++) standIn.world.upload({ name: `n${at}`, version: '1', files: [] });
      const first = await feed.readNames(null, signal);
      const key = first.nextKey ?? '';
      let names = first.names.length;
      for (let next = first.nextKey; next !== null; ) {
        const page = await feed.readNames(next, signal);
        names += page.names.length;
        next = page.nextKey;
      }

      expect(names).toBe(4_000);
      await expect(feed.readNames(key, signal)).rejects.toMatchObject({ code: 'SWEEP_LOST' });
      await expect(openFeed().readNames(key, signal)).rejects.toMatchObject({ code: 'SWEEP_LOST' });
      expect(standIn.requestCounts.list).toBe(1);
    });

    it.each([
      ['rows of wrong types', { kind: 'list-rows' }, null],
      ['deep nesting', { kind: 'list-deep' }, null],
      ['HTML', { kind: 'html', status: 200 }, 'FEED_MALFORMED'],
      ['half of it', { kind: 'truncated' }, 'FEED_MALFORMED'],
      ['503', { kind: 'status', status: 503 }, 'REGISTRY_HTTP'],
    ] as const)('survives %s', async (_name, fault, code) => {
      standIn.world.upload({ name: 'a', version: '1' });
      standIn.knobs.arm('list', fault);

      const read = feed.readNames(null, signal);

      if (code === null) {
        const page = await read;
        expect(page.names).toMatchObject([{ name: 'a' }]);
        expect(page.problems.length).toBeGreaterThan(0);
      } else await expect(read).rejects.toMatchObject({ code, retriable: true });
      expect((await feed.readNames(null, signal)).names).toHaveLength(1);
    });
  });

  describe('projects', () => {
    const files = ['acme_tool-1.2.0.tar.gz', 'acme_tool-1.2.0-py3-none-any.whl'];

    it('resolves each file with digests, place and facts', async () => {
      standIn.world.upload({
        name: 'Acme.Tool',
        version: '1.1.0',
        time: '2026-01-01T00:00:00Z',
        provenance: true,
        info: { requires_dist: ['Left_Pad >=1', "x[e] ; extra == 'y'"] },
      });
      standIn.world.upload({
        name: 'Acme.Tool',
        version: '1.2.0',
        files,
        owners: ['ann', 'bob'],
        info: { description: 'long', requires_dist: ['requests'] },
      });

      const resolved = await feed.resolve(
        'Acme.Tool',
        { ...nothingKnown, known: new Set(['1.1.0']), knownFiles: new Set(['acme_tool-1.1.0.tar.gz']) },
        signal,
      );

      if (resolved.kind !== 'present') throw new Error('absent');
      expect(resolved).toMatchObject({
        problems: [],
        listed: ['1.1.0', '1.2.0'],
        seeded: [],
        quarantined: false,
      });
      expect(resolved.revision).toBe(String(standIn.world.lastSerial));
      const [release] = resolved.releases;
      expect(release).toMatchObject({
        displayName: 'Acme.Tool',
        version: '1.2.0',
        files: [
          { filename: files[0], variant: 'sdist', sizeBytes: expect.any(Number) },
          { filename: files[1], variant: 'py3-none-any' },
        ],
        facts: {
          manifest: { name: 'Acme.Tool', requires_dist: ['requests'] },
          publisher: null,
          trustedPublisher: null,
          maintainers: [
            { name: 'ann', email: null },
            { name: 'bob', email: null },
          ],
          provenance: null,
          previousVersion: '1.1.0',
          previousProvenance: true,
          previousFacts: { dependencies: { 'left-pad': '>=1', x: "[e] ; extra == 'y'" }, hooks: null },
          versionCount: 2,
          packageCreatedAt: '2026-01-01T00:00:00.000Z',
          truncated: ['$.description'],
        },
      });
      expect(Object.keys(release?.files[0]?.digests ?? {}).toSorted()).toEqual([
        'blake2b_256',
        'md5',
        'sha256',
      ]);
      expect(release?.files[0]?.locator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/packages\//);
      expect(release?.document?.byteLength).toBeGreaterThan(100);
      expect(standIn.fired.redirect).toBe(0);
    });

    it('tells a file that joins an old release, alone', async () => {
      standIn.world.upload({ name: 'acme-tool', version: '1.2.0', files: files.slice(0, 1) });
      standIn.world.upload({ name: 'acme-tool', version: '1.2.0', files: files.slice(1) });

      const resolved = await feed.resolve(
        'acme-tool',
        { ...nothingKnown, known: new Set(['1.2.0']), knownFiles: new Set(files.slice(0, 1)) },
        signal,
      );

      expect(resolved).toMatchObject({ releases: [{ version: '1.2.0', files: [{ filename: files[1] }] }] });
    });

    it('takes what is older than the first look for history, file by file', async () => {
      const time = '2020-01-01T00:00:00Z';
      standIn.world.upload({ name: 'n', version: '1', time });
      standIn.world.upload({ name: 'n', version: '2', time });
      standIn.world.upload({ name: 'n', version: '2', files: ['n-2-py3-none-any.whl'] });

      const resolved = await feed.resolve(
        'n',
        { ...nothingKnown, seedBefore: new Date('2024-01-01') },
        signal,
      );

      expect(resolved).toMatchObject({
        releases: [{ version: '2', files: [{ filename: 'n-2-py3-none-any.whl' }] }],
        seeded: [{ version: '1', publishedAt: '2020-01-01T00:00:00.000Z' }],
      });
    });

    it('tells yanked files, with their reason', async () => {
      for (const version of ['1', '2', '3']) standIn.world.upload({ name: 'n', version });
      standIn.world.yank('n', '1', 'broken');
      standIn.world.yank('n', '2');

      const resolved = await feed.resolve('n', nothingKnown, signal);

      expect(resolved).toMatchObject({
        files: [
          { version: '1', yanked: 'broken' },
          { version: '2', yanked: '' },
          { version: '3', yanked: null },
        ],
      });
    });

    it('tells quarantine from removal', async () => {
      standIn.world.upload({ name: 'held', version: '1' });
      standIn.world.upload({ name: 'gone', version: '1' });
      standIn.world.quarantine('held');
      standIn.world.removeProject('gone');

      expect(await feed.resolve('held', nothingKnown, signal)).toMatchObject({
        quarantined: true,
        releases: [],
        files: [],
      });
      expect(await feed.resolve('gone', nothingKnown, signal)).toEqual({ kind: 'absent', status: 404 });
      expect(await feed.resolve('never', nothingKnown, signal)).toEqual({ kind: 'absent', status: 404 });
    });

    it('reaches past a stale page when asked for a fresh one, and knows one from the other', async () => {
      standIn.world.upload({ name: 'n', version: '1' });
      const { serial } = standIn.world.find('n')?.states.at(-1) ?? { serial: 0 };
      standIn.world.upload({ name: 'n', version: '2' });
      standIn.world.holdOf('n').pageStale = 1;

      const stale = await feed.resolve('n', nothingKnown, signal);
      const fresh = await feed.resolve('n', { ...nothingKnown, fresh: true }, signal);

      if (stale.kind !== 'present' || fresh.kind !== 'present') throw new Error('absent');
      expect([stale.listed, fresh.listed]).toEqual([['1'], ['1', '2']]);
      expect(stale.revision).toBe(String(serial));
      expect(feed.coversRevision(stale.revision, '@2', stale.listed)).toBe(false);
      expect(feed.coversRevision(fresh.revision, '@2.0', ['2.0'])).toBe(true);
      expect(feed.coversRevision(stale.revision, fresh.revision)).toBe(false);
      expect(feed.coversRevision(fresh.revision, stale.revision)).toBe(true);
      expect(feed.changesBetween(fresh.revision, fresh.revision)).toBe(0);
      expect(feed.changesBetween(stale.revision, fresh.revision)).toBeNull();
    });

    it('asks for a release document once more when it does not have the file yet', async () => {
      standIn.world.upload({ name: 'n', version: '1' });
      standIn.world.upload({ name: 'n', version: '2' });
      standIn.world.holdOf('n').documentStale = 1;

      const resolved = await feed.resolve(
        'n',
        { ...nothingKnown, knownFiles: new Set(['n-1.tar.gz']) },
        signal,
      );

      expect(resolved).toMatchObject({ problems: [], releases: [{ facts: { manifest: { version: '2' } } }] });
      expect(standIn.fired['document-stale']).toBe(1);
    });

    it('tells files at once when their document stays away, with facts unknown', async () => {
      standIn.world.upload({ name: 'n', version: '1' });
      standIn.knobs.arm('document', { kind: 'status', status: 404 }, 2);

      const resolved = await feed.resolve('n', nothingKnown, signal);

      expect(resolved).toMatchObject({
        problems: [{ code: 'facts-missing' }],
        releases: [
          {
            files: [{ digests: { sha256: expect.any(String) } }],
            facts: { manifest: null, maintainers: [] },
          },
        ],
      });
    });

    it.each([
      ['page-types', 'page'],
      ['document-types', 'document'],
      ['document-deep', 'document'],
    ] as const)('keeps the good beside %s', async (kind, target) => {
      standIn.world.upload({ name: 'n', version: '1' });
      standIn.knobs.arm(target, { kind });

      const resolved = await feed.resolve('n', nothingKnown, signal);

      expect(resolved).toMatchObject({ releases: [{ version: '1', files: [{ filename: 'n-1.tar.gz' }] }] });
    });

    it.each([
      ['truncated', { kind: 'truncated' }, 'REGISTRY_MALFORMED', true],
      ['HTML', { kind: 'html', status: 200 }, 'REGISTRY_MALFORMED', true],
      ['500', { kind: 'status', status: 500 }, 'REGISTRY_HTTP', true],
      ['401', { kind: 'status', status: 401 }, 'REGISTRY_REFUSED', false],
      ['a bomb', { kind: 'gzip-bomb', sizeBytes: 400_000 }, 'DOCUMENT_TOO_LARGE', false],
    ] as const)('gives a page answered with %s a fate', async (_name, fault, code, retriable) => {
      standIn.world.upload({ name: 'n', version: '1' });
      standIn.knobs.arm('page', fault, 1, 'n');

      await expect(feed.resolve('n', nothingKnown, signal)).rejects.toMatchObject({ code, retriable });
    });

    it('never builds a URL from a hostile name', async () => {
      await expect(feed.resolve('../x', nothingKnown, signal)).rejects.toMatchObject({
        code: 'NAME_INVALID',
      });
      expect(standIn.requests).toEqual([]);
    });

    it('asks whether a project changed at the price of a 304', async () => {
      standIn.world.upload({ name: 'n', version: '1' });
      const first = await feed.peek?.('n', null, signal);
      const second = await feed.peek?.('n', first?.etag ?? null, signal);
      standIn.world.upload({ name: 'n', version: '1', files: ['n-1-py3-none-any.whl'] });
      const third = await feed.peek?.('n', first?.etag ?? null, signal);

      expect([first?.changed, second?.changed, third?.changed]).toEqual([true, false, true]);
      expect(third?.revision).toBe(String(standIn.world.lastSerial));
    });

    it('looks one release up, by any spelling, with all its files', async () => {
      standIn.world.upload({ name: 'Acme.Tool', version: '1.2.0', files });
      standIn.world.upload({ name: 'Acme.Tool', version: '1.3.0', info: {} });

      expect(await feed.resolveOne('acme_tool', 'v1.2.0', 'backfill', signal)).toMatchObject({
        kind: 'present',
        release: { version: '1.2.0', files: files.map((filename) => ({ filename })) },
      });
      expect(await feed.resolveOne('acme-tool', null, 'backfill', signal)).toMatchObject({
        release: { version: '1.3.0' },
      });
      expect(await feed.resolveOne('acme-tool', '9', 'backfill', signal)).toMatchObject({ kind: 'absent' });
      expect(await feed.resolveOne('none', null, 'backfill', signal)).toMatchObject({ kind: 'absent' });
    });
  });

  describe('journal', () => {
    it('reads rows after a serial with a real integer, page by page', async () => {
      await resources.disposeAsync();
      resources = new AsyncDisposableStack();
      standIn = resources.use(
        await startPypiStandIn({ behaviour: { journalRowsMax: 50_000, rssStaleAnswers: 0 } }),
      );
      const http = resources.use(createHttpClient({ userAgent: 'weir-test' }));
      requests = resources.use(
        createRequests({ http, allowance: unlimitedAllowance, clock: systemClock, random: () => 0 }),
      );
      feed = openFeed({ journal: true });
      const start = await feed.head(signal);
      standIn.world.upload({ name: 'Acme.Tool', version: '1' });
      standIn.world.yank('acme-tool', '1');
      standIn.world.removeProject('acme-tool');

      const page = await feed.readPage(start, signal);
      const next = await feed.readPage(page.nextCursor, signal);

      const rows = page.rows.filter(({ seq }) => /^\d+$/.test(seq));
      expect(rows).toHaveLength(5);
      expect(rows.at(-1)).toMatchObject({
        name: 'acme-tool',
        revision: String(standIn.world.lastSerial),
        deleted: true,
      });
      expect(next.rows).toEqual([]);
      expect(standIn.fired['string-argument']).toBe(0);
    });

    it.each([
      ['journal-fault', 'JOURNAL_FAULT'],
      ['journal-bomb', 'FEED_MALFORMED'],
    ] as const)('gives %s a fate, with the cursor where it was', async (kind, code) => {
      feed = openFeed({ journal: true });
      const start = await feed.head(signal);
      standIn.world.upload({ name: 'n', version: '1' });
      standIn.knobs.arm('journal', { kind });

      await expect(feed.readPage(start, signal)).rejects.toMatchObject({ code, retriable: true });
      expect((await feed.readPage(start, signal)).rows.length).toBeGreaterThan(0);
    });

    it('waits as long as the limit says', async () => {
      await resources.disposeAsync();
      resources = new AsyncDisposableStack();
      standIn = resources.use(await startPypiStandIn({ behaviour: { journalHourlyMax: 1 } }));
      const http = resources.use(createHttpClient({ userAgent: 'weir-test' }));
      requests = resources.use(
        createRequests({ http, allowance: unlimitedAllowance, clock: systemClock, random: () => 0 }),
      );
      feed = openFeed({ journal: true });

      const failure = await feed.head(signal).catch((error: unknown) => error);

      expect(failure).toMatchObject({ code: 'REGISTRY_HTTP', retriable: true });
      expect(Number((failure as { fields: { retryAfterMs: number } }).fields.retryAfterMs)).toBeGreaterThan(
        60_000,
      );
    });

    it('keeps rows of wrong types as problems', async () => {
      feed = openFeed({ journal: true });
      const start = await feed.head(signal);
      standIn.world.upload({ name: 'n', version: '1' });
      standIn.knobs.arm('journal', { kind: 'journal-rows' });

      const page = await feed.readPage(start, signal);

      expect(page.problems).toHaveLength(4);
      expect(page.rows.map(({ name }) => name)).toContain('n');
    });
  });
});
