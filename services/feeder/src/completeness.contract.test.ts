import { describe, expect, it } from 'vitest';
import { until, useFeeder } from './testing/feeder-suite.ts';

const suite = useFeeder();
const NEVER = Number.POSITIVE_INFINITY;
/** Re-reads often enough for a test; the sweep waits for its turn. */
const REREAD = {
  reread: { everyMs: 100, windowMs: 60_000, dailyEveryMs: 300, dailyWindowMs: 600_000 },
};
const SWEEP = { sweep: { enabled: true, everyMs: 500 } };

async function readSweep(): ReturnType<typeof suite.harness.store.sweeps.find> {
  return suite.harness.store.sweeps.find('npmjs');
}

async function untilSwept(kind: 'baseline' | 'diff'): Promise<void> {
  await until(async () => {
    const sweep = await readSweep();
    expect(sweep).toMatchObject({ kind, finishedAt: expect.any(Date) });
  });
}

describe('rows that show behind the cursor', () => {
  it('are found by reading a trailing window again, and counted', async () => {
    const { world } = suite.harness.standIn;
    const feeder = await suite.startAtHead({ config: REREAD });
    world.publish([{ name: 'late', version: '1.0.0' }], 700);
    for (let at = 0; at < 5; at++) world.publish([{ name: `on-time-${at}`, version: '1.0.0' }]);
    await until(() => expect(feeder.status().lastRowAt).not.toBeNull());

    await suite.expectTold(suite.publishedTruth());

    const health = await suite.harness.store.feeds.health('npmjs');
    expect(health).toMatchObject({ lateRows: 1, openGaps: 0 });
    expect(health?.cursor).toBe(feeder.status().cursor);
    await suite.expectQuiet();
  });

  it('cost nothing when there are none', async () => {
    const { world, requests } = suite.harness.standIn;
    await suite.startAtHead({ config: REREAD });
    world.publish([{ name: 'once', version: '1.0.0' }]);
    await suite.expectTold(['published once@1.0.0']);
    await suite.expectQuiet();

    const documents = (): number => requests.filter(({ target }) => target === 'document').length;
    const before = documents();
    const feedBefore = requests.length;
    await until(() => expect(requests.length).toBeGreaterThan(feedBefore + 30));

    expect(documents()).toBe(before);
    expect(await suite.harness.store.feeds.health('npmjs')).toMatchObject({ lateRows: 0 });
  });
});

describe('the sweep over all names', () => {
  it('begins with a baseline: nothing is fetched and nothing told', async () => {
    const { world, requests } = suite.harness.standIn;
    for (let at = 0; at < 30; at++) world.publish([{ name: `old-${at}`, version: '1.0.0' }]);
    await suite.startAtHead({ config: { sweep: { enabled: true, everyMs: 3_600_000 } } });

    await untilSwept('baseline');

    expect(await readSweep()).toMatchObject({ names: 30, advanced: 30, vanished: 0 });
    expect(requests.filter(({ target }) => target === 'document')).toEqual([]);
    expect(await suite.told()).toEqual([]);
    expect(await suite.harness.store.feeds.receipt('npmjs', 'old-7')).toMatchObject({
      seenRevision: expect.stringMatching(/^1-/) as string,
      fetchedRevision: null,
    });
  });

  it('tells what was published after the baseline, and not what was there before it', async () => {
    const { world } = suite.harness.standIn;
    world.publish([{ name: 'known', version: '1.0.0', time: '2026-01-01T00:00:00.000Z' }]);
    await suite.startAtHead({ config: { sweep: { enabled: true, everyMs: 3_600_000 } } });
    await untilSwept('baseline');

    world.publish([{ name: 'known', version: '1.1.0' }]);

    await suite.expectTold(['published known@1.1.0']);
  });

  it('finds changes that no row told, of known and of new packages', async () => {
    const { world } = suite.harness.standIn;
    world.publish([{ name: 'known', version: '1.0.0', time: '2026-01-01T00:00:00.000Z' }]);
    await suite.startAtHead({ config: SWEEP });
    await untilSwept('baseline');

    world.publish([{ name: 'known', version: '1.1.0' }], NEVER);
    world.publish([{ name: 'new', version: '1.0.0' }], NEVER);

    await suite.expectTold(['published known@1.1.0', 'published new@1.0.0']);
    await untilSwept('diff');
    await suite.expectQuiet();
    const health = await suite.harness.store.feeds.health('npmjs');
    expect(health?.lostRows).toBe(2);
  });

  it('closes the gap of a package that was given up', async () => {
    const { world } = suite.harness.standIn;
    await suite.startAtHead({ config: { ...SWEEP, ladderMs: [20] } });
    await untilSwept('baseline');
    world.holdOf('shy').documentRequests = 4;

    world.publish([{ name: 'shy', version: '1.0.0' }]);

    await suite.expectTold(['published shy@1.0.0']);
    await until(async () => expect((await suite.harness.store.stats()).gaps).toBe(0));
    const [gap] = await suite.harness.store.feeds.listGaps({ limit: 10, includeFilled: true });
    expect(gap).toMatchObject({ kind: 'package', fromCursor: 'npmjs/shy', filledAt: expect.any(Date) });
  });

  it('lets go of a name that a row made up', async () => {
    const { world } = suite.harness.standIn;
    await suite.startAtHead({ config: { ...SWEEP, ladderMs: [20] } });
    await untilSwept('baseline');

    world.publish([{ name: 'ghost', version: '1.0.0' }]);
    world.holdOf('ghost').documentRequests = 1_000_000;
    world.unpublish('ghost');
    world.appendRow('phantom');

    await until(async () => {
      const gaps = await suite.harness.store.feeds.listGaps({ limit: 10, includeFilled: true });
      const phantom = gaps.find(({ fromCursor }) => fromCursor === 'npmjs/phantom');
      expect(phantom?.reason).toContain('404');
    });
  });

  it('goes on where a stopped one was, and fences who was replaced', async () => {
    const { world } = suite.harness.standIn;
    for (let at = 0; at < 10; at++) world.publish([{ name: `p${at}`, version: '1.0.0' }]);
    const { store } = suite.harness;
    const first = await store.feeds.lead('npmjs');
    if (first === null) throw new Error('nobody leads');
    await store.sweeps.begin(first, new Date());
    await store.sweeps.savePage(first, [{ name: 'p0', revision: '1-a' }], 'p0');
    await first[Symbol.asyncDispose]();

    await suite.startAtHead({ config: { sweep: { enabled: true, everyMs: 3_600_000 } } });
    await untilSwept('baseline');

    expect((await readSweep())?.names).toBe(10);
    await expect(store.sweeps.savePage(first, [], null)).rejects.toMatchObject({ code: 'FEED_FENCED' });
  });

  it('begins anew when its pages are gone', async () => {
    const { store, standIn } = suite.harness;
    for (let at = 0; at < 3; at++) standIn.world.publish([{ name: `p${at}`, version: '1.0.0' }]);
    const first = await store.feeds.lead('npmjs');
    if (first === null) throw new Error('nobody leads');
    await store.sweeps.begin(first, new Date());
    await store.sweeps.savePage(first, [{ name: 'p0', revision: '1-a' }], 'p0');
    await suite.harness.query('TRUNCATE feed_sweep_npmjs');
    await first[Symbol.asyncDispose]();

    await suite.startAtHead({ config: { sweep: { enabled: true, everyMs: 3_600_000 } } });
    await untilSwept('baseline');

    expect((await readSweep())?.names).toBe(3);
  });
});

describe('a fallen head', () => {
  it('leaves a gap that the next sweep closes', async () => {
    const { world } = suite.harness.standIn;
    world.publish([{ name: 'a', version: '1.0.0' }]);
    await suite.startAtHead({ config: { ...SWEEP, rewindSeqs: 1_000 } });
    await untilSwept('baseline');

    world.changes.lowerHead(2_000_000);

    await until(async () => {
      const [gap] = await suite.harness.store.feeds.listGaps({ limit: 10, includeFilled: true });
      expect(gap).toMatchObject({ kind: 'stretch' });
    });
    world.changes.lowerHead(0);
    await until(async () => expect((await suite.harness.store.stats()).gaps).toBe(0));
    world.publish([{ name: 'b', version: '1.0.0' }]);
    await until(async () => expect(await suite.told()).toContain('published b@1.0.0'));
  });
});

describe('health', () => {
  it('raises an alarm for silence and for a canary that is overdue, and ends it', async () => {
    const { world } = suite.harness.standIn;
    const config = { silenceMs: 300, canaries: [{ name: 'beat', everyMs: 300 }], healthEveryMs: 20 };
    const feeder = await suite.startAtHead({ config });

    await until(() => expect(feeder.status().alarms).toHaveLength(2));
    const stop = setInterval(() => world.publish([{ name: 'beat', version: `1.0.${Date.now()}` }]), 50);
    try {
      await until(() => expect(feeder.status().alarms).toEqual([]));
    } finally {
      clearInterval(stop);
    }
  });
});
