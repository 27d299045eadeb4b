import type { Allowance, Clock, RegistryFeed } from '@weir/model';
import { createNpmFeed, createRequestMetrics, createRequests, type Requests } from '@weir/registries';
import type { HttpClient, MetricsRegistry } from '@weir/runtime';
import type { FeederConfig } from './config.ts';

/** A change feed and the documents that belong to it, read on one account. */
export interface FollowedPair {
  /** Host of the documents: what both hosts' requests are paid from. */
  readonly account: string;
  readonly feed: RegistryFeed;
  /** Dispose it when nothing is asked any more. */
  readonly requests: Requests;
}

/**
 * Opens the npm feed of a pair of bases; nothing is asked yet.
 * @param concurrency requests in hand at once for each host; the registries' default when absent.
 */
export function openPair(
  config: Pick<FeederConfig, 'bases' | 'monthlyRequestsMax'>,
  parts: {
    readonly http: HttpClient;
    readonly clock: Clock;
    readonly random: () => number;
    readonly allowance: Allowance;
    readonly metrics?: MetricsRegistry;
  },
  concurrency?: number,
): FollowedPair {
  const { http, clock, random, allowance, metrics } = parts;
  const { feed: feedBase, documents: documentsBase } = config.bases;
  const account = new URL(documentsBase).host;
  const requests = createRequests({
    http,
    clock,
    random,
    allowance,
    accountOf: () => account,
    monthlyMax: config.monthlyRequestsMax,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(metrics ? { metrics: createRequestMetrics(metrics) } : {}),
  });
  return { account, feed: createNpmFeed({ feedBase, documentsBase, requests, clock }), requests };
}
