/** How long what weather does lasts, in real-life milliseconds (registries.md, section in brackets). */
const MINUTE_MS = 60_000;

export const DURATIONS = {
  /** A late row hides for about 2 h [1.3]. */
  lateMs: 120 * MINUTE_MS,
  /** Holds are typically 5 min [1.7]. */
  holdMs: 5 * MINUTE_MS,
  /** 15 min and more at peak [1.7]. */
  holdPeakMs: 20 * MINUTE_MS,
  /** Stalls last hours [1.3]; one is enough for a client to notice. */
  stallMs: 60 * MINUTE_MS,
  /** [U] */
  loweredMs: 30 * MINUTE_MS,
  /** New documents and tarballs spread within minutes [U]. */
  absentMs: 10 * MINUTE_MS,
  /** Long enough for the first reads of a package after its change; it ends with them [U]. */
  hostileMs: 120 * MINUTE_MS,
  /** The edge keeps documents for 300 s [1.5]. */
  cacheMs: 5 * MINUTE_MS,
  dayMs: 24 * 60 * MINUTE_MS,
} as const;

/** Share of holds that are of the longer kind: they are bimodal [1.7], the share is not known [U]. */
const PEAK_HOLDS = 0.2;

/** The length of one hold, drawn from both kinds. */
export function drawHoldMs(random: () => number): number {
  return random() < PEAK_HOLDS
    ? DURATIONS.holdPeakMs * (0.75 + random())
    : DURATIONS.holdMs * (0.6 + 0.8 * random());
}
