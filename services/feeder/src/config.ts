import { popularRanks } from '@weir/intel';
import { followsPypi } from '@weir/platform';
import { NPM_PUBLIC, type NpmBases, PYPI_PUBLIC, type PypiBases } from '@weir/registries';
import type { FeederEnv } from './env.ts';
import type { FloodConfig } from './resolve/flood-gate.ts';

/** Everything the feeder of one registry can be told, with units. */
export interface FeederConfig {
  /**
   * Pause at the head of the feed, in milliseconds, spread over this range. 5.5 seconds are 478,000 requests a month
   * beside the 4.0 million for 60,000 releases a day at 2.2 requests each: the most that the allowance leaves.
   */
  readonly pollMs: { readonly min: number; readonly max: number };
  /** Retries of a feed that does not answer: exponential with full jitter between these, for ever. */
  readonly backoff: { readonly firstMs: number; readonly maxMs: number };
  /** How often the head is held against the cursor. */
  readonly headCheckMs: number;
  /** How far behind a lowered head reading starts anew, in sequence numbers. */
  readonly rewindSeqs: number;
  /** Re-reads of what was read already: rows can show behind the cursor. */
  readonly reread: {
    readonly everyMs: number;
    readonly windowMs: number;
    readonly dailyEveryMs: number;
    readonly dailyWindowMs: number;
  };
  /** Reconciliation with all names of the registry. */
  readonly sweep: { readonly enabled: boolean; readonly everyMs: number };
  /** How often re-read, sweep and health are looked after. */
  readonly upkeepMs: number;
  /** How often health is noted for other processes, and told to metrics. */
  readonly healthEveryMs: number;
  /** A feed without a row for this long is silent: npm has one each second at the quietest hour. */
  readonly silenceMs: number;
  /** Packages that are published on a schedule, by somebody we trust: one that is overdue shows what nothing else does. */
  readonly canaries: readonly { readonly name: string; readonly everyMs: number }[];
  /** A page with more rows is a flood: names that were seen before wait behind what is published meanwhile. */
  readonly floodRows: number;
  /** How often a process that does not lead asks to lead. */
  readonly leadRetryMs: number;
  /** Changes of one package within this time are read once. The first is read at once. */
  readonly coalesceMs: number;
  /** What that grows to for large documents, and for rows that bring nothing (`coalescePauseMs`). */
  readonly coalesceMaxMs: number;
  /**
   * What the first look at a change asks: the CDN in front of the documents, which may hold the one before, or the
   * registry past it. Later looks always ask past it.
   */
  readonly firstLook: 'edge' | 'origin';
  /** Waits between looks at a document that does not show what its row announced; then it is given up. */
  readonly ladderMs: readonly number[];
  /**
   * When a package whose row brought nothing new is looked at again, reckoned from the row. Each costs a request for
   * each touch of metadata, some 20,000 a day, and none once four fifths of the month's allowance are used.
   */
  readonly watchMs: readonly number[];
  /** A package in hand comes back to others after this: what a killed feeder holds is late by at most this. */
  readonly leaseMs: number;
  /** Packages in hand at once: at 200 ms a look, 80 packages a second. */
  readonly concurrency: number;
  /** Looks at large documents, which are read one at a time, beside those: what is more comes back later. */
  readonly largeLooksMax: number;
  /** When a look at a large document for which there is no room comes back. */
  readonly largeWaitMs: number;
  /** How often due rechecks are looked for when nothing else wakes the feeder. */
  readonly idleMs: number;
  /** From when on a package or a publisher floods: the rest of its releases waits on the bulk lane. */
  readonly flood: FloodConfig;
  /** How long after its last row a package, or a version, that stays absent is gone, where absence can say so. */
  readonly goneAfterMs: number;
  /** Questions whether packages changed between their rows, for files that join a release; null for none. */
  readonly watched: WatchConfig | null;
  /** Versions older than this at their package's first sighting are history: known, not analysed. */
  readonly seedAgeMs: number;
  /** Looks for packages that releases bring in: how many at once, how often, and waits after no answer. */
  readonly targets: {
    readonly concurrency: number;
    readonly idleMs: number;
    readonly retryMs: readonly number[];
  };
  /** Requests a month to this registry, all processes together. */
  readonly monthlyRequestsMax: number;
}

/** Questions after young and popular packages between their rows: each costs a request, most are answered with 304. */
export interface WatchConfig {
  /** Releases younger than this can still gain files. */
  readonly ageMs: number;
  /** How often the record is asked which releases are new. */
  readonly listEveryMs: number;
  /** The least pause between two questions after one package: what all wait where all fit. */
  readonly everyMs: number;
  /** The longest: what would wait longer is left to the sweep. */
  readonly pauseMaxMs: number;
  /** Questions a minute in all (`planWatch` spreads them). */
  readonly perMinute: number;
  /** Rank by downloads of popular packages. */
  readonly ranks: ReadonlyMap<string, number>;
}

/** The npm registry, followed. */
export interface NpmFeederConfig extends FeederConfig {
  readonly registry: 'npmjs';
  readonly bases: NpmBases;
}

/** PyPI, followed. */
export interface PypiFeederConfig extends FeederConfig {
  readonly registry: 'pypi';
  readonly bases: PypiBases;
  /** The XML-RPC journal as a third source. */
  readonly journal: boolean;
}

export type FollowedConfig = NpmFeederConfig | PypiFeederConfig;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** 15 s to 11 h, 27 h in all: npm holds new versions for minutes as a rule, and for more than 12 hours at times (2026-07). */
export const LADDER_MS = [
  15 * SECOND,
  MINUTE,
  3 * MINUTE,
  6 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  11 * HOUR,
] as const;

/** Past the usual hold of npm's malware scan (5 minutes), its peaks (15 and more), and the longest known (12 hours; 2026-07). */
export const WATCH_MS = [6 * MINUTE, 40 * MINUTE, 13 * HOUR] as const;

export const FEEDER_DEFAULTS = {
  registry: 'npmjs',
  bases: NPM_PUBLIC,
  pollMs: { min: 4_000, max: 7_000 },
  backoff: { firstMs: SECOND, maxMs: 5 * MINUTE },
  headCheckMs: 5 * MINUTE,
  rewindSeqs: 50_000,
  // A row was hidden for two hours, and 4 of 1,024 for less (2026-09).
  reread: { everyMs: 10 * MINUTE, windowMs: 6 * HOUR, dailyEveryMs: 24 * HOUR, dailyWindowMs: 24 * HOUR },
  sweep: { enabled: false, everyMs: 24 * HOUR },
  upkeepMs: SECOND,
  healthEveryMs: 30 * SECOND,
  silenceMs: 10 * MINUTE,
  canaries: [],
  floodRows: 500,
  leadRetryMs: 5 * SECOND,
  coalesceMs: 15 * SECOND,
  coalesceMaxMs: 5 * MINUTE,
  // The edge keeps documents for 300 s and publishing does not purge it: a look that finds the old one is paid twice.
  // On a day with a fifth of them stale that makes 4.8 million requests a month, past it 4.4 (`bench --only day`).
  firstLook: 'origin',
  ladderMs: LADDER_MS,
  watchMs: WATCH_MS,
  leaseMs: 25 * SECOND,
  concurrency: 16,
  // The last of them waits for some 16 seconds.
  largeLooksMax: 8,
  largeWaitMs: 10 * SECOND,
  idleMs: 500,
  // A monorepo's release day fits; the largest (300 packages at once) does not, and waits behind others.
  flood: { windowMs: 10 * MINUTE, perNameMax: 20, perPublisherMax: 50 },
  goneAfterMs: 10 * MINUTE,
  watched: null,
  seedAgeMs: 48 * HOUR,
  // Few releases bring any, and none of them is urgent: a day's outage loses none.
  targets: { concurrency: 2, idleMs: 5 * SECOND, retryMs: [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 18 * HOUR] },
  monthlyRequestsMax: 4_500_000,
} as const satisfies NpmFeederConfig;

/**
 * The part of a month's requests to PyPI that goes into questions after packages. Of 4.5 million the windows take 0.2, and
 * looks at 4,300 releases a day and at what the sweep finds 1.2 (docs/pypi-feed.md). With these, and 0.6 for what comes in
 * bursts, the month is at the four fifths that such questions may use up to (`allowanceCeiling`).
 */
const WATCH_PART = 0.35;
const MONTH_MINUTES = 30 * 24 * 60;

/** Questions a minute that a month's requests allow. Pure. */
export function watchPerMinute(monthlyRequestsMax: number): number {
  return Math.floor((monthlyRequestsMax * WATCH_PART) / MONTH_MINUTES);
}

/**
 * What differs on PyPI. RSS is purged on each publish and its cache answers the page before at most for a moment: some
 * seconds are no loss. Stale pages and documents are asked for again within seconds.
 */
export const PYPI_DEFAULTS = {
  ...FEEDER_DEFAULTS,
  registry: 'pypi',
  bases: PYPI_PUBLIC,
  journal: false,
  // Two windows each time: 210,000 requests a month.
  pollMs: { min: 20 * SECOND, max: 30 * SECOND },
  // The list of all names is kept at the edge for as long.
  sweep: { enabled: true, everyMs: 30 * MINUTE },
  // 11,000 files a day are one each 8 s; nights are quieter.
  silenceMs: 30 * MINUTE,
  firstLook: 'edge',
  coalesceMs: 2 * SECOND,
  ladderMs: [
    2 * SECOND,
    5 * SECOND,
    15 * SECOND,
    MINUTE,
    3 * MINUTE,
    6 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
  ],
  // Wheels follow their sdist by minutes: builders upload them as they finish.
  watchMs: [MINUTE, 3 * MINUTE, 6 * MINUTE, 12 * MINUTE, 25 * MINUTE],
  watched: {
    // Releases refuse files after 14 days (since 2026-07).
    ageMs: 14 * 24 * HOUR,
    listEveryMs: MINUTE,
    everyMs: 3 * MINUTE,
    // Half of what the sweep takes: of a longer pause less is gained for each request.
    pauseMaxMs: 15 * MINUTE,
    perMinute: watchPerMinute(FEEDER_DEFAULTS.monthlyRequestsMax),
    ranks: new Map<string, number>(),
  },
} as const satisfies PypiFeederConfig;

type Common = Pick<FeederConfig, 'monthlyRequestsMax'>;

function common(env: FeederEnv): Common {
  const { monthlyRequestsMax } = FEEDER_DEFAULTS;
  return { monthlyRequestsMax: env.WEIR_REQUESTS_PER_MONTH ?? monthlyRequestsMax };
}

/** The settings of npm's feeder from its environment. Pure. */
export function configureFeeder(env: FeederEnv): NpmFeederConfig {
  const pollMs = env.WEIR_POLL_MS;
  const sweep = env.WEIR_SWEEP ?? (env.DATABASE_URL === undefined ? 'off' : 'on');
  return {
    ...FEEDER_DEFAULTS,
    ...common(env),
    firstLook: env.WEIR_NPM_FIRST_LOOK ?? FEEDER_DEFAULTS.firstLook,
    sweep: { ...FEEDER_DEFAULTS.sweep, enabled: sweep === 'on' },
    canaries: (env.WEIR_NPM_CANARIES ?? '').split(',').flatMap((canary) => {
      const [name, hours] = canary.split('=');
      return name && hours ? [{ name, everyMs: Number(hours) * HOUR }] : [];
    }),
    ...(env.WEIR_NPM_FEED_URL === undefined || env.WEIR_NPM_DOCUMENTS_URL === undefined
      ? {}
      : { bases: { feed: env.WEIR_NPM_FEED_URL, documents: env.WEIR_NPM_DOCUMENTS_URL } }),
    ...(pollMs === undefined ? {} : { pollMs: { min: pollMs, max: pollMs * 1.5 } }),
  };
}

/**
 * The settings of PyPI's feeder, null when it is not followed: `WEIR_PYPI` says so, or else it is followed unless npm is
 * another registry than the public one. Pure.
 * @param ranks of the popular projects, which are asked after more often.
 */
export function configurePypi(env: FeederEnv, ranks: ReadonlyMap<string, number>): PypiFeederConfig | null {
  if (!followsPypi(env)) return null;
  const pollMs = env.WEIR_PYPI_POLL_MS;
  const index = env.WEIR_PYPI_URL ?? PYPI_PUBLIC.index;
  // A registry of one's own serves its files itself, unless it is told where they are.
  const files = env.WEIR_PYPI_FILES_URL ?? (env.WEIR_PYPI_URL === undefined ? PYPI_PUBLIC.files : index);
  const shared = common(env);
  const perMinute = env.WEIR_PYPI_WATCH_PER_MINUTE ?? watchPerMinute(shared.monthlyRequestsMax);
  return {
    ...PYPI_DEFAULTS,
    ...shared,
    bases: { index, files },
    journal: env.WEIR_PYPI_JOURNAL === 'on',
    sweep: { ...PYPI_DEFAULTS.sweep, enabled: env.WEIR_SWEEP !== 'off' },
    watched: { ...PYPI_DEFAULTS.watched, ranks, perMinute },
    ...(pollMs === undefined ? {} : { pollMs: { min: pollMs, max: pollMs * 1.5 } }),
  };
}

/** The settings of every registry that is followed. Pure. */
export function configureFeeders(env: FeederEnv): readonly FollowedConfig[] {
  const pypi = configurePypi(env, popularRanks('pypi'));
  return pypi === null ? [configureFeeder(env)] : [configureFeeder(env), pypi];
}
