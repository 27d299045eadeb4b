/** Resident memory of this process and how it is freed; tests replace it. */
export interface ProcessMemory {
  /** Resident bytes, Buffers included. */
  readonly rssBytes: () => number;
  /** Collects garbage; `thorough` also gives pages back that V8 would keep for later. */
  readonly collect: (how: 'plain' | 'thorough') => void;
}

/** Frees memory of a child before its guard would have to end it. */
export interface Relief {
  /** To be called before each release, when the child holds nothing of one. */
  readonly begin: () => void;
  /** To be called often while a release is analysed: asks the system once in {@link LOOK_EVERY_MS}. */
  readonly look: () => void;
}

/** Code that allocates gains 1 to 2 MB a millisecond; to ask takes 7 microseconds. */
const LOOK_EVERY_MS = 4;
/** Part of the room between what a child needs anyway and its cap that may fill up before garbage is collected. */
const FILLED_SHARE = 0.8;
/** What may be left of that after a plain collection, or a thorough one follows. */
const LEFT_SHARE = 0.65;

/**
 * Watches over the memory of a child that must stay below `rssBytesMax`: V8 collects by what it counts itself, which
 * leaves out pages that it pools for later and all but forgets Buffers. Only when memory is short: a plain collection
 * takes some 50 ms of processor time, a thorough one 100 ms and slows what comes after it, a new child 2 s until it is
 * as quick as the old one.
 */
export function createRelief(
  rssBytesMax: number,
  { rssBytes, collect }: ProcessMemory,
  now: () => number = () => performance.now(),
): Relief {
  const limitAbove = (bytes: number, share: number): number => bytes + share * (rssBytesMax - bytes);
  let floorBytes = rssBytes();
  let limitBytes = limitAbove(floorBytes, FILLED_SHARE);
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  /** True when it had to be thorough: no less can be had. */
  function relieve(): boolean {
    lookedAtMs = now();
    if (rssBytes() <= limitBytes) return false;
    collect('plain');
    // Pages that V8 pools count as resident, and are used before others are taken.
    const thorough = rssBytes() > limitAbove(floorBytes, LEFT_SHARE);
    if (thorough) collect('thorough');
    // Never below what is left now: what a release holds cannot be collected, however often that is tried.
    limitBytes = limitAbove(rssBytes(), FILLED_SHARE);
    return thorough;
  }

  return {
    begin() {
      limitBytes = limitAbove(floorBytes, FILLED_SHARE);
      if (relieve()) floorBytes = rssBytes();
    },
    look() {
      if (now() - lookedAtMs >= LOOK_EVERY_MS) relieve();
    },
  };
}

/** What `--expose-gc` adds (Node 22 and later); `last-resort` is V8's collection before it gives up. */
type Collector = (options?: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/** The memory of this process; null where it was not started with `--expose-gc`. */
export function processMemory(): ProcessMemory | null {
  const { gc } = globalThis as { gc?: Collector };
  if (!gc) return null;
  return {
    rssBytes: () => process.memoryUsage.rss(),
    collect: (how) =>
      how === 'plain' ? gc() : gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  };
}
