/**
 * Milliseconds after which a release has settled. Attackers publish several in a row, and so do those who mend what they
 * just released: what an update changes is told by what people had before all of these.
 */
const SETTLED_MS = 24 * 3_600_000;

/** Whether a release had settled when another one came; false when either time is unknown. Times are RFC 3339. */
export function isSettledBefore(time: string | null | undefined, other: string | null | undefined): boolean {
  return Date.parse(other ?? '') - Date.parse(time ?? '') >= SETTLED_MS;
}
