import type { Timeline } from '../../lib/stand-in/timeline.ts';
import type { StoredPackage } from './packages.ts';

/** What the edge answers with. */
export interface EdgeHit {
  /** Index of the document's state. */
  readonly state: number;
  /** `age` as a client reads it: real-life seconds. */
  readonly ageSeconds: number;
  readonly status: 'HIT' | 'MISS';
}

/**
 * The CDN in front of documents: keeps each for `cacheSeconds`, and publishing does not purge it (registries.md 1.5).
 * Off until enabled: without it every answer is the origin's.
 */
export interface EdgeCache {
  enabled: boolean;
  /** Answers from the cache, filling it from the origin when it has nothing young enough. */
  read(pkg: StoredPackage): EdgeHit;
  /** Puts today's document into the cache as if another client had asked `ageMs` (real-life) ago. */
  warm(pkg: StoredPackage, ageMs: number): void;
}

/** Entries kept; the oldest go first. */
const ENTRIES_MAX = 50_000;

export function createEdgeCache(timeline: Timeline, cacheSeconds: number): EdgeCache {
  const entries = new Map<string, { readonly state: number; readonly filledAtMs: number }>();

  function fill(pkg: StoredPackage, filledAtMs: number): number {
    const state = pkg.states.length - 1;
    entries.delete(pkg.name);
    entries.set(pkg.name, { state, filledAtMs });
    if (entries.size > ENTRIES_MAX) {
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        break;
      }
    }
    return state;
  }

  return {
    enabled: false,
    read(pkg) {
      const nowMs = timeline.now();
      const entry = entries.get(pkg.name);
      const ageMs = entry ? nowMs - entry.filledAtMs : Number.POSITIVE_INFINITY;
      if (!entry || ageMs >= timeline.scaled(cacheSeconds * 1_000)) {
        return { state: fill(pkg, nowMs), ageSeconds: 0, status: 'MISS' };
      }
      return { state: entry.state, ageSeconds: Math.floor(ageMs / timeline.scale / 1_000), status: 'HIT' };
    },
    warm(pkg, ageMs) {
      if (pkg.states.length > 0) fill(pkg, timeline.now() - timeline.scaled(ageMs));
    },
  };
}
