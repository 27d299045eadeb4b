import { posix } from 'node:path';
import type { ArtifactEntry, ArtifactView } from '@weir/model';

/** How member paths become package paths: npm drops the first folder of an archive, whatever its name. */
export type Layout = 'archive' | 'directory';

/** The package's regular files as npm would lay them out: path to member. */
export type PackageIndex = ReadonlyMap<string, ArtifactEntry>;

/** A path with something to be normalised: an empty, `.` or `..` part, or a backslash. */
const UNEVEN = /\\|\/\/|(?:^|\/)\.{0,2}(?:\/|$)/;

/** The path inside the package, null for what npm would not write there. */
function packagePath(path: string, layout: Layout): string | null {
  if (!UNEVEN.test(path)) {
    if (layout === 'directory') return path;
    const slash = path.indexOf('/');
    return slash < 0 ? null : path.slice(slash + 1);
  }
  const parts = posix
    .normalize(path.replaceAll('\\', '/'))
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return null;
  const kept = layout === 'archive' ? parts.slice(1) : parts;
  return kept.length === 0 ? null : kept.join('/');
}

/** Indexes the regular files of a view; of members with one path the last one wins, as it does when npm unpacks. */
export function indexPackage(view: ArtifactView, layout: Layout): PackageIndex {
  const index = new Map<string, ArtifactEntry>();
  for (const entry of view.entries) {
    if (entry.kind !== 'file') continue;
    const path = packagePath(entry.path, layout);
    if (path !== null) index.set(path, entry);
  }
  return index;
}
