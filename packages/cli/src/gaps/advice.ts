import type { Gap } from '@weir/store';

/** An open gap that is older than this needs a person: whatever closes gaps by itself had its time. */
export const GAP_AGE_MS_MAX = 24 * 3_600_000;

/** What a person can do about an open gap, as a command where there is one. */
export function adviseGap({
  id,
  registry,
  kind,
  fromCursor,
}: Pick<Gap, 'id' | 'registry' | 'kind' | 'fromCursor'>): string {
  switch (kind) {
    case 'package':
      return `weir gaps retry ${id}`;
    case 'stretch':
      // Places of windows cannot be read again.
      return registry === 'npmjs'
        ? `the next sweep closes it; or weir backfill npm --since ${fromCursor}`
        : 'the next sweep closes it';
    case 'file':
      return 'weir scan its purl, then weir gaps close';
    case 'backfill':
      return 'run that backfill again, then weir gaps close';
  }
}

/** True when an open gap is old enough to need a person. */
export function needsPerson(gap: Pick<Gap, 'seenAt' | 'filledAt'>, nowMs: number): boolean {
  return gap.filledAt === null && nowMs - gap.seenAt.getTime() > GAP_AGE_MS_MAX;
}
