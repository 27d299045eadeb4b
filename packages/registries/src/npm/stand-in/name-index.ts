import { firstWhere } from '../../lib/stand-in/search.ts';

/** The documents that exist, by name, with their revisions: what `_all_docs` lists. */
export interface NameIndex {
  readonly size: number;
  set(name: string, rev: string): void;
  remove(name: string): void;
  revOf(name: string): string | undefined;
  /** Sorted by UTF-16 code units; sorted again only after names came or went. */
  sorted(): readonly string[];
  /** Index of the first name that is `key` or sorts after it. */
  indexOf(key: string): number;
}

/** An empty index; a million names take about a second to sort once. */
export function createNameIndex(): NameIndex {
  const revs = new Map<string, string>();
  let names: string[] = [];
  let added: string[] = [];
  let removed = false;

  function sorted(): readonly string[] {
    if (removed) {
      names = names.filter((name) => revs.has(name));
      added = added.filter((name) => revs.has(name));
      removed = false;
    }
    if (added.length > 0) {
      // Two runs that are sorted already: the engine's merge sort takes linear time for them.
      names = [...names, ...added.toSorted()].sort();
      added = [];
    }
    return names;
  }

  return {
    get size() {
      return revs.size;
    },
    set(name, rev) {
      if (!revs.has(name)) {
        if (removed) sorted();
        added.push(name);
      }
      revs.set(name, rev);
    },
    remove(name) {
      if (revs.delete(name)) removed = true;
    },
    revOf: (name) => revs.get(name),
    sorted,
    indexOf(key) {
      const all = sorted();
      return firstWhere(all.length, (at) => (all[at] ?? '') >= key);
    },
  };
}
