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
  /** Waits after the first, second and third ambiguous outcome of one alert; then it is given up. */
  readonly ambiguousWaitsMs: readonly number[];
  /** Wait after nothing could be sent at all; such tries do not count. */
  readonly unreachableWaitMs: number;
  /** A channel that failed several times on end rests for this long at most between two tries. */
  readonly restMsMax: number;
}

export const ALERTER_DEFAULTS: AlerterConfig = {
  concurrency: 8,
  leaseMs: 20_000,
  pollMs: 1000,
  ambiguousWaitsMs: [5000, 30_000, 120_000],
  unreachableWaitMs: 5000,
  restMsMax: 60_000,
};
