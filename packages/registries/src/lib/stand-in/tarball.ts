import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/** Writes a NUL-terminated field of a ustar header (POSIX.1-1988). */
function field(header: Buffer, text: string, offset: number, length: number): void {
  header.write(text.slice(0, length), offset, length, 'latin1');
}

function headerOf(path: string, sizeBytes: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new RangeError(`path over 100 bytes: ${path}`);
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0, 100, 'utf8');
  field(header, '0000644\0', 100, 8);
  field(header, '0000000\0', 108, 8);
  field(header, '0000000\0', 116, 8);
  field(header, `${sizeBytes.toString(8).padStart(11, '0')}\0`, 124, 12);
  // npm pack writes the same moment into every tarball: 1985-10-26T08:15:00Z.
  field(header, '03560116604\0', 136, 12);
  field(header, '        ', 148, 8);
  field(header, '0', 156, 1);
  field(header, 'ustar\u000000', 257, 8);
  let sum = 0;
  for (const byte of header) sum += byte;
  field(header, `${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return header;
}

/**
 * A package tarball as `npm pack` makes it: gzip over ustar, every file below `root`.
 * @param files path inside the package to its content; with the root of at most 100 bytes.
 */
export function buildTarball(files: Readonly<Record<string, string | Uint8Array>>, root = 'package'): Buffer {
  const blocks: Buffer[] = [];
  for (const [path, content] of Object.entries(files)) {
    const body = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    blocks.push(headerOf(`${root}/${path}`, body.length), body);
    blocks.push(Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK));
  }
  blocks.push(Buffer.alloc(2 * BLOCK));
  return gzipSync(Buffer.concat(blocks), { level: 1 });
}
