import type { RegistryFeed } from '@weir/model';
import { createHttpClient, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unlimitedAllowance } from '../request-slices.ts';
import { createRequests, type Requests } from '../requests.ts';
import { createNpmFeed } from './feed.ts';
import { type NpmStandIn, startNpmStandIn } from './stand-in/index.ts';

const signal = new AbortController().signal;
const nothingKnown = { known: new Set<string>(), fresh: false };

describe('npm feed against the stand-in', () => {
  let standIn: NpmStandIn;
  let feed: RegistryFeed;
  let requests: Requests;
  let resources: AsyncDisposableStack;

  beforeEach(async () => {
    resources = new AsyncDisposableStack();
    standIn = resources.use(await startNpmStandIn());
    const http = resources.use(createHttpClient({ userAgent: 'weir-test' }));
    requests = resources.use(
      createRequests({ http, allowance: unlimitedAllowance, clock: systemClock, random: () => 0 }),
    );
    feed = createNpmFeed({
      documentsBase: standIn.url,
      feedBase: standIn.feedUrl,
      requests,
      clock: systemClock,
      pageLimit: 2,
      timeoutMs: 2_000,
      documentBytesMax: 100_000,
    });
  });
  afterEach(() => resources.disposeAsync());

  it('starts at the head and reads rows after it, oldest first, page by page', async () => {
    standIn.world.publish([{ name: 'old', version: '1.0.0' }]);
    const head = await feed.head(signal);
    for (const name of ['a', '@s/b', 'c']) standIn.world.publish([{ name, version: '1.0.0' }]);

    const first = await feed.readPage(head, signal);
    const second = await feed.readPage(first.nextCursor, signal);
    const third = await feed.readPage(second.nextCursor, signal);

    expect([...first.rows, ...second.rows].map((row) => row.name)).toEqual(['a', '@s/b', 'c']);
    expect([first.atHead, second.atHead]).toEqual([false, true]);
    expect(third).toMatchObject({ rows: [], nextCursor: second.nextCursor, atHead: true });
    expect(first.rows[0]?.revision).toMatch(/^1-/);
  });

  it('sends only since and limit, and says who it is', async () => {
    await feed.readPage('5', signal);

    expect(standIn.requests.map((request) => request.path)).toEqual(['/registry/_changes?since=5&limit=2']);
    expect(standIn.requests[0]?.headers['user-agent']).toBe('weir-test');
  });

  it('keeps bad rows as problems beside the good ones', async () => {
    const head = await feed.head(signal);
    standIn.world.appendRow('../../etc/passwd');
    standIn.world.publish([{ name: 'good', version: '1.0.0' }]);

    const page = await feed.readPage(head, signal);

    expect(page.rows.map((row) => row.name)).toEqual(['good']);
    expect(page.problems).toMatchObject([{ code: 'name-invalid' }]);
    expect(page.problems[0]?.raw).toContain('../../etc/passwd');
  });

  it.each([
    ['an HTML page with status 200', { kind: 'html', status: 200 }, 'FEED_MALFORMED', true],
    ['an HTML page with status 503', { kind: 'html', status: 503 }, 'REGISTRY_HTTP', true],
    ['truncated JSON', { kind: 'truncated' }, 'FEED_MALFORMED', true],
    ['a gzip bomb', { kind: 'gzip-bomb', sizeBytes: 40_000_000 }, 'FEED_MALFORMED', true],
    ['a reset connection', { kind: 'reset' }, 'HTTP_NETWORK', true],
    ['a body that never ends in time', { kind: 'slow', chunkBytes: 1, delayMs: 100 }, 'HTTP_TIMEOUT', true],
    ['status 400', { kind: 'status', status: 400 }, 'REGISTRY_REFUSED', false],
  ] as const)('turns %s into an error with a fate', async (_name, fault, code, retriable) => {
    for (let at = 0; at < 3; at++) standIn.world.publish([{ name: `p${at}`, version: '1.0.0' }]);
    standIn.knobs.arm('feed', fault);

    await expect(feed.readPage('129000000', signal)).rejects.toMatchObject({ code, retriable });
    await expect(feed.readPage('129000000', signal)).resolves.toMatchObject({ atHead: false });
  });

  it('says how long a 429 asks to wait, and waits a minute when it does not say', async () => {
    standIn.knobs.arm('feed', { kind: 'rate-limit' });

    await expect(feed.head(signal)).rejects.toMatchObject({
      code: 'REGISTRY_HTTP',
      fields: { status: 429, retryAfterMs: 60_000 },
    });
  });

  it('resolves every unknown version of a document, with digests, location and facts', async () => {
    standIn.world.publish([
      {
        name: '@s/n',
        version: '1.0.0',
        time: '2026-01-01T00:00:00.000Z',
        publisher: { name: 'ann', email: 'a@x.test' },
      },
    ]);
    standIn.world.publish(
      ['1.0.1', '1.0.2', '1.0.3', '1.1.0', '2.0.0'].map((version) => ({
        name: '@s/n',
        version,
        publisher: { name: 'bob', email: 'b@x.test', trustedPublisher: { id: 'github' } },
        manifest: { scripts: { postinstall: 'node x.js' } },
      })),
    );

    const resolved = await feed.resolve('@s/n', { ...nothingKnown, known: new Set(['1.0.0']) }, signal);

    if (resolved.kind !== 'present') throw new Error('absent');
    expect(resolved.releases.map((release) => release.version)).toEqual([
      '1.0.1',
      '1.0.2',
      '1.0.3',
      '1.1.0',
      '2.0.0',
    ]);
    const [first] = resolved.releases;
    expect(first).toMatchObject({
      displayName: '@s/n',
      files: [{ filename: 'n-1.0.1.tgz', locator: { url: `${standIn.url}/@s/n/-/n-1.0.1.tgz` } }],
      facts: {
        publisher: { name: 'bob', email: 'b@x.test' },
        trustedPublisher: 'github',
        previousVersion: '1.0.0',
        previousPublisher: { name: 'ann', email: 'a@x.test' },
        previousProvenance: false,
        versionCount: 6,
        manifest: { scripts: { postinstall: 'node x.js' } },
      },
    });
    expect(Object.keys(first?.files[0]?.digests ?? {}).toSorted()).toEqual(['sha1', 'sha512']);
    expect(standIn.requests.at(-1)?.path).toBe('/@s%2Fn');
    expect(standIn.requests.at(-1)?.headers.accept).toBe('application/json');
  });

  it('seeds what was published before a moment instead of resolving it', async () => {
    standIn.world.publish([{ name: 'n', version: '1.0.0', time: '2020-01-01T00:00:00.000Z' }]);
    standIn.world.publish([{ name: 'n', version: '2.0.0' }]);

    const seedBefore = new Date('2024-01-01T00:00:00Z');
    const resolved = await feed.resolve('n', { ...nothingKnown, seedBefore }, signal);

    expect(resolved).toMatchObject({
      releases: [{ version: '2.0.0' }],
      seeded: [{ version: '1.0.0', publishedAt: '2020-01-01T00:00:00.000Z' }],
    });
  });

  it('tells absent from removed, unpublished and taken down', async () => {
    for (const version of ['1.0.0', '1.0.1']) standIn.world.publish([{ name: 'n', version }]);

    const missing = await feed.resolve('none', nothingKnown, signal);
    standIn.world.unpublish('n', ['1.0.0']);
    const removed = await feed.resolve('n', nothingKnown, signal);
    standIn.world.unpublish('n');
    const unpublished = await feed.resolve('n', nothingKnown, signal);
    standIn.world.takedown('n');
    const takedown = await feed.resolve('n', nothingKnown, signal);

    expect(missing).toEqual({ kind: 'absent', status: 404 });
    expect(removed).toMatchObject({ unpublished: false, removed: [{ version: '1.0.0' }], listed: ['1.0.1'] });
    expect(unpublished).toMatchObject({ unpublished: true, listed: [], releases: [] });
    expect(takedown).toMatchObject({ takedown: true, releases: [], placeholders: ['0.0.1-security'] });
  });

  it('analyses a placeholder version that npm did not publish', async () => {
    standIn.world.publish([{ name: 'sly', version: '0.0.1-security' }]);

    const resolved = await feed.resolve('sly', nothingKnown, signal);

    expect(resolved).toMatchObject({ takedown: false, releases: [{ version: '0.0.1-security' }] });
  });

  it('reaches past a lagging cache when asked for a fresh document', async () => {
    standIn.world.publish([{ name: 'n', version: '1.0.0' }]);
    standIn.world.publish([{ name: 'n', version: '1.0.1' }]);
    Object.assign(standIn.world.holdOf('n'), { lagRevisions: 1, lagRequests: 1 });

    const stale = await feed.resolve('n', nothingKnown, signal);
    const fresh = await feed.resolve('n', { ...nothingKnown, fresh: true }, signal);

    if (stale.kind !== 'present' || fresh.kind !== 'present') throw new Error('absent');
    expect([stale.listed, fresh.listed]).toEqual([['1.0.0'], ['1.0.0', '1.0.1']]);
    expect(feed.coversRevision(stale.revision, fresh.revision)).toBe(false);
    expect(feed.coversRevision(fresh.revision, stale.revision)).toBe(true);
    expect(feed.changesBetween(stale.revision, fresh.revision)).toBe(1);
    expect(feed.changesBetween(null, fresh.revision)).toBe(2);
    expect(feed.changesBetween(fresh.revision, stale.revision)).toBeNull();
  });

  it.each([
    ['truncated', { kind: 'truncated' }, 'REGISTRY_MALFORMED', true],
    ['HTML', { kind: 'html', status: 200 }, 'REGISTRY_MALFORMED', true],
    ['500', { kind: 'status', status: 500 }, 'REGISTRY_HTTP', true],
    ['401', { kind: 'status', status: 401 }, 'REGISTRY_REFUSED', false],
    ['a bomb', { kind: 'gzip-bomb', sizeBytes: 200_000 }, 'DOCUMENT_TOO_LARGE', false],
  ] as const)('gives a document answered with %s a fate', async (_name, fault, code, retriable) => {
    standIn.world.publish([{ name: 'n', version: '1.0.0' }]);
    standIn.knobs.arm('document', fault, 1, 'n');

    await expect(feed.resolve('n', nothingKnown, signal)).rejects.toMatchObject({ code, retriable });
  });

  it('reads a large document when it is told that it is one, once', async () => {
    const large = createNpmFeed({ documentsBase: standIn.url, requests, clock: systemClock });
    standIn.world.publish([{ name: 'big', version: '1.0.0', manifest: { readme: 'x'.repeat(9_000_000) } }]);

    await expect(large.resolve('big', nothingKnown, signal)).rejects.toMatchObject({
      code: 'DOCUMENT_LARGE',
      retriable: true,
    });
    const resolved = await large.resolve('big', { ...nothingKnown, large: true }, signal);

    expect(resolved).toMatchObject({ releases: [{ version: '1.0.0', facts: { truncated: ['$.readme'] } }] });
    if (resolved.kind !== 'present') throw new Error('absent');
    expect(resolved.document?.byteLength).toBeGreaterThan(9_000_000);
    expect(standIn.requests).toHaveLength(2);
  });

  it('looks a release of a large document up without being told', async () => {
    const large = createNpmFeed({ documentsBase: standIn.url, requests, clock: systemClock });
    standIn.world.publish([{ name: 'big', version: '1.0.0', manifest: { readme: 'x'.repeat(9_000_000) } }]);

    const found = await large.resolveOne('big', '1.0.0', 'backfill', signal);

    expect(found).toMatchObject({ kind: 'present', release: { version: '1.0.0' } });
  });

  it('never builds a URL from a hostile name', async () => {
    await expect(feed.resolve('../x', nothingKnown, signal)).rejects.toMatchObject({ code: 'NAME_INVALID' });
    expect(standIn.requests).toEqual([]);
  });

  it('looks one release up by tag or version', async () => {
    for (const version of ['1.0.0', '1.1.0']) standIn.world.publish([{ name: 'n', version }]);

    const latest = await feed.resolveOne('n', null, 'backfill', signal);
    const exact = await feed.resolveOne('n', '1.0.0', 'backfill', signal);
    const none = await feed.resolveOne('n', '9.0.0', 'backfill', signal);

    expect(latest).toMatchObject({ kind: 'present', release: { version: '1.1.0' } });
    expect(exact).toMatchObject({ kind: 'present', release: { version: '1.0.0' } });
    expect(none).toMatchObject({ kind: 'absent' });
  });
});
