import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { V8_FLAGS } from '@weir/analysis/in-process';
import { inheritedEnv } from '../../lib/env.ts';
import type { ExamineAnswer, Examined, ExamineTask, Mode, Sample } from './outcome.ts';
import type { RunLog } from './run-log.ts';

export interface RunOptions {
  readonly modes: readonly Mode[];
  /** Processes at once. */
  readonly jobs: number;
  /** By the clock; what takes longer is killed and counts as inconclusive, as in the product. */
  readonly deadlineMs: number;
  /** Asked before a sample is examined, and told after it; null: nothing is kept. */
  readonly log: RunLog | null;
  readonly onProgress: (done: number, all: number) => void;
}

/** A sample, and what became of it: `examined` is null where the process was killed or failed. */
export interface Run {
  readonly sample: Sample;
  readonly examined: Examined | null;
  readonly failure: string | null;
}

/** As a child of the product's pool gets it: 67 % of 512 MiB (packages/analysis/src/child-process.ts). */
const HEAP_MB_MAX = 343;
/** A child is replaced after so many archives, as in the product. */
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
function ask(child: ChildProcess, task: ExamineTask, deadlineMs: number): Promise<ExamineAnswer> {
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

/** Examines samples in processes of their own, each in the order given; never throws for what a sample does. */
export async function runSamples(samples: readonly Sample[], options: RunOptions): Promise<Run[]> {
  const runs: Run[] = [];
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    const held: { child: ChildProcess | null } = { child: null };
    let childSet: Sample['set'] | null = null;
    let tasks = 0;
    const answerTo = async (task: ExamineTask, set: Sample['set']): Promise<ExamineAnswer> => {
      if (!held.child?.connected || childSet !== set || tasks >= TASKS_PER_CHILD) {
        held.child?.kill('SIGKILL');
        held.child = startChild(set);
        childSet = set;
        tasks = 0;
      }
      tasks++;
      return ask(held.child, task, options.deadlineMs);
    };
    for (let index = next++; index < samples.length; index = next++) {
      const sample = samples[index];
      if (!sample) break;
      const known = options.log?.find(sample);
      if (known) {
        runs[index] = known;
        done++;
        continue;
      }
      const { name, version, filename } = sample;
      const task = { id: index, bytes: await sample.load(), name, version, filename, modes: options.modes };
      const first = await answerTo(task, sample.set);
      // A crash is tried once more in a fresh child, as in the product; what ran out of time is not.
      const answer = 'failure' in first && first.failure === ENDED ? await answerTo(task, sample.set) : first;
      const run: Run =
        'examined' in answer
          ? { sample, examined: answer.examined, failure: null }
          : { sample, examined: null, failure: answer.failure };
      runs[index] = run;
      options.log?.add(run);
      options.onProgress(++done, samples.length);
    }
    held.child?.kill('SIGKILL');
  }
  await Promise.all(Array.from({ length: options.jobs }, work));
  return runs;
}
