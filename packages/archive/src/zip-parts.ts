import type { ByteRange } from '@weir/model';
import { createMeter, DEFAULT_BUDGET, type Stopwatch } from './budget.ts';
import type { ByteSource } from './byte-source.ts';
import { createPathJudge } from './paths.ts';
import { createProblemLog } from './problems.ts';
import { findZipEnd } from './zip-end.ts';
import { listZipMembers } from './zip-listing.ts';
import { LOCAL_FIXED_BYTES } from './zip-records.ts';

/** Extra field and data descriptor of a member, at most. */
const SLACK_BYTES = 64 * 1024 + 24;
/** Ranges that lie closer together are one request. */
const APART_BYTES = 256 * 1024;

/** Puts ranges in order and joins those that overlap or lie close together. Pure. */
export function joinRanges(ranges: readonly ByteRange[], apartBytes: number): ByteRange[] {
  const joined: ByteRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && range.start <= last.end + apartBytes)
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else joined.push(range);
  }
  return joined;
}

/**
 * Where the members of a zip lie that somebody wants, in order and apart from each other, by its central directory
 * alone: nothing is unpacked. Null when it has none.
 * @param rankOf the lower, the sooner; null for what nobody wants.
 * @param bytesMax of all ranges together; members that do not fit any more are left out.
 */
export async function findZipParts(
  source: ByteSource,
  options: {
    readonly rankOf: (path: string) => number | null;
    readonly bytesMax: number;
    readonly clock: Stopwatch;
  },
): Promise<readonly ByteRange[] | null> {
  const problems = createProblemLog();
  const end = await findZipEnd(source, problems);
  if (!end) return null;
  const meter = createMeter(DEFAULT_BUDGET, source.sizeBytes, options.clock);
  const paths = createPathJudge(meter.pathCharsMax, problems);
  const { members } = await listZipMembers({ source, end, meter, problems, paths });
  const starts = [...new Set(members.map(({ member }) => member.localAt)), end.directoryStart].toSorted(
    (a, b) => a - b,
  );
  const next = new Map(starts.map((start, at) => [start, starts[at + 1] ?? source.sizeBytes]));
  const wanted = members
    .flatMap(({ entry, member }) => {
      const rank = entry.kind === 'file' ? options.rankOf(entry.path) : null;
      return rank === null ? [] : [{ rank, member }];
    })
    .toSorted((a, b) => a.rank - b.rank);
  const ranges: ByteRange[] = [];
  let leftBytes = options.bytesMax;
  for (const { member } of wanted) {
    const { localAt: start, header, packedBytes } = member;
    const longest = start + LOCAL_FIXED_BYTES + header.nameLength + SLACK_BYTES + packedBytes;
    const range = { start, end: Math.min(longest, next.get(start) ?? longest, source.sizeBytes) };
    leftBytes -= range.end - range.start;
    if (leftBytes < 0) break;
    if (range.end > range.start) ranges.push(range);
  }
  return joinRanges(ranges, APART_BYTES);
}
