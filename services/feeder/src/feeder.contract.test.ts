import { AppError, type FailpointName } from '@weir/model';
import type { Truth } from '@weir/registries/npm/stand-in';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Feeder } from './context.ts';
import { type FeederHarness, openHarness } from './testing/harness.ts';

let postgres: TestPostgres;
let harness: FeederHarness;
let running: Feeder[];

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  harness = await openHarness(await postgres.createDatabase());
  running = [];
});
afterEach(async () => {
  for (const feeder of running) await feeder.resources[Symbol.asyncDispose]();
  await harness[Symbol.asyncDispose]();
});

const PATIENCE = { timeout: 15_000, interval: 20 };

function until(check: () => Promise<void> | void): Promise<void> {
  return vi.waitFor(check, PATIENCE);
}

async function startAtHead(...options: Parameters<FeederHarness['start']>): Promise<Feeder> {
  const feeder = harness.start(...options);
  running.push(feeder);
  await until(() => {
    expect(feeder.status()).toMatchObject({ state: 'following', atHead: true });
  });
  return feeder;
}

/** `kind name@version` of every event, in order. */
async function told(): Promise<string[]> {
  return (await harness.events()).map((event) => {
    if (event.type === 'verdict.recorded.v1') throw new Error('not the feeder');
    const { name, version } = event.type === 'release.published.v1' ? event.data.release : event.data;
    return `${event.type.split('.')[1]} ${name}@${version ?? '*'}`;
  });
}

function publishedTruth(): string[] {
  return harness.standIn.world.truth
    .filter((truth: Truth) => truth.kind === 'published')
    .map((truth) => `published ${truth.name}@${truth.version}`);
}

async function expectTold(lines: readonly string[]): Promise<void> {
  await until(async () => expect((await told()).toSorted()).toEqual([...lines].toSorted()));
}

async function expectQuiet(): Promise<void> {
  await until(async () => expect(await harness.store.rechecks.depth()).toEqual([]));
}

describe('following', () => {
  it('begins at the head, then tells every version once', async () => {
    harness.standIn.world.publish([{ name: 'before', version: '1.0.0' }]);
    await startAtHead();
    const { world } = harness.standIn;

    for (let at = 0; at < 30; at++) world.publish([{ name: `p${at}`, version: '1.0.0' }]);
    world.publish(
      ['1.0.0', '1.0.1', '1.1.0', '2.0.0', '2.0.1'].map((version) => ({ name: '@s/five', version })),
    );

    const after = publishedTruth().filter((line) => line !== 'published before@1.0.0');
    await expectTold(after);
    await expectQuiet();
    const events = await harness.events();
    expect(events.at(-1)).toMatchObject({
      source: '/feeds/npmjs',
      data: { origin: { lane: 'live', muted: false } },
    });
  });

  it('stores facts, file and document that the event names', async () => {
    await startAtHead();
    harness.standIn.world.publish([
      { name: 'n', version: '1.0.0', manifest: { scripts: { postinstall: 'x' } } },
    ]);
    await expectTold(['published n@1.0.0']);

    const [event] = await harness.events();
    if (event?.type !== 'release.published.v1') throw new Error('no event');
    const file = await harness.store.releases.findFile(event.data.fileId);

    expect(file).toMatchObject({
      release: { purl: 'pkg:npm/n@1.0.0' },
      file: event.data.file,
      factsDigest: event.data.factsDigest,
      facts: { manifest: { scripts: { postinstall: 'x' } }, publisher: { name: 'ann' } },
    });
    expect(await harness.parts.evidence.has(file?.facts?.documentSha256 ?? '')).toBe(true);
  });

  it('knows the history of an old package without telling it', async () => {
    const { world } = harness.standIn;
    for (const version of ['1.0.0', '1.1.0']) {
      world.publish([{ name: 'old', version, time: '2020-01-01T00:00:00.000Z' }]);
    }
    world.publish([{ name: 'old', version: '1.2.0', time: '2020-02-01T00:00:00.000Z' }]);
    world.unpublish('old', ['1.1.0']);
    await startAtHead();

    world.publish([{ name: 'old', version: '2.0.0' }]);

    await expectTold(['published old@2.0.0']);
    await expectQuiet();
    const known = await harness.store.releases.listVersions('npmjs', 'old');
    expect([...known].toSorted()).toEqual(['1.0.0', '1.2.0', '2.0.0']);
  });

  it('waits for a document that is held, and for one that lags', async () => {
    const { world } = harness.standIn;
    world.publish([{ name: 'lags', version: '1.0.0' }]);
    await startAtHead();
    world.holdOf('held').documentRequests = 2;
    Object.assign(world.holdOf('lags'), { lagRevisions: 1, lagRequests: 1 });

    world.publish([{ name: 'held', version: '1.0.0' }]);
    world.publish([{ name: 'lags', version: '1.0.1' }]);

    await expectTold(['published held@1.0.0', 'published lags@1.0.0', 'published lags@1.0.1']);
    await expectQuiet();
    const paths = harness.standIn.requests.map((request) => request.path);
    expect(paths).toContain('/held?write=true');
  });

  it('gives up a document that never shows, and records the gap', async () => {
    await startAtHead();
    harness.standIn.world.holdOf('never').documentRequests = 1_000;

    harness.standIn.world.publish([{ name: 'never', version: '1.0.0' }]);

    await until(async () => expect((await harness.store.stats()).gaps).toBe(1));
    await expectQuiet();
    expect(await told()).toEqual([]);
  });

  it('reads a package at once, and what changes soon after it in one look', async () => {
    await startAtHead({ config: { coalesceMs: 2_000 } });
    const { world } = harness.standIn;
    const looks = (): number => harness.standIn.requests.filter(({ target }) => target === 'document').length;
    world.publish([{ name: 'busy', version: '1.0.0' }]);
    await expectTold(['published busy@1.0.0']);

    for (const version of ['1.0.1', '1.0.2', '1.0.3']) {
      world.publish([{ name: 'busy', version }]);
      await harness.parts.clock.sleep(40);
    }

    await expectTold(publishedTruth());
    await expectQuiet();
    expect(looks()).toBe(2);
  });

  it('tells removals, unpublishing and takedowns once', async () => {
    await startAtHead();
    const { world } = harness.standIn;
    for (const name of ['part', 'whole', 'bad']) {
      world.publish(['1.0.0', '1.0.1'].map((version) => ({ name, version })));
    }
    const before = publishedTruth();
    await expectTold(before);

    world.unpublish('part', ['1.0.0']);
    world.unpublish('whole');
    world.takedown('bad');
    const gone = ['removed part@1.0.0', 'removed whole@*', 'takedown bad@*'];
    await expectTold([...before, ...gone]);
    for (const name of ['part', 'bad']) world.touch(name);
    world.publish([{ name: 'end', version: '1.0.0' }]);

    await expectTold([...before, ...gone, 'published end@1.0.0']);
    await expectQuiet();
  });

  it('keeps hostile rows and versions as problems beside the good ones', async () => {
    await startAtHead();
    const { world } = harness.standIn;
    for (const id of ['../../etc/passwd', 'a b', '\u0000', 'x'.repeat(300)]) world.appendRow(id);
    world.publish([
      { name: 'odd', version: '1.0.0' },
      { name: 'odd', version: 'bad\u0000version' },
      { name: 'odd', version: '__proto__', dist: { tarball: 7, integrity: 'md5-x', shasum: {} } },
    ]);

    await expectTold(['published odd@1.0.0', 'published odd@__proto__']);
    await expectQuiet();
    const problems = await harness.query('SELECT code, raw FROM feed_problems ORDER BY code');
    expect(problems.map((problem) => problem.code)).toEqual([
      'digest-missing',
      'name-invalid',
      'name-invalid',
      'name-invalid',
      'name-invalid',
      'tarball-missing',
      'version-unusable',
    ]);
    expect(problems.map((problem) => problem.raw)).toContainEqual(
      expect.stringContaining('../../etc/passwd'),
    );
  });
});

describe('a package that cannot be stored', () => {
  it('is a problem and a gap, and stops nobody else', async () => {
    const { feeds } = harness.store;
    const saveFetched = feeds.saveFetched.bind(feeds);
    vi.spyOn(feeds, 'saveFetched').mockImplementation(async (tx, registry, name, ...rest) => {
      if (name === 'poison')
        throw new AppError('RELEASE_UNSTORABLE', 'no row can hold it', { retriable: false });
      await saveFetched(tx, registry, name, ...rest);
    });
    await startAtHead();

    harness.standIn.world.publish([{ name: 'poison', version: '1.0.0' }]);
    harness.standIn.world.publish([
      { name: 'long', version: '1.0.0' },
      { name: 'long', version: '\u6F22'.repeat(250) },
    ]);

    await expectTold(['published long@1.0.0']);
    await expectQuiet();
    expect((await harness.store.stats()).gaps).toBe(1);
    const problems = await harness.query('SELECT code FROM feed_problems ORDER BY code');
    expect(problems.map(({ code }) => code)).toEqual(['RELEASE_UNSTORABLE', 'release-unnameable']);
  });
});

describe('a feed that misbehaves', () => {
  it('stays where it was through every bad answer', async () => {
    const feeder = await startAtHead();
    const { knobs, world } = harness.standIn;
    knobs.arm('feed', { kind: 'html', status: 503 });
    knobs.arm('feed', { kind: 'truncated' });
    knobs.arm('feed', { kind: 'reset' });
    knobs.arm('feed', { kind: 'html', status: 200 });
    knobs.arm('document', { kind: 'truncated' });
    knobs.arm('document', { kind: 'html', status: 502 });

    world.publish([{ name: 'n', version: '1.0.0' }]);

    await expectTold(['published n@1.0.0']);
    await expectQuiet();
    expect(feeder.status()).toMatchObject({ state: 'following', failures: 0 });
  });

  it('says that a feed is unreachable, stays up, and goes on when it answers', async () => {
    harness.standIn.knobs.arm('feed', { kind: 'html', status: 503 }, 1_000);
    const feeder = harness.start();
    running.push(feeder);
    await until(() => {
      expect(feeder.status()).toMatchObject({
        state: 'unreachable',
        lastError: expect.stringContaining('503'),
      });
    });

    harness.standIn.knobs.clear();

    await until(() => {
      expect(feeder.status().state).toBe('following');
    });
  });

  it('leaves a feed alone that refuses its address', async () => {
    const feeder = await startAtHead();
    // The head check shares the target, and its failures are not the feed's.
    harness.standIn.knobs.arm('feed', { kind: 'status', status: 400 }, 1_000);
    await until(() => {
      expect(feeder.status().state).toBe('refused');
    });
    const asked = harness.standIn.requests.length;

    harness.standIn.world.publish([{ name: 'n', version: '1.0.0' }]);
    await harness.parts.clock.sleep(100);

    expect(harness.standIn.requests.length).toBe(asked);
  });

  it('notices a head that fell behind the cursor, records the gap and reads again', async () => {
    const feeder = await startAtHead({ config: { rewindSeqs: 1_000 } });
    harness.standIn.world.publish([{ name: 'a', version: '1.0.0' }]);
    await expectTold(['published a@1.0.0']);

    harness.standIn.world.changes.lowerHead(2_000_000);

    await until(async () => expect((await harness.store.stats()).gaps).toBe(1));
    harness.standIn.world.changes.lowerHead(0);
    harness.standIn.world.publish([{ name: 'b', version: '1.0.0' }]);
    await expectTold(['published a@1.0.0', 'published b@1.0.0']);
    expect(feeder.status().state).toBe('following');
  });

  it('never goes back to the head after the first start', async () => {
    const first = await startAtHead();
    await first.resources[Symbol.asyncDispose]();
    for (let at = 0; at < 5; at++) harness.standIn.world.publish([{ name: `p${at}`, version: '1.0.0' }]);

    await startAtHead();

    await expectTold(publishedTruth());
  });
});

describe('crashes', () => {
  const SITES: readonly FailpointName[] = ['feeder.before-commit', 'feeder.after-commit'];

  it.each(SITES)('loses and repeats nothing when it dies at %s', async (site) => {
    const { world } = harness.standIn;
    const first = await startAtHead();
    await first.resources[Symbol.asyncDispose]();
    for (let at = 0; at < 12; at++) {
      world.publish(['1.0.0', '1.0.1'].map((version) => ({ name: `p${at}`, version })));
    }
    let crashes = 0;

    for (let nth = 1; nth <= 10; nth++) {
      let left = nth;
      const failpoints = {
        reach(name: FailpointName) {
          if (name !== site || --left !== 0) return;
          throw new Error('killed by the test');
        },
      };
      const feeder = harness.start({ failpoints, config: { leaseMs: 50 } });
      await expect(feeder.stopped).rejects.toThrow('killed by the test');
      await feeder.resources[Symbol.asyncDispose]();
      crashes++;
      world.publish([{ name: `late${nth}`, version: '1.0.0' }]);
      for (let more = 0; more < 9; more++) world.publish([{ name: `more${nth}-${more}`, version: '1.0.0' }]);
    }
    await startAtHead();

    expect(crashes).toBe(10);
    await expectTold(publishedTruth());
    await expectQuiet();
  });

  it('lets one of two feeders lead, and the other take over', async () => {
    const first = await startAtHead();
    const second = harness.start();
    running.push(second);
    await until(() => {
      expect(second.status().state).toBe('standby');
    });

    await first.resources[Symbol.asyncDispose]();

    await until(() => {
      expect(second.status().state).toBe('following');
    });
    harness.standIn.world.publish([{ name: 'n', version: '1.0.0' }]);
    await expectTold(['published n@1.0.0']);
  });
});
