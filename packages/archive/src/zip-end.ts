import type { ByteRange } from '@weir/model';
import type { ByteSource } from './byte-source.ts';
import type { ProblemLog } from './problems.ts';
import {
  agreesWithEnd64,
  END_FIXED_BYTES,
  END_SIGNATURE,
  END64_FIXED_BYTES,
  type EndRecord,
  isCentralHeader,
  LOCATOR64_BYTES,
  parseEnd64,
  parseEndRecord,
  parseLocator64,
} from './zip-records.ts';

/** Where the central directory of a zip is. */
export interface ZipEnd {
  readonly entryCount: number;
  readonly directoryStart: number;
  readonly directoryEnd: number;
  /** To be added to every offset that the file states: bytes that were put in front of it later. */
  readonly baseBytes: number;
  /** False when readers take other numbers from the same records. */
  readonly agreed: boolean;
  /** The end records behind the directory, in the order of the file. */
  readonly records: readonly ByteRange[];
  /** Where the last record ends, comment included. */
  readonly recordsEnd: number;
  readonly comment: Buffer;
}

/** A comment has at most 65,535 bytes, so the record begins no further from the end than this. */
const TAIL_BYTES = END_FIXED_BYTES + 0xffff;
/** A comment made of signatures must not cost a read each. */
const CANDIDATES_MAX = 32;

interface Tail {
  readonly start: number;
  readonly bytes: Buffer;
}

/** An end record with its zip64 form applied, and where the records begin. */
interface ResolvedEnd {
  readonly record: EndRecord;
  readonly start: number;
  /** False when readers take other numbers: by the plain record, or by a zip64 record at another place. */
  readonly agreed: boolean;
}

/**
 * Applies the zip64 record in front of an end record. Python goes by it whatever the plain record says, others only
 * for numbers that do not fit there; and it is looked for where the locator says, or right in front of that.
 */
async function resolveZip64(source: ByteSource, plain: EndRecord, at: number): Promise<ResolvedEnd> {
  const stated = parseLocator64(await source.readAt(at - LOCATOR64_BYTES, LOCATOR64_BYTES));
  if (at < LOCATOR64_BYTES || stated === null) return { record: plain, start: at, agreed: true };
  const found: Pick<ResolvedEnd, 'record' | 'start'>[] = [];
  // Where bytes were put in front of the file the stated place is wrong, and the usual one is right.
  for (const start of new Set([stated, at - LOCATOR64_BYTES - END64_FIXED_BYTES])) {
    if (start < 0 || start + END64_FIXED_BYTES > at) continue;
    const record = parseEnd64(await source.readAt(start, END64_FIXED_BYTES), plain);
    if (record) found.push({ record, start });
  }
  const [first] = found;
  if (!first) return { record: plain, start: at, agreed: true };
  return { ...first, agreed: found.length === 1 && agreesWithEnd64(plain, first.record) };
}

/** Resolves the end record at `at`, when a directory is where it says or right in front of it. */
async function resolveEnd(source: ByteSource, tail: Tail, at: number): Promise<ZipEnd | null> {
  const plain = parseEndRecord(tail.bytes, at - tail.start);
  if (!plain) return null;
  const { record, start, agreed } = await resolveZip64(source, plain, at);
  const { directoryBytes, directoryOffset, entryCount } = record;
  const commentStart = at + END_FIXED_BYTES - tail.start;
  const comment = tail.bytes.subarray(commentStart, commentStart + record.commentLength);
  const recordsEnd = at + END_FIXED_BYTES + comment.length;
  const records: ByteRange[] =
    start === at
      ? [{ start, end: recordsEnd }]
      : [
          { start, end: start + END64_FIXED_BYTES },
          { start: at - LOCATOR64_BYTES, end: recordsEnd },
        ];
  const found = (directoryStart: number): ZipEnd => ({
    agreed,
    entryCount,
    directoryStart,
    directoryEnd: directoryStart + directoryBytes,
    baseBytes: directoryStart - directoryOffset,
    records,
    recordsEnd,
    comment: Buffer.copyBytesFrom(comment),
  });
  const adjacent = start - directoryBytes;
  if (adjacent >= 0 && directoryBytes === 0) return found(adjacent);
  // Python and unzip take the directory that ends at the records, wherever it says that it begins.
  for (const place of [adjacent, directoryOffset]) {
    if (place < 0 || place + directoryBytes > start) continue;
    if (isCentralHeader(await source.readAt(place, 4))) return found(place);
  }
  return null;
}

function positionsIn({ bytes, start }: Tail): number[] {
  const positions: number[] = [];
  for (
    let at = bytes.lastIndexOf(END_SIGNATURE);
    at >= 0 && positions.length < CANDIDATES_MAX;
    at = at === 0 ? -1 : bytes.lastIndexOf(END_SIGNATURE, at - 1)
  ) {
    positions.push(start + at);
  }
  return positions;
}

function noteEnd(source: ByteSource, end: ZipEnd, problems: ProblemLog): void {
  if (!end.agreed) problems.add('ambiguous', null, 'the zip64 records say something else than the plain one');
  if (end.baseBytes < 0) {
    problems.add('corrupt', null, 'the directory is in front of where the file says that it is');
  }
  let partEnd = end.directoryEnd;
  let gapBytes = 0;
  for (const record of end.records) {
    gapBytes += record.start - partEnd;
    partEnd = record.end;
  }
  if (gapBytes > 0) problems.add('corrupt', null, `${gapBytes} bytes between directory and end records`);
  const trailingBytes = source.sizeBytes - end.recordsEnd;
  if (trailingBytes > 0) problems.add('trailing-data', null, `${trailingBytes} bytes after the archive`);
}

/**
 * Finds the end record that Python's zipfile and Info-ZIP use: the last one in the file that leads to a directory. A
 * second record whose comment reaches exactly to the end of the file, which Java and yauzl would use, and a later
 * signature that leads nowhere are `ambiguous`. Null when there is no end record.
 */
export async function findZipEnd(source: ByteSource, problems: ProblemLog): Promise<ZipEnd | null> {
  const start = Math.max(0, source.sizeBytes - TAIL_BYTES);
  const tail: Tail = { start, bytes: await source.readAt(start, TAIL_BYTES) };
  const positions = positionsIn(tail);
  let chosen: ZipEnd | null = null;
  let chosenAt = -1;
  for (const at of positions) {
    const end = await resolveEnd(source, tail, at);
    if (!end) continue;
    if (!chosen) {
      chosen = end;
      chosenAt = at;
    } else if (
      end.recordsEnd === source.sizeBytes &&
      (end.directoryStart !== chosen.directoryStart || end.directoryEnd !== chosen.directoryEnd)
    ) {
      problems.add('ambiguous', null, 'two end records: readers list different members');
      break;
    }
  }
  if (!chosen) return null;
  if (positions[0] !== chosenAt) {
    problems.add('ambiguous', null, 'a later end record leads to no directory: some readers refuse the file');
  }
  noteEnd(source, chosen, problems);
  return chosen;
}
