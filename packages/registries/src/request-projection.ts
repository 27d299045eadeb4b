import type { RequestPriority } from '@weir/model';
import { REQUEST_PRIORITIES } from './allowance-ceiling.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back the recent rate looks: a whole week, because weekends are quieter. */
const RATE_DAYS = 7;

/** What is known of an account's requests at a moment (the store's RequestLedger fits). */
export interface RequestsSoFar {
  /** This month, everything together. */
  readonly used: number;
  /** By day (UTC, `2026-11-23`) and kind of work: those of this month, and of the week before. */
  readonly days: readonly {
    readonly day: string;
    readonly priority: RequestPriority;
    readonly leased: number;
  }[];
}

/** A month of requests, as far as it is over, and as it will end at the recent rate. */
export interface MonthProjection {
  readonly used: number;
  /** Of those that the ledger has by kind of work. */
  readonly usedBy: Readonly<Record<RequestPriority, number>>;
  /** Requests a day over the last {@link RATE_DAYS} days, or since the ledger began. */
  readonly perDay: number;
  readonly perDayBy: Readonly<Record<RequestPriority, number>>;
  /** What the month would have at its end at this rate: more than `allowance` is never used. */
  readonly projected: number;
  readonly allowance: number;
  /** When the allowance is used up at this rate; null when that is not in this month. */
  readonly spentAt: Date | null;
}

function sumBy(
  days: RequestsSoFar['days'],
  isCounted: (day: string) => boolean,
): Record<RequestPriority, number> {
  const sums = { live: 0, recheck: 0, previous: 0, backfill: 0 } satisfies Record<RequestPriority, number>;
  for (const { day, priority, leased } of days) if (isCounted(day)) sums[priority] += leased;
  return sums;
}

function total(by: Readonly<Record<RequestPriority, number>>): number {
  return REQUEST_PRIORITIES.reduce((sum, priority) => sum + by[priority], 0);
}

/** Since when the rate is reckoned: midnight {@link RATE_DAYS} days ago, or the ledger's first day when that is later. */
function rateFromMs(days: RequestsSoFar['days'], atMs: number): number {
  const weekAgo = Math.floor(atMs / DAY_MS) * DAY_MS - RATE_DAYS * DAY_MS;
  const first = days.map(({ day }) => day).toSorted()[0];
  return first === undefined ? weekAgo : Math.max(weekAgo, Date.parse(`${first}T00:00:00Z`));
}

/**
 * Projects the month (UTC) that `at` is in: what was used, and the recent rate for the time that is left. Pure.
 *
 * The rate is of the last seven whole days and today, also where these are of the month before, so that the first of a
 * month has one too. A ledger that began within the last hour is taken to be an hour old.
 * @param monthlyMax requests a month that the account may use.
 */
export function projectMonth(soFar: RequestsSoFar, monthlyMax: number, at: Date): MonthProjection {
  const atMs = at.getTime();
  const month = at.toISOString().slice(0, 7);
  const endMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
  const fromMs = rateFromMs(soFar.days, atMs);
  const rateDays = Math.max(atMs - fromMs, HOUR_MS) / DAY_MS;
  const fromDay = new Date(fromMs).toISOString().slice(0, 10);
  const recent = sumBy(soFar.days, (day) => day >= fromDay);
  const perDay = total(recent) / rateDays;
  const { used } = soFar;
  const projected = Math.round(used + (perDay * (endMs - atMs)) / DAY_MS);
  const spentMs =
    used >= monthlyMax ? atMs : perDay > 0 ? atMs + ((monthlyMax - used) / perDay) * DAY_MS : endMs;
  return {
    used,
    usedBy: sumBy(soFar.days, (day) => day.startsWith(month)),
    perDay: Math.round(perDay),
    perDayBy: {
      live: Math.round(recent.live / rateDays),
      recheck: Math.round(recent.recheck / rateDays),
      previous: Math.round(recent.previous / rateDays),
      backfill: Math.round(recent.backfill / rateDays),
    },
    projected,
    allowance: monthlyMax,
    spentAt: spentMs < endMs ? new Date(spentMs) : null,
  };
}
