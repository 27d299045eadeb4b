import type { HostileKind } from './hostile-kinds.ts';

/** How one package's documents or tarballs are kept back. Counts are requests, times are ms since the epoch. */
export interface Hold {
  documentRequests: number;
  documentUntilMs: number;
  /** Serve the document of `revisions` ago, for this many requests; `?write=true` reaches past it. */
  lagRevisions: number;
  lagRequests: number;
  tarballRequests: number;
  tarballUntilMs: number;
  hostile: HostileHold | null;
}

/** What makes a package's documents hostile: until a moment, and for so many answers at most. */
export interface HostileHold {
  readonly kind: HostileKind;
  readonly untilMs: number;
  readonly sizeBytes: number | null;
  answersLeft: number;
}

/** The holds of all packages; asking for one makes it. */
export interface Holds {
  of(name: string): Hold;
  /** The hold of a package, if anything ever held it back. */
  find(name: string): Hold | undefined;
  /** Ends everything at once. */
  clear(): void;
}

export function createHolds(): Holds {
  const holds = new Map<string, Hold>();
  return {
    of(name) {
      const hold = holds.get(name) ?? {
        documentRequests: 0,
        documentUntilMs: 0,
        lagRevisions: 0,
        lagRequests: 0,
        tarballRequests: 0,
        tarballUntilMs: 0,
        hostile: null,
      };
      holds.set(name, hold);
      return hold;
    },
    find: (name) => holds.get(name),
    clear() {
      holds.clear();
    },
  };
}
