import type { FileHandle } from 'node:fs/promises';

/** Random access to an unpacked stream. What `read` returns may share memory: it is not to be written to. */
export interface ByteSource extends AsyncDisposable {
  /** Bytes `[start, end)`; fewer where the stream ends. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Reads up to `length` bytes at `position`; fewer only at the end of the file. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
