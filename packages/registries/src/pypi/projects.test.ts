import { describe, expect, it } from 'vitest';
import { useFeed } from './testing/feed-suite.ts';

const signal = new AbortController().signal;
const nothingKnown = { known: new Set<string>(), fresh: false };
const suite = useFeed();

describe('projects', () => {
  const files = ['acme_tool-1.2.0.tar.gz', 'acme_tool-1.2.0-py3-none-any.whl'];

  it('says that a late file has no proof of origin, whatever those before it have', async () => {
    const of = { name: 'acme', info: {} };
    suite.standIn.world.upload({ ...of, version: '1.0', time: '2026-01-01T00:00:00Z', provenance: true });
    suite.standIn.world.upload({ ...of, version: '1.1', files: ['acme-1.1.tar.gz'], provenance: true });
    const first = await suite.feed.resolve('acme', nothingKnown, signal);
    suite.standIn.world.upload({ ...of, version: '1.1', files: ['acme-1.1-py3-none-any.whl'] });

    const knownFiles = new Set(['acme-1.0.tar.gz', 'acme-1.1.tar.gz']);
    const known = new Set(['1.0', '1.1']);
    const second = await suite.feed.resolve('acme', { known, knownFiles, fresh: false }, signal);

    const told = [first, second].map((resolved) =>
      'releases' in resolved
        ? resolved.releases.map(({ version, facts }) => [
            version,
            facts.provenance !== null,
            facts.previousProvenance,
          ])
        : [],
    );
    expect(told[0]).toContainEqual(['1.1', true, true]);
    expect(told[1]).toEqual([['1.1', false, true]]);
  });

  it('resolves each file with digests, place and facts', async () => {
    suite.standIn.world.upload({
      name: 'Acme.Tool',
      version: '1.1.0',
      time: '2026-01-01T00:00:00Z',
      provenance: true,
      info: { requires_dist: ['Left_Pad >=1', "x[e] ; extra == 'y'"] },
    });
    suite.standIn.world.upload({
      name: 'Acme.Tool',
      version: '1.2.0',
      files,
      owners: ['ann', 'bob'],
      info: { description: 'long', requires_dist: ['requests'], author_email: 'b@people.example' },
    });

    const resolved = await suite.feed.resolve(
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
    expect(resolved.revision).toBe(String(suite.standIn.world.lastSerial));
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
        previousFacts: {
          contacts: ['a@people.example'],
          dependencies: { 'left-pad': '>=1', x: "[e] ; extra == 'y'" },
          hooks: null,
        },
        versionCount: 2,
        packageCreatedAt: '2026-01-01T00:00:00.000Z',
        truncated: ['$.description'],
      },
    });
    // Both files are new, so that this one is published when its release began.
    expect(release?.facts.releaseStartedAt).toBe(release?.facts.publishedAt);
    expect(release?.facts.releaseStartedAt).toMatch(/^2\d{3}-/);
    expect(Object.keys(release?.files[0]?.digests ?? {}).toSorted()).toEqual([
      'blake2b_256',
      'md5',
      'sha256',
    ]);
    expect(release?.files[0]?.locator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/packages\//);
    expect(release?.document?.byteLength).toBeGreaterThan(100);
    expect(suite.standIn.fired.redirect).toBe(0);
  });

  it('tells a file that joins an old release, alone', async () => {
    suite.standIn.world.upload({ name: 'acme-tool', version: '1.2.0', files: files.slice(0, 1) });
    suite.standIn.world.upload({ name: 'acme-tool', version: '1.2.0', files: files.slice(1) });

    const resolved = await suite.feed.resolve(
      'acme-tool',
      { ...nothingKnown, known: new Set(['1.2.0']), knownFiles: new Set(files.slice(0, 1)) },
      signal,
    );

    expect(resolved).toMatchObject({ releases: [{ version: '1.2.0', files: [{ filename: files[1] }] }] });
  });

  it('takes what is older than the first look for history, file by file', async () => {
    const time = '2020-01-01T00:00:00Z';
    suite.standIn.world.upload({ name: 'n', version: '1', time });
    suite.standIn.world.upload({ name: 'n', version: '2', time });
    suite.standIn.world.upload({ name: 'n', version: '2', files: ['n-2-py3-none-any.whl'] });

    const resolved = await suite.feed.resolve(
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
    for (const version of ['1', '2', '3']) suite.standIn.world.upload({ name: 'n', version });
    suite.standIn.world.yank('n', '1', 'broken');
    suite.standIn.world.yank('n', '2');

    const resolved = await suite.feed.resolve('n', nothingKnown, signal);

    expect(resolved).toMatchObject({
      files: [
        { version: '1', yanked: 'broken' },
        { version: '2', yanked: '' },
        { version: '3', yanked: null },
      ],
    });
  });

  it('tells quarantine from removal', async () => {
    suite.standIn.world.upload({ name: 'held', version: '1' });
    suite.standIn.world.upload({ name: 'gone', version: '1' });
    suite.standIn.world.quarantine('held');
    suite.standIn.world.removeProject('gone');

    expect(await suite.feed.resolve('held', nothingKnown, signal)).toMatchObject({
      quarantined: true,
      releases: [],
      files: [],
    });
    expect(await suite.feed.resolve('gone', nothingKnown, signal)).toEqual({ kind: 'absent', status: 404 });
    expect(await suite.feed.resolve('never', nothingKnown, signal)).toEqual({ kind: 'absent', status: 404 });
  });

  it('reaches past a stale page when asked for a fresh one, and knows one from the other', async () => {
    suite.standIn.world.upload({ name: 'n', version: '1' });
    const { serial } = suite.standIn.world.find('n')?.states.at(-1) ?? { serial: 0 };
    suite.standIn.world.upload({ name: 'n', version: '2' });
    suite.standIn.world.holdOf('n').pageStale = 1;

    const stale = await suite.feed.resolve('n', nothingKnown, signal);
    const fresh = await suite.feed.resolve('n', { ...nothingKnown, fresh: true }, signal);

    if (stale.kind !== 'present' || fresh.kind !== 'present') throw new Error('absent');
    expect([stale.listed, fresh.listed]).toEqual([['1'], ['1', '2']]);
    expect(stale.revision).toBe(String(serial));
    expect(suite.feed.coversRevision(stale.revision, '@2', stale.listed)).toBe(false);
    expect(suite.feed.coversRevision(fresh.revision, '@2.0', ['2.0'])).toBe(true);
    expect(suite.feed.coversRevision(stale.revision, fresh.revision)).toBe(false);
    expect(suite.feed.coversRevision(fresh.revision, stale.revision)).toBe(true);
    expect(suite.feed.changesBetween(fresh.revision, fresh.revision)).toBe(0);
    expect(suite.feed.changesBetween(stale.revision, fresh.revision)).toBeNull();
  });

  it.each([
    ['page-types', 'page'],
    ['document-types', 'document'],
    ['document-deep', 'document'],
  ] as const)('keeps the good beside %s', async (kind, target) => {
    suite.standIn.world.upload({ name: 'n', version: '1' });
    suite.standIn.knobs.arm(target, { kind });

    const resolved = await suite.feed.resolve('n', nothingKnown, signal);

    expect(resolved).toMatchObject({ releases: [{ version: '1', files: [{ filename: 'n-1.tar.gz' }] }] });
  });

  it.each([
    ['truncated', { kind: 'truncated' }, 'REGISTRY_MALFORMED', true],
    ['HTML', { kind: 'html', status: 200 }, 'REGISTRY_MALFORMED', true],
    ['500', { kind: 'status', status: 500 }, 'REGISTRY_HTTP', true],
    ['401', { kind: 'status', status: 401 }, 'REGISTRY_REFUSED', false],
    ['a bomb', { kind: 'gzip-bomb', sizeBytes: 400_000 }, 'DOCUMENT_TOO_LARGE', false],
  ] as const)('gives a page answered with %s a fate', async (_name, fault, code, retriable) => {
    suite.standIn.world.upload({ name: 'n', version: '1' });
    suite.standIn.knobs.arm('page', fault, 1, 'n');

    await expect(suite.feed.resolve('n', nothingKnown, signal)).rejects.toMatchObject({ code, retriable });
  });

  it('says what became of a file: it is listed, held, or gone', async () => {
    const { world } = suite.standIn;
    for (const name of ['here', 'held', 'gone']) world.upload({ name, version: '1' });
    world.upload({ name: 'here', version: '1', files: ['here-1-py3-none-any.whl'] });
    world.removeFile('here', 'here-1.tar.gz');
    world.quarantine('held');
    world.removeProject('gone');
    world.holdOf('held').pageStale = 1;
    const ask = (name: string, filename: string) =>
      suite.feed.standingOf?.(name, filename, 'recheck', signal);

    expect(await ask('here', 'here-1-py3-none-any.whl')).toBe('listed');
    expect(await ask('here', 'here-1.tar.gz')).toBe('removed');
    expect(await ask('held', 'held-1.tar.gz')).toBe('quarantined');
    expect(await ask('gone', 'gone-1.tar.gz')).toBe('removed');
    suite.standIn.knobs.arm('page', { kind: 'status', status: 451 }, 1, 'gone');
    expect(await ask('gone', 'gone-1.tar.gz')).toBe('unknown');
  });

  it('never builds a URL from a hostile name', async () => {
    await expect(suite.feed.resolve('../x', nothingKnown, signal)).rejects.toMatchObject({
      code: 'NAME_INVALID',
    });
    expect(suite.standIn.requests).toEqual([]);
  });

  it('asks whether a project changed at the price of a 304', async () => {
    suite.standIn.world.upload({ name: 'n', version: '1' });
    const first = await suite.feed.peek?.('n', null, signal);
    const second = await suite.feed.peek?.('n', first?.etag ?? null, signal);
    suite.standIn.world.upload({ name: 'n', version: '1', files: ['n-1-py3-none-any.whl'] });
    const third = await suite.feed.peek?.('n', first?.etag ?? null, signal);

    expect([first?.changed, second?.changed, third?.changed]).toEqual([true, false, true]);
    expect(third?.revision).toBe(String(suite.standIn.world.lastSerial));
  });

  it('looks one release up, by any spelling, with all its files', async () => {
    suite.standIn.world.upload({ name: 'Acme.Tool', version: '1.2.0', files });
    suite.standIn.world.upload({ name: 'Acme.Tool', version: '1.3.0', info: {} });

    expect(await suite.feed.resolveOne('acme_tool', 'v1.2.0', 'backfill', signal)).toMatchObject({
      kind: 'present',
      release: { version: '1.2.0', files: files.map((filename) => ({ filename })) },
    });
    expect(await suite.feed.resolveOne('acme-tool', null, 'backfill', signal)).toMatchObject({
      release: { version: '1.3.0' },
    });
  });

  it('says why a release cannot be had, and what to do', async () => {
    const { world } = suite.standIn;
    world.upload({ name: 'acme-tool', version: '1.2.0', files });
    world.upload({ name: 'acme-tool', version: '1.10.0' });
    world.upload({ name: 'bad', version: '1' });
    world.quarantine('bad');
    const look = async (name: string, version: string | null): Promise<string> => {
      const found = await suite.feed.resolveOne(name, version, 'backfill', signal);
      return found.kind === 'absent' ? found.reason : found.release.version;
    };

    world.yank('acme-tool', '1.10.0', 'broken');
    expect(await look('acme-tool', null)).toBe('1.2.0');
    expect(await look('acme-tool', '9')).toMatch(/no files of version 9 .*: its newest is 1\.2\.0$/);
    expect(await look('acme-tool', '1.10')).toBe('1.10.0');
    world.yank('acme-tool', '1.2.0');
    expect(await look('acme-tool', null)).toMatch(/every release .* yanked: name a version/);
    expect(await look('bad', null)).toMatch(/quarantine: .* scan a copy/);
    expect(await look('none', null)).toMatch(/HTTP 404.*pip config list/);
  });
});
