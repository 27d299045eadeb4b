import { systemClock } from '@weir/runtime';
import { z } from 'zod';
import { startLoad } from '../lib/load.ts';
import { type LatencySummary, summarizeMs } from '../lib/percentile.ts';
import { cpuMsOf } from '../lib/processes.ts';
import { startProgram } from '../lib/program.ts';
import { startTestWorld, type TestWorld } from '../lib/world.ts';
import { ATTACKS, type FairnessAttack } from './fairness-attacks.ts';

export interface FairnessOptions {
  /** All at the same time; none for the comparison. */
  readonly attacks: readonly FairnessAttack[];
  /** Ordinary publications a second, each of another package and publisher. */
  readonly perSecond: number;
  readonly durationMs: number;
}

export interface FairnessResult extends FairnessOptions {
  /** Of the ordinary packages: from the moment in which the feed's row could be read to the stored verdict. */
  readonly others: LatencySummary;
  /** Ordinary packages without a verdict after the drain. */
  readonly othersMissing: number;
  /** Published by the attack, and analysed by the end: what was demoted gets its verdict, too. */
  readonly attackPublished: number;
  readonly attackAnalysed: number;
  /** From the end of the load to the last verdict of all. */
  readonly drainMs: number;
  /** Of the attack's malicious releases: from row to message; null when none came. */
  readonly attackAlertMs: readonly (number | null)[];
  /** Looks at documents of the attack's packages, among the stand-in's last 10,000 requests. */
  readonly attackDocuments: number;
  /** Processor time of the monitor's own process (without Postgres and children), as a share of one core. */
  readonly monitorCpu: number;
}

/** How often the record is looked at; a verdict is dated up to this late. */
const LOOK_MS = 250;
/** Ordinary load before the attack begins. */
const CALM_MS = 5_000;
/** Past the longest pause between two looks at one package (5 minutes). */
const DRAIN_MS_MAX = 360_000;
const OTHERS = 'bench-';

const verdictRows = z.array(z.object({ subject: z.string() }));
const countRows = z.array(z.object({ n: z.coerce.number() }));

/** Names with a prefix, read from the front of their index: the attack's are many. */
async function listAnalysed(world: TestWorld, prefix: string): Promise<readonly string[]> {
  const { rows } = await world.store.sql.executeSql(
    `SELECT k.name || '@' || k.version AS subject
       FROM release_keys k
       JOIN release_file_keys f ON f.release_id = k.release_id
      WHERE k.registry = 'npmjs' AND k.name >= $1 AND k.name < $2
        AND EXISTS (SELECT FROM analyses a WHERE a.file_id = f.file_id AND a.seen_at = weir_seen_at(f.file_id))`,
    [prefix, `${prefix}~`],
  );
  return verdictRows.parse(rows).map((row) => row.subject);
}

async function countAttack(world: TestWorld): Promise<number> {
  const { rows } = await world.store.sql.executeSql(
    `SELECT count(*) AS n FROM release_keys k JOIN release_file_keys f ON f.release_id = k.release_id
       JOIN analyses a ON a.file_id = f.file_id WHERE k.name LIKE 'attack-%'`,
  );
  return countRows.parse(rows)[0]?.n ?? 0;
}

function visibleAtMs(world: TestWorld, subject: string): number {
  const truth = world.standIn.world.truth.find((one) => `${one.name}@${one.version}` === subject);
  return truth?.visibleAtMs ?? Number.NaN;
}

/** Runs `weir monitor` with shipped defaults against ordinary load while attacks go on, and times the ordinary. */
export async function benchFairness(options: FairnessOptions): Promise<FairnessResult> {
  await using world = await startTestWorld('embedded');
  for (const attack of options.attacks) await ATTACKS[attack].prepare(world);
  const program = startProgram(['monitor'], { ...world.env, WEIR_LOG_LEVEL: 'warn' });
  const storedAtMs = new Map<string, number>();
  async function look(): Promise<void> {
    for (const subject of await listAnalysed(world, OTHERS)) {
      if (!storedAtMs.has(subject)) storedAtMs.set(subject, systemClock.now());
    }
  }
  async function lookUntil(isOver: () => boolean, ms: number): Promise<void> {
    const endMs = systemClock.now() + ms;
    while (systemClock.now() < endMs && !isOver()) {
      await systemClock.sleep(LOOK_MS);
      await look();
    }
  }
  const stop = new AbortController();
  try {
    for (let warm = 0; storedAtMs.size === 0; warm++) {
      world.standIn.world.publish([{ name: `${OTHERS}warm-${warm}`, version: '1.0.0' }]);
      await lookUntil(() => storedAtMs.size > 0, 5_000);
    }
    const load = startLoad(world.standIn, {
      perSecond: options.perSecond,
      attackEvery: 10,
      repeatShare: 0,
      seed: 1,
      prefix: OTHERS.slice(0, -1),
    });
    await lookUntil(() => false, CALM_MS);
    const [cpuBefore, startedAtMs] = [cpuMsOf(program.pid), systemClock.now()];
    const bad = options.attacks.flatMap((attack) => ATTACKS[attack].begin(world.standIn, stop.signal));
    await lookUntil(() => false, options.durationMs);
    load.stop();
    stop.abort();
    const monitorCpu = (cpuMsOf(program.pid) - cpuBefore) / (systemClock.now() - startedAtMs);
    const others = world.standIn.world.truth.filter(
      (one) => one.name.startsWith(OTHERS) && !one.name.startsWith(`${OTHERS}warm`),
    );
    const alertedMs = (subject: string): number | null => {
      const message = world.slack.requests.find(({ body }) => body.includes(`${subject}:`));
      return message === undefined ? null : Math.round(message.arrivedAtMs - visibleAtMs(world, subject));
    };
    const isOver = (): boolean =>
      others.every((one) => storedAtMs.has(`${one.name}@${one.version}`)) &&
      bad.every((subject) => alertedMs(subject) !== null);
    const loadOverAtMs = systemClock.now();
    await lookUntil(isOver, DRAIN_MS_MAX);
    const attackPublished = world.standIn.world.truth.filter(
      (one) => one.name.startsWith('attack-') && !/-(?:known|flips)/.test(one.name),
    ).length;
    let attackAnalysed = await countAttack(world);
    while (attackAnalysed < attackPublished && systemClock.now() - loadOverAtMs < DRAIN_MS_MAX) {
      await systemClock.sleep(1_000);
      attackAnalysed = await countAttack(world);
    }
    const drainMs = systemClock.now() - loadOverAtMs;
    const waits = others.map(
      (one) => (storedAtMs.get(`${one.name}@${one.version}`) ?? Number.POSITIVE_INFINITY) - one.visibleAtMs,
    );
    return {
      ...options,
      others: summarizeMs(waits),
      othersMissing: waits.filter((ms) => ms === Number.POSITIVE_INFINITY).length,
      attackPublished,
      attackAnalysed,
      drainMs: Math.round(drainMs),
      attackAlertMs: bad.map(alertedMs),
      attackDocuments: world.standIn.requests.filter(
        ({ target, name }) => target === 'document' && name?.startsWith('attack-'),
      ).length,
      monitorCpu: Math.round(monitorCpu * 100) / 100,
    };
  } finally {
    stop.abort();
    program.kill('SIGTERM');
    await program.exit;
  }
}
