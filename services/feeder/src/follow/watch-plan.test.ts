import { describe, expect, it } from 'vitest';
import { PYPI_DEFAULTS, watchPerMinute } from '../config.ts';
import { planWatch, type Watched, watchWeight } from './watch-plan.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 10,700 files a day (registries.md 7), at some 2.5 files a release; one release in seven is of a popular project. */
const RELEASES_A_DAY = 4_300;
const POPULAR_ONE_IN = 7;
const POPULAR = 15_000;

/** What PyPI has to be asked after at any moment: releases of 14 days, and the popular projects. */
function pypi(): Watched[] {
  const young = Array.from({ length: 14 * RELEASES_A_DAY }, (_, at) => ({
    ageMs: ((at + 0.5) * DAY) / RELEASES_A_DAY,
    rank: at % POPULAR_ONE_IN === 0 ? 1 + (at % POPULAR) : null,
  }));
  return [...young, ...Array.from({ length: POPULAR }, (_, at) => ({ ageMs: null, rank: at + 1 }))];
}

function pausesAt(perMinute: number): (watched: Watched) => number | null {
  const plan = planWatch(pypi().map(watchWeight), { ...PYPI_DEFAULTS.watched, perMinute });
  return (watched) => {
    const pauseMs = plan.pauseMs(watchWeight(watched));
    return pauseMs === null ? null : Math.round(pauseMs / MINUTE);
  };
}

const fresh = { ageMs: 0, rank: null };
const popular = (rank: number): Watched => ({ ageMs: null, rank });

describe('planWatch at the volume of PyPI', () => {
  it('gives at the shipped allowance what docs/pypi-feed.md says', () => {
    const pause = pausesAt(PYPI_DEFAULTS.watched.perMinute);

    expect(PYPI_DEFAULTS.watched.perMinute).toBe(36);
    expect([0, 15, 30, 45, 60].map((age) => pause({ ...fresh, ageMs: age * MINUTE }))).toEqual([
      5,
      9,
      13,
      null,
      null,
    ]);
    expect([0, 1, 2, 4].map((age) => pause({ rank: 5_000, ageMs: age * HOUR }))).toEqual([3, 9, 13, null]);
    expect([DAY, 13 * DAY].map((ageMs) => pause({ ...fresh, ageMs }))).toEqual([null, null]);
    expect([1, 50, 100, 200, 15_000].map((rank) => pause(popular(rank)))).toEqual([10, 10, 15, null, null]);
  });

  it('keeps to the allowance, whatever it is', () => {
    for (const perMinute of [1, 36, 400, 5_000]) {
      const plan = planWatch(pypi().map(watchWeight), { ...PYPI_DEFAULTS.watched, perMinute });
      const pauses = pypi().flatMap((one) => plan.pauseMs(watchWeight(one)) ?? []);
      const asked = pauses.reduce((sum, pauseMs) => sum + MINUTE / pauseMs, 0);

      expect(asked).toBeLessThanOrEqual(perMinute * 1.001);
      expect(asked).toBeGreaterThan(perMinute * 0.9);
    }
  });

  it('asks after everything each few minutes where that fits, as it does 25,200 times a minute', () => {
    const pause = pausesAt(25_200);

    expect(pypi().every((one) => pause(one) === 3)).toBe(true);
  });

  it('reaches all that is young and popular within a quarter of an hour only far over a month’s allowance', () => {
    const [all, month] = [pypi().length / 15, 43_200];

    expect(Math.round((all * month) / 1e6)).toBe(217);
    expect(watchPerMinute(4_500_000) * month).toBeLessThan(0.36 * 4_500_000);
  });
});

describe('planWatch', () => {
  it('asks after the few packages of a small index each few minutes, at any age', () => {
    const few = [fresh, { ageMs: 13 * DAY, rank: null }, popular(15_000)];
    const plan = planWatch(few.map(watchWeight), PYPI_DEFAULTS.watched);

    expect(few.map((one) => plan.pauseMs(watchWeight(one)))).toEqual([3 * MINUTE, 3 * MINUTE, 3 * MINUTE]);
  });

  it('prefers the younger and the more popular', () => {
    const pairs: readonly (readonly [Watched, Watched])[] = [
      [fresh, { ageMs: HOUR, rank: null }],
      [
        { ageMs: HOUR, rank: 10 },
        { ageMs: HOUR, rank: null },
      ],
      [
        { ageMs: HOUR, rank: 10 },
        { ageMs: HOUR, rank: 10_000 },
      ],
      [popular(10), popular(1_000)],
      [{ ageMs: HOUR, rank: 10 }, popular(10)],
    ];

    for (const [more, less] of pairs) expect(watchWeight(more)).toBeGreaterThan(watchWeight(less));
  });

  it('asks after nothing without an allowance, and after what is neither young nor popular', () => {
    expect(planWatch([1], { ...PYPI_DEFAULTS.watched, perMinute: 0 }).pauseMs(1)).toBeNull();
    expect(planWatch([], PYPI_DEFAULTS.watched).pauseMs(watchWeight({ ageMs: null, rank: null }))).toBeNull();
  });
});
