import { gzipSync } from 'node:zlib';
import { base256, padded, paxRecord, type TarFields, tarHeader } from './tar-block.ts';

/** What `bomb` repeats: one gzip member of so many zeros. */
const ZEROS_BYTES = 16 * 1024 * 1024;
let zeroMember: Buffer | undefined;

/** A part of the tar stream: bytes, or zeros that are never held unpacked. */
type Part = Buffer | { readonly zeroMembers: number };

/** Builds tar archives in memory, honest and hostile. Every method adds one thing and returns the builder. */
export interface TarballBuilder {
  /** Longer paths than the header holds get a pax header. */
  file(path: string, content: string | Uint8Array, options?: { readonly mode?: number }): TarballBuilder;
  directory(path: string): TarballBuilder;
  symlink(path: string, target: string): TarballBuilder;
  hardlink(path: string, target: string): TarballBuilder;
  /** A character device. */
  device(path: string): TarballBuilder;
  /** A file whose path climbs out of the archive. */
  traversal(content?: string): TarballBuilder;
  /** A file of that many zeros (rounded up to 16 MiB), about a thousandth of that packed. Only in gzip form. */
  bomb(unpackedBytes: number): TarballBuilder;
  /** A member with raw fields and exactly these content bytes (padded). */
  member(fields: TarFields, content?: string | Uint8Array): TarballBuilder;
  /** A pax header for the next member (`x`) or for all (`g`). */
  pax(records: Readonly<Record<string, string>>, type?: 'x' | 'g'): TarballBuilder;
  /** The same with records in this order, which may repeat a key. */
  paxRecords(records: readonly (readonly [key: string, value: string])[], type?: 'x' | 'g'): TarballBuilder;
  /** A GNU long name (`L`) or long link target (`K`) for the next member. */
  gnuLong(value: string, type?: 'L' | 'K'): TarballBuilder;
  /** Bytes as they are, anywhere in the tar stream. */
  raw(bytes: Uint8Array): TarballBuilder;
  /** Cuts what `build` returns to so many bytes. */
  truncatedAt(bytes: number): TarballBuilder;
  /** A gzip-compressed tar, or the plain tar. The end mark (two zero blocks) is written unless told otherwise. */
  build(options?: { readonly gzip?: boolean; readonly endMark?: boolean }): Buffer;
}

function zeros(): Buffer {
  zeroMember ??= gzipSync(Buffer.alloc(ZEROS_BYTES));
  return zeroMember;
}

/** Starts an empty archive. */
export function tarball(): TarballBuilder {
  const parts: Part[] = [];
  let cutAtBytes: number | null = null;

  function addMember(fields: TarFields, content: Uint8Array): void {
    parts.push(tarHeader({ size: content.length, ...fields }), padded(Buffer.from(content)));
  }

  function render(gzip: boolean): Buffer {
    const rendered: Buffer[] = [];
    let plain: Buffer[] = [];
    for (const part of parts) {
      if (Buffer.isBuffer(part)) {
        plain.push(part);
        continue;
      }
      if (!gzip) throw new TypeError('a bomb is only built in gzip form');
      rendered.push(gzipSync(Buffer.concat(plain)), ...Array.from({ length: part.zeroMembers }, zeros));
      plain = [];
    }
    const rest = Buffer.concat(plain);
    rendered.push(gzip ? gzipSync(rest) : rest);
    return Buffer.concat(rendered);
  }

  const builder: TarballBuilder = {
    file(path, content, options = {}) {
      if (Buffer.byteLength(path) > 100) builder.pax({ path });
      return builder.member({ path, mode: options.mode ?? 0o644 }, content);
    },
    directory: (path) => builder.member({ path, type: '5', mode: 0o755 }),
    symlink: (path, target) => builder.member({ path, type: '2', linkTarget: target }),
    hardlink: (path, target) => builder.member({ path, type: '1', linkTarget: target }),
    device: (path) => builder.member({ path, type: '3' }),
    traversal: (content = 'outside') => builder.file('package/../../outside.txt', content),
    bomb(unpackedBytes) {
      const zeroMembers = Math.ceil(unpackedBytes / ZEROS_BYTES);
      parts.push(tarHeader({ path: 'package/zeros.bin', size: base256(BigInt(zeroMembers * ZEROS_BYTES)) }));
      parts.push({ zeroMembers });
      return builder;
    },
    member(fields, content = '') {
      addMember(fields, Buffer.from(content as Uint8Array));
      return builder;
    },
    pax: (records, type = 'x') => builder.paxRecords(Object.entries(records), type),
    paxRecords(records, type = 'x') {
      const lines = records.map(([key, value]) => paxRecord(key, value));
      addMember({ path: 'PaxHeader', type }, Buffer.concat(lines));
      return builder;
    },
    gnuLong(value, type = 'L') {
      addMember({ path: '././@LongLink', type, magic: 'gnu' }, Buffer.from(`${value}\0`));
      return builder;
    },
    raw(bytes) {
      parts.push(Buffer.from(bytes));
      return builder;
    },
    truncatedAt(bytes) {
      cutAtBytes = bytes;
      return builder;
    },
    build({ gzip = true, endMark = true } = {}) {
      if (endMark) parts.push(Buffer.alloc(1024));
      const bytes = render(gzip);
      return cutAtBytes === null ? bytes : bytes.subarray(0, cutAtBytes);
    },
  };
  return builder;
}
