import type { Gap } from '@weir/store';
import { renderTable } from '../output/table.ts';
import { adviseGap } from './advice.ts';

function stretchOf({ fromCursor, toCursor }: Gap): string {
  return toCursor === null ? fromCursor : `${fromCursor} to ${toCursor}`;
}

/** `weir gaps` for people: newest first, each with what to do about it, or what closed it. */
export function renderGaps(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return 'no open gaps';
  return renderTable(
    ['id', 'seen', 'registry', 'kind', 'what', 'reason', 'to do'],
    gaps.map((gap) => [
      gap.id,
      gap.seenAt.toISOString(),
      gap.registry,
      gap.kind,
      stretchOf(gap),
      gap.reason,
      gap.filledAt === null
        ? adviseGap(gap)
        : `closed ${gap.filledAt.toISOString()} by ${gap.filledBy ?? 'nobody'}`,
    ]),
  );
}
