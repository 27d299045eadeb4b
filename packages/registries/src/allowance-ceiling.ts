import type { RequestPriority } from '@weir/model';

/** Who goes first on one host, most urgent first. */
export const REQUEST_PRIORITIES = [
  'live',
  'recheck',
  'previous',
  'backfill',
] as const satisfies readonly RequestPriority[];

/**
 * How much of the month's allowance each priority may use up to: what is left above a share is kept for the more
 * urgent ones.
 */
const SHARE = { live: 1, recheck: 0.95, previous: 0.8, backfill: 0.6 } as const satisfies Record<
  RequestPriority,
  number
>;

/** Work that can wait a day never runs ahead of the calendar: live work needs its requests on the last day too. */
const PACED = new Set<RequestPriority>(['previous', 'backfill']);

/**
 * How many requests of the month may be used, by everybody, before this priority gets none. Pure.
 *
 * Paced priorities get the part of their share that the month's days so far, and one day ahead, are worth (UTC).
 */
export function allowanceCeiling(priority: RequestPriority, monthlyMax: number, at: Date): number {
  const share = monthlyMax * SHARE[priority];
  if (!PACED.has(priority)) return Math.floor(share);
  const daysInMonth = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  return Math.floor(share * Math.min(1, (at.getUTCDate() + 1) / daysInMonth));
}
