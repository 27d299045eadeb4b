import { damage, pick } from './testing-random.ts';

const BLOCK_BYTES = 512;
const TYPES = '01234567xgLKNSVMDX \0zA';
/** By offset in a header of tar: what is written there, as readers take it differently. */
const TAR_FIELDS: readonly (readonly [at: number, values: readonly string[]])[] = [
  [0, ['name/\0', '\0', './a\0', 'package/one.js\0', 'n'.repeat(100), 'a\\b\0', '/abs\0']],
  [
    124,
    [
      '00000001000\0',
      '00000000000\0',
      '00000000007\0',
      '7777777\0    ',
      '-0000000001\0',
      '        10 \0',
      '0x000000010\0',
      '\x80\0\0\0\0\0\0\0\0\0\x02\0',
      '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0',
      '8888',
    ],
  ],
  [156, Array.from(TYPES)],
  [157, ['x\0', 'a/b\0', '../x\0', 'package/two.js\0', '\0']],
  [257, ['ustar\x0000', 'ustar  \0', 'xxxxx\0\0\0', '\0\0\0\0\0\0\0\0']],
  [345, ['pre\0', 'pre/fix\0', '\0', 'x'.repeat(155), 'y'.repeat(131)]],
];
const PAX_KEYS = ['size=', 'PATH=', 'link=', 'pat\0=', '\nath='];

function writeChecksum(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

function headersOf(tar: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 0; at + BLOCK_BYTES <= tar.length; at += BLOCK_BYTES) {
    if (tar.toString('latin1', at + 257, at + 262) === 'ustar') starts.push(at);
  }
  return starts;
}

/** Changes fields of headers of a plain tar and makes their checksums hold, so that readers go by them. */
export function tamperTar(random: () => number, original: Buffer): Buffer {
  const bytes = Buffer.from(original);
  const headers = headersOf(bytes);
  for (let i = 0; i < 1 + random() * 3; i++) {
    const start = pick(random, headers);
    const header = bytes.subarray(start, start + BLOCK_BYTES);
    const [at, values] = pick(random, TAR_FIELDS);
    header.write(pick(random, values), at, 'latin1');
    writeChecksum(header);
  }
  const path = bytes.indexOf('path=');
  if (path >= 0 && random() < 0.4) bytes.write(pick(random, PAX_KEYS), path, 'latin1');
  return random() < 0.2 ? damage(random, bytes) : bytes;
}

const ZIP_RECORDS = [
  ['PK\x01\x02', 46],
  ['PK\x03\x04', 30],
  ['PK\x05\x06', 22],
  ['PK\x06\x06', 56],
  ['PK\x06\x07', 20],
] as const;

function positionsOf(bytes: Buffer, signature: string): number[] {
  const positions: number[] = [];
  for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) positions.push(at);
  return positions;
}

/** Changes numbers in the records of a zip. */
export function tamperZip(random: () => number, original: Buffer): Buffer {
  const bytes = Buffer.from(original);
  for (let i = 0; i < 1 + random() * 3; i++) {
    const [signature, recordBytes] = pick(random, ZIP_RECORDS);
    const positions = positionsOf(bytes, signature);
    if (positions.length === 0) continue;
    const at = pick(random, positions) + 4 + 2 * Math.floor((random() * (recordBytes - 4)) / 2);
    const value = bytes.readUInt16LE(at);
    const values = [0, 1, 8, 0xffff, value ^ 1, value ^ 0x800, value + 1, value - 1, value + 46];
    bytes.writeUInt16LE(pick(random, values) & 0xffff, at);
  }
  return random() < 0.2 ? damage(random, bytes) : bytes;
}
