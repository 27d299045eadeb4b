import type { Allowance, Clock, RegistryFeed } from '@weir/model';
import {
  createNpmFeed,
  createPypiFeed,
  createRequestMetrics,
  createRequests,
  type RequestMetrics,
  type Requests,
} from '@weir/registries';
import type { HttpClient, MetricsRegistry } from '@weir/runtime';
import type { FollowedConfig, NpmFeederConfig, PypiFeederConfig } from './config.ts';

/** A feed and the documents that belong to it, read on one account. */
export interface FollowedPair {
  /** Host of the documents: what both hosts' requests are paid from. */
  readonly account: string;
  readonly feed: RegistryFeed;
  /** Dispose it when nothing is asked any more. */
  readonly requests: Requests;
}

/** What reading a registry needs. */
export interface PairParts {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly allowance: Allowance;
  readonly metrics?: MetricsRegistry;
  /** Instead of `metrics` where several pairs share a register. */
  readonly requestMetrics?: RequestMetrics;
}

function openRequests(
  account: string,
  config: Pick<FollowedConfig, 'monthlyRequestsMax'>,
  parts: PairParts,
  concurrency?: number,
): Requests {
  const { http, clock, random, allowance } = parts;
  const metrics = parts.requestMetrics ?? (parts.metrics ? createRequestMetrics(parts.metrics) : null);
  return createRequests({
    http,
    clock,
    random,
    allowance,
    accountOf: () => account,
    monthlyMax: config.monthlyRequestsMax,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(metrics ? { metrics } : {}),
  });
}

/**
 * Opens the npm feed of a pair of bases; nothing is asked yet.
 * @param concurrency requests in hand at once for each host; the registries' default when absent.
 */
export function openPair(
  config: Pick<NpmFeederConfig, 'bases' | 'monthlyRequestsMax'>,
  parts: PairParts,
  concurrency?: number,
): FollowedPair {
  const { feed: feedBase, documents: documentsBase } = config.bases;
  const account = new URL(documentsBase).host;
  const requests = openRequests(account, config, parts, concurrency);
  return {
    account,
    feed: createNpmFeed({ feedBase, documentsBase, requests, clock: parts.clock }),
    requests,
  };
}

/** Opens PyPI; like {@link openPair}. */
export function openPypi(
  config: Pick<PypiFeederConfig, 'bases' | 'monthlyRequestsMax' | 'journal'>,
  parts: PairParts,
  concurrency?: number,
): FollowedPair {
  const { index } = config.bases;
  const account = new URL(index).host;
  const requests = openRequests(account, config, parts, concurrency);
  const addresses = { simple: `${index}/simple`, json: `${index}/pypi`, rss: `${index}/rss` };
  const feed = createPypiFeed({ addresses, requests, clock: parts.clock, journal: config.journal });
  return { account, feed, requests };
}

/** Opens whichever registry a configuration is of. */
export function openFollowedFeed(
  config: FollowedConfig,
  parts: PairParts,
  concurrency?: number,
): FollowedPair {
  return config.registry === 'npmjs'
    ? openPair(config, parts, concurrency)
    : openPypi(config, parts, concurrency);
}
