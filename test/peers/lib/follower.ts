import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnalyzerProgramConfig, configureAnalyzer, startAnalyzerOn } from '@weir/analyzer';
import {
  FEEDER_DEFAULTS,
  type Feeder,
  type FeederParts,
  type FollowedConfig,
  type NpmFeederConfig,
  startFeeder,
} from '@weir/feeder';
import type { AnyEvent } from '@weir/model';
import { openPlatform, type Platform } from '@weir/platform';
import { noFailpoints, silentLogger, systemClock } from '@weir/runtime';
import type { Store, Tx } from '@weir/store';
import { expect, vi } from 'vitest';
import { z } from 'zod';

/** Waits of a test: the shipped ones are minutes. */
export const QUICK = {
  pollMs: { min: 20, max: 30 },
  backoff: { firstMs: 20, maxMs: 50 },
  headCheckMs: 50,
  leadRetryMs: 50,
  coalesceMs: 0,
  ladderMs: [50, 100, 200, 400],
  watchMs: [50, 100, 200],
  leaseMs: 5_000,
  idleMs: 20,
  upkeepMs: 20,
} as const;

/** How long a test waits for what Weir brings about, for `vi.waitFor`. */
export const PATIENCE = { timeout: 20_000, interval: 25 };

/** Weir as `weir monitor` composes it, alerts apart: feeder, queue and analyzer on a real Postgres. */
export interface Following extends AsyncDisposable {
  readonly platform: Platform;
  readonly feeder: Feeder;
  /** What the feeder committed to the queue, oldest first. */
  readonly events: readonly AnyEvent[];
  /** Every verdict so far, as `purl: verdict`, sorted. */
  verdicts(this: void): Promise<readonly string[]>;
}

/** {@link Following} of an npm registry. */
export interface Follower extends Omit<Following, 'feeder'> {
  /**
   * Waits until the feed is read to its end, nothing is left to look at and what was published is judged. Then exactly
   * these events were told, each once, as `published name@version`.
   */
  expectTold(this: void, lines: readonly string[]): Promise<void>;
}

/** The store, keeping what its transactions emit once they are committed. */
function recordEvents(store: Store, events: AnyEvent[]): Store {
  return {
    ...store,
    async transaction<T>(work: (tx: Tx) => Promise<T>) {
      const emitted: AnyEvent[] = [];
      const result = await store.transaction((tx) =>
        work({
          ...tx,
          async emit(more) {
            await tx.emit(more);
            emitted.push(...more);
          },
        }),
      );
      events.push(...emitted);
      return result;
    },
  };
}

function lineOf(event: AnyEvent): string {
  if (event.type === 'verdict.recorded.v1') throw new TypeError('the feeder gives no verdicts');
  const { name, version } = event.type === 'release.published.v1' ? event.data.release : event.data;
  return `${event.type.split('.')[1]} ${name}@${version ?? '*'}`;
}

async function readHead(feedBase: string): Promise<string> {
  const answer = await fetch(feedBase, { headers: { accept: 'application/json' } });
  return String(z.object({ update_seq: z.number() }).parse(await answer.json()).update_seq);
}

/**
 * Starts Weir on an empty or a used database, and waits until it is at the head of the feed.
 * @param feedOf a feed instead of the one that the configuration names.
 */
export async function startFollowing(
  databaseUrl: string,
  config: { readonly feeder: FollowedConfig; readonly analyzer: AnalyzerProgramConfig },
  feedOf?: (platform: Platform) => FeederParts['feed'],
): Promise<Following> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-peer-data-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const settings = {
    dataDir,
    evidenceDir: join(dataDir, 'evidence'),
    spoolDir: join(dataDir, 'spool'),
    databaseUrl,
    kafkaBrokers: null,
    kafkaTopicPrefix: '',
    poolMax: 10,
    retention: { days: 30, bytesMax: 0, dayBytesMax: 0 },
    http: { host: '127.0.0.1', port: 0 },
  };
  const deps = {
    service: 'peers',
    clock: systemClock,
    random: () => 0,
    logger: silentLogger,
    failpoints: noFailpoints,
  };
  const platform = stack.use(await openPlatform(settings, deps));
  stack.use((await startAnalyzerOn(platform, config.analyzer)).resources);
  const events: AnyEvent[] = [];
  const feed = feedOf?.(platform);
  const parts = { ...platform, store: recordEvents(platform.store, events), ...(feed ? { feed } : {}) };
  const feeder = startFeeder(parts, config.feeder);
  stack.use(feeder.resources);
  await vi.waitFor(() => {
    expect(feeder.status()).toMatchObject({ state: 'following', atHead: true, lastError: null });
  }, PATIENCE);
  const owned = stack.move();
  return {
    platform,
    feeder,
    events,
    async verdicts() {
      const rows = await platform.store.verdicts.listSince('0', 1_000);
      return rows.map(({ purl, judgement }) => `${purl}: ${judgement.verdict}`).toSorted();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Starts Weir on an npm registry; like {@link startFollowing}. */
export async function startFollower(
  databaseUrl: string,
  bases: NpmFeederConfig['bases'],
  overrides: Partial<NpmFeederConfig> = {},
): Promise<Follower> {
  const { feeder, ...following } = await startFollowing(databaseUrl, {
    feeder: { ...FEEDER_DEFAULTS, ...QUICK, bases, ...overrides },
    analyzer: configureAnalyzer({ WEIR_NPM_DOCUMENTS_URL: bases.documents, WEIR_WORKERS: 1 }),
  });
  const { events, platform, verdicts } = following;
  return {
    ...following,
    async expectTold(lines) {
      const head = await readHead(bases.feed);
      await vi.waitFor(() => expect(feeder.status().cursor).toBe(head), PATIENCE);
      await vi.waitFor(async () => expect(await platform.store.rechecks.depth()).toEqual([]), PATIENCE);
      // Committed a moment before they are in the list.
      await vi.waitFor(() => expect(events.map(lineOf).toSorted()).toEqual([...lines].toSorted()));
      const files = lines.filter((line) => line.startsWith('published ')).length;
      await vi.waitFor(async () => expect((await verdicts()).length).toBeGreaterThanOrEqual(files), PATIENCE);
    },
  };
}
