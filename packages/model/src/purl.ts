import { PackageURL } from 'packageurl-js';
import { AppError } from './errors.ts';
import { ecosystemOf, type Registry } from './registry.ts';

/** What a purl names; `version` is null when it names the package and no release. */
export interface PurlParts {
  readonly type: string;
  /** Full package name with its namespace: `@acme/core`, `acme/tool`. */
  readonly name: string;
  readonly version: string | null;
}

/**
 * Renders the canonical purl of a package or release (package-url/purl-spec).
 *
 * A name's part before the last `/` becomes the namespace (`@acme/core`, `acme/tool`); for the editor registries
 * the name is `publisher.extension` or `publisher/extension`.
 * @throws AppError `PURL_INVALID`, not retriable, when the name or version cannot be a purl.
 */
export function formatPurl(registry: Registry, name: string, version?: string): string {
  const type = ecosystemOf(registry);
  const full = type === 'vscode-extension' ? name.replace('.', '/') : name;
  const slash = full.lastIndexOf('/');
  try {
    return new PackageURL(
      type,
      slash < 0 ? undefined : full.slice(0, slash),
      full.slice(slash + 1),
      version,
      undefined,
      undefined,
    ).toString();
  } catch (cause) {
    throw new AppError('PURL_INVALID', `no purl can name ${JSON.stringify(name)}@${version ?? ''}`, {
      retriable: false,
      cause,
    });
  }
}

/**
 * Parses a purl.
 * @throws AppError `PURL_INVALID`, not retriable, with the text and what is wrong with it.
 */
export function parsePurl(text: string): PurlParts {
  try {
    const purl = PackageURL.fromString(text);
    return {
      type: purl.type ?? '',
      name: purl.namespace ? `${purl.namespace}/${purl.name}` : (purl.name ?? ''),
      version: purl.version ?? null,
    };
  } catch (cause) {
    throw new AppError('PURL_INVALID', `not a purl: ${JSON.stringify(text.slice(0, 200))}`, {
      retriable: false,
      cause,
    });
  }
}
