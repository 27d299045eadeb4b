/** How the alerter works; every default and unit is here. */
export interface AlerterConfig {
  /** Packages whose verdicts are looked at at once. */
  readonly concurrency: number;
  /**
   * How long one alert belongs to the process that took it. Longer than a send takes at most (10 s and its turn),
   * shorter than the 30 s in which a killed process' work must come back.
   */
  readonly leaseMs: number;
  /** How often the store is asked for due alerts when nothing says that there is one. */
  readonly pollMs: number;
  /** Waits after the first, second, … ambiguous outcome of one alert; the last one repeats. Not empty. */
  readonly ambiguousWaitsMs: readonly [number, ...number[]];
  /** Ambiguous tries of one alert before it is given up: with the last wait about a day, longer than any known outage. */
  readonly ambiguousTriesMax: number;
  /** Wait after nothing could be sent at all; such tries do not count. */
  readonly unreachableWaitMs: number;
  /** A channel that failed several times on end rests for this long at most between two tries. */
  readonly restMsMax: number;
}

export const ALERTER_DEFAULTS: AlerterConfig = {
  concurrency: 8,
  leaseMs: 20_000,
  pollMs: 1000,
  ambiguousWaitsMs: [5000, 30_000, 120_000, 600_000],
  ambiguousTriesMax: 150,
  unreachableWaitMs: 5000,
  restMsMax: 60_000,
};
