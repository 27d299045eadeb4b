const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How the analyzer works; every default and unit is here. */
export interface AnalyzerConfig {
  /** Packages in hand at once: more than there are workers, since fetching waits for the network. */
  readonly concurrency: number;
  /** Tries of one fetch, and of one transaction, before the step is given up for now. */
  readonly attemptsMax: number;
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
  /**
   * Waits before a file that is not there yet is asked for again; after the last one it is given up. Registries hold
   * and replicate: most files that come late come within minutes, the rest within about a day.
   */
  readonly deferLadderMs: readonly number[];
  /** Verdicts given their place in the public change feed at once, and how often to look. */
  readonly sequenceBatch: number;
  readonly sequencePollMs: number;
}

export const ANALYZER_DEFAULTS: AnalyzerConfig = {
  concurrency: 8,
  attemptsMax: 4,
  backoffFirstMs: 250,
  backoffMaxMs: 5 * SECOND_MS,
  deferLadderMs: [
    15 * SECOND_MS,
    MINUTE_MS,
    3 * MINUTE_MS,
    6 * MINUTE_MS,
    15 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    2 * HOUR_MS,
    4 * HOUR_MS,
    8 * HOUR_MS,
    11 * HOUR_MS,
  ],
  sequenceBatch: 500,
  sequencePollMs: 500,
};
