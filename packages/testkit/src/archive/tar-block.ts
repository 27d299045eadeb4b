/** Size of a tar header and of padding, in bytes (POSIX.1-2024 pax). */
export const BLOCK_BYTES = 512;

/** Raw header fields; a Buffer goes in byte for byte, so that a test can write what no honest tool would. */
export interface TarFields {
  readonly path: string | Buffer;
  readonly type?: string;
  readonly mode?: number;
  /** Number: octal. Buffer: the 12 bytes of the field. */
  readonly size?: number | Buffer;
  readonly linkTarget?: string;
  readonly prefix?: string;
  /** `ustar` (default), GNU's own form, or none (v7). */
  readonly magic?: 'ustar' | 'gnu' | 'v7';
  /** Writes a checksum that does not hold. */
  readonly badChecksum?: boolean;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}

/** A size of over 8 GiB, or a negative one, as GNU writes it: base-256, big-endian, 12 bytes. */
export function base256(value: bigint): Buffer {
  const field = Buffer.alloc(12, value < 0n ? 0xff : 0);
  field.writeBigInt64BE(value, 4);
  field[0] = value < 0n ? 0xff : 0x80;
  return field;
}

/** One 512-byte tar header. Paths over 100 bytes are cut, as the format cuts them. */
export function tarHeader(fields: TarFields): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  Buffer.from(fields.path).copy(block, 0, 0, 100);
  block.write(octal(fields.mode ?? 0o644, 7), 100, 'latin1');
  block.write(octal(0, 7), 108, 'latin1');
  block.write(octal(0, 7), 116, 'latin1');
  const size = fields.size ?? 0;
  if (typeof size === 'number') block.write(octal(size, 11), 124, 'latin1');
  else size.copy(block, 124, 0, 12);
  block.write(octal(0, 11), 136, 'latin1');
  block.write(fields.type ?? '0', 156, 'latin1');
  Buffer.from(fields.linkTarget ?? '').copy(block, 157, 0, 100);
  const magic = fields.magic ?? 'ustar';
  if (magic !== 'v7') block.write(magic === 'ustar' ? 'ustar\x0000' : 'ustar  \0', 257, 'latin1');
  Buffer.from(fields.prefix ?? '').copy(block, 345, 0, 155);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(fields.badChecksum ? sum + 1 : sum, 6)} `, 148, 'latin1');
  return block;
}

/** Content followed by zeros up to a whole block. */
export function padded(content: Buffer): Buffer {
  const rest = content.length % BLOCK_BYTES;
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(BLOCK_BYTES - rest)]);
}

/** One pax record: `LENGTH KEY=VALUE\n`, where the length counts itself. */
export function paxRecord(key: string, value: string): Buffer {
  const body = Buffer.byteLength(` ${key}=${value}\n`);
  let length = body;
  while (length !== body + String(length).length) length = body + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
