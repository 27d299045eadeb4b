import { isGzip } from './gzip-header.ts';
import { parseTarHeader } from './tar-header.ts';
import { isZstd } from './unzstd.ts';

/** Containers that are known and not read, by their first bytes. */
const UNSUPPORTED_MAGICS: readonly (readonly [string, Buffer])[] = [
  ['7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf])],
  ['rar', Buffer.from('Rar!')],
  ['compress', Buffer.from([0x1f, 0x9d])],
  ['cab', Buffer.from('MSCF')],
];
const BZIP2_MAGIC = Buffer.from('BZh');
const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]);
const ZIP_MAGICS = [Buffer.from('PK\x03\x04'), Buffer.from('PK\x05\x06'), Buffer.from('PK\x07\x08')];

/** What a tar can be compressed by as a whole. */
export type PackedFormat = 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** What bytes begin like; the name of a format that is not read is in `name`. */
export type Sniffed =
  | { readonly kind: PackedFormat | 'tar' | 'zip' | 'unknown' }
  | { readonly kind: 'unsupported'; readonly name: string };

/** Tells containers apart by their first 512 bytes. */
export function sniff(head: Buffer): Sniffed {
  if (isGzip(head)) return { kind: 'gzip' };
  if (isZstd(head)) return { kind: 'zstd' };
  if (head.length >= 512 && parseTarHeader(head) !== null) return { kind: 'tar' };
  const begins = (magic: Buffer): boolean => head.subarray(0, magic.length).equals(magic);
  if (ZIP_MAGICS.some(begins)) return { kind: 'zip' };
  if (begins(XZ_MAGIC)) return { kind: 'xz' };
  if (begins(BZIP2_MAGIC)) return { kind: 'bzip2' };
  const known = UNSUPPORTED_MAGICS.find(([, magic]) => begins(magic));
  return known ? { kind: 'unsupported', name: known[0] } : { kind: 'unknown' };
}
