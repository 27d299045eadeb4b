const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count for people: `4,374,853`. */
export function grouped(count: number): string {
  return COUNT.format(count);
}

/** A day (UTC) for people: `2026-11-23`. */
export function dayText(at: Date): string {
  return at.toISOString().slice(0, 10);
}

const UNITS = [
  { ms: 86_400_000, word: 'd' },
  { ms: 3_600_000, word: 'h' },
  { ms: 60_000, word: 'min' },
] as const;

/** How long something takes or took, in one unit: `12 s`, `5 min`, `27 h`, `3 d`; the unit changes at twice its size. */
export function spanText(ms: number): string {
  const unit = UNITS.find((one) => ms >= 2 * one.ms);
  return unit === undefined
    ? `${Math.max(0, Math.round(ms / 1_000))} s`
    : `${Math.floor(ms / unit.ms)} ${unit.word}`;
}
