import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDirectoryEvidenceStore } from '@weir/evidence';
import { FEEDER_DEFAULTS, startFeeder } from '@weir/feeder';
import { createNpmFeed, createRequests } from '@weir/registries';
import {
  createTraffic,
  DAY,
  type NpmStandIn,
  playDay,
  realisticDay,
  startNpmStandIn,
} from '@weir/registries/npm/stand-in';
import {
  createHttpClient,
  createMetricsRegistry,
  type MetricsRegistry,
  noFailpoints,
  silentLogger,
  systemClock,
} from '@weir/runtime';
import { openStore } from '@weir/store';
import { startTestPostgres } from '@weir/store/testing';
import { startTarballReader } from '../faults/feed/tarballs.ts';
import { createTold } from '../faults/feed/told.ts';
import { countRequests } from '../lib/counting-requests.ts';
import { createFastClock } from '../lib/fast-clock.ts';
import { FORECAST_ASSUMPTIONS, forecastMonth, type MonthForecast } from './day-forecast.ts';

export interface DayOptions {
  /** Part of a whole day's changes and names; hours stay 24. */
  readonly fraction: number;
  /** How many seconds pass for each real one. */
  readonly factor: number;
  readonly seed: number;
  /** First looks ask past the edge, which Weir does not (registries.md 1.5): for comparison. */
  readonly firstLook: 'edge' | 'origin';
}

export interface DayResult extends DayOptions {
  readonly assumptions: readonly string[];
  readonly changes: number;
  /** Published on the stand-in and visible by the end; `missing` of them were not told. */
  readonly releases: number;
  readonly missing: number;
  readonly requests: {
    readonly tarballs: number;
    readonly firstLooks: number;
    /** Looks at what a row announced and no document showed. */
    readonly rechecks: number;
    /** Looks at packages whose row brought nothing new, for versions that are held back. */
    readonly watch: number;
  };
  readonly requestsPerRelease: {
    /** Without the watch, which is paid from what is left. */
    readonly live: number;
    readonly withWatch: number;
  };
  /** How looks at packages ended. */
  readonly looks: Readonly<Record<string, number>>;
  readonly month: MonthForecast;
}

const HOUR_MS = 3_600_000;
/** After the day: the longest ladder is 27 h, and what was put off costs requests, too. */
const TAIL_MS = 28 * HOUR_MS;
const LONG_AGO = '2020-01-01T00:00:00.000Z';
/** Real time. How often what was told is read, so that its tarballs are fetched. */
const TELL_MS = 250;
/** Real time: a lease of seconds on a fast clock would end within one look. */
const LEASE_REAL_MS = 3_000;

function assumptionsOf({ fraction, factor, firstLook }: DayOptions): readonly string[] {
  return [
    `first looks ask the ${firstLook}${firstLook === FEEDER_DEFAULTS.firstLook ? '' : ', which is NOT AS SHIPPED'}`,
    `${fraction} of a day's changes on as much of its names, spread over 24 h that pass ${factor} times faster; then the looks that were put off, for 28 h`,
    'the feeder with shipped settings but for its lease and its idle waits, which are of the machine and cost no request',
    'a tarball is fetched once it was told, as the analyzer does, by a reader in its place',
    'the edge caches documents for 300 s; versions are held, late, lost and blocked as the plan says (stand-in, day-numbers.ts)',
    ...FORECAST_ASSUMPTIONS,
  ];
}

async function looksOf(metrics: MetricsRegistry): Promise<Record<string, number>> {
  const found = await metrics.getSingleMetric('weir_resolve_total')?.get();
  return Object.fromEntries(
    (found?.values ?? []).map(({ labels, value }) => [String(labels.outcome), value]),
  );
}

/** A day at a fraction: as much traffic on as many names, each with an owner of its own. */
function createDay(standIn: NpmStandIn, { seed, fraction }: DayOptions) {
  const traffic = createTraffic(standIn, {
    seed,
    names: Math.round((DAY.names + 2 * DAY.newNames) * fraction),
    publication: (name) => ({ publisher: { name: `${name}-owner`, email: 'owner@people.example' } }),
  });
  traffic.populate(Math.round(DAY.names * fraction), LONG_AGO);
  return { traffic, day: realisticDay({ seed, fraction }) };
}

/** Plays a day of npm to the feeder and counts what it asks of the registry. */
export async function benchDay(options: DayOptions): Promise<DayResult> {
  const { factor } = options;
  await using stack = new AsyncDisposableStack();
  const rootDir = await mkdtemp(join(tmpdir(), 'weir-bench-day-'));
  stack.defer(() => rm(rootDir, { recursive: true, force: true }));
  const clock = createFastClock({ epochMs: systemClock.now(), factor });
  const standIn = stack.use(await startNpmStandIn({ clock, seed: options.seed, edgeCache: true }));
  const { databaseUrl } = stack.use(await startTestPostgres());
  const store = stack.use(
    await openStore({
      databaseUrl,
      applicationName: 'weir-bench-day',
      poolMax: 10,
      clock,
      logger: silentLogger,
      emitter: 'outbox',
    }),
  );
  await store.ensurePartitions(new Date(clock.now()));
  const http = stack.use(createHttpClient({ userAgent: 'weir-bench' }));
  const random = Math.random;
  const requests = stack.use(
    createRequests({
      http,
      clock,
      random,
      allowance: store.allowance,
      accountOf: () => 'stand-in.test',
      monthlyMax: FEEDER_DEFAULTS.monthlyRequestsMax,
      concurrency: FEEDER_DEFAULTS.concurrency,
    }),
  );
  const { traffic, day } = createDay(standIn, options);
  const evidence = createDirectoryEvidenceStore({ rootDir });
  const counted = countRequests(requests, (address) => !address.startsWith(standIn.feedUrl));
  const feed = createNpmFeed({
    feedBase: standIn.feedUrl,
    documentsBase: standIn.url,
    requests: counted.requests,
    clock,
  });
  const metrics = createMetricsRegistry();
  const config = {
    ...FEEDER_DEFAULTS,
    firstLook: options.firstLook,
    sweep: { ...FEEDER_DEFAULTS.sweep, enabled: true },
    leaseMs: LEASE_REAL_MS * factor,
    idleMs: 50 * factor,
    upkeepMs: 50 * factor,
  };
  const parts = { store, evidence, http, clock, random, logger: silentLogger, metrics, feed };
  const feeder = startFeeder({ ...parts, failpoints: noFailpoints }, config);
  stack.use(feeder.resources);
  // What is there on the first day is no news.
  while ((await store.sweeps.find('npmjs'))?.baselineAt == null) await systemClock.sleep(100);
  const tarballs = stack.use(await startTarballReader(clock, standIn.url));
  const told = createTold(standIn, store);
  const truthBefore = standIn.world.truth.length;
  const tarballsBefore = standIn.requestCounts.tarball;
  const subjects = new Set<string>();

  async function tell(): Promise<void> {
    const releases = await told.refresh();
    for (const { name, version } of releases) subjects.add(`${name}@${version}`);
    tarballs.add(releases);
  }

  const dayOver = new AbortController();
  const playing = playDay(day, { traffic, timeline: standIn.timeline, clock }).finally(() => dayOver.abort());
  while (!dayOver.signal.aborted) {
    await systemClock.sleep(TELL_MS);
    await tell();
  }
  await playing;
  const endMs = clock.now() + TAIL_MS;
  while (clock.now() < endMs) {
    await systemClock.sleep(TELL_MS);
    await tell();
  }
  await tell();
  while (tarballs.waiting > 0) await systemClock.sleep(TELL_MS);

  const published = standIn.world.truth
    .slice(truthBefore)
    .filter(({ kind, visibleAtMs }) => kind === 'published' && visibleAtMs <= clock.now());
  const { live: firstLooks, recheck: rechecks, previous: watch } = counted.tally;
  const asked = {
    tarballs: standIn.requestCounts.tarball - tarballsBefore,
    firstLooks,
    rechecks,
    watch,
  };
  const live = (asked.tarballs + firstLooks + rechecks) / published.length;
  const watchPerRelease = watch / published.length;
  return {
    ...options,
    assumptions: assumptionsOf(options),
    changes: day.length,
    releases: published.length,
    missing: published.filter(({ name, version }) => !subjects.has(`${name}@${version}`)).length,
    requests: asked,
    requestsPerRelease: {
      live: Number(live.toFixed(3)),
      withWatch: Number((live + watchPerRelease).toFixed(3)),
    },
    looks: await looksOf(metrics),
    month: forecastMonth({
      livePerRelease: live,
      watchPerRelease,
      rowsPerDay: day.length / options.fraction,
      pollMs: (FEEDER_DEFAULTS.pollMs.min + FEEDER_DEFAULTS.pollMs.max) / 2,
      headCheckMs: FEEDER_DEFAULTS.headCheckMs,
      rereadEveryMs: FEEDER_DEFAULTS.reread.everyMs,
      monthlyMax: FEEDER_DEFAULTS.monthlyRequestsMax,
    }),
  };
}
