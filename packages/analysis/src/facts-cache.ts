import { decodeFacts, encodeFacts } from './facts-cache-codec.ts';

/** How facts of one kind are kept. `id` names everything besides the bytes that they depend on. */
export interface FactsKind<Facts> {
  readonly id: string;
  /** What is kept in place of the facts: quickest as what JSON can say. */
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
  /** Notes about the bytes with a sha256 (hex); what is noted is kept as facts are. `id` as in {@link FactsKind}. */
  notes(sha256: string, id: string): Notes;
}

/** Plain values by name. */
export interface Notes {
  /** `undefined` when nothing was noted under the name. */
  get(name: string): unknown;
  set(name: string, value: unknown): void;
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
  /** Takes new notes among what is kept. True when `used` then holds anything that was not kept before. */
  close(): boolean;
}

/** What an entry costs besides its bytes: key, map slot, Buffer. */
const ENTRY_OVERHEAD_BYTES = 300;
const NOTHING = new Uint8Array();

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
      // What was just found is the most recent already.
      if (entries.get(key) === bytes) return;
      drop(key);
      if (cost(bytes) > bytesMax / 4) return;
      entries.set(key, bytes);
      heldBytes += cost(bytes);
      if (heldBytes <= bytesMax) return;
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
  const noted = new Map<string, Map<string, unknown>>();

  /** Nothing is kept as nothing: most files have no hits and no digest, and to unpack a null costs as much as any other. */
  function pack(value: unknown): Uint8Array {
    return value === null ? NOTHING : encodeFacts(value);
  }

  function unpack(bytes: Uint8Array): unknown {
    return bytes.length === 0 ? null : decodeFacts(bytes);
  }

  function keep(key: string, bytes: Uint8Array): void {
    used.set(key, bytes);
    memory.set(key, bytes);
  }

  function readNotes(key: string): Map<string, unknown> {
    const known = find(key);
    if (!known) return new Map();
    try {
      const names = new Map(decodeFacts(known) as [string, unknown][]);
      keep(key, known);
      return names;
    } catch {
      return new Map();
    }
  }

  function find(key: string): Uint8Array | undefined {
    const known = used.get(key) ?? memory.get(key);
    if (known) return known;
    loaded ??= previous();
    return loaded.get(key);
  }

  const session: FactsSession & { hits: number; misses: number } = {
    used,
    hits: 0,
    misses: 0,
    getOrCompute(sha256, kind, compute) {
      const key = `${sha256} ${kind.id}`;
      const known = find(key);
      if (known) {
        try {
          const facts = kind.unpack(unpack(known));
          session.hits++;
          keep(key, known);
          return facts;
        } catch {
          // Damaged on the disk: computed as if it had never been kept.
        }
      }
      session.misses++;
      const facts = compute();
      keep(key, pack(kind.pack(facts)));
      return facts;
    },
    notes(sha256, id) {
      const key = `${sha256} ${id}`;
      // Read when first asked: many files are never asked about.
      let names: Map<string, unknown> | undefined;
      const open = (): Map<string, unknown> => (names ??= readNotes(key));
      return {
        get: (name) => open().get(name),
        set(name, value) {
          open().set(name, value);
          noted.set(key, open());
        },
      };
    },
    close() {
      for (const [key, names] of noted) keep(key, encodeFacts([...names]));
      return session.misses > 0 || noted.size > 0;
    },
  };
  return session;
}
