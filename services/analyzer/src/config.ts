import { type AnalysisPoolOptions, CHILD_LIMITS } from '@weir/analysis';
import type { RetentionConfig } from '@weir/platform';
import { MONTHLY_REQUESTS_MAX, NPM_PUBLIC, PYPI_PUBLIC } from '@weir/registries';
import type { AnalyzerEnv } from './env.ts';
import { PARTS_DEFAULTS, type PartsConfig } from './part-fetcher.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const MIB = 1024 * 1024;

/** How many new and changed files of releases are kept. */
export interface KeepConfig {
  /** Of one release. */
  readonly filesMax: number;
  /** Of one release, unpacked. */
  readonly bytesMax: number;
  /** Of all benign releases of one day (UTC), at rest. */
  readonly dayBytesMax: number;
}

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
  /**
   * How long a release waits at most for what went before it to be fetched and compared with, and how long one of the
   * slow lane does.
   */
  readonly compareMs: number;
  readonly slowCompareMs: number;
  /** Verdicts given their place in the public change feed at once, and how often to look. */
  readonly sequenceBatch: number;
  readonly sequencePollMs: number;
  /** When an incomplete analysis is repeated under larger budgets, at the earliest. */
  readonly slowDelayMs: number;
  /** How often to look for such work, and whether nothing live waits. */
  readonly slowPollMs: number;
  /** Longer than a slow analysis with its retry, and its linear pass or comparison, can take: see `SLOW_WORKERS`. */
  readonly slowLeaseMs: number;
  /** Wait after a slow analysis that could not take place, and how many of them before it is given up. */
  readonly slowRetryMs: number;
  readonly slowAttemptsMax: number;
  readonly keep: KeepConfig;
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
  compareMs: MINUTE_MS,
  slowCompareMs: 5 * MINUTE_MS,
  sequenceBatch: 500,
  sequencePollMs: 500,
  slowDelayMs: 30 * SECOND_MS,
  slowPollMs: 5 * SECOND_MS,
  // Two attempts of 12 minutes at most each, where others keep the child from the processor, and `slowCompareMs`.
  slowLeaseMs: 30 * MINUTE_MS,
  slowRetryMs: HOUR_MS,
  slowAttemptsMax: 5,
  // 19 of 20 releases are wholly within it (test/corpus/facts-cost.ts); a packet of some megabytes crosses from the child.
  keep: { filesMax: 500, bytesMax: 4 * MIB, dayBytesMax: 2 * 1024 * MIB },
};

/** The defaults with what this installation keeps of releases; nothing at all when it may keep no bytes. Pure. */
export function configureKeeping({ dayBytesMax }: Pick<RetentionConfig, 'dayBytesMax'>): AnalyzerConfig {
  const { keep } = ANALYZER_DEFAULTS;
  const filesMax = dayBytesMax === 0 ? 0 : keep.filesMax;
  return { ...ANALYZER_DEFAULTS, keep: { ...keep, filesMax, dayBytesMax } };
}

/** What an analyzer opens for itself; every default and unit is here. */
export interface AnalyzerProgramConfig {
  /** Documents of the registry that the feeder follows: its files are fetched from this origin. */
  readonly documentsUrl: string;
  /** PyPI's index: it says why a file is not served. */
  readonly pypiIndexUrl: string;
  /** Where PyPI's files are fetched from, whether PyPI is followed or not: nothing else names them. */
  readonly pypiFilesUrl: string;
  /** Backfill reads as the npm client of this machine does, followed registry included: its registries, its credentials. */
  readonly asNpmClient: boolean;
  /** The same for the pip client. */
  readonly asPipClient: boolean;
  /** Requests a month to a host, all processes together. */
  readonly monthlyRequestsMax: number;
  /** Of wheels that are so large that only what can run of them is fetched. */
  readonly parts: PartsConfig;
  /** Of the analysing child processes. */
  readonly workers: AnalysisPoolOptions;
  /** Of the one child that analyses again, under larger budgets, what the others left incomplete. */
  readonly slowWorkers: AnalysisPoolOptions;
  /** Folder of the user's YARA rules; null: Weir's own only. */
  readonly yaraRulesDir: string | null;
}

const WORKERS = {
  /** A small machine keeps a core for everything else. */
  workersMax: 2,
  ...CHILD_LIMITS.live,
  /** Children end when there is nothing to do: an idle monitor is small. */
  idleMs: 10 * SECOND_MS,
} as const satisfies AnalysisPoolOptions;

const SLOW_WORKERS = {
  ...WORKERS,
  ...CHILD_LIMITS.slow,
  workersMax: 1,
  tier: 'slow',
} as const satisfies AnalysisPoolOptions;

/** The settings of an analyzer from its environment. Pure. */
export function configureAnalyzer(env: AnalyzerEnv): AnalyzerProgramConfig {
  const network = env.WEIR_WORKER_NETWORK ?? 'any';
  return {
    documentsUrl: env.WEIR_NPM_DOCUMENTS_URL ?? NPM_PUBLIC.documents,
    pypiIndexUrl: env.WEIR_PYPI_URL ?? PYPI_PUBLIC.index,
    pypiFilesUrl: env.WEIR_PYPI_FILES_URL ?? env.WEIR_PYPI_URL ?? PYPI_PUBLIC.files,
    asNpmClient: false,
    asPipClient: false,
    monthlyRequestsMax: env.WEIR_REQUESTS_PER_MONTH ?? MONTHLY_REQUESTS_MAX,
    parts: {
      ...PARTS_DEFAULTS,
      aboveBytes:
        env.WEIR_WHEEL_PARTS_ABOVE_MIB === undefined
          ? PARTS_DEFAULTS.aboveBytes
          : env.WEIR_WHEEL_PARTS_ABOVE_MIB * MIB,
    },
    workers: {
      ...WORKERS,
      workersMax: env.WEIR_WORKERS ?? WORKERS.workersMax,
      network,
    },
    slowWorkers: { ...SLOW_WORKERS, network },
    yaraRulesDir: env.WEIR_YARA_RULES ?? null,
  };
}
