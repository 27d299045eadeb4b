import type { ArtifactEntry } from '@weir/model';
import type { Meter } from './budget.ts';
import type { ProblemLog } from './problems.ts';

/**
 * Gives files their share of the byte budget where each can be read by itself, and marks those that get none as
 * `unread`. Smallest first: code is small, and a large member must not be able to push it out.
 */
export function allot(
  entries: readonly ArtifactEntry[],
  meter: Meter,
  problems: ProblemLog,
): ArtifactEntry[] {
  const allotted = [...entries];
  const wanting = entries
    .filter(({ kind, unread }) => kind === 'file' && unread === undefined)
    .toSorted((a, b) => a.sizeBytes - b.sizeBytes);
  for (const entry of wanting) {
    const refused = meter.trySpend(entry.sizeBytes);
    if (!refused) continue;
    problems.add(refused.code, entry.path, `${refused.detail}; ${entry.sizeBytes} bytes are left unread`);
    allotted[entry.index] = { ...entry, unread: refused.code };
  }
  return allotted;
}
