import { PackageURL } from 'packageurl-js';
import { AppError } from './errors.ts';
import { ecosystemOf, normalizeName, type Registry } from './registry.ts';

/** What a purl names; `version` is null when it names the package and no release. */
export interface PurlParts {
  readonly type: string;
  /** Full package name with its namespace: `@acme/core`, `acme/tool`. */
  readonly name: string;
  readonly version: string | null;
}

/** PEP 503 as the purl type `pypi` demands it; the library folds underscores only. */
function pypiName(name: string): string {
  return normalizeName('pypi', name);
}

/**
 * Renders the canonical purl of a package or release (package-url/purl-spec).
 *
 * A name's part before the last `/` becomes the namespace (`@acme/core`, `acme/tool`); for the editor registries
 * the name is `publisher.extension` or `publisher/extension`. One deviation: npm names keep their capitals, since
 * old names that differ in case only (`JSONStream`, `jsonstream`) are different packages. White space around a version is dropped.
 * @throws AppError `PURL_INVALID`, not retriable, when the name or version cannot be a purl.
 */
export function formatPurl(registry: Registry, name: string, version?: string): string {
  const type = ecosystemOf(registry);
  const normal = normalizeName(registry, name);
  const full = type === 'vscode-extension' && !normal.includes('/') ? normal.replace('.', '/') : normal;
  const slash = full.lastIndexOf('/');
  try {
    // A purl drops empty segments, and with them the difference between `/x` and `x`.
    if (full.split('/').includes('')) throw new Error('an empty segment');
    const namespace = slash < 0 ? undefined : full.slice(0, slash);
    const purl = new PackageURL(type, namespace, full.slice(slash + 1), version, undefined, undefined);
    if (type === 'npm') Object.assign(purl, { namespace, name: full.slice(slash + 1) });
    return purl.toString();
  } catch (cause) {
    throw new AppError(
      'PURL_INVALID',
      `no purl can name ${JSON.stringify(name.slice(0, 200))}@${version ?? ''}`,
      {
        retriable: false,
        cause,
      },
    );
  }
}

/**
 * Parses a purl; the name comes back as its registry treats it (npm names keep their capitals).
 * @throws AppError `PURL_INVALID`, not retriable, with the text and what is wrong with it.
 */
export function parsePurl(text: string): PurlParts {
  try {
    const purl = PackageURL.fromString(text);
    const type = purl.type ?? '';
    const [, rawNamespace, rawName] = PackageURL.parseString(text);
    const [namespace, name] = type === 'npm' ? [rawNamespace, rawName] : [purl.namespace, purl.name];
    const full = namespace ? `${namespace}/${name ?? ''}` : (name ?? '');
    const folded = type === 'vscode-extension' ? full.toLowerCase() : full;
    return { type, name: type === 'pypi' ? pypiName(full) : folded, version: purl.version || null };
  } catch (cause) {
    throw new AppError('PURL_INVALID', `not a purl: ${JSON.stringify(text.slice(0, 200))}`, {
      retriable: false,
      cause,
    });
  }
}
