import type { PackageIndex } from '../package-index.ts';

/** What a distribution is: built files as pip lays them out, or sources that are built on the user's machine. */
export type DistributionKind = 'wheel' | 'sdist';

/** Tells by the filename, and for a folder by what is in it. */
export function kindOfDistribution(filename: string, index: PackageIndex): DistributionKind {
  if (hasNoTopFolder(filename)) return 'wheel';
  if (/\.(?:tar\.\w+|tgz|zip|tar)$/i.test(filename)) return 'sdist';
  for (const path of index.keys()) if (/\.dist-info\/METADATA$|^EGG-INFO\//.test(path)) return 'wheel';
  return 'sdist';
}

/** True for containers whose members lie at the top, without a folder around them. */
export function hasNoTopFolder(filename: string): boolean {
  return /\.(?:whl|egg)$/i.test(filename);
}

/** Folders that no installation of a source distribution contains. */
const NOT_INSTALLED =
  /(?:^|\/)(?:tests?|testing|docs?|examples?|samples?|benchmarks?|\.github|\.git|ci|node_modules)(?:\/|$)/i;

/** True for files that nobody imports who installed the distribution. */
export function isAside(path: string): boolean {
  return NOT_INSTALLED.test(path);
}

/** Folders in which top-level modules lie: of a wheel also those of its data scheme. */
export function moduleRoots(kind: DistributionKind, index: PackageIndex): string[] {
  const roots = new Set(['']);
  for (const path of index.keys()) {
    const scheme = /^[^/]+\.data\/(?:purelib|platlib)\//.exec(path)?.[0];
    if (scheme !== undefined) roots.add(scheme);
    if (kind === 'sdist') {
      const source = /^(?:src|lib|python|source)\//.exec(path)?.[0];
      if (source !== undefined && path.endsWith('.py')) roots.add(source);
    }
  }
  return [...roots];
}
