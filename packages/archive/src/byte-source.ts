import type { FileHandle } from 'node:fs/promises';

/** Random access to bytes: a file, memory, an unpacked stream or HTTP ranges. */
export interface ByteSource extends AsyncDisposable {
  readonly sizeBytes: number;
  /** True when every read is a request to another machine: readers then fetch only what they cannot do without. */
  readonly remote: boolean;
  /** Whether all bytes of a range are there; absent where they always are. */
  readonly has?: (offset: number, lengthBytes: number) => boolean;
  /**
   * Up to `lengthBytes` bytes at `offset`, fewer only where the source ends. What it returns may share memory: it is
   * not to be written to.
   */
  readAt(offset: number, lengthBytes: number): Promise<Buffer>;
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

/** A view of `[offset, offset + lengthBytes)` that stays inside a source of `sizeBytes`. */
function within(sizeBytes: number, offset: number, lengthBytes: number): { start: number; length: number } {
  const start = Math.min(Math.max(offset, 0), sizeBytes);
  return { start, length: Math.min(Math.max(lengthBytes, 0), sizeBytes - start) };
}

/** A file of so many bytes, which the source closes. What is appended later is not seen; what is cut off is missing. */
export function fileSource(file: FileHandle, sizeBytes: number): ByteSource {
  return {
    sizeBytes,
    remote: false,
    readAt(offset, lengthBytes) {
      const { start, length } = within(sizeBytes, offset, lengthBytes);
      return readAt(file, start, length);
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

/** Bytes in memory, which are not copied. */
export function memorySource(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    sizeBytes: buffer.length,
    remote: false,
    async readAt(offset, lengthBytes) {
      const { start, length } = within(buffer.length, offset, lengthBytes);
      return buffer.subarray(start, start + length);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/**
 * Bytes in memory that only this source's readers look at: when it is disposed they are given back at once, and arrays
 * that were read from it are empty from then on. V8 counts bytes that wait for its garbage collector, and begins a full
 * collection for every 64 MB of them.
 */
export function ownedMemorySource(bytes: Buffer): ByteSource {
  return {
    ...memorySource(bytes),
    async [Symbol.asyncDispose]() {
      const { buffer } = bytes;
      // A small buffer is a part of a pool that others are in as well. One step of unpacking asks for one byte more.
      if (buffer instanceof ArrayBuffer && buffer.byteLength <= bytes.length + 1) buffer.transfer(0);
    },
  };
}

/** A part of another source, which stays open when the part is disposed. */
export function sliceSource(source: ByteSource, offset: number, sizeBytes: number): ByteSource {
  const part = within(source.sizeBytes, offset, sizeBytes);
  return {
    sizeBytes: part.length,
    remote: source.remote,
    readAt(at, lengthBytes) {
      const { start, length } = within(part.length, at, lengthBytes);
      return source.readAt(part.start + start, length);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/**
 * The same source with one window of `windowBytes` kept: small reads that follow each other, as of headers and small
 * members, cost one system call a window. Disposing it disposes the source.
 */
export function windowedSource(source: ByteSource, windowBytes: number): ByteSource {
  let held: { readonly offset: number; readonly bytes: Buffer } = { offset: 0, bytes: Buffer.alloc(0) };
  return {
    sizeBytes: source.sizeBytes,
    remote: source.remote,
    async readAt(offset, lengthBytes) {
      const { start, length } = within(source.sizeBytes, offset, lengthBytes);
      let { offset: from, bytes } = held;
      if (start < from || start + length > from + bytes.length) {
        if (length > windowBytes / 2) return source.readAt(start, length);
        from = start;
        bytes = await source.readAt(start, windowBytes);
        held = { offset: from, bytes };
      }
      return bytes.subarray(start - from, start - from + length);
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}
