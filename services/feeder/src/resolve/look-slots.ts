import type { Recheck } from '@weir/store';

/** The place of one look. */
export interface Slot {
  /**
   * Moves the look to the room for large documents, where it may take its time; the ordinary place is free at once.
   * False when there is no room: the look must come again later.
   */
  enterLarge(): boolean;
}

/** Looks in hand: ordinary ones, and in a room of their own those at large documents, which wait for each other. */
export interface LookSlots {
  /** Ordinary places that are free. */
  free(): number;
  count(): number;
  has(recheck: Recheck): boolean;
  list(): readonly Recheck[];
  /** Runs a look; its place is free when `work` settles. */
  start(recheck: Recheck, work: (slot: Slot) => Promise<void>): void;
  /** Resolves when nothing is in hand. */
  settled(): Promise<void>;
}

export interface LookSlotsOptions {
  readonly concurrency: number;
  /** Looks at large documents, those that wait included; what is not live gets half of it. */
  readonly largeMax: number;
  /** Called whenever a place becomes free. */
  readonly onFree: () => void;
}

/** Empty slots. */
export function createLookSlots(options: LookSlotsOptions): LookSlots {
  const { concurrency, largeMax, onFree } = options;
  const inHand = new Map<string, { readonly recheck: Recheck; readonly done: Promise<void> }>();
  const large = new Map<string, Recheck>();

  function enterLarge(recheck: Recheck): boolean {
    if (large.has(recheck.id)) return true;
    const late = [...large.values()].filter(({ priority }) => priority > 0).length;
    const full = large.size >= largeMax || (recheck.priority > 0 && late * 2 >= largeMax);
    if (full) return false;
    large.set(recheck.id, recheck);
    onFree();
    return true;
  }

  return {
    free: () => concurrency - (inHand.size - large.size),
    count: () => inHand.size,
    has: ({ id }) => inHand.has(id),
    list: () => [...inHand.values()].map(({ recheck }) => recheck),
    start(recheck, work) {
      const done = work({ enterLarge: () => enterLarge(recheck) }).finally(() => {
        inHand.delete(recheck.id);
        large.delete(recheck.id);
        onFree();
      });
      inHand.set(recheck.id, { recheck, done });
    },
    async settled() {
      await Promise.allSettled([...inHand.values()].map(({ done }) => done));
    },
  };
}
