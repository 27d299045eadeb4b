import { pypiName } from './names.ts';
import { normalVersion } from './versions.ts';

/** What a distribution's name says of it (PEP 427, PEP 625, and what was there before). */
export interface FilenameParts {
  /** As written; null when the name says none. */
  readonly version: string | null;
  /** Wheel tags (`py3-none-any`), `sdist`, or the kind of an older format. */
  readonly variant: string;
}

const SDIST = /\.(?:tar\.gz|tgz|tar\.bz2|tar\.xz|tar\.z|tar|zip)$/i;
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/-py\d[\w.]*(?:-[\w.-]+)?\.egg$/i, 'egg'],
  [/\.egg$/i, 'egg'],
  [/\.(?:win32|win-amd64|win-arm\d*)(?:-py\d[\w.]*)?\.(?:exe|msi)$/i, 'installer'],
  [/\.(?:exe|msi)$/i, 'installer'],
  [/(?:-\d+)?\.(?:noarch|src|i\d86|x86_64)\.rpm$/i, 'rpm'],
  [/\.(?:deb|dmg)$/i, 'system'],
];

/** What follows the project's name, wherever that ends: names and versions both have dashes. */
function afterName(stem: string, name: string): string | null {
  for (let dash = stem.indexOf('-'); dash !== -1; dash = stem.indexOf('-', dash + 1)) {
    if (pypiName(stem.slice(0, dash)) === name) return stem.slice(dash + 1);
  }
  return null;
}

/**
 * Takes a distribution's filename apart. Pure.
 * @param name the project's, normalized: where the version begins is told by it.
 */
export function parseFilename(filename: string, name: string): FilenameParts {
  if (/\.whl$/i.test(filename)) {
    const parts = filename.slice(0, -4).split('-');
    const tags = parts.length >= 5 ? parts.slice(-3).join('-') : 'wheel';
    return { version: parts[1] ?? null, variant: tags.slice(0, 128) };
  }
  if (SDIST.test(filename))
    return { version: afterName(filename.replace(SDIST, ''), name), variant: 'sdist' };
  for (const [ending, variant] of OTHERS) {
    if (ending.test(filename)) return { version: afterName(filename.replace(ending, ''), name), variant };
  }
  return { version: null, variant: 'other' };
}

/**
 * Finds the listed version that each file belongs to: lists of files do not say it (PEP 691), only names do.
 * @param versions as listed, in any spelling.
 * @returns for a filename its version as listed, or as the name has it when no version listed is that one.
 */
export function createVersionFinder(
  name: string,
  versions: readonly string[],
): (filename: string) => string | null {
  const listed = new Map(versions.map((version) => [normalVersion(version), version]));
  return (filename) => {
    const { version } = parseFilename(filename, name);
    if (version === null) return null;
    // Wheels write `_` for `-` in versions (PEP 427).
    return (
      listed.get(normalVersion(version)) ?? listed.get(normalVersion(version.replaceAll('_', '-'))) ?? version
    );
  };
}
