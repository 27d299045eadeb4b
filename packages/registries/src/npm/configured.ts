import type { Clock, RegistryFeed } from '@weir/model';
import type { Requests } from '../requests.ts';
import type { NpmClientConfig } from './client-config.ts';
import { createNpmFeed } from './feed.ts';

/** Readers for the registries that the npm client is configured with, by package name. They have no change feed. */
export function createConfiguredNpm(
  config: NpmClientConfig,
  deps: { readonly requests: Requests; readonly clock: Clock },
): (name: string) => RegistryFeed {
  const feeds = new Map<string, RegistryFeed>();
  return function feedFor(name) {
    const documentsBase = config.registryFor(name);
    const known = feeds.get(documentsBase);
    if (known) return known;
    const feed = createNpmFeed({
      ...deps,
      documentsBase,
      authorize: (url) => config.authorize(url),
      replaceOrigin: config.replaceOrigin,
    });
    feeds.set(documentsBase, feed);
    return feed;
  };
}
