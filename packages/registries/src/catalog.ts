import type { RegistryFeed } from '@weir/model';
import { createNpmFeed, type NpmOptions } from './npm/feed.ts';

/** Every registry adapter, one line each: the folder's name to its feed. */
export const FEED_CATALOG = {
  npm: createNpmFeed,
} as const satisfies Record<string, (options: NpmOptions) => RegistryFeed>;
