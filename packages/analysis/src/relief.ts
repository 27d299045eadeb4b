/** Resident memory of this process and how it is freed; tests replace it. */
export interface ProcessMemory {
  /** Resident bytes, Buffers included, by a system call. */
  readonly rssBytes: () => number;
  /** The same as it was a few milliseconds ago, for nothing. */
  readonly seenRssBytes: () => number;
  /** Collects garbage; `thorough` also gives pages back that V8 would keep for later. */
  readonly collect: (how: 'plain' | 'thorough') => void;
}

/** Frees memory of a child before its guard would have to end it. */
export interface Relief {
  /** To be called before each release, when the child holds nothing of one. */
  readonly begin: () => void;
  /** To be called often while a release is analysed; costs nothing unless memory is short. */
  readonly look: () => void;
}

/** Part of the room between what a child needs anyway and its cap that may fill up before garbage is collected. */
const FILLED_SHARE = 0.7;
/** Part of that room that must be free after a plain collection, or a thorough one follows. */
const FREED_SHARE = 0.5;

/**
 * Watches over the memory of a child that must stay below `rssBytesMax`: V8 collects by what it counts itself, which
 * leaves out pages that it pools for later and all but forgets Buffers. Only when memory is short: a plain collection
 * takes some 50 ms of processor time, a thorough one 100 ms and as much compiled code as takes 300 ms to compile
 * again, a new child 2 s until it is as quick as the old one.
 */
export function createRelief(rssBytesMax: number, memory: ProcessMemory): Relief {
  const { rssBytes, seenRssBytes, collect } = memory;
  const limitAbove = (bytes: number, share: number): number => bytes + share * (rssBytesMax - bytes);
  let floorBytes = rssBytes();
  let limitBytes = limitAbove(floorBytes, FILLED_SHARE);

  /** True when it had to collect. */
  function relieve(): boolean {
    if (seenRssBytes() <= limitBytes || rssBytes() <= limitBytes) return false;
    collect('plain');
    if (rssBytes() > limitAbove(floorBytes, FREED_SHARE)) collect('thorough');
    // Never below what is left now: what a release holds cannot be collected, however often that is tried.
    limitBytes = limitAbove(rssBytes(), FILLED_SHARE);
    return true;
  }

  return {
    begin() {
      limitBytes = limitAbove(floorBytes, FILLED_SHARE);
      if (relieve()) floorBytes = rssBytes();
    },
    look() {
      relieve();
    },
  };
}

/** What `--expose-gc` adds (Node 22 and later); `last-resort` is V8's collection before it gives up. */
type Collector = (options?: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * The memory of this process, of which `seenRssBytes` tells without a system call.
 * @returns null where the process was not started with `--expose-gc`.
 */
export function processMemory(seenRssBytes: () => number): ProcessMemory | null {
  const { gc } = globalThis as { gc?: Collector };
  if (!gc) return null;
  return {
    rssBytes: () => process.memoryUsage.rss(),
    seenRssBytes,
    collect: (how) =>
      how === 'plain' ? gc() : gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  };
}
