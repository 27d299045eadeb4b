import { AppError, type RequestPriority } from '@weir/model';
import PQueue from 'p-queue';
import { type DocumentReaderOptions, fetchDocument } from './document-reader.ts';
import { type AnswerTo, answerTask, type DocumentTask } from './document-task.ts';
import { readInChild } from './read-in-child.ts';

/**
 * Documents above this are large: read one at a time, in a child process. Parsing blocks for up to 90 ms per MB of
 * hostile JSON and takes up to 40 times its bytes (Node 24.21, 2026-11); ordinary ones take a tenth of that.
 */
export const LARGE_BYTES = 4 * 1024 * 1024;

/** How a document is asked for. */
export interface ReadHow {
  readonly fresh: boolean;
  readonly priority: RequestPriority;
}

/** A document's answer to a task, with the bytes that it is of. */
export type Found<T extends DocumentTask> =
  | { readonly kind: 'absent'; readonly status: number }
  | { readonly kind: 'present'; readonly answer: AnswerTo<T>; readonly bytes: Buffer };

/** Reads documents, small ones at once and large ones one after the other. */
export interface Documents {
  /**
   * Throws AppErrors `DOCUMENT_LARGE` (retriable, with `large`; never when it is set), `NAME_INVALID`,
   * `REGISTRY_REFUSED`, `DOCUMENT_TOO_LARGE`, `DOCUMENT_HEAP` (not retriable), `REGISTRY_MALFORMED`, `DOCUMENT_SLOW`
   * and what requests throw (retriable).
   */
  read<T extends DocumentTask>(
    name: string,
    task: T,
    how: ReadHow & { readonly large: boolean },
    signal: AbortSignal,
  ): Promise<Found<T>>;
  /** Finds out by itself whether it is large, at the price of a second request. Throws like `read`. */
  readAny<T extends DocumentTask>(
    name: string,
    task: T,
    how: ReadHow,
    signal: AbortSignal,
  ): Promise<Found<T>>;
}

/** Documents of one registry. `bodyBytesMax` is the cap on large ones. */
export function createDocuments(
  options: DocumentReaderOptions & { readonly bodyBytesMax: number },
): Documents {
  const turns = new PQueue({ concurrency: 1 });
  const cap = options.bodyBytesMax;

  async function readSmall<T extends DocumentTask>(
    name: string,
    task: T,
    how: ReadHow,
    signal: AbortSignal,
  ): Promise<Found<T>> {
    const small = { ...options, bodyBytesMax: Math.min(cap, LARGE_BYTES) };
    const fetched = await fetchDocument(small, name, how, signal).catch((error: unknown) => {
      const large = error instanceof AppError && error.code === 'DOCUMENT_TOO_LARGE' && cap > LARGE_BYTES;
      if (!large) throw error;
      throw new AppError('DOCUMENT_LARGE', `the document of ${name} is over ${LARGE_BYTES} bytes`, {
        retriable: true,
        cause: error,
      });
    });
    if (fetched.kind === 'absent') return fetched;
    return { kind: 'present', answer: answerTask(name, fetched, task), bytes: fetched.bytes };
  }

  async function readLarge<T extends DocumentTask>(
    name: string,
    task: T,
    how: ReadHow,
    signal: AbortSignal,
  ): Promise<Found<T>> {
    const fetched = await fetchDocument(options, name, how, signal);
    if (fetched.kind === 'absent') return fetched;
    // What was large last time can be small now, and a child costs more than it saves.
    const answer =
      fetched.bytes.length > LARGE_BYTES
        ? await readInChild(name, fetched, task, signal)
        : answerTask(name, fetched, task);
    return { kind: 'present', answer, bytes: fetched.bytes };
  }

  /** Download included: two large documents are never in memory together. */
  function inTurn<T extends DocumentTask>(
    name: string,
    task: T,
    how: ReadHow,
    signal: AbortSignal,
  ): Promise<Found<T>> {
    const priority = how.priority === 'live' ? 1 : 0;
    return turns.add(() => readLarge(name, task, how, signal), { priority, signal });
  }

  return {
    read: (name, task, how, signal) =>
      how.large ? inTurn(name, task, how, signal) : readSmall(name, task, how, signal),
    async readAny(name, task, how, signal) {
      try {
        return await readSmall(name, task, how, signal);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'DOCUMENT_LARGE') throw error;
        return inTurn(name, task, how, signal);
      }
    },
  };
}
