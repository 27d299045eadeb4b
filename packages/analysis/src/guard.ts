import { Worker } from 'node:worker_threads';

/** What a child's guard thread is told: whose child it is, and above how many bytes of resident memory it must end. */
export interface GuardOrder {
  readonly parentPid: number;
  readonly rssBytesMax: number;
}

/**
 * What a guard ends its process by when it has too much memory, so that the parent can tell it from other ends; nobody
 * handles it, and Windows knows no other than SIGKILL.
 */
export const MEMORY_SIGNAL: NodeJS.Signals = process.platform === 'win32' ? 'SIGKILL' : 'SIGUSR2';

/**
 * Starts a thread that kills this process once its parent is gone, and by `MEMORY_SIGNAL` once it has more resident
 * memory (Buffers included) than its first argument says, in bytes. The parent's own watch comes too late when its
 * event loop is busy for a few hundred milliseconds.
 * @returns above how many resident bytes the process is ended.
 */
export function startGuard(): { readonly rssBytesMax: number } {
  const order: GuardOrder = {
    parentPid: process.ppid,
    rssBytesMax: Number(process.argv[2] ?? Number.POSITIVE_INFINITY),
  };
  new Worker(new URL('./guard-thread.ts', import.meta.url), { workerData: order }).unref();
  return order;
}
