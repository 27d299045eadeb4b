/**
 * Entry of an analysis child: answers tasks over IPC until the parent goes away. The parent kills it for time and
 * memory; it kills itself when it is orphaned, also while it is stuck (see orphan-guard.ts).
 */
import { Worker } from 'node:worker_threads';
import { AppError, describeError } from '@weir/model';
import { analyzeFile } from './analyze-file.ts';
import type { ChildAnswer, ChildTask } from './protocol.ts';

/** Milliseconds of processor time of this process so far. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function send(answer: ChildAnswer): void {
  process.send?.(answer);
}

async function handle(task: ChildTask): Promise<void> {
  try {
    const result = await analyzeFile(task.request, {
      rulesetVersion: task.rulesetVersion,
      now: () => performance.now(),
      spentMs: processorMs,
    });
    send({ kind: 'done', id: task.id, result });
  } catch (error) {
    const [code, message] =
      error instanceof AppError
        ? [error.code, error.message.slice(0, 500)]
        : ['ANALYSIS_CRASH', describeError(error, 500)];
    send({ kind: 'failed', id: task.id, code, message });
  }
}

const guard = new Worker(new URL('./orphan-guard.ts', import.meta.url), { workerData: process.ppid });
guard.unref();
process.on('disconnect', () => process.exit(0));
process.on('message', (task: ChildTask) => void handle(task));
send({ kind: 'ready' });
