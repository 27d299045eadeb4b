import { isWheelName, siblingPath } from '@weir/model';
import type { PackageIndex } from '../package-index.ts';

/** What a distribution is: built files as pip lays them out, or sources that are built on the user's machine. */
export type DistributionKind = 'wheel' | 'sdist';

/** Tells by the filename, and for a folder by what is in it. */
export function kindOfDistribution(filename: string, index: PackageIndex): DistributionKind {
  if (isWheelName(filename)) return 'wheel';
  if (/\.(?:tar\.\w+|tgz|zip|tar)$/i.test(filename)) return 'sdist';
  for (const path of index.keys()) if (/\.dist-info\/METADATA$|^EGG-INFO\//.test(path)) return 'wheel';
  return 'sdist';
}

const NONE: ReadonlySet<string> = new Set();
/** Folder of a wheel's data scheme in which modules lie. */
export const MODULE_SCHEME = /^[^/]+\.data\/(?:purelib|platlib)\//;
/** Lists of commands and plugins. */
export const ENTRY_POINTS = /(?:^|\/)(?:[^/]+\.(?:dist-info|egg-info)|EGG-INFO)\/entry_points\.txt$/;
/** Modules of a source distribution's root that are no part of what is installed. */
export const TOOLS =
  /^(?:setup|conftest|noxfile|tasks|fabfile|versioneer|ez_setup|distribute_setup|bootstrap|runtests|manage)\.py$/;

/** Modules of a source distribution's root that test the others: where they are installed as well, nobody imports them. */
export const TESTS = /^(?:test_\w+|\w+_tests?)\.pyc?$/;

/** Folders that no installation of a source distribution contains. */
const NOT_INSTALLED =
  /(?:^|\/)(?:tests?|testing|docs?|examples?|samples?|benchmarks?|\.github|\.git|ci|node_modules)(?:\/|$)/i;

/** True for files that nobody imports who installed the distribution, by their folders' names alone. */
export function isAside(path: string): boolean {
  return isAsideOf(NONE, path);
}

/** The same for a distribution of these files, whose own folders count whatever their names. */
export function asideAmong(paths: Iterable<string>): (path: string) => boolean {
  const own = ownFolders([...paths]);
  return (path) => isAsideOf(own, path);
}

function isAsideOf(own: ReadonlySet<string>, path: string): boolean {
  const inner = siblingPath(path);
  const slash = inner.indexOf('/');
  return NOT_INSTALLED.test(own.has(inner.slice(0, slash)) ? inner.slice(slash + 1) : path);
}

/**
 * Packages of a distribution that has no others than those that look as if nobody installed them: one that is called
 * `testing` or `samples` is what its distribution is for.
 */
function ownFolders(paths: readonly string[]): ReadonlySet<string> {
  const inner = paths.map(siblingPath);
  const packages = inner.filter((path) => /^[^/]+\/__init__\.pyc?$/.test(path));
  const modules = inner.filter((path) => /^[^/]+\.pyc?$/.test(path) && !TOOLS.test(path));
  if (modules.length > 0 || packages.some((path) => !NOT_INSTALLED.test(path))) return NONE;
  return new Set(packages.map((path) => path.slice(0, path.indexOf('/'))));
}

/** Folders in which top-level modules lie: of a wheel also those of its data scheme. */
export function moduleRoots(kind: DistributionKind, index: PackageIndex): string[] {
  const roots = new Set(['']);
  for (const path of index.keys()) {
    const scheme = MODULE_SCHEME.exec(path)?.[0];
    if (scheme !== undefined) roots.add(scheme);
    if (kind === 'sdist') {
      const source = /^(?:src|lib|python|source)\//.exec(path)?.[0];
      if (source !== undefined && path.endsWith('.py')) roots.add(source);
    }
  }
  return [...roots];
}
