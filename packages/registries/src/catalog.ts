import type { RegistryFeed } from '@weir/model';
import { createNpmFeed, type NpmOptions } from './npm/feed.ts';
import { createPypiFeed, type PypiOptions } from './pypi/feed.ts';

/** Every registry adapter, one line each: the folder's name to its feed. */
export const FEED_CATALOG = {
  npm: createNpmFeed,
  pypi: createPypiFeed,
} as const satisfies Record<string, (options: NpmOptions & PypiOptions) => RegistryFeed>;
