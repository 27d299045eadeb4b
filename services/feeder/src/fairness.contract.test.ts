import type { AnyEvent } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { until, useFeeder } from './testing/feeder-suite.ts';

const suite = useFeeder();
/** Above what is read at once (4 MiB). */
const LARGE = { readme: 'x'.repeat(5 * 1024 * 1024) };

function documentRequests(name: string): number {
  return suite.harness.standIn.requests.filter((one) => one.target === 'document' && one.name === name)
    .length;
}

/** Lanes of published events, in the order of their emission. */
async function lanesOf(isWanted: (name: string) => boolean): Promise<string[]> {
  const published = (await suite.harness.events()).filter(
    (event): event is Extract<AnyEvent, { type: 'release.published.v1' }> =>
      event.type === 'release.published.v1' && isWanted(event.data.release.name),
  );
  for (const { data } of published) {
    expect(data.origin).toMatchObject({ replay: false, muted: false });
    expect(data.origin.demoted ?? false).toBe(data.origin.lane === 'bulk');
  }
  return published.map(({ data }) => `${data.release.version} ${data.origin.lane}`);
}

describe('large documents', () => {
  it('wait for each other and keep nobody else, and are read once each', async () => {
    await suite.startAtHead({ config: { concurrency: 2, leaseMs: 600, largeLooksMax: 8 } });
    const { world, knobs } = suite.harness.standIn;
    const large = ['l1', 'l2', 'l3', 'l4'];
    for (const name of large) {
      world.publish([{ name, version: '1.0.0', manifest: LARGE }]);
      knobs.arm('document', { kind: 'slow', delayMs: 100, chunkBytes: 1024 * 1024 }, 2, name);
    }
    await until(() => expect(documentRequests('l2')).toBeGreaterThan(0));

    for (let at = 0; at < 10; at++) world.publish([{ name: `small${at}`, version: '1.0.0' }]);
    await until(async () => {
      const told = await suite.told();
      expect(told.filter((line) => line.includes('small'))).toHaveLength(10);
    });
    const largeBefore = (await suite.told()).filter((line) => line.includes(' l'));
    await suite.expectTold(suite.publishedTruth());
    for (const name of large) world.publish([{ name, version: '1.0.1' }]);
    await suite.expectTold(suite.publishedTruth());
    await suite.expectQuiet();

    expect(largeBefore.length).toBeLessThan(large.length);
    // As a small one first, since nothing was known of it; then as what it is.
    expect(large.map(documentRequests)).toEqual([3, 3, 3, 3]);
  });

  it('come back when there is no room for them', async () => {
    await suite.startAtHead({ config: { concurrency: 8, largeLooksMax: 1, largeWaitMs: 100 } });
    for (const name of ['l1', 'l2', 'l3']) {
      suite.harness.standIn.world.publish([{ name, version: '1.0.0', manifest: LARGE }]);
    }

    await suite.expectTold(suite.publishedTruth());
    await suite.expectQuiet();
    expect((await suite.harness.store.stats()).gaps).toBe(0);
  });
});

describe('rows that keep coming', () => {
  it('cost few looks, and hide no release', async () => {
    await suite.startAtHead({ config: { coalesceMs: 150, coalesceMaxMs: 600 } });
    const { world } = suite.harness.standIn;
    world.publish([{ name: 'flips', version: '1.0.0' }]);
    await suite.expectTold(['published flips@1.0.0']);

    for (let flip = 0; flip < 100; flip++) {
      world.touch('flips');
      await suite.harness.parts.clock.sleep(25);
    }
    world.publish([{ name: 'flips', version: '1.0.1' }]);

    await suite.expectTold(suite.publishedTruth());
    // 100 rows in 2.5 s: at 150, 150, 300, 600 and 600 ms, and what was watched.
    expect(documentRequests('flips')).toBeLessThanOrEqual(12);
  });

  it('are not what looks are that no row asked for', async () => {
    const watchMs = [300, 400, 500, 600, 700, 800];
    await suite.startAtHead({ config: { coalesceMs: 200, coalesceMaxMs: 60_000, watchMs } });
    const { world } = suite.harness.standIn;
    world.publish([{ name: 'held', version: '1.0.0' }]);
    await suite.expectTold(['published held@1.0.0']);
    world.touch('held');
    // Rows may not have been read yet, so that nothing is due for now.
    await until(() => expect(documentRequests('held')).toBeGreaterThanOrEqual(7));
    await suite.expectQuiet();
    const { clock } = suite.harness.parts;

    const startedAtMs = clock.now();
    world.publish([{ name: 'held', version: '1.0.1' }]);
    await suite.expectTold(suite.publishedTruth());

    expect(clock.now() - startedAtMs).toBeLessThan(1_500);
  });
});

describe('floods', () => {
  const flood = { windowMs: 60_000, perNameMax: 3, perPublisherMax: 6 };

  it('of one package go to the bulk lane, in order, and are all told', async () => {
    await suite.startAtHead({ config: { flood } });
    const { world } = suite.harness.standIn;
    const versions = Array.from({ length: 8 }, (_, at) => `1.0.${at}`);
    world.publish(
      versions.map((version, at) => {
        return { name: 'many', version, time: new Date(Date.UTC(2099, 0, 1, 0, 0, at)).toISOString() };
      }),
    );
    await suite.expectTold(suite.publishedTruth());
    world.publish([{ name: 'many', version: '2.0.0' }]);
    const bob = { name: 'bob', email: 'bob@people.example' };
    world.publish([{ name: 'other', version: '1.0.0', publisher: bob }]);
    await suite.expectTold(suite.publishedTruth());

    expect(await lanesOf((name) => name === 'many')).toEqual(
      [...versions, '2.0.0'].map((version, at) => `${version} ${at < 3 ? 'live' : 'bulk'}`),
    );
    expect(await lanesOf((name) => name === 'other')).toEqual(['1.0.0 live']);
  });

  it('go on being ones after a restart', async () => {
    const before = await suite.startAtHead({ config: { flood } });
    const { world } = suite.harness.standIn;
    world.publish(Array.from({ length: 5 }, (_, at) => ({ name: 'many', version: `1.0.${at}` })));
    await suite.expectTold(suite.publishedTruth());
    await before.resources[Symbol.asyncDispose]();
    world.publish([{ name: 'many', version: '2.0.0' }]);
    await suite.startAtHead({ config: { flood } });
    await suite.expectTold(suite.publishedTruth());

    expect((await lanesOf((name) => name === 'many')).at(-1)).toBe('2.0.0 bulk');
  });

  it('of one publisher go to the bulk lane, those of automation count for their owners', async () => {
    await suite.startAtHead({ config: { flood } });
    const { world } = suite.harness.standIn;
    const eve = { name: 'eve', email: 'eve@people.example' };
    const actions = { name: 'GitHub Actions', email: 'ci@ci.example', trustedPublisher: { id: 'github' } };
    for (let at = 0; at < 12; at++) {
      world.publish([{ name: `eve-${at}`, version: '1.0.0', publisher: eve }]);
      world.publish([{ name: `@s${at % 4}/ci-${at}`, version: '1.0.0', publisher: actions }]);
    }

    await suite.expectTold(suite.publishedTruth());
    const live = (lanes: string[]): number => lanes.filter((lane) => lane.endsWith('live')).length;
    expect(live(await lanesOf((name) => name.startsWith('eve-')))).toBe(6);
    expect(live(await lanesOf((name) => name.includes('/ci-')))).toBe(12);
  });

  /** Ends a feeder by a crash right after it committed its nth portion. */
  async function crashAfterPortion(nth: number): Promise<void> {
    let reached = 0;
    const failpoints = {
      reach(name: string) {
        if (name !== 'feeder.look-after-commit' || ++reached !== nth) return;
        throw new Error('killed by the test');
      },
    };
    const feeder = suite.harness.start({ failpoints, config: { leaseMs: 50 } });
    await expect(feeder.stopped).rejects.toThrow('killed by the test');
    await feeder.resources[Symbol.asyncDispose]();
  }

  function publishMany(count: number, time: (at: number) => string): void {
    suite.harness.standIn.world.publish(
      Array.from({ length: count }, (_, at) => ({ name: 'huge', version: `1.0.${at}`, time: time(at) })),
    );
  }

  it('look like nothing that was removed, when a crash cuts them off and a cache serves what was before', async () => {
    const { world } = suite.harness.standIn;
    const before = await suite.startAtHead();
    world.publish([{ name: 'huge', version: '0.1.0' }]);
    await suite.expectTold(suite.publishedTruth());
    await before.resources[Symbol.asyncDispose]();
    world.touch('huge');
    publishMany(250, (at) => new Date(Date.UTC(2099, 0, 1, 0, 0, at)).toISOString());

    await crashAfterPortion(1);
    Object.assign(world.holdOf('huge'), { lagRevisions: 1, lagRequests: 1 });
    await suite.startAtHead();

    await suite.expectTold(suite.publishedTruth());
    await suite.expectQuiet();
    await suite.expectTold(suite.publishedTruth());
  });

  it('bring no history of their package when a crash cuts them off', async () => {
    const before = await suite.startAtHead();
    await before.resources[Symbol.asyncDispose]();
    publishMany(300, (at) =>
      at < 150 ? '2020-01-01T00:00:00.000Z' : new Date(Date.UTC(2099, 0, 1, 0, 0, at)).toISOString(),
    );

    await crashAfterPortion(1);
    await suite.startAtHead();
    const news = suite.publishedTruth().slice(150);

    await suite.expectTold(news);
    await suite.expectQuiet();
    await suite.expectTold(news);
  });

  it('are written in portions; what a crash cuts off is told once, in order', async () => {
    const before = await suite.startAtHead();
    await before.resources[Symbol.asyncDispose]();
    const versions = Array.from({ length: 250 }, (_, at) => `1.0.${at}`);
    publishMany(250, (at) => new Date(Date.UTC(2099, 0, 1, 0, 0, at)).toISOString());
    for (const nth of [2, 1]) await crashAfterPortion(nth);
    await suite.startAtHead();

    await suite.expectTold(suite.publishedTruth());
    await suite.expectQuiet();
    const told = await lanesOf((name) => name === 'huge');
    expect(told.map((line) => line.split(' ')[0])).toEqual(versions);
  });
});
