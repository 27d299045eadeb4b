import { Counter, type MetricsRegistry } from '@weir/runtime';

/** What requests to registries count. Accounts are the hosts of the few registries that are read. */
export interface RequestMetrics {
  readonly requests: Counter<'account' | 'priority'>;
  readonly pauses: Counter<'account'>;
}

/** Declares the metrics of requests, once for all parts of a process that share a metrics registry. */
export function createRequestMetrics(registry: MetricsRegistry): RequestMetrics {
  function counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    const known = registry.getSingleMetric(name);
    return known instanceof Counter ? known : new Counter({ name, help, labelNames, registers: [registry] });
  }
  return {
    requests: counter('weir_requests_total', 'Requests to registries, redirects and retries included.', [
      'account',
      'priority',
    ]),
    pauses: counter('weir_request_pauses_total', 'Pauses that a registry asked for (429, 503).', ['account']),
  };
}
