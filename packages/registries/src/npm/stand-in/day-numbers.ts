/**
 * A day on npm in numbers. Sections are those of registries.md; [U] marks what is assumed, because nobody published
 * a figure.
 */
export const DAY = {
  /** Plan number: 7, "plan 40-60 k/day, 5/s peak". */
  versions: 60_000,
  /** Plan number: most changes bring one version (7: 20 k to 160 k changed documents a day). */
  publishes: 54_000,
  /** 7: about 3,200 net new names a day. */
  newNames: 3_200,
  /** 1.3: mass rewrites apart, metadata changes are fewer than publishes [U]. */
  touches: 10_000,
  /** 1.7: allowed under conditions only [U]. */
  removals: 300,
  unpublishes: 200,
  /** 7: 400 in one worm day (2026-08-04); an ordinary day has a tenth [U]. */
  takedowns: 40,
  /** 1.7: new since 2026-05 [U]. */
  stages: 200,
  /** Names that change at all on a day; popular ones several times [U]. */
  names: 40_000,
  /** 1.7: 6 of 62 versions were still missing at the end of one CI run. */
  heldShare: 6 / 62,
  /** 1.7: how holds end is unsettled; a revision with a row is what a follower needs most [U]. */
  heldWithRowShare: 0.6,
  heldWithRevShare: 0.2,
  /** 1.7: one hold of more than 12 h. */
  longHolds: 1,
  longHoldMs: 13 * 3_600_000,
  /** 1.3: about 4 rows in 1,024. */
  lateShare: 4 / 1_024,
  /** 1.3: hidden for up to about 2 h. */
  lateMs: 2 * 3_600_000,
  /** 1.3: documents older than their row; 66,000 on a bad day (2026-09-21), an ordinary one has a fraction [U]. */
  staleShare: 0.2,
  /** 1.3: a version lost for a month, thousands of deletions: rare, never absent [U]. */
  lost: 2,
  lostDeletions: 2,
  /** 1.7: "a blocked version may leave only a rev bump" [U]. */
  blocked: 20,
  /** 7: 5 a second at peak: releases of many packages at once (monorepos) make it [U]. */
  bursts: 120,
  burstPackages: 25,
  burstMs: 5_000,
} as const;

/** Weight of each hour, UTC: Europe's and America's working hours lead, Saturday has half of a weekday (7) [U]. */
export const HOUR_WEIGHTS: readonly number[] = [
  6, 5, 4, 4, 4, 5, 6, 8, 10, 11, 11, 10, 11, 13, 15, 16, 16, 15, 13, 12, 11, 10, 9, 8,
];
