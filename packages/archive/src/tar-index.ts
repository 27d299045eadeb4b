import type { ArtifactEntry, EntryKind } from '@weir/model';
import type { Meter } from './budget.ts';
import type { PathJudge } from './paths.ts';
import type { ProblemLog } from './problems.ts';
import { BLOCK_BYTES, parseTarHeader, type TarHeader } from './tar-header.ts';
import { type PaxRecords, parsePaxRecords } from './tar-pax.ts';
import { cutText } from './text.ts';

/** An entry and where its bytes begin in the unpacked stream. */
export interface PlacedEntry {
  readonly entry: ArtifactEntry;
  readonly offset: number;
}

/** Builds the index of a tar stream from chunks of any size, in one pass and without holding contents. */
export interface TarIndexer {
  /** Takes the next chunk; does nothing more once the meter was breached. */
  push(chunk: Buffer): void;
  /** To be called once after the last chunk: clips what was cut off and tells about it. */
  end(): readonly PlacedEntry[];
}

export interface TarIndexerDeps {
  readonly meter: Meter;
  readonly problems: ProblemLog;
  readonly paths: PathJudge;
}

/** npm's own reader ignores longer extension headers; honest ones hold one path. */
const META_BYTES_MAX = 1024 * 1024;
/** Link targets are shown, never followed. */
const LINK_CHARS_MAX = 1024;
const ZERO_BLOCK = Buffer.alloc(BLOCK_BYTES);

const KIND_OF: Readonly<Record<string, EntryKind>> = {
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'device',
  '4': 'device',
  '5': 'directory',
  '6': 'device',
  D: 'other',
  M: 'other',
  S: 'other',
  V: 'other',
};
/** pax (`x`, Solaris `X`, global `g`) and GNU (`L`, its old form `N`, `K`): they speak about the member after them. */
const META_TYPES = new Set(['x', 'X', 'g', 'L', 'N', 'K']);

interface Meta {
  readonly type: string;
  readonly chunks: Buffer[];
}

function roundUp(sizeBytes: number): number {
  return Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
}

function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const part = bytes.subarray(at, at + BLOCK_BYTES);
    if (!part.equals(ZERO_BLOCK.subarray(0, part.length))) return false;
  }
  return true;
}

/**
 * Creates an indexer.
 *
 * Where installers disagree about what comes next (a link with a body, a file with a link target), every reading is
 * listed and `corrupt` is noted: a scanner that picks one reading can be made to miss the other. A block that is no
 * header is skipped and the search goes on, as npm's reader does.
 */
export function createTarIndexer({ meter, problems, paths }: TarIndexerDeps): TarIndexer {
  const placed: PlacedEntry[] = [];
  const partial = Buffer.alloc(BLOCK_BYTES);
  let partialBytes = 0;
  let position = 0;
  let skipBytes = 0;
  let meta: Meta | null = null;
  let metaBytesLeft = 0;
  let next: Omit<PaxRecords, 'oddities'> = {};
  let globalSizeBytes: number | undefined;
  let headers = 0;
  let badBlocks = 0;
  let zeroBlocks = 0;
  let trailing = false;

  function corrupt(path: string | null, detail: string): void {
    problems.add('corrupt', path, detail);
  }

  function finishMeta({ type, chunks }: Meta): void {
    const bytes = Buffer.concat(chunks);
    if (type === 'L' || type === 'N' || type === 'K') {
      const nul = bytes.indexOf(0);
      const value = bytes.toString('utf8', 0, nul === -1 ? bytes.length : nul);
      next = { ...next, ...(type === 'K' ? { linkTarget: value } : { path: value }) };
      return;
    }
    const { oddities, ...records } = parsePaxRecords(bytes);
    for (const oddity of oddities) corrupt(records.path ?? null, oddity);
    if (type !== 'g') {
      next = { ...next, ...records };
      return;
    }
    if (Object.keys(records).length > 0) {
      corrupt(
        null,
        'a global header names path, link target or size: readers disagree about the members after it',
      );
    }
    globalSizeBytes = records.sizeBytes ?? globalSizeBytes;
  }

  function beginMeta(header: TarHeader): void {
    skipBytes = roundUp(header.sizeBytes);
    if (header.sizeBytes > META_BYTES_MAX) {
      problems.add('budget-path', null, `an extension header of ${header.sizeBytes} bytes`);
      return;
    }
    meta = { type: header.type, chunks: [] };
    metaBytesLeft = header.sizeBytes;
    if (skipBytes > 0) return;
    finishMeta(meta);
    meta = null;
  }

  function beginMember(header: TarHeader): void {
    const rawPath = next.path ?? header.path;
    const linkTarget = next.linkTarget ?? header.linkTarget;
    const sizeBytes = next.sizeBytes ?? globalSizeBytes ?? header.sizeBytes;
    next = {};
    if (!meter.spendEntry(cutText(rawPath, 300))) return;
    const known = KIND_OF[header.type];
    let kind = known ?? 'file';
    if (header.type === '0' && rawPath.endsWith('/')) kind = 'directory';
    const path = paths.judge(rawPath, kind);
    const isLink = kind === 'symlink' || kind === 'hardlink';
    if (rawPath === '') corrupt(null, 'a member has no path');
    if (known === undefined) {
      problems.add(
        'unsupported',
        path,
        `type ${JSON.stringify(header.type)}: some readers write it as a file`,
      );
    }
    if (kind === 'other') problems.add('unsupported', path, `type ${header.type} is not read`);
    if (kind === 'device') problems.add('device', path, `device or pipe, type ${header.type}`);
    if (isLink) problems.add('link', path, `${kind} to ${linkTarget}`);
    const hasBody = kind === 'file' || kind === 'other';
    placed.push({
      offset: position,
      entry: {
        index: placed.length,
        path,
        kind,
        sizeBytes: hasBody ? sizeBytes : 0,
        mode: header.mode,
        linkTarget: isLink ? cutText(linkTarget, LINK_CHARS_MAX) : null,
      },
    });
    if (hasBody && linkTarget !== '') {
      corrupt(path, 'a file with a link target: some readers take its bytes for further members');
      // These bytes are listed twice; paying twice keeps overlapping members from multiplying the work.
      meter.spendBytes(sizeBytes);
    } else if (hasBody) skipBytes = roundUp(sizeBytes);
    else if (sizeBytes > 0 && kind !== 'directory') {
      corrupt(path, `a ${kind} with ${sizeBytes} bytes: readers disagree about what follows`);
    }
  }

  function takeBlock(block: Buffer): void {
    if (isZero(block)) {
      zeroBlocks += 1;
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
    if (META_TYPES.has(header.type)) beginMeta(header);
    else beginMember(header);
  }

  /** Consumes bytes of a body that is being skipped or of a meta header; returns how many. */
  function takeBody(rest: Buffer): number {
    const count = Math.min(skipBytes, rest.length);
    if (meta !== null && metaBytesLeft > 0) {
      const wanted = rest.subarray(0, Math.min(metaBytesLeft, count));
      meta.chunks.push(Buffer.from(wanted));
      metaBytesLeft -= wanted.length;
    }
    skipBytes -= count;
    position += count;
    if (skipBytes === 0 && meta !== null) {
      finishMeta(meta);
      meta = null;
    }
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

  /** Members never claim bytes that are not there: readers may size buffers by them. */
  function clip({ entry, offset }: PlacedEntry): PlacedEntry {
    const sizeBytes = Math.min(entry.sizeBytes, Math.max(0, position - offset));
    if (sizeBytes === entry.sizeBytes) return { entry, offset };
    if (meter.breach === null) {
      problems.add('truncated', entry.path, `declares ${entry.sizeBytes} bytes, has ${sizeBytes}`);
    }
    return { entry: { ...entry, sizeBytes }, offset };
  }

  return {
    push(chunk) {
      let at = 0;
      while (at < chunk.length && meter.breach === null) {
        const rest = chunk.subarray(at);
        // Two zero blocks end an archive (POSIX); every common installer stops there.
        if (zeroBlocks >= 2) {
          trailing ||= !isZero(rest);
          position += rest.length;
          return;
        }
        at += skipBytes > 0 ? takeBody(rest) : takeHeaderBytes(rest);
      }
    },
    end() {
      const ended = zeroBlocks >= 2;
      if (trailing) problems.add('trailing-data', null, 'bytes after the end of the archive');
      if (headers === 0 && !ended) corrupt(null, 'not a tar archive');
      else if (badBlocks > 0) corrupt(null, `${badBlocks} blocks are no headers`);
      if (meter.breach) {
        problems.add(meter.breach.code, meter.breach.path, meter.breach.detail);
      } else if (
        meta !== null ||
        (headers > 0 && partialBytes > 0 && !isZero(partial.subarray(0, partialBytes)))
      ) {
        problems.add('truncated', null, 'the archive ends inside a header');
      }
      return placed.map(clip);
    },
  };
}
