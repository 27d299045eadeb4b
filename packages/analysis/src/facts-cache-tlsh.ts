import type { FactsCache, FactsKind } from './facts-cache.ts';
import { tlshOf } from './tlsh.ts';

/** Finds the TLSH of bytes with a sha256 (hex), cached or not. */
export type TlshFinder = (bytes: Uint8Array, sha256: string) => string | null;

const KIND: FactsKind<string | null> = {
  id: 'tlsh',
  pack: (digest) => digest,
  unpack: (packed) => packed as string | null,
};

/** {@link tlshOf} through a cache. */
export function createTlshFinder(cache: FactsCache): TlshFinder {
  return (bytes, sha256) => cache.getOrCompute(sha256, KIND, () => tlshOf(bytes));
}
