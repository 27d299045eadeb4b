/** Examines archives that come as messages, one at a time; started by run-samples.ts without the right to write. */
import { describeError } from '@weir/model';
import { examine } from './examine.ts';
import type { ExamineAnswer, ExamineTask } from './outcome.ts';

function send(answer: ExamineAnswer): void {
  process.send?.(answer);
}

process.on('disconnect', () => process.exit(0));
process.on('message', (task: ExamineTask) => {
  examine(task).then(
    (examined) => send({ id: task.id, examined }),
    (error: unknown) => send({ id: task.id, failure: describeError(error, 300) }),
  );
});
