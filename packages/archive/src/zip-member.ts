import type { EntryKind } from '@weir/model';
import type { ProblemLog } from './problems.ts';
import { LOCK_BYTES } from './zip-crypto.ts';
import { type CentralHeader, FLAG_ENCRYPTED, FLAG_MASKED, FLAG_PATCH } from './zip-records.ts';

/** How a member's bytes are packed, of what this reader unpacks: APPNOTE 4.4.5 methods 0, 8 and 93 (and 20, its old number). */
export type ZipMethod = 'store' | 'deflate' | 'zstd';

/** What is kept of a central header while the view is open; names and extra fields can be long and many. */
export interface KeptHeader extends Omit<CentralHeader, 'extra' | 'length'> {
  /** The name, cut at {@link NAME_BYTES_KEPT}. */
  readonly nameBytes: Buffer;
  readonly nameLength: number;
}

/** A member of the central directory. */
export interface ZipMember {
  readonly path: string;
  readonly header: KeptHeader;
  /** Where its local header is in the file. */
  readonly localAt: number;
  /** Null: cannot be unpacked; the reason is in `unread`. */
  readonly method: ZipMethod | null;
  /** What may be unpacked at most: what is declared, or less where that is impossible. */
  readonly sizeBytes: number;
  readonly packedBytes: number;
  /** Its bytes are encrypted, and there are passwords to try. */
  readonly locked: boolean;
  readonly unread: string | null;
}

export const NAME_BYTES_KEPT = 1024;
/** Deflate's densest form: 258 bytes for two bits, and a block around it. */
const DEFLATE_RATIO_MAX = 1032;
const METHODS: Readonly<Record<number, ZipMethod>> = { 0: 'store', 8: 'deflate', 20: 'zstd', 93: 'zstd' };
const METHOD_NAMES: Readonly<Record<number, string>> = {
  1: 'shrink',
  6: 'implode',
  9: 'deflate64',
  12: 'bzip2',
  14: 'lzma',
  95: 'xz',
  96: 'jpeg',
  97: 'wavpack',
  98: 'ppmd',
  99: 'AES encryption',
};

const UNIX_SYSTEMS = new Set([3, 19]);
const KIND_BITS = 0o170000;
const KINDS: Readonly<Record<number, EntryKind>> = {
  0o010000: 'device',
  0o020000: 'device',
  0o060000: 'device',
  0o140000: 'device',
  0o120000: 'symlink',
};

/** Unix permission bits, 0 where the writer's system has none. */
export function modeOf(header: KeptHeader): number {
  return UNIX_SYSTEMS.has(header.madeBy >> 8) ? (header.externalAttributes >>> 16) & 0o7777 : 0;
}

/** What the writer says that the member is, besides a file: only readers that keep Unix modes go by it. */
export function unixKindOf(header: KeptHeader): EntryKind | null {
  if (!UNIX_SYSTEMS.has(header.madeBy >> 8)) return null;
  return KINDS[(header.externalAttributes >>> 16) & KIND_BITS] ?? null;
}

function keep({ extra: _extra, length: _length, ...header }: CentralHeader): KeptHeader {
  const { nameBytes } = header;
  return {
    ...header,
    nameBytes: Buffer.copyBytesFrom(nameBytes, 0, Math.min(nameBytes.length, NAME_BYTES_KEPT)),
    nameLength: nameBytes.length,
  };
}

/** Methods that APPNOTE's first cipher is used with; 99 is another one. */
const LOCKED_METHODS = new Set([0, 8]);

/**
 * Decides how a member is read, and notes why when it is not. Sizes that cannot be are cut to what can be.
 * @param unlocks true when there are passwords to try on what is encrypted.
 */
export function createZipMember(
  path: string,
  header: CentralHeader,
  baseBytes: number,
  problems: ProblemLog,
  unlocks = false,
): ZipMember {
  const isMasked = (header.flags & FLAG_MASKED) !== 0;
  const locked =
    unlocks && !isMasked && (header.flags & FLAG_ENCRYPTED) !== 0 && LOCKED_METHODS.has(header.method);
  const encrypted = !locked && (isMasked || (header.flags & FLAG_ENCRYPTED) !== 0);
  const dataBytes = Math.max(0, header.packedBytes - (locked ? LOCK_BYTES : 0));
  const method = encrypted || (header.flags & FLAG_PATCH) !== 0 ? null : (METHODS[header.method] ?? null);
  let unread: string | null = null;
  let { sizeBytes } = header;
  if (encrypted) {
    unread = 'encrypted';
    problems.add('encrypted', path, 'cannot be read without a password');
  } else if (method === null) {
    unread = 'unsupported';
    const name = METHOD_NAMES[header.method] ?? `method ${header.method}`;
    problems.add('unsupported', path, `packed with ${name}, which is not read`);
  } else if (method === 'store' && sizeBytes !== dataBytes) {
    problems.add('corrupt', path, `stored in ${header.packedBytes} bytes and said to have ${sizeBytes}`);
    sizeBytes = Math.min(sizeBytes, dataBytes);
  } else if (method === 'deflate' && sizeBytes > DEFLATE_RATIO_MAX * dataBytes) {
    problems.add('corrupt', path, `${header.packedBytes} bytes cannot unpack to ${sizeBytes}`);
    sizeBytes = DEFLATE_RATIO_MAX * dataBytes;
  }
  if (header.disk !== 0 && header.disk !== 0xffff) {
    problems.add('corrupt', path, `said to be on disk ${header.disk} of several`);
  }
  return {
    path,
    header: keep(header),
    localAt: baseBytes + header.localOffset,
    method,
    sizeBytes,
    packedBytes: header.packedBytes,
    locked,
    unread,
  };
}
