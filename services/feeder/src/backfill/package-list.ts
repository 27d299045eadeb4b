import { createHash } from 'node:crypto';
import { isNpmName, isPypiName } from '@weir/registries';

/** One line of a list: a package, and which of its versions; null is the one that `latest` names. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string | null;
}

/** Registries that lists of packages are of. */
export type ListRegistry = 'npmjs' | 'pypi';

/** How people write a package of a registry with a version, and what both can be. */
const FORMS: Readonly<
  Record<
    ListRegistry,
    { readonly separator: string; readonly isName: (name: string) => boolean; readonly version: RegExp }
  >
> = {
  npmjs: { separator: '@', isName: isNpmName, version: /^[\w.+-]+$/ },
  pypi: { separator: '==', isName: isPypiName, version: /^[\w.+!-]+$/ },
};

/** A list, read: lines that name no package are counted beside the good ones. */
export interface PackageList {
  readonly registry: ListRegistry;
  readonly packages: readonly ListedPackage[];
  readonly problems: readonly { readonly line: number; readonly text: string }[];
  /** Lower-case hex sha256 of what the list means: the same packages in any order are the same list. */
  readonly digest: string;
}

const VERSION_CHARS_MAX = 256;

function parseLine(text: string, registry: ListRegistry): ListedPackage | null {
  const { separator, isName, version: pattern } = FORMS[registry];
  // The first character can be the @ of a scope.
  const at = text.indexOf(separator, 1);
  const name = at < 0 ? text : text.slice(0, at);
  const version = at < 0 ? null : text.slice(at + separator.length);
  if (!isName(name)) return null;
  if (version !== null && (version.length > VERSION_CHARS_MAX || !pattern.test(version))) return null;
  return { name, version };
}

/** A listed package as text: `name`, or `name@version` on npm and `name==version` on PyPI. */
export function formatListed({ name, version }: ListedPackage, registry: ListRegistry): string {
  return version === null ? name : `${name}${FORMS[registry].separator}${version}`;
}

/**
 * Reads a list of packages: one `name` or `name@version` (or `name@tag`; on PyPI `name==version`) a line; blank lines and what follows a `#`
 * at the start of a line are skipped, repeats count once. Never throws.
 */
export function parsePackageList(text: string, registry: ListRegistry = 'npmjs'): PackageList {
  const packages = new Map<string, ListedPackage>();
  const problems: { line: number; text: string }[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const parsed = parseLine(line, registry);
    if (parsed) packages.set(formatListed(parsed, registry), parsed);
    else problems.push({ line: index + 1, text: line.slice(0, 250) });
  });
  const digest = createHash('sha256')
    .update(`${registry === 'npmjs' ? '' : `${registry}\n`}${[...packages.keys()].toSorted().join('\n')}`)
    .digest('hex');
  return { registry, packages: [...packages.values()], problems, digest };
}
