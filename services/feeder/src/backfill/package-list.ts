import { createHash } from 'node:crypto';
import { isNpmName } from '@weir/registries';

/** One line of a list: a package, and which of its versions; null is the one that `latest` names. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string | null;
}

/** A list, read: lines that name no package are counted beside the good ones. */
export interface PackageList {
  readonly packages: readonly ListedPackage[];
  readonly problems: readonly { readonly line: number; readonly text: string }[];
  /** Lower-case hex sha256 of what the list means: the same packages in any order are the same list. */
  readonly digest: string;
}

const VERSION_CHARS_MAX = 256;

function parseLine(text: string): ListedPackage | null {
  // The first character can be the @ of a scope.
  const at = text.indexOf('@', 1);
  const name = at < 0 ? text : text.slice(0, at);
  const version = at < 0 ? null : text.slice(at + 1);
  if (!isNpmName(name)) return null;
  if (version !== null && (version.length > VERSION_CHARS_MAX || !/^[\w.+-]+$/.test(version))) return null;
  return { name, version };
}

/** A listed package as text: `name` or `name@version`. */
export function formatListed({ name, version }: ListedPackage): string {
  return version === null ? name : `${name}@${version}`;
}

/**
 * Reads a list of packages: one `name` or `name@version` (or `name@tag`) a line; blank lines and what follows a `#`
 * at the start of a line are skipped, repeats count once. Never throws.
 */
export function parsePackageList(text: string): PackageList {
  const packages = new Map<string, ListedPackage>();
  const problems: { line: number; text: string }[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const parsed = parseLine(line);
    if (parsed) packages.set(formatListed(parsed), parsed);
    else problems.push({ line: index + 1, text: line.slice(0, 250) });
  });
  const digest = createHash('sha256')
    .update([...packages.keys()].toSorted().join('\n'))
    .digest('hex');
  return { packages: [...packages.values()], problems, digest };
}
