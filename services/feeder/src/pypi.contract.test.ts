import type { AnyEvent } from '@weir/model';
import type { Truth } from '@weir/registries/pypi/stand-in';
import { describe, expect, it } from 'vitest';
import { PYPI_DEFAULTS } from './config.ts';
import { until, useFeeder } from './testing/feeder-suite.ts';

const suite = useFeeder();
const WHEEL = 'acme_tool-1.2.0-py3-none-any.whl';
const SDIST = 'acme_tool-1.2.0.tar.gz';

/** `kind name@version/filename` */
function lineOf(event: AnyEvent): string {
  if (event.type === 'verdict.recorded.v1') throw new Error('not the feeder');
  const kind = event.type.split('.')[1];
  if (event.type === 'release.published.v1') {
    const { release, file } = event.data;
    return `${kind} ${release.name}@${release.version}/${file.filename}`;
  }
  const { name, version, filename } = event.data;
  return `${kind} ${name}@${version ?? '*'}${filename === null ? '' : `/${filename}`}`;
}

function truthOf({ kind, name, version, filename }: Truth): string {
  return `${kind} ${name}@${version ?? '*'}${filename === null ? '' : `/${filename}`}`;
}

async function told(): Promise<string[]> {
  return (await suite.harness.events()).map(lineOf);
}

/** What happened since `from` is told, each once, and nothing else. */
async function expectTruth(from: number): Promise<void> {
  const truth = suite.harness.pypi.world.truth.slice(from).map(truthOf);
  await until(async () => expect((await told()).toSorted()).toEqual(truth.toSorted()));
}

describe('following PyPI', () => {
  it('notes what is there, then tells every file once, with its facts', async () => {
    const { world } = suite.harness.pypi;
    world.upload({ name: 'before', version: '1', time: '2020-01-01T00:00:00Z' });
    await suite.startPypi();
    const from = world.truth.length;

    for (let at = 0; at < 20; at++) world.upload({ name: `p${at}`, version: '1.0' });
    world.upload({ name: 'Acme.Tool', version: '1.2.0', files: [SDIST, WHEEL], info: { summary: 'a b c' } });

    await expectTruth(from);
    const event = (await suite.harness.events()).find((one) => lineOf(one).endsWith(WHEEL));
    if (event?.type !== 'release.published.v1') throw new Error('no event');
    expect(event).toMatchObject({
      source: '/feeds/pypi',
      data: {
        release: { ecosystem: 'pypi', displayName: 'Acme.Tool', purl: 'pkg:pypi/acme-tool@1.2.0' },
        file: {
          variant: 'py3-none-any',
          digests: { md5: expect.any(String), blake2b_256: expect.any(String) },
        },
        origin: { lane: 'live', muted: false },
      },
    });
    const file = await suite.harness.store.releases.findFile(event.data.fileId);
    expect(file?.facts).toMatchObject({
      publisher: null,
      maintainers: [{ name: 'ann', email: null }],
      manifest: { summary: 'a b c' },
    });
    expect(await suite.harness.parts.evidence.has(file?.facts?.documentSha256 ?? '')).toBe(true);
    expect(await suite.harness.store.feeds.listGaps({ limit: 10 })).toEqual([]);
  });

  it('finds what RSS never shows: late files, removals, yanks, quarantine, and what comes back', async () => {
    const { world } = suite.harness.pypi;
    await suite.startPypi();
    for (const version of ['1.1.0', '1.2.0', '1.3.0'])
      world.upload({ name: 'acme-tool', version, files: [`acme_tool-${version}.tar.gz`] });
    for (const name of ['whole', 'held']) world.upload({ name, version: '1' });
    await expectTruth(0);

    world.upload({ name: 'acme-tool', version: '1.2.0', files: [WHEEL] });
    await expectTruth(0);
    world.removeFile('acme-tool', SDIST);
    world.yank('acme-tool', '1.1.0', 'broken');
    world.removeRelease('acme-tool', '1.3.0');
    world.removeProject('whole');
    world.quarantine('held');
    await expectTruth(0);
    world.unyank('acme-tool', '1.1.0');
    world.clearQuarantine('held');
    await expectTruth(0);
    world.yank('acme-tool', '1.1.0');
    world.quarantine('held');
    await expectTruth(0);

    const events = await suite.harness.events();
    expect(events.find(({ type }) => type === 'release.yanked.v1')).toMatchObject({
      data: { reason: 'broken' },
    });
    expect(events.filter(({ type }) => type === 'release.restored.v1')).toHaveLength(2);
  });

  it('tells that owners changed, each time, and gives the next release those of the one before', async () => {
    const { world } = suite.harness.pypi;
    await suite.startPypi();
    world.upload({ name: 'acme-tool', version: '1.1.0', files: ['acme_tool-1.1.0.tar.gz'] });
    await expectTruth(0);
    await suite.expectQuiet();

    for (const owners of [['ann', 'eve'], ['ann'], ['ann', 'eve'], ['eve']]) {
      world.setOwners('acme-tool', owners);
      await expectTruth(0);
    }
    world.touch('acme-tool');
    world.upload({ name: 'acme-tool', version: '1.2.0', files: [SDIST] });

    await expectTruth(0);
    const events = await suite.harness.events();
    const last = events.findLast(({ type }) => type === 'release.owners-changed.v1');
    expect(last).toMatchObject({
      data: { name: 'acme-tool', version: null, reason: 'ann left: now eve' },
    });
    const [file] = await suite.harness.store.releases.findFilesByRelease('pypi', 'acme-tool', '1.2.0');
    expect(file?.facts).toMatchObject({
      maintainers: [{ name: 'eve' }],
      previousFacts: { maintainers: [{ name: 'ann' }] },
    });
    await suite.expectQuiet();
  });

  it('tells what lies in a gap of the window, and closes the gap with a sweep', async () => {
    const { world, behaviour } = suite.harness.pypi;
    world.upload({ name: 'old', version: '1', time: '2020-01-01T00:00:00Z' });
    await suite.startPypi({ config: { sweep: { enabled: true, everyMs: 3_600_000 } } });
    const from = world.truth.length;

    for (let at = 0; at < behaviour.updatesMax + 5; at++) world.upload({ name: `n${at}`, version: '1' });

    await expectTruth(from);
    await until(async () => {
      const gaps = await suite.harness.store.feeds.listGaps({ limit: 10, includeFilled: true });
      expect(gaps).toMatchObject([
        { registry: 'pypi', kind: 'stretch', filledBy: expect.stringContaining('sweep') },
      ]);
      expect(gaps[0]?.filledAt).toBeInstanceOf(Date);
    });
  });

  it('looks past stale pages, and waits for pages that are not there yet', async () => {
    const { world } = suite.harness.pypi;
    await suite.startPypi();
    world.upload({ name: 'stale', version: '1' });
    await expectTruth(0);
    Object.assign(world.holdOf('stale'), { pageStale: 3, documentStale: 2 });
    world.holdOf('absent').pageAbsent = 2;

    world.upload({ name: 'stale', version: '2' });
    world.upload({ name: 'absent', version: '1' });

    await expectTruth(0);
    await suite.expectQuiet();
    expect(await suite.harness.store.feeds.listGaps({ limit: 10 })).toEqual([]);
  });

  it('tells that releases were there and gone before they could be read, whatever a sweep finds in between', async () => {
    const { world } = suite.harness.pypi;
    await suite.startPypi();
    world.upload({ name: 'quick', version: '1' });
    await expectTruth(0);

    // A deletion takes releases out of the windows, too: a client that looked in between knows of them.
    await suite.harness.query(`INSERT INTO feed_rows (registry, seq, name, revision, deleted, raw, seen_at)
      SELECT 'pypi', 'rss:' || v, n, '@' || v, false, '', now()
        FROM (VALUES ('quick', '2'), ('quick', '3'), ('flash', '1')) AS r(n, v)`);
    await suite.harness.query(`INSERT INTO packages (registry, name, seen_revision, deleted, first_seen_at, last_seen_at)
      SELECT 'pypi', n, '@' || v, false, now(), now() FROM (VALUES ('quick', '3'), ('flash', '1')) AS r(n, v)
      ON CONFLICT (registry, name) DO UPDATE SET seen_revision = excluded.seen_revision, last_seen_at = now()`);
    await suite.harness.query(`INSERT INTO rechecks (kind, subject, due_at, available_at, attempt, reason, payload, priority, generation)
      SELECT 'package:pypi', 'pypi/' || n, now(), now(), 0, 'feed row', 'null', 0, 1 FROM unnest(ARRAY['quick', 'flash']) AS n
      ON CONFLICT (kind, subject) DO UPDATE SET due_at = now(), available_at = now()`);
    // The next list has a serial that no row told.
    world.touch('quick');

    await until(async () =>
      expect((await told()).filter((line) => line.startsWith('removed')).toSorted()).toEqual([
        'removed flash@*',
        'removed quick@2',
        'removed quick@3',
      ]),
    );
    await suite.expectQuiet();
  });

  it('goes on through every bad answer, and loses nothing', async () => {
    const { world, knobs } = suite.harness.pypi;
    await suite.startPypi();
    const faults = [
      { kind: 'status', status: 503 },
      { kind: 'html', status: 200 },
      { kind: 'truncated' },
      { kind: 'reset' },
    ] as const;
    for (const target of ['rss', 'list', 'page', 'document'] as const)
      for (const fault of faults) knobs.arm(target, fault);
    for (const kind of ['rss-bomb', 'rss-deep', 'rss-items', 'rss-controls'] as const)
      knobs.arm('rss', { kind });
    for (const kind of ['page-types', 'page-deep'] as const) knobs.arm('page', { kind });
    for (const kind of ['document-types', 'document-huge', 'document-deep'] as const)
      knobs.arm('document', { kind });
    for (const kind of ['list-rows', 'list-deep'] as const) knobs.arm('list', { kind });

    for (let at = 0; at < 10; at++) world.upload({ name: `n${at}`, version: '1' });

    await expectTruth(0);
    await suite.expectQuiet();
  });

  it('notices a registry that came back from a backup, and loses nothing of what follows', async () => {
    const { world } = suite.harness.pypi;
    // Without looks in between, which would find each project out by itself.
    await suite.startPypi({ config: { watchMs: [] } });
    for (let at = 0; at < 3; at++) world.upload({ name: `n${at}`, version: '1' });
    await expectTruth(0);
    await suite.expectQuiet();
    // What was read shortly before the list proves nothing; this was read an hour ago.
    await suite.harness.query("UPDATE packages SET last_fetched_at = now() - interval '1 hour'");

    world.restore(100);
    world.upload({ name: 'n1', version: '1', files: ['n1-1-py3-none-any.whl'] });
    world.yank('n2', '1');

    await expectTruth(0);
    await until(async () => {
      const gaps = await suite.harness.store.feeds.listGaps({ limit: 10, includeFilled: true });
      expect(gaps).toMatchObject([{ kind: 'stretch', reason: expect.stringContaining('fell') }]);
      expect(gaps[0]?.filledAt).toBeInstanceOf(Date);
    });
  });

  it('does not believe an old copy at the edge after a backup came back, though its serial is higher', async () => {
    const { world } = suite.harness.pypi;
    const sweep = { enabled: true, everyMs: 3_600_000 };
    await suite.startPypi({ config: { watchMs: [], sweep } });
    world.upload({ name: 'held', version: '1' });
    await expectTruth(0);
    await suite.expectQuiet();
    world.restore(50, 'kept');
    world.holdOf('held').pageStale = 1;

    // As a sweep leaves it that noticed the backup; then a row comes before the look that the sweep asked for.
    await suite.harness.query(
      "UPDATE packages SET seen_revision = NULL, fetched_revision = NULL WHERE name = 'held'",
    );
    await suite.harness.query(`INSERT INTO rechecks (kind, subject, due_at, available_at, attempt, reason, payload, priority, generation)
      VALUES ('package:pypi', 'pypi/held', now(), now(), 0, 'feed row', 'null', 0, 1)`);

    const serial = String(world.find('held')?.states.at(-1)?.serial);
    await until(async () =>
      expect(await suite.harness.query("SELECT fetched_revision FROM packages WHERE name = 'held'")).toEqual([
        { fetched_revision: serial },
      ]),
    );
  });

  it('notes nothing of a page that is older than what was read, so that a sweep can forget that meanwhile', async () => {
    const { world } = suite.harness.pypi;
    const sweep = { enabled: true, everyMs: 3_600_000 };
    await suite.startPypi({ config: { watchMs: [], goneAfterMs: 3_600_000, sweep } });
    world.upload({ name: 'held', version: '1' });
    await expectTruth(0);
    await suite.expectQuiet();
    const read = { fetched_revision: '99000000', last_fetched_at: new Date('2026-01-01T00:00:00Z') };

    await suite.harness.query(
      "UPDATE packages SET fetched_revision = '99000000', last_fetched_at = '2026-01-01T00:00:00Z' WHERE name = 'held'",
    );
    await suite.harness.query(`INSERT INTO rechecks (kind, subject, due_at, available_at, attempt, reason, payload, priority, generation)
      VALUES ('package:pypi', 'pypi/held', now(), now(), 0, 'feed row', 'null', 0, 1)`);

    await until(async () => {
      const [gap] = await suite.harness.store.feeds.listGaps({ limit: 10 });
      expect(gap?.reason).toContain('expected 99000000');
    });
    const kept = await suite.harness.query(
      "SELECT fetched_revision, last_fetched_at FROM packages WHERE name = 'held'",
    );
    expect(kept).toEqual([read]);
  });

  it('believes a project whose serial fell, once it stays so', async () => {
    const { world } = suite.harness.pypi;
    await suite.startPypi();
    world.upload({ name: 'held', version: '1' });
    await expectTruth(0);
    await suite.expectQuiet();

    // Not listed any more, so that no list can tell: all that is seen is an older serial.
    world.restore(50);
    world.quarantine('held');

    await expectTruth(0);
  });

  const watched = { ...PYPI_DEFAULTS.watched, listEveryMs: 50, everyMs: 100, perMinute: 6_000 };

  it('asks after young packages, so that a late wheel does not wait for the sweep', async () => {
    const { world } = suite.harness.pypi;
    await suite.startPypi({ config: { watched, watchMs: [], sweep: { enabled: true, everyMs: 3_600_000 } } });
    world.upload({ name: 'acme-tool', version: '1.2.0', files: [SDIST] });
    await expectTruth(0);

    world.upload({ name: 'acme-tool', version: '1.2.0', files: [WHEEL] });

    await expectTruth(0);
  });

  it('asks after a release of day 13 where few others are', async () => {
    const { world } = suite.harness.pypi;
    const sweep = { enabled: true, everyMs: 3_600_000 };
    const first = await suite.startPypi({ config: { watchMs: [], sweep } });
    world.upload({ name: 'acme-tool', version: '1.2.0', files: [SDIST] });
    await expectTruth(0);
    await suite.expectQuiet();
    await first.resources[Symbol.asyncDispose]();
    await suite.harness.query("UPDATE releases SET published_at = now() - interval '13 days'");
    await suite.startPypi({ config: { watched, watchMs: [], sweep } });

    world.upload({ name: 'acme-tool', version: '1.2.0', files: [WHEEL] });

    await expectTruth(0);
  });

  it('asks after popular projects without a young release, and after none that this index lacks', async () => {
    const { pypi } = suite.harness;
    const ranks = new Map(['acme-tool', 'elsewhere'].map((name, at) => [name, at + 1]));
    pypi.world.upload({ name: 'acme-tool', version: '1.2.0', time: '2020-01-01T00:00:00Z' });
    const sweep = { enabled: true, everyMs: 3_600_000 };
    await suite.startPypi({ config: { watched: { ...watched, ranks }, watchMs: [], sweep } });
    await until(() => expect(pypi.fired['not-modified']).toBeGreaterThan(0));
    await suite.expectQuiet();

    pypi.world.yank('acme-tool', '1.2.0', 'broken');

    await until(async () =>
      expect(await suite.harness.query('SELECT kind, name FROM release_changes')).toEqual([
        { kind: 'yanked', name: 'acme-tool' },
      ]),
    );
    expect(pypi.requests.some(({ path }) => path.includes('elsewhere'))).toBe(false);
  });

  it('follows npm beside it, each with its own lease, cursor and work', async () => {
    await suite.startAtHead();
    await suite.startPypi();
    suite.harness.standIn.world.publish([{ name: 'same', version: '1.0.0' }]);
    suite.harness.pypi.world.upload({ name: 'same', version: '1.0.0' });

    await until(async () =>
      expect((await told()).toSorted()).toEqual([
        'published same@1.0.0/same-1.0.0.tar.gz',
        'published same@1.0.0/same-1.0.0.tgz',
      ]),
    );
    await suite.expectQuiet();
    const [npm, pypi] = await Promise.all(
      (['npmjs', 'pypi'] as const).map((registry) => suite.harness.store.feeds.health(registry)),
    );
    expect(npm?.cursor).toMatch(/^\d+$/);
    expect(pypi?.cursor).toMatch(/^rss:/);
  });

  it('tells nothing twice after a restart', async () => {
    const { world } = suite.harness.pypi;
    const first = await suite.startPypi();
    world.upload({ name: 'a', version: '1' });
    await expectTruth(0);
    await first.resources[Symbol.asyncDispose]();
    world.upload({ name: 'a', version: '2' });
    world.upload({ name: 'b', version: '1', files: ['b-1-py3-none-any.whl', 'b-1.tar.gz'] });

    await suite.startPypi();

    await expectTruth(0);
    await suite.expectQuiet();
  });
});
