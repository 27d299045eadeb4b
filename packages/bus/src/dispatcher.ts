/** One message that waits for its turn. */
export interface WorkItem {
  /** Index into the subscription's topics: lower is served first. */
  readonly lane: number;
  readonly key: string;
  run(): Promise<void>;
}

export interface DispatcherOptions {
  readonly concurrency: number;
  readonly lanes: number;
  /** Called when an item's `run` threw; the dispatcher has stopped starting items by then. */
  readonly onError: (error: unknown) => void;
  /** Called after each item that ended, whichever way. */
  readonly onFree: () => void;
}

export interface Dispatcher {
  push(item: WorkItem): void;
  /** Items that were pushed and not started, of one lane or of all. */
  waiting(lane?: number): number;
  running(): number;
  pause(): void;
  resume(): void;
  /** Forgets items that were not started. */
  clear(): void;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
}

/** One start in this many begins its search at the last lane, so that a busy first lane cannot starve it. */
export const RESERVE_EVERY = 8;

/**
 * Runs items serially per key and in parallel across keys, at most `concurrency` at once. Lanes are served in order;
 * the next lane is served when the first has nothing to start, and every {@link RESERVE_EVERY}th start prefers the last.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const lanes: WorkItem[][] = Array.from({ length: options.lanes }, () => []);
  const busyKeys = new Set<string>();
  let paused = false;
  let failed = false;
  let starts = 0;
  let idlers: (() => void)[] = [];

  function takeFrom(lane: WorkItem[] | undefined): WorkItem | undefined {
    // The first waiting item of a key goes before its later ones: search from the front.
    const index = lane?.findIndex((item) => !busyKeys.has(item.key)) ?? -1;
    return index < 0 ? undefined : lane?.splice(index, 1)[0];
  }

  function takeNext(): WorkItem | undefined {
    const reserved = (starts + 1) % RESERVE_EVERY === 0;
    for (const lane of reserved ? lanes.toReversed() : lanes) {
      const item = takeFrom(lane);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  async function run(item: WorkItem): Promise<void> {
    try {
      await item.run();
    } catch (error) {
      failed = true;
      options.onError(error);
    } finally {
      busyKeys.delete(item.key);
      if (busyKeys.size === 0) {
        for (const wake of idlers) wake();
        idlers = [];
      }
      start();
      options.onFree();
    }
  }

  function start(): void {
    if (paused || failed) return;
    while (busyKeys.size < options.concurrency) {
      const item = takeNext();
      if (item === undefined) return;
      starts += 1;
      busyKeys.add(item.key);
      void run(item);
    }
  }

  return {
    push(item) {
      lanes[item.lane]?.push(item);
      start();
    },
    waiting: (lane) =>
      lane === undefined ? lanes.reduce((sum, items) => sum + items.length, 0) : (lanes[lane]?.length ?? 0),
    running: () => busyKeys.size,
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      start();
    },
    clear() {
      for (const lane of lanes) lane.length = 0;
    },
    idle: () => (busyKeys.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  };
}
