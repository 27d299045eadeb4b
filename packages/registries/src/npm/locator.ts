import type { Digests, Locator } from '@weir/model';
import { safeText } from '@weir/model';
import { npmNamePath } from './names.ts';

const SRI = /^(?<algorithm>sha1|sha256|sha512)-(?<value>[A-Za-z0-9+/]{27,88}={0,2})(?:\?.*)?$/;
const BYTES = { sha1: 20, sha256: 32, sha512: 64 } as const;

/**
 * The digests that a version declares: `dist.integrity` (Subresource Integrity, several separated by spaces) and
 * `dist.shasum` (hex sha1), as lower-case hex by algorithm. What is malformed is left out: not declared.
 */
export function declaredDigests(integrity: string | null, shasum: string | null): Digests {
  const digests: Digests = {};
  if (shasum !== null && /^[0-9a-f]{40}$/i.test(shasum)) digests.sha1 = shasum.toLowerCase();
  for (const part of (integrity ?? '').split(/\s+/)) {
    const groups = SRI.exec(part)?.groups;
    if (!groups?.algorithm || !groups.value) continue;
    const algorithm = groups.algorithm as keyof typeof BYTES;
    const bytes = Buffer.from(groups.value, 'base64');
    if (bytes.length === BYTES[algorithm]) digests[algorithm] ??= bytes.toString('hex');
  }
  return digests;
}

/** Where npm keeps a tarball when the document does not say: `<base>/<name>/-/<name without scope>-<version>.tgz`. */
function conventionalTarball(base: string, name: string, version: string): string {
  const bare = name.slice(name.indexOf('/') + 1);
  return `${base.replace(/\/+$/, '')}/${npmNamePath(name).replace('%2F', '/')}/-/${encodeURIComponent(bare)}-${encodeURIComponent(version)}.tgz`;
}

export interface NpmLocation {
  readonly locator: Locator;
  readonly filename: string;
  /** True when the document gave no usable tarball URL and the conventional one is a guess. */
  readonly guessed: boolean;
}

/**
 * The file of a version. The URL stays registry data: the fetcher holds it against its allow-list of origins.
 * @param replaceOrigin an origin that `base` stands in for (npm's `replace-registry-host`): mirrors often serve
 *   documents that still name the public host.
 */
export function locateTarball(
  base: string,
  name: string,
  version: string,
  tarball: string | null,
  replaceOrigin: string | null,
): NpmLocation {
  const given = tarball !== null && URL.canParse(tarball) ? new URL(tarball) : null;
  const usable = given !== null && (given.protocol === 'https:' || given.protocol === 'http:') ? given : null;
  const url = usable ?? new URL(conventionalTarball(base, name, version));
  url.hash = '';
  url.username = '';
  url.password = '';
  const own = new URL(base);
  const href =
    replaceOrigin !== null && url.origin === replaceOrigin && own.origin !== replaceOrigin
      ? `${own.href.replace(/\/+$/, '')}${url.pathname}${url.search}`
      : url.href;
  const last = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  return {
    locator: { url: href.slice(0, 4096) },
    filename: safeText(last === '' ? `${version}.tgz` : last, 255),
    guessed: usable === null,
  };
}
