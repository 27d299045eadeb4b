import { createShrinker, type JsonShrinker } from './manifest-salvage.ts';

const BLOCK_BYTES = 512;
/** Where `ustar` stands in a header, and the field that holds the sum of all others. */
const MAGIC_OFFSET = 257;
const SUM_START = 148;
const SUM_END = 156;
/** Members that are kept, bytes of one, and of all. */
const MEMBERS_MAX = 5_000;
const MEMBER_BYTES_MAX = 1024 * 1024;
const KEPT_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Recovers members from the bytes of tar streams of which nothing could be listed. Repeated bytes may be missing, so
 * that sizes cannot be counted on: a member ends where its size says, or where the next header stands.
 */
export interface MemberFinder {
  /** Bytes of one stream follow each other; another `stream` begins anew. */
  push(stream: string, bytes: Uint8Array): void;
  /** Ends the last stream. Contents by path, of members with one path the last; a package.json without its padding. */
  end(): ReadonlyMap<string, Uint8Array>;
}

interface Member {
  readonly path: string;
  leftBytes: number;
  readonly kept: Uint8Array[];
  keptBytes: number;
  readonly shrinker: JsonShrinker | null;
}

function text(block: Uint8Array, start: number, length: number): string {
  const field = Buffer.from(block.buffer, block.byteOffset + start, length).toString('utf8');
  return field.split('\0', 1)[0] ?? '';
}

/** The member that a header announces: null when it is no header, or none of a regular file. */
function memberOf(block: Uint8Array): Member | null {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK_BYTES; at++) if (at < SUM_START || at >= SUM_END) sum += block[at] ?? 0;
  if (Number.parseInt(text(block, SUM_START, 8).trim(), 8) !== sum) return null;
  const sizeBytes = Number.parseInt(text(block, 124, 12).trim(), 8);
  const type = text(block, 156, 1);
  if (!Number.isSafeInteger(sizeBytes) || (type !== '' && type !== '0')) return null;
  const prefix = text(block, 345, 155);
  const name = text(block, 0, 100);
  const path = prefix === '' ? name : `${prefix}/${name}`;
  const shrinker = /^[^/]+\/package\.json$/.test(path) ? createShrinker() : null;
  return { path, leftBytes: sizeBytes, kept: [], keptBytes: 0, shrinker };
}

/** Creates a finder. */
export function createMemberFinder(): MemberFinder {
  const members = new Map<string, Uint8Array>();
  let keptBytes = 0;
  let stream: string | null = null;
  let carried: Uint8Array = new Uint8Array();
  let member: Member | null = null;

  function close(): void {
    if (!member) return;
    const { path, kept, shrinker } = member;
    const shrunk = shrinker?.text();
    if (members.size < MEMBERS_MAX)
      members.set(path, shrunk === null || shrunk === undefined ? Buffer.concat(kept) : Buffer.from(shrunk));
    member = null;
  }

  function feed(bytes: Uint8Array): void {
    if (!member) return;
    const taken = bytes.subarray(0, member.leftBytes);
    member.leftBytes -= taken.length;
    if (member.shrinker) member.shrinker.push(taken);
    else {
      const room = Math.min(MEMBER_BYTES_MAX - member.keptBytes, KEPT_BYTES_MAX - keptBytes);
      const piece = Uint8Array.from(taken.subarray(0, Math.max(0, room)));
      if (piece.length > 0) member.kept.push(piece);
      member.keptBytes += piece.length;
      keptBytes += piece.length;
    }
    if (member.leftBytes === 0) close();
  }

  /** Takes all of a text but its last block, in which a header may begin. */
  function take(bytes: Buffer, isLast: boolean): Buffer {
    let from = 0;
    for (let at = bytes.indexOf('ustar'); at >= 0; at = bytes.indexOf('ustar', at + 1)) {
      const start = at - MAGIC_OFFSET;
      if (start < from) continue;
      if (start + BLOCK_BYTES > bytes.length) break;
      const next = memberOf(bytes.subarray(start, start + BLOCK_BYTES));
      if (!next) continue;
      feed(bytes.subarray(from, start));
      close();
      member = next;
      from = start + BLOCK_BYTES;
      if (next.leftBytes === 0) close();
    }
    const end = isLast ? bytes.length : Math.max(from, bytes.length - BLOCK_BYTES);
    feed(bytes.subarray(from, end));
    return bytes.subarray(end);
  }

  function flush(): void {
    take(Buffer.from(carried), true);
    close();
    carried = new Uint8Array();
  }

  return {
    push(name, bytes) {
      if (name !== stream) flush();
      stream = name;
      carried = Uint8Array.from(take(Buffer.concat([carried, bytes]), false));
    },
    end() {
      flush();
      return members;
    },
  };
}
