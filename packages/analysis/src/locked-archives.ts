import { openNested } from '@weir/archive';
import { unlockedFiles, unlockings } from '@weir/detectors';
import type { ArtifactView } from '@weir/model';
import type { EntryGraph } from './entry-graph.ts';
import type { PackageIndex } from './package-index.ts';

/** Archives of one package that are looked at. */
const ARCHIVES_MAX = 10;
/** How archives begin that are not opened here: what needs a password is encrypted. */
const CLOSED: readonly Buffer[] = [
  Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'),
  Buffer.from('Rar!\x1a\x07', 'latin1'),
];

async function isLocked(view: ArtifactView, index: number): Promise<boolean> {
  const head = Buffer.from(await view.read(index, { start: 0, end: 8 }));
  if (CLOSED.some((mark) => head.subarray(0, mark.length).equals(mark))) return true;
  await using inner = await openNested(view, index);
  return inner?.entries.some(({ unread }) => unread === 'encrypted') ?? false;
}

/**
 * Files of the package that are encrypted archives, of those that code or a hook opens with a password that it spells:
 * of most packages nothing is looked at. What cannot be read is none; who lists members tells of it.
 */
export async function lockedArchives(
  view: ArtifactView,
  index: PackageIndex,
  graph: EntryGraph,
): Promise<ReadonlySet<string>> {
  const named = new Set(unlockings(graph).flatMap((unlocking) => unlockedFiles(unlocking, index.keys())));
  const found = new Set<string>();
  for (const path of [...named].slice(0, ARCHIVES_MAX)) {
    const entry = index.get(path);
    if (!entry || entry.unread !== undefined) continue;
    try {
      if (await isLocked(view, entry.index)) found.add(path);
    } catch {
      // A member that cannot be read: it is in the container's own report.
    }
  }
  return found;
}
