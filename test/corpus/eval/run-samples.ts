import { workWithChildren } from './children.ts';
import type { Examined, Mode, Sample } from './outcome.ts';
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

/** Examines samples in processes of their own, each in the order given; never throws for what a sample does. */
export async function runSamples(samples: readonly Sample[], options: RunOptions): Promise<Run[]> {
  const { modes, log, onProgress } = options;
  const runs: Run[] = [];
  let done = 0;
  await workWithChildren(samples, options, async (sample, index, ask) => {
    const known = log?.find(sample);
    if (known) {
      runs[index] = known;
      done++;
      return;
    }
    const { name, version, filename, fold } = sample;
    const answer = await ask(
      { id: index, bytes: await sample.load(), name, version, filename, fold, modes },
      sample.set,
    );
    const run: Run = {
      sample,
      examined: 'examined' in answer ? answer.examined : null,
      failure: 'failure' in answer ? answer.failure : null,
    };
    runs[index] = run;
    log?.add(run);
    onProgress(++done, samples.length);
  });
  return runs;
}
