import { Worker } from 'node:worker_threads';

/** What a child's guard thread is told: whose child it is, and above how many bytes of resident memory it must end. */
export interface GuardOrder {
  readonly parentPid: number;
  readonly rssBytesMax: number;
  /** Where the guard writes how much memory it saw last, in KiB. */
  readonly seenKib: Int32Array;
}

/**
 * What a guard ends its process by when it has too much memory, so that the parent can tell it from other ends; nobody
 * handles it, and Windows knows no other than SIGKILL.
 */
export const MEMORY_SIGNAL: NodeJS.Signals = process.platform === 'win32' ? 'SIGKILL' : 'SIGUSR2';

/** What a guard lets its process see. */
export interface Guard {
  /** Above how many bytes of resident memory the process is ended. */
  readonly rssBytesMax: number;
  /** Resident bytes when the guard looked last, 20 ms ago at most: costs no system call. */
  readonly seenRssBytes: () => number;
}

/**
 * Starts a thread that kills this process once its parent is gone, and by `MEMORY_SIGNAL` once it has more resident
 * memory (Buffers included) than its first argument says, in bytes. The parent's own watch comes too late when its
 * event loop is busy for a few hundred milliseconds.
 */
export function startGuard(): Guard {
  const rssBytesMax = Number(process.argv[2] ?? Number.POSITIVE_INFINITY);
  const seenKib = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const order: GuardOrder = { parentPid: process.ppid, rssBytesMax, seenKib };
  new Worker(new URL('./guard-thread.ts', import.meta.url), { workerData: order }).unref();
  return { rssBytesMax, seenRssBytes: () => 1024 * Atomics.load(seenKib, 0) };
}
