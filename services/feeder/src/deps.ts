import type { Clock, EvidenceStore, Failpoints, Logger, RegistryFeed } from '@weir/model';
import type { Store } from '@weir/store';
import type { FeederMetrics } from './metrics.ts';

/** What the feeder's steps work with. */
export interface FeederDeps {
  readonly store: Pick<
    Store,
    'transaction' | 'feeds' | 'sweeps' | 'rechecks' | 'releases' | 'edges' | 'evidence'
  >;
  readonly evidence: EvidenceStore;
  readonly feed: RegistryFeed;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: FeederMetrics;
  readonly failpoints: Failpoints;
}
