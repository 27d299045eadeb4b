import { AppError, describeError } from '@weir/model';
import type { ByteSource } from './byte-source.ts';

/** What a server answered to one range request, as far as it decides whether the bytes can be trusted. */
export interface RangeAnswer {
  readonly bytes: Uint8Array;
  /** First byte of the answer, from `Content-Range`; 0 for a whole file (status 200). */
  readonly start: number;
  /** Size of the whole file in bytes, from `Content-Range` or `Content-Length`; null when the server does not tell. */
  readonly totalBytes: number | null;
  /** A strong `ETag`, or any other word that changes with the file; null when there is none. */
  readonly version: string | null;
}

export interface RangeSourceOptions {
  /** Asks for bytes `[start, end)`. Its AppErrors pass through as they are. */
  readonly fetchRange: (start: number, end: number) => Promise<RangeAnswer>;
  /** What is read for errors: a URL without secrets. */
  readonly name: string;
  /** 256 KiB when absent. */
  readonly blockBytes?: number;
  /** Blocks kept, least recently used first out; 32 when absent. */
  readonly blocksMax?: number;
  /** Requests that one artifact may cost; 2000 when absent. */
  readonly requestsMax?: number;
}

/**
 * Opens a file behind HTTP range requests (RFC 9110 section 14) for random access with a bounded cache; the request
 * itself is the caller's. The first block is fetched at once, to learn the size.
 *
 * Throws AppError `ARCHIVE_SOURCE`, at once or when read: retriable when the file changed meanwhile, an answer was cut
 * short or the request failed; not retriable when the server ignores ranges, tells no size, or too many requests were
 * needed.
 */
export async function openRangeSource(options: RangeSourceOptions): Promise<ByteSource> {
  const { fetchRange, name, blockBytes = 256 * 1024, blocksMax = 32, requestsMax = 2000 } = options;
  const blocks = new Map<number, Promise<Buffer>>();
  let requests = 0;

  function fail(message: string, retriable: boolean, cause?: unknown): AppError {
    return new AppError('ARCHIVE_SOURCE', `${name}: ${message}`, { retriable, cause });
  }

  async function ask(start: number, end: number): Promise<RangeAnswer> {
    requests += 1;
    if (requests > requestsMax) throw fail(`reading it takes over ${requestsMax} range requests`, false);
    const answer = await fetchRange(start, end).catch((cause: unknown) => {
      if (cause instanceof AppError) throw cause;
      throw fail(`range request failed: ${describeError(cause, 200)}`, true, cause);
    });
    if (answer.start !== start || answer.bytes.length > end - start) {
      throw fail('the server ignores ranges; fetch the whole file instead', false);
    }
    return answer;
  }

  const first = await ask(0, blockBytes);
  const sizeBytes = first.totalBytes;
  if (sizeBytes === null || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw fail('the server tells no size; fetch the whole file instead', false);
  }

  function verify(answer: RangeAnswer, start: number, end: number): Buffer {
    if (answer.version !== first.version || (answer.totalBytes ?? sizeBytes) !== sizeBytes) {
      throw fail('the file changed while it was read; start again', true);
    }
    if (answer.bytes.length !== end - start) {
      throw fail(`${answer.bytes.length} bytes came for ${end - start} at ${start} of ${sizeBytes}`, true);
    }
    return Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength);
  }

  async function fetchVerified(start: number, end: number): Promise<Buffer> {
    return verify(await ask(start, end), start, end);
  }

  function keep(index: number, bytes: Promise<Buffer>): Promise<Buffer> {
    blocks.delete(index);
    blocks.set(index, bytes);
    for (const oldest of blocks.keys()) {
      if (blocks.size <= blocksMax) break;
      blocks.delete(oldest);
    }
    return bytes;
  }

  function block(index: number): Promise<Buffer> {
    const known = blocks.get(index);
    if (known) return keep(index, known);
    const start = index * blockBytes;
    const fetched = fetchVerified(start, Math.min(start + blockBytes, sizeBytes ?? 0));
    // A failed request must not stay: the next read asks again.
    fetched.catch(() => blocks.delete(index));
    return keep(index, fetched);
  }

  await keep(0, Promise.resolve(verify(first, 0, Math.min(blockBytes, sizeBytes))));
  return {
    sizeBytes,
    remote: true,
    async readAt(offset, lengthBytes) {
      const start = Math.min(Math.max(offset, 0), sizeBytes);
      const end = Math.min(start + Math.max(lengthBytes, 0), sizeBytes);
      if (start === end) return Buffer.alloc(0);
      const from = Math.floor(start / blockBytes);
      const to = Math.floor((end - 1) / blockBytes);
      // More than two blocks are one request of their own: cheaper for the server, and nothing is pushed out.
      if (to - from > 1) return fetchVerified(start, end);
      const parts = [await block(from), ...(to > from ? [await block(to)] : [])];
      const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
      return bytes.subarray(start - from * blockBytes, end - from * blockBytes);
    },
    async [Symbol.asyncDispose]() {
      blocks.clear();
    },
  };
}
