import type { Clock, RegistryFeed } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { useFeed } from './testing/feed-suite.ts';

const signal = new AbortController().signal;
const nothingKnown = { known: new Set<string>(), fresh: false };
const suite = useFeed();

/** A feed that does not wait, and how long it would have. */
function openHasty(): { feed: RegistryFeed; slept: number[] } {
  const slept: number[] = [];
  const clock: Clock = {
    ...systemClock,
    async sleep(ms) {
      slept.push(ms);
    },
  };
  return { feed: suite.openFeed({ clock }), slept };
}

describe('release documents', () => {
  it('asks for a release document once more when it does not have the file yet', async () => {
    suite.standIn.world.upload({ name: 'n', version: '1' });
    suite.standIn.world.upload({ name: 'n', version: '2' });
    suite.standIn.world.holdOf('n').documentStale = 1;

    const resolved = await suite.feed.resolve(
      'n',
      { ...nothingKnown, knownFiles: new Set(['n-1.tar.gz']) },
      signal,
    );

    expect(resolved).toMatchObject({ problems: [], releases: [{ facts: { manifest: { version: '2' } } }] });
    expect(suite.standIn.fired['document-stale']).toBe(1);
  });

  it('holds the serial of a release document against that of its page', async () => {
    suite.standIn.world.upload({ name: 'n', version: '1', owners: ['ann'] });
    suite.standIn.world.setOwners('n', ['eve']);
    suite.standIn.world.holdOf('n').documentStale = 1;

    const resolved = await suite.feed.resolve('n', nothingKnown, signal);

    expect(resolved).toMatchObject({
      problems: [],
      releases: [{ facts: { maintainers: [{ name: 'eve' }] } }],
    });
    expect(suite.standIn.fired['document-stale']).toBe(1);
  });

  it('waits for a release document that lags at the origin, too', async () => {
    const { feed, slept } = openHasty();
    for (const version of ['1', '2']) suite.standIn.world.upload({ name: 'n', version });
    suite.standIn.world.holdOf('n').documentLags = 3;
    const known = { ...nothingKnown, knownFiles: new Set(['n-1.tar.gz']) };

    const resolved = await feed.resolve('n', known, signal);

    expect(resolved).toMatchObject({ problems: [], releases: [{ facts: { manifest: { version: '2' } } }] });
    expect(slept).toEqual([2_000, 5_000]);
  });

  it('notes a release document that stays older than its page, and waits no longer than seconds', async () => {
    const { feed, slept } = openHasty();
    for (const version of ['1', '2', '3']) suite.standIn.world.upload({ name: 'n', version });
    suite.standIn.world.setOwners('n', ['eve']);
    suite.standIn.world.holdOf('n').documentLags = 100;

    const resolved = await feed.resolve('n', nothingKnown, signal);

    expect(resolved).toMatchObject({
      releases: [{ version: '1' }, { version: '2' }, { version: '3' }],
      problems: ['1', '2', '3'].map((version) => ({
        code: 'document-behind',
        detail: expect.stringMatching(`of n ${version} is of serial \\d+, the page of \\d+`),
      })),
    });
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
  });

  it('tells files within seconds when their document stays away, with facts unknown', async () => {
    const { feed } = openHasty();
    suite.standIn.world.upload({ name: 'n', version: '1' });
    suite.standIn.knobs.arm('document', { kind: 'status', status: 404 }, 4);

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

  it('asks who owns a project once its serial moved, and only then', async () => {
    const { world, requestCounts } = suite.standIn;
    world.upload({ name: 'n', version: '1', owners: ['ann'] });
    world.setOwners('n', ['ann', 'eve']);
    const revision = String(world.lastSerial);
    const known = { ...nothingKnown, known: new Set(['1']), knownFiles: new Set(['n-1.tar.gz']) };
    const before = { revision: '1', names: ['ann'], released: ['ann'] };

    const moved = await suite.feed.resolve('n', { ...known, owners: before }, signal);
    const asked = requestCounts.document;
    const same = await suite.feed.resolve('n', { ...known, owners: { ...before, revision } }, signal);
    const unasked = await suite.feed.resolve('n', known, signal);

    expect(moved).toMatchObject({ releases: [], owners: { revision, names: ['ann', 'eve'] } });
    expect([same, unasked].map((one) => 'owners' in one)).toEqual([false, false]);
    expect([asked, requestCounts.document]).toEqual([1, 1]);
  });

  it('names owners as of their document, which can be newer than the page', async () => {
    const { world } = suite.standIn;
    world.upload({ name: 'n', version: '1', owners: ['ann'] });
    world.setOwners('n', ['eve']);
    world.holdOf('n').pageStale = 1;
    const known = { ...nothingKnown, knownFiles: new Set(['n-1.tar.gz']), owners: null };

    const read = await suite.feed.resolve('n', known, signal);

    expect(read).toMatchObject({ owners: { revision: String(world.lastSerial), names: ['eve'] } });
    expect(read).not.toMatchObject({ revision: String(world.lastSerial) });
  });

  it('asks again who owns a project when the answer makes no sense, and takes nobody to have left', async () => {
    const { world, knobs } = suite.standIn;
    world.upload({ name: 'n', version: '1', owners: ['ann'] });
    knobs.arm('document', { kind: 'document-types' });

    const read = await suite.feed.resolve('n', { ...nothingKnown, owners: null }, signal);

    expect(read).toMatchObject({ owners: { names: ['ann'] } });
  });

  it('says that owners are to be asked again while their document lags, and nothing where none tells', async () => {
    const { feed } = openHasty();
    suite.standIn.world.upload({ name: 'n', version: '1' });
    suite.standIn.world.setOwners('n', ['eve']);
    suite.standIn.world.holdOf('n').documentLags = 100;
    const known = { ...nothingKnown, knownFiles: new Set(['n-1.tar.gz']), owners: null };
    const { standIn } = suite;
    const addresses = { simple: `${standIn.url}/simple`, json: null, rss: null };

    expect(await feed.resolve('n', known, signal)).toMatchObject({ owners: null });
    const mirror = await suite.openFeed({ addresses }).resolve('n', known, signal);
    expect('owners' in mirror).toBe(false);
  });

  it('gives a release the owners of the one before beside its own', async () => {
    suite.standIn.world.upload({ name: 'n', version: '1', owners: ['ann'] });
    suite.standIn.world.setOwners('n', ['eve']);
    suite.standIn.world.upload({ name: 'n', version: '2' });
    const owners = { revision: '1', names: ['eve'], released: ['ann'] };

    const resolved = await suite.feed.resolve(
      'n',
      { ...nothingKnown, knownFiles: new Set(['n-1.tar.gz']), owners },
      signal,
    );

    expect(resolved).toMatchObject({
      owners: { names: ['eve'] },
      releases: [
        {
          facts: {
            maintainers: [{ name: 'eve' }],
            previousFacts: { maintainers: [{ name: 'ann', email: null }] },
          },
        },
      ],
    });
  });
});
