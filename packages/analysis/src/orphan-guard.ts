/** Runs beside a child's main thread and kills the process once its parent is gone, even while it is stuck. */
import { workerData } from 'node:worker_threads';

const CHECK_MS = 2_000;

setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, CHECK_MS);
