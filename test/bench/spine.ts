import { systemClock } from '@weir/runtime';
import { z } from 'zod';
import { type Ledger, readLedger } from '../lib/ledger.ts';
import { startLoad } from '../lib/load.ts';
import { type LatencySummary, summarizeMs } from '../lib/percentile.ts';
import { startProgram } from '../lib/program.ts';
import { type Adapter, startTestWorld, type TestWorld } from '../lib/world.ts';

export interface SpineOptions {
  readonly adapter: Adapter;
  readonly perSecond: number;
  readonly durationMs: number;
}

export interface SpineResult extends SpineOptions {
  /** From the moment in which the feed's row could be read to the moment in which the verdict could be. */
  readonly visibleToVerdict: LatencySummary;
  /** Of those, further versions of a package that published before: their rows are coalesced on purpose. */
  readonly repeatsToVerdict: LatencySummary;
  /** From the stored verdict to the message's arrival at Slack. */
  readonly verdictToSlack: LatencySummary;
  /** Requests to the registry, documents and tarballs and polls, per release. */
  readonly requestsPerRelease: number;
  readonly ledger: Pick<Ledger, 'published' | 'releases' | 'analyses' | 'attacks' | 'messages'>;
}

/** How often the record is looked at; a verdict is dated up to this late. */
const LOOK_MS = 100;
const DRAIN_MS_MAX = 60_000;
/** Packages that publish again within the seconds that coalescing takes are rare; a monorepo publishes many names. */
const REPEAT_SHARE = 0.02;

const verdictRows = z.array(z.object({ subject: z.string() }));

async function listAnalysed(world: TestWorld): Promise<readonly string[]> {
  const { rows } = await world.store.sql.executeSql(
    `SELECT k.name || '@' || k.version AS subject
       FROM release_keys k
       JOIN release_file_keys f ON f.release_id = k.release_id
       JOIN analyses a ON a.file_id = f.file_id`,
  );
  return verdictRows.parse(rows).map((row) => row.subject);
}

/** Runs `weir monitor` with shipped defaults against a steady stream and times each release on its way. */
export async function benchSpine(options: SpineOptions): Promise<SpineResult> {
  await using world = await startTestWorld(options.adapter);
  const program = startProgram(['monitor'], { ...world.env, WEIR_LOG_LEVEL: 'warn' });
  const warm = ['bench-warm-1', 'bench-warm-2'];
  const storedAtMs = new Map<string, number>();
  async function look(): Promise<void> {
    for (const subject of await listAnalysed(world)) {
      if (!storedAtMs.has(subject)) storedAtMs.set(subject, systemClock.now());
    }
  }
  try {
    // The first start begins at the head: a warm-up release shows that it listens.
    while (!warm.some((name) => storedAtMs.has(`${name}@1.0.0`))) {
      for (const name of warm) world.standIn.world.publish([{ name, version: '1.0.0' }]);
      for (let looked = 0; looked < 50 && storedAtMs.size === 0; looked++) {
        await systemClock.sleep(LOOK_MS);
        await look();
      }
    }
    const requestsBefore = world.standIn.requests.length;
    const load = startLoad(world.standIn, {
      perSecond: options.perSecond,
      attackEvery: 10,
      repeatShare: REPEAT_SHARE,
      seed: 1,
      prefix: 'bench',
    });
    const endMs = systemClock.now() + options.durationMs;
    while (systemClock.now() < endMs) {
      await systemClock.sleep(LOOK_MS);
      await look();
    }
    load.stop();
    const published = world.standIn.world.truth.filter(
      (one) => one.name.startsWith('bench-') && !warm.includes(one.name),
    );
    const drainedByMs = systemClock.now() + DRAIN_MS_MAX;
    while (systemClock.now() < drainedByMs) {
      await systemClock.sleep(LOOK_MS);
      await look();
      if (published.every((one) => storedAtMs.has(`${one.name}@${one.version}`))) break;
    }
    // After the drain: the last releases cost their document and tarball, too.
    const requests = world.standIn.requests.length - requestsBefore;
    await systemClock.sleep(5_000);
    const ledger = await readLedger(world.standIn, world.store, world.slack, load.attacks);
    const waits = published.map((one) => ({
      repeat: published.some((other) => other.name === one.name && other.visibleAtMs < one.visibleAtMs),
      ms: (storedAtMs.get(`${one.name}@${one.version}`) ?? Number.POSITIVE_INFINITY) - one.visibleAtMs,
    }));
    const slack: number[] = [];
    for (const request of world.slack.requests) {
      const subject = [...load.attacks].find((attack) => request.body.includes(`${attack}:`));
      const storedMs = subject === undefined ? undefined : storedAtMs.get(subject);
      // The record is looked at every LOOK_MS, so a message may come before its verdict was seen.
      if (storedMs !== undefined) slack.push(Math.max(0, request.arrivedAtMs - storedMs));
    }
    return {
      ...options,
      visibleToVerdict: summarizeMs(waits.map(({ ms }) => ms)),
      repeatsToVerdict: summarizeMs(waits.filter(({ repeat }) => repeat).map(({ ms }) => ms)),
      verdictToSlack: summarizeMs(slack),
      requestsPerRelease: Math.round((requests / published.length) * 100) / 100,
      ledger: {
        published: ledger.published,
        releases: ledger.releases,
        analyses: ledger.analyses,
        attacks: ledger.attacks,
        messages: ledger.messages,
      },
    };
  } finally {
    program.kill('SIGTERM');
    await program.exit;
  }
}
