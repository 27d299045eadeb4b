import type { UnreadMember } from '@weir/model';
import { createTarExtensions, EXTENSION_TYPES } from './tar-extensions.ts';
import { BLOCK_BYTES, parseTarHeader, type TarHeader } from './tar-header.ts';
import { createTarMembers, type PlacedEntry, type TarMember, type TarMembersDeps } from './tar-members.ts';
import {
  collectBodySparse,
  collectOldSparse,
  oldSparseSizeBytes,
  type SparseCollector,
} from './tar-sparse.ts';
import type { TimeSpan } from './times.ts';

/** What one pass over a tar stream found. */
export interface TarIndex {
  readonly placed: readonly PlacedEntry[];
  readonly times: TimeSpan;
  /** What a budget cut off from the last member. */
  readonly cut: UnreadMember | null;
  /** Bytes after the end mark, when they are more than padding. */
  readonly trailingBytes: number;
}

/** Builds the index of a tar stream from chunks of any size, in one pass and without holding contents. */
export interface TarIndexer {
  /** Takes the next chunk; does nothing more once the meter was breached. */
  push(chunk: Buffer): void;
  /** Bytes that come next and mean nothing to the index: a reader that can seek passes over them. */
  skippableBytes(): number;
  skip(bytes: number): void;
  /** True once anything was seen that only a tar archive has. */
  isTar(): boolean;
  /** Bytes so far that belong to no member: blocks that are no headers, and what is behind the end mark. */
  strayBytes(): number;
  /** To be called once after the last chunk: clips what was cut off and tells about it. */
  end(): TarIndex;
}

/** npm's own reader ignores longer extension headers; honest ones hold one path. */
const META_BYTES_MAX = 1024 * 1024;
const ZERO_BLOCK = Buffer.alloc(BLOCK_BYTES);

interface Meta {
  readonly type: string;
  readonly sizeBytes: number;
  /** Whole blocks. */
  readonly chunks: Buffer[];
}

/** A member whose sparse map is still being collected, block by block. */
interface PendingSparse {
  readonly member: TarMember;
  readonly collector: SparseCollector;
  readonly path: string;
  readonly sizeBytes: number;
  /** Blocks of the map that belong to the member's own bytes. */
  bodyBytes: number;
  readonly inBody: boolean;
}

function roundUp(sizeBytes: number): number {
  return Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
}

function isZero(block: Buffer): boolean {
  if (block.length > 0 && block[0] !== 0) return false;
  return block.equals(block.length === BLOCK_BYTES ? ZERO_BLOCK : ZERO_BLOCK.subarray(0, block.length));
}

/**
 * Creates an indexer.
 *
 * Where installers disagree about what comes next (a link with a body, a file with a link target, holes), every reading
 * is listed and noted: a scanner that picks one reading can be made to miss the other. A block that is no header is
 * skipped and the search goes on, as npm's reader does.
 */
export function createTarIndexer(deps: TarMembersDeps): TarIndexer {
  const { meter, problems } = deps;
  const corrupt = (path: string | null, detail: string): void => problems.add('corrupt', path, detail);
  const members = createTarMembers(deps);
  const extensions = createTarExtensions(corrupt);
  const partial = Buffer.allocUnsafe(BLOCK_BYTES);
  let partialBytes = 0;
  let position = 0;
  let skipBytes = 0;
  let meta: Meta | null = null;
  let pending: PendingSparse | null = null;
  let headers = 0;
  let badBlocks = 0;
  let zeroBlocks = 0;
  let endedAt: number | null = null;
  let trailing: 'none' | 'bytes' | 'archive' = 'none';

  function finishMeta({ type, sizeBytes, chunks }: Meta): void {
    extensions.take(type, Buffer.concat(chunks), sizeBytes);
    meta = null;
  }

  function beginMeta(header: TarHeader): void {
    skipBytes = roundUp(header.sizeBytes);
    if (header.sizeBytes > META_BYTES_MAX) {
      problems.add('budget-path', null, `an extension header of ${header.sizeBytes} bytes`);
      return;
    }
    if (header.linkTarget !== '' || header.path === '') {
      corrupt(null, 'an extension header with a link target or without a path, which some readers ignore');
    }
    meta = { type: header.type, sizeBytes: header.sizeBytes, chunks: [] };
    if (skipBytes === 0) finishMeta(meta);
  }

  function finishSparse(waiting: PendingSparse): void {
    pending = null;
    const storedBytes = Math.max(0, waiting.member.sizeBytes - waiting.bodyBytes);
    skipBytes = roundUp(storedBytes);
    const { path, sizeBytes, collector } = waiting;
    members.placeSparse(
      waiting.member,
      { offset: position, storedBytes },
      { path, sizeBytes, numbers: collector.numbers },
    );
  }

  function takeSparseBlock(waiting: PendingSparse, block: Buffer): void {
    if (waiting.inBody) waiting.bodyBytes += BLOCK_BYTES;
    const taken = waiting.collector.take(block);
    if (typeof taken === 'string') {
      corrupt(waiting.path, taken);
      pending = null;
      skipBytes = roundUp(Math.max(0, waiting.member.sizeBytes - waiting.bodyBytes));
      // Format 1.0 is listed as stored from its first block on already.
      if (!waiting.inBody) members.place(waiting.member, position);
    } else if (taken) finishSparse(waiting);
  }

  /** The holes that pax headers describe; npm knows none of them and writes what is stored, so both are listed. */
  function beginPaxSparse(member: TarMember): void {
    const { sparse } = member.overrides;
    if (!sparse) return;
    const path = sparse.path === undefined ? member.path : deps.paths.judge(sparse.path, 'file');
    const sizeBytes = sparse.sizeBytes ?? member.sizeBytes;
    if (sparse.mapInBody) {
      pending = { member, collector: collectBodySparse(), path, sizeBytes, bodyBytes: 0, inBody: true };
      skipBytes = 0;
    } else {
      members.placeSparse(
        member,
        { offset: position, storedBytes: member.sizeBytes },
        { path, sizeBytes, numbers: sparse.map },
      );
    }
  }

  function beginMember(header: TarHeader, block: Buffer): void {
    const member = members.begin(header, extensions.consume());
    if (!member) return;
    const { kind, path, sizeBytes } = member;
    if (header.type === 'S') {
      const collector = collectOldSparse(block);
      const waiting = { member, collector, path, sizeBytes: oldSparseSizeBytes(block), bodyBytes: 0 };
      pending = { ...waiting, inBody: false };
      if (collector.whole) finishSparse(pending);
      return;
    }
    members.place(member, position);
    const hasBody = kind === 'file' || kind === 'other';
    if (hasBody && member.linkTarget !== '') {
      corrupt(path, 'a file with a link target: some readers take its bytes for further members');
      // These bytes are listed twice; paying twice keeps overlapping members from multiplying the work.
      meter.spendBytes(sizeBytes);
    } else if (hasBody) {
      skipBytes = roundUp(sizeBytes);
      if (kind === 'file') beginPaxSparse(member);
    } else if (sizeBytes > 0 && header.type !== '5') {
      // A directory of type 5 may say how much room it takes (POSIX); nothing follows it.
      corrupt(path, `a ${kind} with ${sizeBytes} bytes: readers disagree about what follows`);
    }
  }

  function takeBlock(block: Buffer): void {
    const zero = isZero(block);
    if (endedAt !== null) {
      if (zero || trailing === 'archive') return;
      trailing = parseTarHeader(block) === null ? 'bytes' : 'archive';
      return;
    }
    if (pending) {
      takeSparseBlock(pending, block);
      return;
    }
    if (zero) {
      zeroBlocks += 1;
      // Two zero blocks end an archive (POSIX); every common installer stops there.
      if (zeroBlocks === 2) endedAt = position;
      return;
    }
    zeroBlocks = 0;
    const header = parseTarHeader(block);
    if (header === null) {
      badBlocks += 1;
      return;
    }
    headers += 1;
    for (const oddity of header.oddities) corrupt(header.path, oddity);
    if (EXTENSION_TYPES.has(header.type)) beginMeta(header);
    else beginMember(header, block);
  }

  /** Consumes bytes of a body that is being skipped or of a meta header; returns how many. */
  function takeBody(rest: Buffer): number {
    const count = Math.min(skipBytes, rest.length);
    meta?.chunks.push(Buffer.from(rest.subarray(0, count)));
    skipBytes -= count;
    position += count;
    if (skipBytes === 0 && meta !== null) finishMeta(meta);
    return count;
  }

  /** Consumes up to one block of headers; returns how many bytes. */
  function takeHeaderBytes(rest: Buffer): number {
    if (partialBytes === 0 && rest.length >= BLOCK_BYTES) {
      position += BLOCK_BYTES;
      takeBlock(rest.subarray(0, BLOCK_BYTES));
      return BLOCK_BYTES;
    }
    const count = rest.copy(partial, partialBytes, 0, BLOCK_BYTES - partialBytes);
    partialBytes += count;
    position += count;
    if (partialBytes === BLOCK_BYTES) {
      partialBytes = 0;
      takeBlock(partial);
    }
    return count;
  }

  function storedEnd({ offset, storedBytes }: PlacedEntry): number {
    return Math.min(offset + storedBytes, Math.max(position, offset));
  }

  /** Members never claim bytes that are not there: readers may size buffers by them. */
  function clip(member: PlacedEntry): PlacedEntry {
    const storedBytes = storedEnd(member) - member.offset;
    if (storedBytes === member.storedBytes) return member;
    const { entry } = member;
    if (meter.breach === null) {
      problems.add('truncated', entry.path, `declares ${member.storedBytes} bytes, has ${storedBytes}`);
    }
    if (member.sparse) return { ...member, entry: { ...entry, unread: meter.breach?.code ?? 'truncated' } };
    return { ...member, storedBytes, entry: { ...entry, sizeBytes: storedBytes } };
  }

  function cutByBudget(): UnreadMember | null {
    const last = members.placed.at(-1);
    if (!meter.breach || !last) return null;
    const missing = last.offset + last.storedBytes - storedEnd(last);
    if (missing <= 0) return null;
    return { path: last.entry.path, sizeBytes: missing, code: meter.breach.code };
  }

  function noteEnd(): void {
    const restIsZero = isZero(partial.subarray(0, partialBytes));
    if (endedAt !== null && !restIsZero && trailing === 'none') trailing = 'bytes';
    if (trailing !== 'none') problems.add('trailing-data', null, 'bytes after the end of the archive');
    if (trailing === 'archive') {
      problems.add('hidden-member', null, 'further members after the end of the archive');
    }
    if (headers === 0 && endedAt === null) corrupt(null, 'not a tar archive');
    else if (badBlocks > 0) corrupt(null, `${badBlocks} blocks are no headers`);
    if (meter.breach) {
      problems.add(meter.breach.code, meter.breach.path, meter.breach.detail);
    } else if (meta !== null || pending !== null || (headers > 0 && endedAt === null && !restIsZero)) {
      problems.add('truncated', null, 'the archive ends inside a header');
    }
  }

  return {
    push(chunk) {
      let at = 0;
      while (at < chunk.length && meter.breach === null) {
        const rest = chunk.subarray(at);
        at += skipBytes > 0 ? takeBody(rest) : takeHeaderBytes(rest);
      }
    },
    skippableBytes() {
      return meta === null ? skipBytes : 0;
    },
    skip(bytes) {
      skipBytes -= bytes;
      position += bytes;
    },
    isTar() {
      return headers > 0 || endedAt !== null;
    },
    strayBytes() {
      return badBlocks * BLOCK_BYTES + (endedAt === null ? 0 : position - endedAt);
    },
    end() {
      noteEnd();
      return {
        placed: members.placed.map(clip),
        times: members.times,
        cut: cutByBudget(),
        trailingBytes: trailing === 'none' ? 0 : position - (endedAt ?? position),
      };
    },
  };
}
