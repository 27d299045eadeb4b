import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILPOINTS, type Registry } from '@weir/model';
import { createRandom } from '@weir/registries/npm/stand-in';
import { silentLogger, systemClock } from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { startTestPostgres } from '@weir/store/testing';
import { createFastClock, type FastTime } from '../../lib/fast-clock.ts';
import type { Course, CourseOptions, CourseParts, FeedLedger } from './course.ts';
import type { FeederProcessOptions } from './feeder-process.ts';
import { type RunningFeeder, startFeederProcess } from './run-feeder.ts';

export interface FeedCampaignOptions extends CourseOptions {
  /** The registry that misbehaves. */
  readonly open: (parts: CourseParts, options: CourseOptions) => Promise<Course>;
  readonly changes: number;
  /** How often each failpoint of the feeder kills. */
  readonly perFailpoint: number;
  /** How many kills come at a random moment instead. */
  readonly randomKills: number;
  /** How many seconds pass for each real one. */
  readonly factor: number;
  /** Changes a second of real time, at most. */
  readonly perSecond: number;
  /** Knobs of the stand-in that must be met: what did not happen to be is provoked in the end. */
  readonly knobs: readonly string[];
  readonly report: (line: string) => void;
}

export interface FeedCampaignResult {
  readonly changes: Readonly<Record<string, number>>;
  readonly ledger: FeedLedger;
  /** How often each failpoint really killed, and how many other kills there were. */
  readonly killed: Readonly<Record<string, number>>;
  readonly randomKills: number;
  readonly misfires: readonly string[];
  readonly crashes: readonly string[];
  readonly knobs: Readonly<Record<string, number>>;
  /** How fetching the files that were told ended. */
  readonly files: Readonly<Record<string, number>>;
  readonly lateRows: number;
  readonly lostRows: number;
  readonly filledGaps: number;
  readonly elapsedMs: number;
}

/** The boundaries at which the feeder of a registry can be killed: a window cannot be read again. */
export function failpointsOf(registry: Registry): readonly string[] {
  const own = FAILPOINTS.filter((name) => name.startsWith('feeder.'));
  return registry === 'npmjs' ? own : own.filter((name) => !name.startsWith('feeder.reread-'));
}

/**
 * An armed failpoint that a feeder does not reach within so many looks at the feed is a misfire: minutes on a quiet
 * machine, and as many on a busy one as the feeder needs there.
 */
const FIRE_POLLS_MAX = 5_000;
/** Changes that are made in the end for knobs that did not fire. */
const PROVOKED_MAX = 1_200;
/** Of those, the careless client asks at one in so many. */
const CARELESS_ONE_IN = 20;
/** Real time. A random kill comes within this: long enough to start, read and look. */
const LIFE_MS_MAX = 5_000;
/** Real time. The last run is given up when nothing moves for this long: the last watchful look comes after 13 hours. */
const STALL_MS_MAX = 300_000;
/** Changes after which the course looks at what was told. */
const LOOK_EACH = 40;
/** Real time. Between changes that are ahead of the kills. */
const TRICKLE_MS = 300;
/** Of the random rounds, how many have two feeders at once. */
const TWIN_SHARE = 0.1;
/** The feeder begins the next sweep after this, by the fast clock: often enough to be killed in one. */
const SWEEP_EVERY_MS = 3 * 3_600_000;
/**
 * Of the last run: PyPI's list of names is read in sweeps only, so that each way in which the list misbehaves, and is
 * provoked in the end, would else take half an hour of the fast clock.
 */
const PYPI_LAST_SWEEP_EVERY_MS = 5 * 60_000;

async function endsWithin(running: RunningFeeder, ms: number): Promise<boolean> {
  const patience = new AbortController();
  const ended = await Promise.race([
    running.exit.then(() => true),
    systemClock.sleep(ms, patience.signal).then(() => false),
  ]);
  patience.abort();
  return ended;
}

/** Waits for the end of a feeder as long as it works: false when it asks for news and does not end, or asks no more. */
async function endsAtWork(running: RunningFeeder, course: Course): Promise<boolean> {
  const last = course.polls() + FIRE_POLLS_MAX;
  let polls = course.polls();
  let movedAtMs = systemClock.now();
  while (polls < last && systemClock.now() - movedAtMs < STALL_MS_MAX) {
    if (await endsWithin(running, 500)) return true;
    if (course.polls() !== polls) movedAtMs = systemClock.now();
    polls = course.polls();
  }
  return false;
}

async function readKilled(logFile: string): Promise<Record<string, number>> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const killed: Record<string, number> = {};
  for (const name of lines) killed[name] = (killed[name] ?? 0) + 1;
  return killed;
}

async function isBaselined(store: Store, registry: Registry): Promise<boolean> {
  return (await store.sweeps.find(registry))?.baselineAt != null;
}

function isSettled({ lost, openGaps }: FeedLedger): boolean {
  return lost.length === 0 && openGaps.length === 0;
}

/**
 * Lets a registry misbehave in every way while the feeder is killed again and again, then holds the bus against what
 * really happened. Days pass in minutes ({@link FeedCampaignOptions.factor}), with the feeder's shipped waits.
 */
export async function runFeedCampaign(options: FeedCampaignOptions): Promise<FeedCampaignResult> {
  const startedAtMs = systemClock.now();
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'weir-feed-campaign-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const time: FastTime = { epochMs: startedAtMs, factor: options.factor };
  const clock = createFastClock(time);
  const postgres = stack.use(await startTestPostgres());
  const store = stack.use(
    await openStore({
      databaseUrl: postgres.databaseUrl,
      applicationName: 'weir-feed-ledger',
      poolMax: 2,
      clock,
      logger: silentLogger,
      emitter: 'outbox',
    }),
  );
  const random = createRandom(options.seed);
  const course = stack.use(await options.open({ clock, store, random }, options));
  const logFile = join(directory, 'failpoints.log');
  const base: FeederProcessOptions = {
    databaseUrl: postgres.databaseUrl,
    ...course.addresses,
    evidenceDir: join(directory, 'evidence'),
    time,
    sweepEveryMs: SWEEP_EVERY_MS,
    failpoints: '',
    failpointLog: logFile,
  };
  const startFeeder = (feeder: FeederProcessOptions): RunningFeeder =>
    startFeederProcess(feeder, join(directory, 'compiled'));
  const crashes: string[] = [];
  const misfires: string[] = [];
  let randomKills = 0;

  // The first start decides where the feed begins, and the first sweep what is history: before anything happens.
  course.seed();
  const first = startFeeder(base);
  while (!(await isBaselined(store, course.registry))) {
    if (await endsWithin(first, 100)) throw new Error(`the feeder ended:\n${first.output()}`);
  }
  first.child.kill('SIGKILL');
  await first.exit;

  course.begin();
  const failpoints = failpointsOf(course.registry);
  const kills = planKills();
  let killsDone = 0;
  let steps = 0;

  function planKills(): readonly (string | null)[] {
    const planned: (string | null)[] = Array.from({ length: options.randomKills }, () => null);
    for (const name of failpoints) for (let nth = 0; nth < options.perFailpoint; nth++) planned.push(name);
    return planned
      .map((kill) => ({ kill, order: random() }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ kill }) => kill);
  }

  /** Changes happen evenly over the kills, so that each of them hits work. */
  async function runTraffic(): Promise<void> {
    let steppedAtMs = systemClock.now();
    while (steps < options.changes || killsDone < kills.length) {
      const share = killsDone >= kills.length ? 1 : (killsDone + 1) / kills.length;
      // Never quite still: a failpoint that waits for a page needs one.
      const trickles = systemClock.now() - steppedAtMs > TRICKLE_MS;
      if (steps < options.changes * share || trickles) {
        course.step();
        steps++;
        steppedAtMs = systemClock.now();
        if (steps % LOOK_EACH === 0) await course.look();
      }
      await systemClock.sleep(1_000 / options.perSecond);
    }
  }

  async function killOnce(name: string | null): Promise<void> {
    const nth = 1 + Math.floor(random() * 2);
    const armed =
      name === null
        ? base
        : {
            ...base,
            failpoints: `${name}:${nth}`,
            // Sweeps are rare: this one begins at once, and the next soon after.
            ...(name.includes('sweep') ? { sweepEveryMs: 60_000 } : {}),
          };
    const running = [startFeeder(armed)];
    if (name === null && random() < TWIN_SHARE) running.push(startFeeder(base));
    const lifeMs = 300 + random() * LIFE_MS_MAX;
    const [one] = running;
    const wait = name === null ? endsWithin : (each: RunningFeeder) => endsAtWork(each, course);
    const ended = one ? await wait(one, lifeMs) : true;
    if (!ended && name === null) randomKills++;
    if (!ended && name !== null) misfires.push(`${name}: ${one?.output() ?? ''}`);
    for (const each of running) each.child.kill('SIGKILL');
    for (const each of running) {
      const { code, signal } = await each.exit;
      if (signal !== 'SIGKILL') crashes.push(`${name ?? 'random'}: exit ${code} ${signal}\n${each.output()}`);
    }
  }

  /** Brings about what no change happened to: without it, how long a campaign is decides what it meets. */
  async function provokeSilent(): Promise<void> {
    for (let more = 0; more < PROVOKED_MAX; more++) {
      const fired = course.fired();
      const silent = options.knobs.filter((name) => (fired[name] ?? 0) === 0);
      if (silent.length === 0) return;
      if (more === 0) options.report(`provoking: ${silent.join(', ')}`);
      course.provoke(silent);
      course.step();
      steps++;
      await course.look();
      if (more % CARELESS_ONE_IN === 0) await course.askCarelessly();
      await systemClock.sleep(TRICKLE_MS);
    }
  }

  const flowing = runTraffic();
  for (const kill of kills) {
    await killOnce(kill);
    killsDone++;
    if (killsDone % 10 === 0 || kills.length < 20)
      options.report(
        `${killsDone}/${kills.length} kills, ${steps}/${options.changes} changes, fired ${kill ?? 'random'}`,
      );
  }
  const last = startFeeder(
    course.registry === 'pypi' ? { ...base, sweepEveryMs: PYPI_LAST_SWEEP_EVERY_MS } : base,
  );
  await flowing;
  await course.askCarelessly();
  await provokeSilent();
  course.calm();

  let ledger = await course.readLedger();
  let movedAtMs = systemClock.now();
  while (systemClock.now() - movedAtMs < STALL_MS_MAX) {
    await course.look();
    const settled = isSettled(ledger) && course.waitingFiles() === 0;
    if (await endsWithin(last, settled ? 3_000 : 2_000)) break;
    const before = ledger;
    ledger = await course.readLedger();
    // What is held back is published late, and whatever would still come twice comes meanwhile.
    if (settled && isSettled(ledger)) break;
    options.report(
      `settling: ${ledger.lost.length} to come (${ledger.lost.slice(0, 3).join(', ')}), ${ledger.openGaps.length} gaps open`,
    );
    if (ledger.told !== before.told || ledger.openGaps.length !== before.openGaps.length)
      movedAtMs = systemClock.now();
  }
  last.child.kill('SIGTERM');
  const { code, signal } = await last.exit;
  if (code !== 0) crashes.push(`last run: exit ${code} ${signal}\n${last.output()}`);
  const health = await store.feeds.health(course.registry);
  const gaps = await store.feeds.listGaps({ limit: 100_000, includeFilled: true });
  return {
    changes: course.counts(),
    // What is published while the last run ends is nobody's any more.
    ledger: isSettled(ledger) ? ledger : await course.readLedger(),
    killed: await readKilled(logFile),
    randomKills,
    misfires,
    crashes,
    knobs: course.fired(),
    files: course.files(),
    lateRows: health?.lateRows ?? 0,
    lostRows: health?.lostRows ?? 0,
    filledGaps: gaps.filter(({ filledAt }) => filledAt !== null).length,
    elapsedMs: systemClock.now() - startedAtMs,
  };
}
