import { allowanceCeiling } from './allowance-ceiling.ts';

const DAY_MS = 86_400_000;
/** What does not end within ten years does not end. */
const DAYS_MAX = 3_650;

/** How a backfill will go, as far as the allowance decides. */
export interface BackfillForecast {
  readonly requests: number;
  /** The day (UTC) that it ends on; null when the allowance leaves it nothing, or next to nothing. */
  readonly endsAt: Date | null;
  /** Days until then, today's rest counted as one. */
  readonly days: number | null;
  /** Requests a day on average until then. */
  readonly perDay: number | null;
}

/** What a forecast is made from. */
export interface ForecastInput {
  readonly packages: number;
  /** Requests for one package. */
  readonly requestsEach: number;
  /** Requests a month that the account may use. */
  readonly monthlyMax: number;
  /** Used this month by everybody. */
  readonly used: number;
  /** What all other work uses a day: it goes first. */
  readonly otherPerDay: number;
}

function nextDay(day: Date): Date {
  return new Date((Math.floor(day.getTime() / DAY_MS) + 1) * DAY_MS);
}

/**
 * When a backfill ends that gets what {@link allowanceCeiling} grants it: each day the calendar's part of its share of
 * the month, less what everybody has used by then. Other work is taken to go on at its recent rate and to come first.
 * Pure; knows nothing of how fast this machine is.
 */
export function forecastBackfill(input: ForecastInput, at: Date): BackfillForecast {
  const { monthlyMax, otherPerDay } = input;
  const requests = input.packages * input.requestsEach;
  let left = requests;
  let { used } = input;
  let day = at;
  for (let days = 1; days <= DAYS_MAX; days++) {
    const next = nextDay(day);
    used += otherPerDay * ((next.getTime() - day.getTime()) / DAY_MS);
    const granted = Math.max(0, Math.min(left, allowanceCeiling('backfill', monthlyMax, day) - used));
    used += granted;
    left -= granted;
    // A fraction of a request is none.
    if (left < 1) return { requests, endsAt: day, days, perDay: Math.round(requests / days) };
    if (next.getUTCMonth() !== day.getUTCMonth()) used = 0;
    day = next;
  }
  return { requests, endsAt: null, days: null, perDay: null };
}
