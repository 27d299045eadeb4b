import { hash } from 'node:crypto';
import type { YaraTextHit } from '@weir/detectors';
import type { FactsCache, FactsKind } from './facts-cache.ts';
import type { FileKind } from './yara/file-kind.ts';
import type { YaraScanner } from './yara/scanner.ts';

/** Of the rules' hash: 64 bits tell one version of them from another, and long keys are most of an empty entry. */
const HASH_CHARS = 16;

type Hits = readonly YaraTextHit[];
const pack = (hits: Hits): Hits | null => (hits.length === 0 ? null : hits);
const unpack = (packed: unknown): Hits => (packed ?? []) as Hits;

function kindOf(rulesHash: string, kind: FileKind): FactsKind<Hits> {
  return { id: `yara ${rulesHash.slice(0, HASH_CHARS)} ${kind}`, pack, unpack };
}

/** A scanner that asks its rules once about the same bytes: what they say depends on bytes, kind and rules alone. */
export function createCachedScanner(scanner: YaraScanner, cache: FactsCache): YaraScanner {
  return {
    ...scanner,
    scan: (bytes, kind, sha256 = hash('sha256', bytes)) =>
      cache.getOrCompute(sha256, kindOf(scanner.rulesHash, kind), () => scanner.scan(bytes, kind)),
  };
}
