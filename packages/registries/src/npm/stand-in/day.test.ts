import { describe, expect, it } from 'vitest';
import { playDay, realisticDay } from './day.ts';
import { DAY } from './day-numbers.ts';
import { openStandIn } from './testing/open-stand-in.ts';
import { createTraffic } from './traffic.ts';

const DAY_MS = 24 * 3_600_000;

function count(day: ReturnType<typeof realisticDay>, ...kinds: readonly string[]): number {
  return day.filter(({ kind }) => kinds.includes(kind)).length;
}

describe('realisticDay', () => {
  const day = realisticDay({ seed: 3 });

  it('has the plan numbers', () => {
    const publishes = day.filter(({ kind }) => ['first', 'version', 'several', 'stage'].includes(kind));
    const versions = publishes.reduce((sum, { versionCount = 1 }) => sum + versionCount, 0);

    expect([versions, publishes.length]).toEqual([DAY.versions, DAY.publishes]);
    expect(count(day, 'touch')).toBe(DAY.touches);
    expect(count(day, 'first')).toBe(DAY.newNames);
    expect(count(day, 'remove', 'unpublish', 'takedown')).toBe(
      DAY.removals + DAY.unpublishes + DAY.takedowns,
    );
  });

  it('has holds, late rows and losses in measured shares', () => {
    const share = (test: (order: (typeof day)[number]) => unknown): number =>
      day.filter(test).length / DAY.publishes;

    expect(share(({ options }) => options?.hold)).toBeCloseTo(DAY.heldShare, 2);
    expect(share(({ options }) => options?.visibleInMs)).toBeCloseTo(DAY.lateShare, 3);
    expect(day.filter(({ options }) => options?.lost)).toHaveLength(DAY.lost + DAY.lostDeletions);
    expect(share(({ edgeAgeMs }) => edgeAgeMs !== undefined)).toBeCloseTo(DAY.staleShare, 1);
    expect(day.filter(({ options }) => options?.blocked)).toHaveLength(DAY.blocked);
    expect(day.filter(({ options }) => (options?.hold?.ms ?? 0) > DAY_MS / 2)).toHaveLength(DAY.longHolds);
  });

  it('is ordered, the same for its seed, and peaks where the plan says', () => {
    const moments = day.map(({ atMs }) => atMs);
    const seconds = new Map<number, number>();
    for (const { atMs } of day)
      seconds.set(Math.floor(atMs / 1_000), (seconds.get(Math.floor(atMs / 1_000)) ?? 0) + 1);

    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments.at(-1)).toBeLessThan(DAY_MS);
    expect(realisticDay({ seed: 3 })).toEqual(day);
    expect(Math.max(...seconds.values())).toBeGreaterThanOrEqual(5);
    expect(Math.max(...seconds.values())).toBeLessThan(40);
  });
});

describe('playDay', () => {
  it('takes a day times the scale, and can be ended', async () => {
    await using open = await openStandIn({ firstSeq: 129_000_000 });
    const { standIn, clock } = open;
    const day = realisticDay({ seed: 1, fraction: 0.02 });
    const traffic = createTraffic(standIn, { seed: 1, names: 2_000 });
    traffic.populate(800, '2020-01-01T00:00:00.000Z');
    const startedAtMs = clock.now();
    const ending = new AbortController();
    let played = 0;

    await playDay(day, { traffic, timeline: standIn.timeline, clock, played: () => played++ });
    const tookMs = clock.now() - startedAtMs;
    open.pass(DAY_MS);
    ending.abort();
    await playDay(day, {
      traffic,
      timeline: standIn.timeline,
      clock,
      signal: ending.signal,
      played: () => played++,
    });

    expect(played).toBe(day.length);
    expect(tookMs / standIn.timeline.scale).toBeGreaterThan(0.95 * DAY_MS);
    expect(tookMs / standIn.timeline.scale).toBeLessThan(1.01 * DAY_MS);
    const versions = standIn.world.truth.filter(({ kind }) => kind === 'published').length - 800;
    expect(versions).toBeGreaterThan(0.9 * 0.02 * DAY.versions);
    expect(versions).toBeLessThanOrEqual(0.02 * DAY.versions);
  });
});
