import { closeSync, mkdtempSync, openSync, read, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError, describeError } from '@weir/model';
import { type ByteSource, ownedMemorySource } from './byte-source.ts';

/** Archives up to this size stay in memory; almost all do. */
export const MEMORY_BYTES_MAX = 32 * 1024 * 1024;

/** Takes the unpacked stream as it comes. Disposing it before `seal` gives everything back. */
export interface Spool extends Disposable {
  /** Throws AppError `ARCHIVE_SPOOL`, retriable, when the temporary disk is full or not writable. */
  append(chunk: Buffer): void;
  /** Ends writing; from here on the bytes are the source's to give back. */
  seal(): ByteSource;
}

const readDescriptor = promisify(read);

/**
 * Opens a file that no name leads to: made by O_EXCL in a private directory (0700) and unlinked at once, so that
 * nobody can read, swap or run it, and a killed process leaves nothing behind.
 */
function openNameless(parentDir: string): number {
  const directory = mkdtempSync(join(parentDir, 'weir-archive-'));
  try {
    return openSync(join(directory, 'spool'), 'wx+', 0o600);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A chunk that keeps no more memory alive than about its own: a byte may come in a buffer of a megabyte. */
export function compact(chunk: Buffer): Buffer {
  return chunk.buffer.byteLength > 2 * chunk.length ? Buffer.copyBytesFrom(chunk) : chunk;
}

function writeAll(descriptor: number, chunk: Buffer): void {
  for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
}

async function readAll(descriptor: number, start: number, lengthBytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(lengthBytes);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await readDescriptor(
      descriptor,
      buffer,
      filled,
      buffer.length - filled,
      start + filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** An empty spool: memory first, beyond `memoryBytesMax` a nameless file under `parentDir`, the system's if absent. */
export function createSpool(memoryBytesMax: number = MEMORY_BYTES_MAX, parentDir?: string): Spool {
  let chunks: Buffer[] = [];
  let sizeBytes = 0;
  let descriptor: number | null = null;
  const folder = (): string => parentDir ?? tmpdir();

  /** Does nothing once sealed. */
  function close(): void {
    if (descriptor !== null) closeSync(descriptor);
    descriptor = null;
    chunks = [];
  }

  return {
    append(chunk) {
      sizeBytes += chunk.length;
      if (descriptor === null && sizeBytes <= memoryBytesMax) {
        if (chunk.length > 0) chunks.push(compact(chunk));
        return;
      }
      try {
        if (descriptor === null) {
          descriptor = openNameless(folder());
          for (const earlier of chunks) writeAll(descriptor, earlier);
          chunks = [];
        }
        writeAll(descriptor, chunk);
      } catch (cause) {
        throw new AppError(
          'ARCHIVE_SPOOL',
          `cannot spool ${sizeBytes} unpacked bytes under ${folder()}: ${describeError(cause, 200)}`,
          { retriable: true, cause },
        );
      }
    },
    seal() {
      const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      chunks = [];
      const held = descriptor;
      descriptor = null;
      if (held === null) return ownedMemorySource(bytes);
      const heldBytes = sizeBytes;
      return {
        sizeBytes: heldBytes,
        remote: false,
        readAt(offset, lengthBytes) {
          const start = Math.min(Math.max(offset, 0), heldBytes);
          return readAll(held, start, Math.min(Math.max(lengthBytes, 0), heldBytes - start));
        },
        async [Symbol.asyncDispose]() {
          closeSync(held);
        },
      };
    },
    [Symbol.dispose]: close,
  };
}
