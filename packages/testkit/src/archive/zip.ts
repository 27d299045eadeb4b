import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';
import { type ZipNumbers, zipCentralHeader, zipDescriptor, zipEnd, zipLocalHeader } from './zip-records.ts';

/** A member as no honest tool would write it: what is given replaces what is true. */
export interface ZipFields {
  readonly path: string | Buffer;
  readonly content?: string | Uint8Array;
  /** 0 stored, 8 deflate (default), 93 zstd; with any other the content goes in as it is. */
  readonly method?: number;
  /** Packed bytes as they are, whatever the method. */
  readonly packed?: Uint8Array;
  readonly flags?: number;
  readonly crc?: number;
  readonly sizeBytes?: number;
  readonly packedBytes?: number;
  /** Unix mode with the bits of its kind, as in `0o120777` for a link. */
  readonly mode?: number;
  readonly extra?: Buffer;
  readonly comment?: string;
  /** MS-DOS date and time; 2024-01-02 03:04:06 by default. */
  readonly date?: number;
  readonly time?: number;
  readonly zip64?: boolean;
  /** Numbers in the local header are zeros and follow the data in this form. */
  readonly descriptor?: 'plain' | 'signed' | 'zip64';
  /** What the local header says instead of what the directory says. */
  readonly local?: Partial<ZipNumbers>;
  /** Where the directory says that the member is. */
  readonly localOffset?: number;
  /** `local`: the directory does not list it. `central`: the directory lists it, its bytes are not written. */
  readonly only?: 'local' | 'central';
}

export interface ZipBuildOptions {
  readonly zip64?: boolean;
  readonly comment?: string | Buffer;
  /** Bytes in front, which the offsets know nothing of; `raw` before the first member is the form that they know of. */
  readonly prefix?: Uint8Array;
  readonly trailing?: Uint8Array;
  readonly entryCount?: number;
  readonly directoryBytes?: number;
  readonly directoryOffset?: number;
}

/** Builds zip archives in memory, honest and hostile. Every method adds one thing and returns the builder. */
export interface ZipBuilder {
  file(path: string, content: string | Uint8Array, options?: Omit<ZipFields, 'path' | 'content'>): ZipBuilder;
  member(fields: ZipFields): ZipBuilder;
  /** Bytes as they are between members. */
  raw(bytes: Uint8Array): ZipBuilder;
  /** The directory lists the last member so many times in all; many of them need `zip64`. */
  listed(times: number): ZipBuilder;
  /** Where the next member's local header will be. */
  readonly offset: number;
  build(options?: ZipBuildOptions): Buffer;
}

function pack(content: Buffer, method: number): Buffer {
  if (method === 8) return deflateRawSync(content);
  return method === 93 ? zstdCompressSync(content) : content;
}

/** Starts an empty archive. */
export function zip(): ZipBuilder {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let bodyBytes = 0;
  let entryCount = 0;

  function write(...parts: readonly Buffer[]): void {
    for (const part of parts) {
      body.push(part);
      bodyBytes += part.length;
    }
  }

  function addMember(fields: ZipFields): void {
    const { method = 8, zip64 = false, descriptor } = fields;
    const content = Buffer.from((fields.content ?? '') as Uint8Array);
    const packed = fields.packed ? Buffer.from(fields.packed) : pack(content, method);
    const path = Buffer.from(fields.path);
    const utf8 = typeof fields.path === 'string' && path.some((byte) => byte >= 0x80) ? 1 << 11 : 0;
    const numbers: ZipNumbers = {
      path,
      flags: fields.flags ?? utf8 | (descriptor ? 8 : 0),
      method,
      crc: fields.crc ?? crc32(content),
      packedBytes: fields.packedBytes ?? packed.length,
      sizeBytes: fields.sizeBytes ?? content.length,
      extra: fields.extra ?? Buffer.alloc(0),
      date: fields.date ?? ((2024 - 1980) << 9) | (1 << 5) | 2,
      time: fields.time ?? (3 << 11) | (4 << 5) | 3,
    };
    const localOffset = fields.localOffset ?? bodyBytes;
    if (fields.only !== 'central') {
      const zeros = descriptor ? { crc: 0, packedBytes: 0, sizeBytes: 0 } : {};
      write(zipLocalHeader({ ...numbers, ...zeros, ...fields.local }, zip64), packed);
      if (descriptor) write(zipDescriptor(numbers, descriptor));
    }
    if (fields.only === 'local') return;
    const central = {
      ...numbers,
      madeBy: (fields.mode === undefined ? 0 : 3 << 8) | 20,
      externalAttributes: ((fields.mode ?? 0) << 16) >>> 0,
      localOffset,
      comment: Buffer.from(fields.comment ?? ''),
    };
    directory.push(zipCentralHeader(central, zip64));
    entryCount += 1;
  }

  const builder: ZipBuilder = {
    file: (path, content, options = {}) => builder.member({ ...options, path, content }),
    member(fields) {
      addMember(fields);
      return builder;
    },
    raw(bytes) {
      write(Buffer.from(bytes));
      return builder;
    },
    listed(times) {
      const last = directory.pop();
      if (!last) throw new TypeError('there is no member to list again');
      directory.push(Buffer.alloc(times * last.length, last));
      entryCount += times - 1;
      return builder;
    },
    get offset() {
      return bodyBytes;
    },
    build(options = {}) {
      const prefix = Buffer.from(options.prefix ?? []);
      const central = Buffer.concat(directory);
      const numbers = {
        entryCount: options.entryCount ?? entryCount,
        directoryBytes: options.directoryBytes ?? central.length,
        directoryOffset: options.directoryOffset ?? bodyBytes,
        comment: Buffer.from((options.comment ?? '') as Buffer),
      };
      const end = zipEnd(numbers, options.zip64 ?? false, bodyBytes + central.length);
      return Buffer.concat([prefix, ...body, central, end, Buffer.from(options.trailing ?? [])]);
    },
  };
  return builder;
}
