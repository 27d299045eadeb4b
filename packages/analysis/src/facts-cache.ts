import { deserialize, serialize } from 'node:v8';

/** How facts of one kind are kept. `id` names everything besides the bytes that they depend on. */
export interface FactsKind<Facts> {
  readonly id: string;
  /** What is serialized in place of the facts, by structured clone. */
  readonly pack: (facts: Facts) => unknown;
  readonly unpack: (packed: unknown) => Facts;
}

/**
 * Facts by content: what is true of some bytes whatever package they lie in. Never a stage, a score or a verdict,
 * which depend on what else the release holds (DESIGN.md rule 6).
 */
export interface FactsCache {
  /** The facts of the bytes with a sha256 (hex), from the cache or by `compute`; each call gives an object of its own. */
  getOrCompute<Facts>(sha256: string, kind: FactsKind<Facts>, compute: () => Facts): Facts;
}

/** Serialized facts by `sha256 kind`. */
export type FactsEntries = ReadonlyMap<string, Uint8Array>;

/** Serialized facts that a process keeps; the least recently used go first. */
export interface FactsMemory {
  get(key: string): Uint8Array | undefined;
  set(key: string, bytes: Uint8Array): void;
}

/** A cache for one release, and what it needed of it. */
export interface FactsSession extends FactsCache {
  /** Every entry that was asked for, in that order: what the next release of the same package will likely need. */
  readonly used: FactsEntries;
  readonly hits: number;
  readonly misses: number;
}

/** What an entry costs besides its bytes: key, map slot, Buffer. */
const ENTRY_OVERHEAD_BYTES = 300;

/** Keeps serialized facts in memory up to a byte cap; an entry over a quarter of it is not kept. */
export function createFactsMemory(bytesMax: number): FactsMemory {
  const entries = new Map<string, Uint8Array>();
  let heldBytes = 0;
  const cost = (bytes: Uint8Array): number => bytes.length + ENTRY_OVERHEAD_BYTES;

  function drop(key: string): void {
    const known = entries.get(key);
    if (!known) return;
    entries.delete(key);
    heldBytes -= cost(known);
  }

  return {
    get(key) {
      const known = entries.get(key);
      if (known) {
        entries.delete(key);
        entries.set(key, known);
      }
      return known;
    },
    set(key, bytes) {
      drop(key);
      if (cost(bytes) > bytesMax / 4) return;
      entries.set(key, bytes);
      heldBytes += cost(bytes);
      for (const oldest of entries.keys()) {
        if (heldBytes <= bytesMax) break;
        drop(oldest);
      }
    },
  };
}

/**
 * Opens the cache for one release: the process' memory first, then what was kept of the release before. Entries that
 * cannot be read count as absent.
 */
export function openFactsSession(memory: FactsMemory, previous: () => FactsEntries): FactsSession {
  const used = new Map<string, Uint8Array>();
  let loaded: FactsEntries | null = null;
  let hits = 0;
  let misses = 0;

  function find(key: string): Uint8Array | undefined {
    const known = used.get(key) ?? memory.get(key);
    if (known) return known;
    loaded ??= previous();
    return loaded.get(key);
  }

  return {
    used,
    get hits() {
      return hits;
    },
    get misses() {
      return misses;
    },
    getOrCompute(sha256, kind, compute) {
      const key = `${sha256} ${kind.id}`;
      const known = find(key);
      if (known) {
        try {
          const facts = kind.unpack(deserialize(known));
          hits++;
          used.set(key, known);
          memory.set(key, known);
          return facts;
        } catch {
          // Damaged on the disk: computed as if it had never been kept.
        }
      }
      misses++;
      const facts = compute();
      const bytes = serialize(kind.pack(facts));
      used.set(key, bytes);
      memory.set(key, bytes);
      return facts;
    },
  };
}
