/**
 * Entry of a document child: reads one large document from its standard input, does the task that comes over IPC, and
 * ends. Its parent kills it for time; its heap is capped, so that no document can take the monitor with it.
 */
import { buffer } from 'node:stream/consumers';
import { AppError, describeError } from '@weir/model';
import type { ChildMessage, ChildOrder } from './document-child-protocol.ts';
import { answerTask } from './document-task.ts';

/** Facts are up to 64 kB each: a portion is up to 1.6 MB, some milliseconds for the parent to take in. */
const PORTION = 25;

function send(message: ChildMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

async function answer(bytes: Buffer, { name, headers, task }: ChildOrder): Promise<void> {
  const answered = answerTask(name, { bytes, headers }, task);
  if (!('releases' in answered)) {
    await send({ kind: 'answer', answer: answered });
    return send({ kind: 'end' });
  }
  const { releases } = answered;
  await send({ kind: 'answer', answer: { ...answered, releases: [] } });
  for (let at = 0; at < releases.length; at += PORTION) {
    await send({ kind: 'releases', releases: releases.slice(at, at + PORTION) });
  }
  return send({ kind: 'end' });
}

async function run(order: ChildOrder): Promise<void> {
  try {
    await answer(await buffer(process.stdin), order);
  } catch (error) {
    const known = error instanceof AppError;
    const message = describeError(error, 500);
    await send({
      kind: 'failed',
      code: known ? error.code : 'DOCUMENT_CHILD',
      message,
      retriable: known && error.retriable,
      fields: known ? error.fields : {},
    });
  }
  process.disconnect();
}

process.on('disconnect', () => process.exit(0));
process.once('message', (order: ChildOrder) => void run(order));
