import type { Logger } from '@weir/model';
import { createMetricsRegistry, noFailpoints, silentLogger, systemClock } from '@weir/runtime';
import type { BusDeps, GroupTable } from '../bus.ts';
import { createBusMetrics } from '../metrics.ts';
import { createMemoryShelf, type MemoryShelf } from './memory-shelf.ts';

/** Real time, an in-memory shelf and metrics of its own. */
export function testDeps(logger: Logger = silentLogger): BusDeps & { readonly shelf: MemoryShelf } {
  return {
    shelf: createMemoryShelf(),
    clock: systemClock,
    logger,
    failpoints: noFailpoints,
    metrics: createBusMetrics(createMetricsRegistry()),
  };
}

/** A table in which one group consumes everything. */
export function onlyGroup(group: string): GroupTable {
  return { 'releases.live': [group], 'releases.bulk': [group], verdicts: [group] };
}
