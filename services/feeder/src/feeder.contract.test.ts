import { AppError, type FailpointName, type RegistryFeed } from '@weir/model';
import { describe, expect, it, vi } from 'vitest';
import { startFeeder } from './context.ts';
import { until, useFeeder } from './testing/feeder-suite.ts';

const suite = useFeeder();

describe('following', () => {
  it('begins at the head, then tells every version once', async () => {
    suite.harness.standIn.world.publish([{ name: 'before', version: '1.0.0' }]);
    await suite.startAtHead();
    const { world } = suite.harness.standIn;

    for (let at = 0; at < 30; at++) world.publish([{ name: `p${at}`, version: '1.0.0' }]);
    world.publish(
      ['1.0.0', '1.0.1', '1.1.0', '2.0.0', '2.0.1'].map((version) => ({ name: '@s/five', version })),
    );

    const after = suite.publishedTruth().filter((line) => line !== 'published before@1.0.0');
    await suite.expectTold(after);
    await suite.expectQuiet();
    const events = await suite.harness.events();
    expect(events.at(-1)).toMatchObject({
      source: '/feeds/npmjs',
      data: { origin: { lane: 'live', muted: false } },
    });
  });

  it('stores facts, file and document that the event names', async () => {
    await suite.startAtHead();
    suite.harness.standIn.world.publish([
      { name: 'n', version: '1.0.0', manifest: { scripts: { postinstall: 'x' } } },
    ]);
    await suite.expectTold(['published n@1.0.0']);

    const [event] = await suite.harness.events();
    if (event?.type !== 'release.published.v1') throw new Error('no event');
    const file = await suite.harness.store.releases.findFile(event.data.fileId);

    expect(file).toMatchObject({
      release: { purl: 'pkg:npm/n@1.0.0' },
      file: event.data.file,
      factsDigest: event.data.factsDigest,
      facts: { manifest: { scripts: { postinstall: 'x' } }, publisher: { name: 'ann' } },
    });
    expect(await suite.harness.parts.evidence.has(file?.facts?.documentSha256 ?? '')).toBe(true);
  });

  it('knows the history of an old package without telling it', async () => {
    const { world } = suite.harness.standIn;
    for (const version of ['1.0.0', '1.1.0']) {
      world.publish([{ name: 'old', version, time: '2020-01-01T00:00:00.000Z' }]);
    }
    world.publish([{ name: 'old', version: '1.2.0', time: '2020-02-01T00:00:00.000Z' }]);
    world.unpublish('old', ['1.1.0']);
    await suite.startAtHead();

    world.publish([{ name: 'old', version: '2.0.0' }]);

    await suite.expectTold(['published old@2.0.0']);
    await suite.expectQuiet();
    const known = await suite.harness.store.releases.listVersions('npmjs', 'old');
    expect([...known].toSorted()).toEqual(['1.0.0', '1.2.0', '2.0.0']);
  });

  it('waits for a document that is held, and for one that lags', async () => {
    const { world } = suite.harness.standIn;
    world.publish([{ name: 'lags', version: '1.0.0' }]);
    await suite.startAtHead();
    world.holdOf('held').documentRequests = 2;
    Object.assign(world.holdOf('lags'), { lagRevisions: 1, lagRequests: 1 });

    world.publish([{ name: 'held', version: '1.0.0' }]);
    world.publish([{ name: 'lags', version: '1.0.1' }]);

    await suite.expectTold(['published held@1.0.0', 'published lags@1.0.0', 'published lags@1.0.1']);
    await suite.expectQuiet();
    const paths = suite.harness.standIn.requests.map((request) => request.path);
    expect(paths).toContain('/held?write=true');
  });

  it('gives up a document that never shows, and records the gap', async () => {
    await suite.startAtHead();
    suite.harness.standIn.world.holdOf('never').documentRequests = 1_000;

    suite.harness.standIn.world.publish([{ name: 'never', version: '1.0.0' }]);

    await until(async () => expect((await suite.harness.store.stats()).gaps).toBe(1));
    await suite.expectQuiet();
    expect(await suite.told()).toEqual([]);
  });

  it('reads a package at once, and what changes soon after it in one look', async () => {
    await suite.startAtHead({ config: { coalesceMs: 2_000 } });
    const { world } = suite.harness.standIn;
    const looks = (): number =>
      suite.harness.standIn.requests.filter(({ target }) => target === 'document').length;
    world.publish([{ name: 'busy', version: '1.0.0' }]);
    await suite.expectTold(['published busy@1.0.0']);

    for (const version of ['1.0.1', '1.0.2', '1.0.3']) {
      world.publish([{ name: 'busy', version }]);
      await suite.harness.parts.clock.sleep(40);
    }

    await suite.expectTold(suite.publishedTruth());
    await suite.expectQuiet();
    expect(looks()).toBe(2);
  });

  it('tells removals, unpublishing and takedowns once', async () => {
    await suite.startAtHead();
    const { world } = suite.harness.standIn;
    for (const name of ['part', 'whole', 'bad']) {
      world.publish(['1.0.0', '1.0.1'].map((version) => ({ name, version })));
    }
    const before = suite.publishedTruth();
    await suite.expectTold(before);

    world.unpublish('part', ['1.0.0']);
    world.unpublish('whole');
    world.takedown('bad');
    const gone = ['removed part@1.0.0', 'removed whole@*', 'takedown bad@*'];
    await suite.expectTold([...before, ...gone]);
    for (const name of ['part', 'bad']) world.touch(name);
    world.publish([{ name: 'end', version: '1.0.0' }]);

    await suite.expectTold([...before, ...gone, 'published end@1.0.0']);
    await suite.expectQuiet();
  });

  it('keeps hostile rows and versions as problems beside the good ones', async () => {
    await suite.startAtHead();
    const { world } = suite.harness.standIn;
    for (const id of ['../../etc/passwd', 'a b', '\u0000', 'x'.repeat(300)]) world.appendRow(id);
    world.publish([
      { name: 'odd', version: '1.0.0' },
      { name: 'odd', version: 'bad\u0000version' },
      { name: 'odd', version: '__proto__', dist: { tarball: 7, integrity: 'md5-x', shasum: {} } },
    ]);

    await suite.expectTold(['published odd@1.0.0', 'published odd@__proto__']);
    await suite.expectQuiet();
    const problems = await suite.harness.query('SELECT code, raw FROM feed_problems ORDER BY code');
    expect(problems.map((problem) => problem.code)).toEqual([
      'digest-missing',
      'document-nul',
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

describe('a cache in front of the documents', () => {
  it.each([
    ['edge', 2],
    ['origin', 1],
  ] as const)(
    'that is old costs a first look that asks the %s %d request(s)',
    async (firstLook, requests) => {
      const { world, requests: asked } = suite.harness.standIn;
      world.edge.enabled = true;
      world.publish([{ name: 'n', version: '1.0.0', time: '2020-01-01T00:00:00.000Z' }]);
      const pkg = world.find('n');
      if (!pkg) throw new Error('not published');
      world.edge.warm(pkg, 0);
      await suite.startAtHead({ config: { firstLook } });

      world.publish([{ name: 'n', version: '1.1.0' }]);

      await suite.expectTold(['published n@1.1.0']);
      await suite.expectQuiet();
      expect(asked.filter(({ target }) => target === 'document')).toHaveLength(requests);
    },
  );
});

describe('a package that cannot be stored', () => {
  it('is a problem and a gap, and stops nobody else', async () => {
    const { feeds } = suite.harness.store;
    const saveFetched = feeds.saveFetched.bind(feeds);
    vi.spyOn(feeds, 'saveFetched').mockImplementation(async (tx, registry, name, ...rest) => {
      if (name === 'poison')
        throw new AppError('RELEASE_UNSTORABLE', 'no row can hold it', { retriable: false });
      await saveFetched(tx, registry, name, ...rest);
    });
    await suite.startAtHead();

    suite.harness.standIn.world.publish([{ name: 'poison', version: '1.0.0' }]);
    suite.harness.standIn.world.publish([
      { name: 'long', version: '1.0.0' },
      { name: 'long', version: '\u6F22'.repeat(250) },
    ]);

    await suite.expectTold(['published long@1.0.0']);
    await suite.expectQuiet();
    expect((await suite.harness.store.stats()).gaps).toBe(1);
    const problems = await suite.harness.query('SELECT code FROM feed_problems ORDER BY code');
    expect(problems.map(({ code }) => code)).toEqual(['RELEASE_UNSTORABLE', 'release-unnameable']);
  });
});

describe('a feed that misbehaves', () => {
  it('stays where it was through every bad answer', async () => {
    const feeder = await suite.startAtHead();
    const { knobs, world } = suite.harness.standIn;
    knobs.arm('feed', { kind: 'html', status: 503 });
    knobs.arm('feed', { kind: 'truncated' });
    knobs.arm('feed', { kind: 'reset' });
    knobs.arm('feed', { kind: 'html', status: 200 });
    knobs.arm('document', { kind: 'truncated' });
    knobs.arm('document', { kind: 'html', status: 502 });

    world.publish([{ name: 'n', version: '1.0.0' }]);

    await suite.expectTold(['published n@1.0.0']);
    await suite.expectQuiet();
    expect(feeder.status()).toMatchObject({ state: 'following', failures: 0 });
  });

  it('says that a feed is unreachable, stays up, and goes on when it answers', async () => {
    suite.harness.standIn.knobs.arm('feed', { kind: 'html', status: 503 }, 1_000);
    const feeder = suite.keep(suite.harness.start());
    await until(() => {
      expect(feeder.status()).toMatchObject({
        state: 'unreachable',
        lastError: expect.stringContaining('503'),
      });
    });

    suite.harness.standIn.knobs.clear();

    await until(() => {
      expect(feeder.status().state).toBe('following');
    });
  });

  it('leaves a feed alone that refuses its address', async () => {
    const feeder = await suite.startAtHead();
    // The head check shares the target, and its failures are not the feed's.
    suite.harness.standIn.knobs.arm('feed', { kind: 'status', status: 400 }, 1_000);
    await until(() => {
      expect(feeder.status().state).toBe('refused');
    });
    const asked = suite.harness.standIn.requests.length;

    suite.harness.standIn.world.publish([{ name: 'n', version: '1.0.0' }]);
    await suite.harness.parts.clock.sleep(100);

    expect(suite.harness.standIn.requests.length).toBe(asked);
  });

  it('notices a head that fell behind the cursor, records the gap and reads again', async () => {
    const feeder = await suite.startAtHead({ config: { rewindSeqs: 1_000 } });
    suite.harness.standIn.world.publish([{ name: 'a', version: '1.0.0' }]);
    await suite.expectTold(['published a@1.0.0']);

    suite.harness.standIn.world.changes.lowerHead(2_000_000);

    await until(async () => expect((await suite.harness.store.stats()).gaps).toBe(1));
    suite.harness.standIn.world.changes.lowerHead(0);
    suite.harness.standIn.world.publish([{ name: 'b', version: '1.0.0' }]);
    await suite.expectTold(['published a@1.0.0', 'published b@1.0.0']);
    expect(feeder.status().state).toBe('following');
  });

  it('notices a fallen head also where the feed answers an error behind it', async () => {
    let head = 100n;
    const feed: RegistryFeed = {
      registry: 'npmjs',
      traits: { numbered: true, filesComeLater: false, absentIsGone: false, namesPublishers: true },
      largeBytes: 1_000,
      head: async () => head.toString(),
      readPage: async (cursor) => {
        if (BigInt(cursor) > head) throw new AppError('FEED_MALFORMED', 'behind', { retriable: true });
        return { rows: [], problems: [], nextCursor: cursor, atHead: true };
      },
      readNames: () => Promise.reject(new Error('not asked')),
      resolve: () => Promise.reject(new Error('not asked')),
      resolveOne: () => Promise.reject(new Error('not asked')),
      coversRevision: () => true,
      changesBetween: () => null,
    };
    const config = { ...suite.harness.config, rewindSeqs: 5 };
    const feeder = suite.keep(startFeeder({ ...suite.harness.parts, feed }, config));
    await until(() => {
      expect(feeder.status()).toMatchObject({ state: 'following', cursor: '100' });
    });

    head = 50n;

    await until(() => {
      expect(feeder.status()).toMatchObject({ state: 'following', cursor: '45' });
    });
    expect((await suite.harness.store.stats()).gaps).toBe(1);
  });

  it('never goes back to the head after the first start', async () => {
    const first = await suite.startAtHead();
    await first.resources[Symbol.asyncDispose]();
    for (let at = 0; at < 5; at++)
      suite.harness.standIn.world.publish([{ name: `p${at}`, version: '1.0.0' }]);

    await suite.startAtHead();

    await suite.expectTold(suite.publishedTruth());
  });
});

describe('crashes', () => {
  const SITES: readonly FailpointName[] = [
    'feeder.page-before-commit',
    'feeder.page-after-commit',
    'feeder.look-before-commit',
    'feeder.look-after-commit',
  ];

  it.each(SITES)('loses and repeats nothing when it dies at %s', async (site) => {
    const { world } = suite.harness.standIn;
    const first = await suite.startAtHead();
    await first.resources[Symbol.asyncDispose]();
    for (let at = 0; at < 12; at++) {
      world.publish(['1.0.0', '1.0.1'].map((version) => ({ name: `p${at}`, version })));
    }
    let crashes = 0;

    for (let nth = 1; nth <= 10; nth++) {
      // All that waits in the feed comes in one page.
      let left = site.startsWith('feeder.page') ? 1 : nth;
      const failpoints = {
        reach(name: FailpointName) {
          if (name !== site || --left !== 0) return;
          throw new Error('killed by the test');
        },
      };
      const feeder = suite.harness.start({ failpoints, config: { leaseMs: 50 } });
      await expect(feeder.stopped).rejects.toThrow('killed by the test');
      await feeder.resources[Symbol.asyncDispose]();
      crashes++;
      world.publish([{ name: `late${nth}`, version: '1.0.0' }]);
      for (let more = 0; more < 9; more++) world.publish([{ name: `more${nth}-${more}`, version: '1.0.0' }]);
    }
    await suite.startAtHead();

    expect(crashes).toBe(10);
    await suite.expectTold(suite.publishedTruth());
    await suite.expectQuiet();
  });

  it('lets one of two feeders lead, and the other take over', async () => {
    const first = await suite.startAtHead();
    const second = suite.keep(suite.harness.start());
    await until(() => {
      expect(second.status().state).toBe('standby');
    });

    await first.resources[Symbol.asyncDispose]();

    await until(() => {
      expect(second.status().state).toBe('following');
    });
    suite.harness.standIn.world.publish([{ name: 'n', version: '1.0.0' }]);
    await suite.expectTold(['published n@1.0.0']);
  });
});
