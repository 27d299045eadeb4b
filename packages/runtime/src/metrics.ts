import { collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram } from 'prom-client';
export type MetricsRegistry = Registry;

/** Seconds: from a cache hit to the end of a recheck ladder's first rungs. */
export const LATENCY_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

/**
 * A registry of its own per process, so that tests and `weir monitor` never share counters by accident.
 * Names and units are declared in one `metrics.ts` per package; labels have few values, never package names.
 */
export function createMetricsRegistry(options: { readonly defaults?: boolean } = {}): MetricsRegistry {
  const registry = new Registry();
  if (options.defaults) collectDefaultMetrics({ register: registry, prefix: 'weir_' });
  return registry;
}
