/** The thread of guard.ts: looks after its process even while the main thread is stuck. */
import { workerData } from 'node:worker_threads';
import { type GuardOrder, MEMORY_SIGNAL } from './guard.ts';

const { parentPid, rssBytesMax } = workerData as GuardOrder;

const ORPHAN_CHECK_MS = 2_000;
/** Memory is looked at this often, and this often near the cap: a loop that allocates gains 1 to 2 MB a millisecond. */
const WATCH_MS = 10;
const WATCH_NEAR_MS = 1;
const NEAR_SHARE = 0.7;

function lookAtMemory(): void {
  const rssBytes = process.memoryUsage.rss();
  if (rssBytes > rssBytesMax) process.kill(process.pid, MEMORY_SIGNAL);
  setTimeout(lookAtMemory, rssBytes > rssBytesMax * NEAR_SHARE ? WATCH_NEAR_MS : WATCH_MS);
}

setInterval(() => {
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
}, ORPHAN_CHECK_MS);
lookAtMemory();
