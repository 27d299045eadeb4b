import { allowanceCeiling } from '@weir/registries';
import { DAY } from '@weir/registries/npm/stand-in';

/** What a day cost, and the settings that requests without a release behind them follow from. */
export interface DayCost {
  /** For each release: tarballs, first looks, and looks at what was known to be missing. */
  readonly livePerRelease: number;
  /** For each release: looks at packages whose row brought nothing new, paid from what is left. */
  readonly watchPerRelease: number;
  /** Rows of the feed on a whole day. */
  readonly rowsPerDay: number;
  readonly pollMs: number;
  readonly headCheckMs: number;
  readonly rereadEveryMs: number;
  readonly monthlyMax: number;
}

/** Requests of a month by what they are for. */
export interface MonthForecast {
  readonly total: number;
  readonly live: number;
  readonly polls: number;
  readonly headChecks: number;
  readonly rereads: number;
  readonly sweeps: number;
  /** What the watch gets, and what it would take. */
  readonly watch: number;
  readonly watchWanted: number;
}

const DAY_MS = 24 * 3_600_000;
const MONTH_DAYS = 30;
const LAST_DAY = new Date('2026-11-30T00:00:00Z');
const PAGE_ROWS = 10_000;
/** The busiest six hours of the stand-in's day have this share of its rows: the trailing window at its longest. */
const BUSIEST_WINDOW_SHARE = 0.4;
/** registries.md 1.4: 4.37 million names, 10,000 a page. */
const SWEEP_PAGES = 440;

/** What {@link forecastMonth} takes for granted, in words. */
export const FORECAST_ASSUMPTIONS = [
  `month: ${DAY.versions} releases a day in ${DAY.publishes} changes and ${DAY.touches} touches of metadata, on each of ${MONTH_DAYS} days (registries.md 7: plan 40-60 k)`,
  'month: polls and head checks at their shipped pace, as if answers took no time',
  'month: each 10 min the last 6 h are read again, as long as in the busiest hours; once a day 24 h; pages of 10,000 rows',
  `month: a sweep over all names each day, ${SWEEP_PAGES} pages`,
  'month: the watch gets what is left below four fifths of the allowance, as shipped; what it does not get is not asked',
];

/** Projects a month from one day; rounds up. Pure. */
export function forecastMonth(cost: DayCost): MonthForecast {
  const perMonth = (everyMs: number): number => (MONTH_DAYS * DAY_MS) / everyMs;
  const pages = (rows: number): number => Math.max(1, Math.ceil(rows / PAGE_ROWS));
  const releases = MONTH_DAYS * DAY.versions;
  const parts = {
    live: Math.ceil(releases * cost.livePerRelease),
    polls: Math.ceil(perMonth(cost.pollMs)),
    headChecks: Math.ceil(perMonth(cost.headCheckMs)),
    rereads: Math.ceil(
      perMonth(cost.rereadEveryMs) * pages(cost.rowsPerDay * BUSIEST_WINDOW_SHARE) +
        MONTH_DAYS * pages(cost.rowsPerDay),
    ),
    sweeps: MONTH_DAYS * SWEEP_PAGES,
  };
  const needed = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const watchWanted = Math.ceil(releases * cost.watchPerRelease);
  const left = allowanceCeiling('previous', cost.monthlyMax, LAST_DAY) - needed;
  const watch = Math.max(0, Math.min(watchWanted, left));
  return { total: needed + watch, ...parts, watch, watchWanted };
}
