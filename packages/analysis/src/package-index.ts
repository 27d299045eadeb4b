import { posix } from 'node:path';
import { type ArtifactEntry, type ArtifactView, type Ecosystem, isWheelName } from '@weir/model';

/**
 * How member paths become package paths: npm drops the first folder of an archive (`archive`), whatever its name; pip
 * drops that of a source distribution (`sdist`) where everything lies in it.
 */
export type Layout = 'archive' | 'directory' | 'sdist';

/** What pip looks for where it builds: a file of these at the top, and there is no folder around the distribution. */
const TOP_FILES = /^(?:\.\/)*(?:(?:setup\.py|setup\.cfg|pyproject\.toml|PKG-INFO)$|[^/]+\.dist-info\/)/;

/** The layout of a file of a registry: members of wheels and eggs lie at the top, without a folder around them. */
export function layoutOf(ecosystem: Ecosystem, filename: string): Layout {
  if (isWheelName(filename)) return 'directory';
  return ecosystem === 'pypi' ? 'sdist' : 'archive';
}

/** Whether the first folder of the paths is no part of them. */
export function hasOuterFolder(layout: Layout, paths: Iterable<string>): boolean {
  if (layout !== 'sdist') return layout === 'archive';
  for (const path of paths) if (TOP_FILES.test(path.replaceAll('\\', '/'))) return false;
  return true;
}

/** The package's regular files as npm would lay them out: path to member. */
export type PackageIndex = ReadonlyMap<string, ArtifactEntry>;

/** A path with something to be normalised: an empty, `.` or `..` part, or a backslash. */
const UNEVEN = /\\|\/\/|(?:^|\/)\.{0,2}(?:\/|$)/;

/** The path inside the package, null for what npm would not write there. */
function packagePath(path: string, isInFolder: boolean): string | null {
  if (!UNEVEN.test(path)) {
    if (!isInFolder) return path;
    const slash = path.indexOf('/');
    return slash < 0 ? null : path.slice(slash + 1);
  }
  const parts = posix
    .normalize(path.replaceAll('\\', '/'))
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return null;
  const kept = isInFolder ? parts.slice(1) : parts;
  return kept.length === 0 ? null : kept.join('/');
}

const NO_LINKS: ReadonlyMap<string, ArtifactEntry> = new Map();

/** The member's path that a link leads to; null where it leads to none: of a hard link it is told from the top on. */
function targetOf({ kind, path, linkTarget }: ArtifactEntry): string | null {
  if (linkTarget === null || posix.isAbsolute(linkTarget)) return null;
  return posix.join(kind === 'hardlink' ? '' : posix.dirname(path), linkTarget);
}

/**
 * Links that stand for a readable file of the same distribution, by their paths in the container: pip makes them when it
 * unpacks a tar, and whoever opens one reads that file, as does whoever runs a local directory. A link to a folder, to
 * another link or outside is none of them, nor is one whose path or target other members share, nor a hard link to what
 * comes behind it, which Python's tarfile does not find. Without links for archives of other ecosystems, whose
 * installers make none.
 */
export function linkedFiles(view: ArtifactView, ecosystem: Ecosystem): ReadonlyMap<string, ArtifactEntry> {
  const { container } = view.facts;
  const links = view.entries.filter(({ kind }) => kind === 'symlink' || kind === 'hardlink');
  const makesLinks = container === 'directory' || (ecosystem === 'pypi' && container !== 'zip');
  if (!makesLinks || links.length === 0) return NO_LINKS;
  const members = Map.groupBy(view.entries, ({ path }) => path);
  const found = new Map<string, ArtifactEntry>();
  for (const link of links) {
    const { path, kind, index } = link;
    const [target, ...others] = members.get(targetOf(link) ?? '') ?? [];
    if (target?.kind !== 'file' || target.unread !== undefined || others.length > 0) continue;
    const isMade = kind === 'symlink' || target.index < index;
    if (isMade && members.get(path)?.length === 1) found.set(path, { ...target, path });
  }
  return found;
}

/**
 * Indexes the regular files of a view, and the links that stand for one; of members with one path the last one wins, as
 * it does when npm unpacks.
 */
export function indexPackage(
  view: ArtifactView,
  layout: Layout,
  linked: ReadonlyMap<string, ArtifactEntry> = NO_LINKS,
): PackageIndex {
  const index = new Map<string, ArtifactEntry>();
  const files = view.entries.filter(({ kind }) => kind === 'file');
  const isInFolder = hasOuterFolder(
    layout,
    files.map(({ path }) => path),
  );
  for (const entry of files) {
    const path = packagePath(entry.path, isInFolder);
    if (path !== null) index.set(path, entry);
  }
  for (const entry of linked.values()) {
    const path = packagePath(entry.path, isInFolder);
    if (path !== null && !index.has(path)) index.set(path, entry);
  }
  return index;
}
