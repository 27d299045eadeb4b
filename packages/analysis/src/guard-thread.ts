/** The thread of guard.ts: looks after its process even while the main thread is stuck. */
import { workerData } from 'node:worker_threads';
import { type GuardOrder, MEMORY_SIGNAL } from './guard.ts';

const { parentPid, rssBytesMax } = workerData as GuardOrder;

const ORPHAN_CHECK_MS = 2_000;
/** A loop that allocates gains 1 to 2 MB a millisecond: memory is looked at again before twice of that could fill the room. */
const GAIN_BYTES_PER_MS = 4 * 1024 * 1024;
/** Bounds of the time between two looks: each costs some 30 microseconds, its wake-up included. */
const WATCH_MS_MIN = 1;
const WATCH_MS_MAX = 20;

function lookAtMemory(): void {
  const roomBytes = rssBytesMax - process.memoryUsage.rss();
  if (roomBytes < 0) process.kill(process.pid, MEMORY_SIGNAL);
  setTimeout(lookAtMemory, Math.max(WATCH_MS_MIN, Math.min(WATCH_MS_MAX, roomBytes / GAIN_BYTES_PER_MS)));
}

setInterval(() => {
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
}, ORPHAN_CHECK_MS);
lookAtMemory();
