import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { V8_FLAGS } from '@weir/analysis/in-process';
import { inheritedEnv } from '../../lib/env.ts';
import type { ExamineAnswer, Sample, Task } from './outcome.ts';

/** As a child of the product's pool gets it: 67 % of 512 MiB (packages/analysis/src/child-process.ts). */
const HEAP_MB_MAX = 343;
/** A child is replaced after so many archives: leaks of one cannot pile up. */
const TASKS_PER_CHILD = 500;
const ENDED = 'its process ended, for memory or by a crash';

/**
 * The children of malicious samples may write nowhere: archives that do not fit into memory fail rather than lie on a
 * disk. Benign ones may be spooled.
 */
function startChild(set: Sample['set']): ChildProcess {
  const write = set === 'benign' ? [`--allow-fs-write=${tmpdir()}`] : [];
  const permission = ['--permission', '--allow-fs-read=*', '--allow-addons', ...write];
  return fork(join(import.meta.dirname, 'examine-process.ts'), [], {
    env: inheritedEnv(),
    execArgv: [
      ...V8_FLAGS,
      `--max-old-space-size=${HEAP_MB_MAX}`,
      '--disable-warning=ExperimentalWarning',
      ...permission,
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Asks a child; null and why when it does not answer in time. */
function ask(child: ChildProcess, task: Task, deadlineMs: number): Promise<ExamineAnswer> {
  return new Promise((resolve) => {
    const end = (answer: ExamineAnswer): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(answer);
    };
    const fail = (failure: string): void => end({ id: task.id, failure });
    const onMessage = (answer: unknown): void => end(answer as ExamineAnswer);
    const onExit = (): void => fail(ENDED);
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`no result within ${deadlineMs} ms`);
    }, deadlineMs);
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(task);
  });
}

export type Ask = (task: Task, set: Sample['set']) => Promise<ExamineAnswer>;

/**
 * Works through items, `jobs` at once, each worker with a child of its own that answers tasks; never throws for what a
 * task does. Children end with it.
 */
export async function workWithChildren<T>(
  items: readonly T[],
  { jobs, deadlineMs }: { readonly jobs: number; readonly deadlineMs: number },
  work: (item: T, index: number, ask: Ask) => Promise<void>,
): Promise<void> {
  let next = 0;
  async function worker(): Promise<void> {
    const held: { child: ChildProcess | null } = { child: null };
    let childSet: Sample['set'] | null = null;
    let tasks = 0;
    const once: Ask = (task, set) => {
      if (!held.child?.connected || childSet !== set || tasks >= TASKS_PER_CHILD) {
        held.child?.kill('SIGKILL');
        held.child = startChild(set);
        childSet = set;
        tasks = 0;
      }
      tasks++;
      return ask(held.child, task, deadlineMs);
    };
    const twice: Ask = async (task, set) => {
      const first = await once(task, set);
      // A crash is tried once more in a fresh child, as in the product; what ran out of time is not.
      return 'failure' in first && first.failure === ENDED ? once(task, set) : first;
    };
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) await work(item, index, twice);
    }
    held.child?.kill('SIGKILL');
  }
  await Promise.all(Array.from({ length: jobs }, worker));
}
