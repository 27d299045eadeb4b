import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILPOINTS, type FailpointName } from '@weir/model';
import { createRandom } from '@weir/registries/npm/stand-in';
import { systemClock } from '@weir/runtime';
import { isSettled, type Ledger, readLedger } from '../lib/ledger.ts';
import { startLoad } from '../lib/load.ts';
import { type Program, startProgram } from '../lib/program.ts';
import type { TestWorld } from '../lib/world.ts';

export interface CampaignOptions {
  /** How often each failpoint kills. */
  readonly perFailpoint: number;
  /** How many kills come at a random moment instead. */
  readonly randomKills: number;
  readonly seed: number;
  readonly perSecond: number;
  /** One line per kill, for a person who waits. */
  readonly report: (line: string) => void;
}

export interface CampaignResult {
  /** How often each failpoint really killed the program. */
  readonly fired: Readonly<Record<string, number>>;
  readonly randomKills: number;
  /** Starts in which an armed failpoint was not reached in time. */
  readonly misfires: readonly string[];
  /** Exits that no kill explains. */
  readonly crashes: readonly string[];
  readonly ledger: Ledger;
  readonly elapsedMs: number;
}

/** An armed failpoint that is not reached within this time is a misfire; a lost group member alone costs 10 s. */
const FIRE_MS_MAX = 90_000;
/** The last run works off what the kills left behind; it is given up when nothing moves for this long. */
const STALL_MS_MAX = 120_000;
const RELAY = 'relay.';
/** Reached each ten minutes and once a day: `feed-campaign.ts` has them on a faster clock. */
const RARE = ['feeder.reread-', 'feeder.sweep-'];

/** Failpoints that this adapter has: the relay exists with Kafka only. */
export function failpointsOf(adapter: TestWorld['adapter']): readonly FailpointName[] {
  return FAILPOINTS.filter(
    (name) =>
      (adapter === 'kafka' || !name.startsWith(RELAY)) && !RARE.some((prefix) => name.startsWith(prefix)),
  );
}

type Kill = { readonly kind: 'failpoint'; readonly name: FailpointName } | { readonly kind: 'random' };

function planKills(world: TestWorld, options: CampaignOptions, random: () => number): readonly Kill[] {
  const kills: Kill[] = Array.from({ length: options.randomKills }, () => ({ kind: 'random' }));
  for (const name of failpointsOf(world.adapter)) {
    for (let nth = 0; nth < options.perFailpoint; nth++) kills.push({ kind: 'failpoint', name });
  }
  return kills
    .map((kill) => ({ kill, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ kill }) => kill);
}

async function countFired(logFile: string): Promise<Record<string, number>> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const fired: Record<string, number> = {};
  for (const name of text.split('\n').filter(Boolean)) fired[name] = (fired[name] ?? 0) + 1;
  return fired;
}

async function exitWithin(program: Program, timeoutMs: number): Promise<'exited' | 'alive'> {
  const patience = new AbortController();
  const outcome = await Promise.race([
    program.exit.then(() => 'exited' as const),
    systemClock.sleep(timeoutMs, patience.signal).then(() => 'alive' as const),
  ]);
  patience.abort();
  return outcome;
}

/**
 * Runs `weir monitor` under load and kills it again and again with SIGKILL: at every failpoint, and at random
 * moments. Then lets it finish in peace and holds the record against the truth.
 */
export async function runCampaign(world: TestWorld, options: CampaignOptions): Promise<CampaignResult> {
  const startedAtMs = systemClock.now();
  const random = createRandom(options.seed);
  const logFile = join(world.dataDir, 'failpoints.log');
  const misfires: string[] = [];
  const crashes: string[] = [];
  let randomKills = 0;
  const base = { ...world.env, WEIR_LOG_LEVEL: 'warn', WEIR_FAILPOINT_LOG: logFile };

  async function killOnce(kill: Kill, label: string): Promise<void> {
    const nth = 1 + Math.floor(random() * 3);
    const armed = kill.kind === 'failpoint' ? { WEIR_FAILPOINTS: `${kill.name}:${nth}` } : {};
    const program = startProgram(['monitor'], { ...base, ...armed });
    const atMs = kill.kind === 'random' ? 200 + random() * 6_000 : FIRE_MS_MAX;
    const end = await exitWithin(program, atMs);
    if (end === 'alive') {
      program.kill('SIGKILL');
      await program.exit;
      if (kill.kind === 'random') randomKills += 1;
      else misfires.push(`${label}\n${program.output().slice(-2_000)}`);
    } else {
      const { code, signal } = await program.exit;
      if (signal !== 'SIGKILL')
        crashes.push(`${label}: exit ${code} ${signal}\n${program.output().slice(-2_000)}`);
    }
    options.report(label);
  }

  // The very first start decides where the feed begins: before anything is published.
  const first = startProgram(['monitor'], base);
  while ((await readCursor(world)) === null) {
    if ((await exitWithin(first, 200)) === 'exited')
      throw new Error(`weir monitor ended:\n${first.output()}`);
  }
  first.kill('SIGKILL');
  await first.exit;

  const load = startLoad(world.standIn, {
    perSecond: options.perSecond,
    attackEvery: 5,
    repeatShare: 0.25,
    seed: options.seed,
    prefix: 'load',
  });
  const kills = planKills(world, options, random);
  try {
    for (const [index, kill] of kills.entries()) {
      await killOnce(kill, `${index + 1}/${kills.length} ${kill.kind === 'random' ? 'random' : kill.name}`);
    }
  } finally {
    load.stop();
  }

  const last = startProgram(['monitor'], base);
  let movedAtMs = systemClock.now();
  let ledger = await readLedger(world.standIn, world.store, world.slack, load.attacks);
  while (!isSettled(ledger) && systemClock.now() - movedAtMs < STALL_MS_MAX) {
    if ((await exitWithin(last, 500)) === 'exited') break;
    const before = ledger;
    ledger = await readLedger(world.standIn, world.store, world.slack, load.attacks);
    if (ledger.analyses !== before.analyses || ledger.messages !== before.messages)
      movedAtMs = systemClock.now();
  }
  // One more look after a pause: whatever would still come twice has come by then.
  await exitWithin(last, 3_000);
  last.kill('SIGTERM');
  const { code, signal } = await last.exit;
  if (code !== 0) crashes.push(`last run: exit ${code} ${signal}\n${last.output().slice(-2_000)}`);
  return {
    fired: await countFired(logFile),
    randomKills,
    misfires,
    crashes,
    ledger: await readLedger(world.standIn, world.store, world.slack, load.attacks),
    elapsedMs: systemClock.now() - startedAtMs,
  };
}

async function readCursor(world: TestWorld): Promise<unknown> {
  const { rows } = await world.store.sql.executeSql(
    `SELECT cursor FROM feed_cursors WHERE registry = 'npmjs' AND cursor IS NOT NULL`,
  );
  return rows[0] ?? null;
}
