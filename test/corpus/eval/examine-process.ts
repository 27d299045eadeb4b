/** Examines archives that come as messages, one at a time; started by run-samples.ts without the right to write. */
import { describeError } from '@weir/model';
import { examine, examineFeatures, examineRework, examineWitness } from './examine.ts';
import type { ExamineAnswer, Task } from './outcome.ts';

function send(answer: ExamineAnswer): void {
  process.send?.(answer);
}

async function examineTask(task: Task): Promise<ExamineAnswer> {
  const { id } = task;
  if ('rework' in task) return { id, reworked: await examineRework(task) };
  if ('features' in task) return { id, features: await examineFeatures(task) };
  if ('original' in task) return { id, witness: await examineWitness(task) };
  return { id, examined: await examine(task) };
}

process.on('disconnect', () => process.exit(0));
process.on('message', (task: Task) => {
  examineTask(task).then(send, (error: unknown) => send({ id: task.id, failure: describeError(error, 300) }));
});
