import type { ByteRange } from '@weir/model';
import type { Meter } from './budget.ts';
import type { ByteSource } from './byte-source.ts';
import type { ProblemLog } from './problems.ts';
import { CHUNK_BYTES_MAX } from './unpack-stream.ts';
import { LOCAL_FIXED_BYTES, LOCAL_SIGNATURE, parseLocalHeader } from './zip-records.ts';

/** A part of the file that belongs to a member or to the directory. */
export interface ZipExtent extends ByteRange {
  /** Null: the directory and the end records. */
  readonly path: string | null;
}

/** What lies around and between the members. */
export interface ZipLayout {
  readonly prefixBytes: number;
  readonly gapBytes: number;
}

export interface SurveyDeps {
  readonly source: ByteSource;
  readonly meter: Meter;
  readonly problems: ProblemLog;
}

/** Hidden members that are looked for in one file: each search costs time. */
const HIDDEN_MAX = 100;

/** Notes local headers that no directory entry points at: readers that go by local headers unpack them. */
async function searchHidden({ source, meter, problems }: SurveyDeps, gap: ByteRange): Promise<number> {
  let found = 0;
  for (let position = gap.start; position < gap.end && found < HIDDEN_MAX; position += CHUNK_BYTES_MAX) {
    if (!meter.spendBytes(0)) break;
    const length = Math.min(CHUNK_BYTES_MAX, gap.end - position);
    const bytes = await source.readAt(position, length + LOCAL_FIXED_BYTES);
    for (
      let at = bytes.indexOf(LOCAL_SIGNATURE);
      at >= 0 && at < length && found < HIDDEN_MAX;
      at = bytes.indexOf(LOCAL_SIGNATURE, at + 1)
    ) {
      const local = parseLocalHeader(bytes.subarray(at));
      if (!local || local.nameLength === 0) continue;
      const name = await source.readAt(position + at + LOCAL_FIXED_BYTES, Math.min(local.nameLength, 300));
      found += 1;
      problems.add(
        'hidden-member',
        name.toString('utf8'),
        `a local header at ${position + at} that the directory does not list`,
      );
    }
  }
  return found;
}

/**
 * Lays the parts of a zip side by side. Parts that share bytes are `overlap` (how a small file unpacks to very much);
 * bytes in front of the first part are `prefixed-data`; what lies between parts is searched for hidden members.
 */
export async function surveyZip(deps: SurveyDeps, extents: readonly ZipExtent[]): Promise<ZipLayout> {
  const { problems } = deps;
  let end = 0;
  let gapBytes = 0;
  let hidden = 0;
  const sorted = extents.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const prefixBytes = Math.max(0, sorted[0]?.start ?? 0);
  if (prefixBytes > 0) problems.add('prefixed-data', null, `${prefixBytes} bytes in front of the archive`);
  for (const [index, extent] of sorted.entries()) {
    if (index > 0 && extent.start < end) {
      problems.add(
        'overlap',
        extent.path,
        `shares ${Math.min(extent.end, end) - extent.start} bytes with another`,
      );
    } else if (extent.start > end) {
      if (index > 0) gapBytes += extent.start - end;
      if (hidden < HIDDEN_MAX) hidden += await searchHidden(deps, { start: end, end: extent.start });
    }
    end = Math.max(end, extent.end);
  }
  return { prefixBytes, gapBytes };
}
