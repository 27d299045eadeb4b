import type { FeedLease } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { StatusBoard } from '../status.ts';

/**
 * Watches what no error tells: a feed that falls silent, a canary that is overdue, work that piles up. Notes the feed's
 * health in the record, where `weir feeds` reads it. Throws what the store throws.
 */
export function createHealthWatch(
  config: Pick<FeederConfig, 'silenceMs' | 'canaries' | 'healthEveryMs'>,
  deps: FeederDeps,
  board: StatusBoard,
): (lease: FeedLease) => Promise<void> {
  const { feed, store, clock, logger, metrics } = deps;
  const { registry } = feed;
  const startedMs = clock.now();
  let nextMs = Number.NEGATIVE_INFINITY;
  let atHeadMs = startedMs;
  let alarmed: ReadonlySet<string> = new Set();

  /** Tells each alarm once when it begins and once when it ends. */
  function tell(alarms: ReadonlySet<string>): void {
    for (const alarm of alarms) if (!alarmed.has(alarm)) logger.error({ registry, alarm }, 'feed alarm');
    for (const alarm of alarmed)
      if (!alarms.has(alarm)) logger.info({ registry, alarm }, 'feed alarm is over');
    alarmed = alarms;
    board.note({ alarms: [...alarms] });
  }

  async function overdueMsOf(name: string, everyMs: number): Promise<number> {
    const receipt = await store.feeds.receipt(registry, name);
    const lastMs = Math.max(startedMs, receipt?.lastSeenAt.getTime() ?? startedMs);
    return Math.max(0, clock.now() - lastMs - everyMs);
  }

  async function watchSilence(alarms: Set<string>): Promise<void> {
    const { lastRowAt } = board.read();
    const silenceMs = clock.now() - (lastRowAt?.getTime() ?? startedMs);
    metrics.silenceSeconds.set({ registry }, silenceMs / 1000);
    if (silenceMs >= config.silenceMs)
      alarms.add('no row for a long time: the feed stalls, or names the wrong place');
    let worstMs = 0;
    for (const { name, everyMs } of config.canaries) {
      const overdueMs = await overdueMsOf(name, everyMs);
      worstMs = Math.max(worstMs, overdueMs);
      if (overdueMs > 0) alarms.add(`canary ${name} is overdue`);
    }
    metrics.canaryOverdueSeconds.set({ registry }, worstMs / 1000);
  }

  return async function watch(lease) {
    const { atHead, head, state } = board.read();
    if (atHead && state === 'following') atHeadMs = clock.now();
    metrics.lagSeconds.set({ registry }, (clock.now() - atHeadMs) / 1000);
    if (clock.now() < nextMs) return;
    nextMs = clock.now() + config.healthEveryMs;
    await store.feeds.saveHealth(
      lease,
      { head, atHead: atHead && state === 'following' },
      new Date(clock.now()),
    );
    const alarms = new Set<string>();
    await watchSilence(alarms);
    for (const { kind, rows } of await store.rechecks.depth()) metrics.rechecks.set({ kind }, rows);
    const health = await store.feeds.health(registry);
    if (health) metrics.openGaps.set({ registry }, health.openGaps);
    tell(alarms);
  };
}
