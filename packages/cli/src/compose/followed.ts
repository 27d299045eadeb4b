import { createHash } from 'node:crypto';
import {
  type BackfillSource,
  changedSince,
  configureFeeder,
  everyPackage,
  type FollowedPair,
  type NpmFeederConfig,
  openPair,
  readFeederEnv,
} from '@weir/feeder';
import type { Clock } from '@weir/model';
import { readNameCount } from '@weir/registries';
import type { HttpClient, MetricsRegistry } from '@weir/runtime';
import type { Store } from '@weir/store';
import type { Which } from '../backfill/which.ts';

/** The followed registry as short commands read it: feed and documents share one account. */
export interface FollowedRegistry extends FollowedPair, AsyncDisposable {
  readonly config: NpmFeederConfig;
  /** Where the packages come from. One request for `all`: how many there are. */
  openSource(which: Exclude<Which, { kind: 'list' }>, signal: AbortSignal): Promise<BackfillSource>;
}

/** Opens the registry pair that WEIR_NPM_FEED_URL and WEIR_NPM_DOCUMENTS_URL name, or the public one. */
export function openFollowed(parts: {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly allowance: Store['allowance'];
  readonly metrics?: MetricsRegistry;
}): FollowedRegistry {
  const { clock } = parts;
  const config = configureFeeder(readFeederEnv());
  const { account, feed, requests } = openPair(config, parts);
  const { feed: feedBase } = config.bases;
  const place = createHash('sha256').update(feedBase).digest('hex').slice(0, 12);
  return {
    config,
    account,
    feed,
    requests,
    async openSource(which, signal) {
      if (which.kind === 'since') return changedSince(feed, which.seq, place);
      return everyPackage(feed, await readNameCount({ feedBase, requests, clock }, signal), place);
    },
    [Symbol.asyncDispose]: () => requests[Symbol.asyncDispose](),
  };
}
