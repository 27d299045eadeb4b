import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError, type ResolvedRelease } from '@weir/model';
import type { ChildMessage, ChildOrder } from './document-child-protocol.ts';
import type { AnswerTo, DocumentBytes, DocumentTask } from './document-task.ts';

/** What a document may cost its child. */
export interface ChildLimits {
  /** Heap; an ordinary document of 42 MB needs 300 MB, a hostile one of 64 MB 2.6 GB (Node 24.21, 2026-11). */
  readonly heapMbMax: number;
  /** From start to answer: 2 s for an ordinary document of 42 MB; running out of heap can take far longer. */
  readonly timeoutMs: number;
}

export const CHILD_LIMITS: ChildLimits = { heapMbMax: 768, timeoutMs: 45_000 };

const ENTRY = fileURLToPath(new URL('./document-child.ts', import.meta.url));

/** How V8 ends a process that runs out of heap; anything else came from outside, and says nothing of the document. */
const OUT_OF_HEAP = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL']);

function lostChild(name: string, how: string): AppError {
  return new AppError('DOCUMENT_CHILD', `the document of ${name} was not read: its child ended (${how})`, {
    retriable: true,
  });
}

function diedOf(name: string, { heapMbMax }: ChildLimits, code: number | null, by: string | null): AppError {
  if (by === null || !OUT_OF_HEAP.has(by)) return lostChild(name, by ?? `exit ${code}`);
  return new AppError('DOCUMENT_HEAP', `the document of ${name} takes over ${heapMbMax} MB to read`, {
    retriable: false,
  });
}

/**
 * Does a task on a document in a child process of our own code: parsing 40 MB would hold up everything else for more
 * than a second, and some 64 MB need more memory than a process has.
 *
 * Throws AppErrors `DOCUMENT_HEAP` (not retriable: its heap was not enough, and would not be again),
 * `DOCUMENT_SLOW`, `DOCUMENT_CHILD`, `REGISTRY_MALFORMED` (retriable), or the signal's reason.
 */
export async function readInChild<T extends DocumentTask>(
  name: string,
  { bytes, headers }: DocumentBytes,
  task: T,
  signal: AbortSignal,
  limits: ChildLimits = CHILD_LIMITS,
): Promise<AnswerTo<T>> {
  signal.throwIfAborted();
  const child = fork(ENTRY, [], {
    env: {},
    execArgv: [
      `--max-old-space-size=${limits.heapMbMax}`,
      '--disable-warning=ExperimentalWarning',
      '--permission',
      '--allow-fs-read=*',
    ],
    serialization: 'advanced',
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    // A process group of its own: a signal to the terminal's group must not end what the parent is draining.
    detached: true,
  });
  const ended = Promise.withResolvers<AnswerTo<T>>();
  const releases: ResolvedRelease[] = [];
  let answer: object | null = null;

  function onMessage(message: ChildMessage): void {
    if (message.kind === 'answer') answer = message.answer;
    else if (message.kind === 'releases') releases.push(...message.releases);
    else if (message.kind === 'failed') {
      const { code, retriable, fields } = message;
      ended.reject(new AppError(code, message.message, { retriable, fields }));
    } else if (answer !== null) {
      ended.resolve(('releases' in answer ? { ...answer, releases } : answer) as AnswerTo<T>);
    }
  }
  function onAbort(): void {
    ended.reject(signal.reason);
  }
  const timer = setTimeout(() => {
    const why = `the document of ${name} took more than ${limits.timeoutMs} ms to read`;
    ended.reject(new AppError('DOCUMENT_SLOW', why, { retriable: true }));
  }, limits.timeoutMs);
  child.on('message', onMessage);
  child.once('error', (error) => ended.reject(lostChild(name, error.message)));
  child.once('exit', (code, by) => ended.reject(diedOf(name, limits, code, by)));
  signal.addEventListener('abort', onAbort, { once: true });
  // A child that dies while it reads breaks the pipe; its exit tells why.
  child.stdin?.on('error', () => {});
  child.stdin?.end(bytes);
  const order: ChildOrder = { name, headers, task };
  child.send(order, (error) => error && ended.reject(lostChild(name, error.message)));
  try {
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    child.kill('SIGKILL');
  }
}
