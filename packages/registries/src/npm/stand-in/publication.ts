import { createHash } from 'node:crypto';
import { buildTarball } from '../../lib/stand-in/tarball.ts';
import { npmNamePath } from '../names.ts';
import type { StoredVersion } from './packages.ts';

/** One version to publish. Everything but name and version has a default. */
export interface Publication {
  readonly name: string;
  readonly version: string;
  /** Files inside the package; `package.json` is made from the manifest unless it is given. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The tarball's bytes, instead of `files`. Publications may share one buffer. */
  readonly tarball?: Buffer;
  /** Manifest members besides name and version: scripts, dependencies, … */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly publisher?: {
    readonly name: string;
    readonly email: string;
    readonly trustedPublisher?: { id: string };
  };
  /** Accounts that may publish the package from this version on; the publisher alone when absent. */
  readonly maintainers?: readonly { readonly name: string; readonly email: string }[];
  /** RFC 3339; the stand-in's clock when absent. An old one makes a package with a history. */
  readonly time?: string;
  readonly tag?: string;
  /** Members of `dist` to overwrite: a wrong digest, a foreign tarball URL. */
  readonly dist?: Readonly<Record<string, unknown>>;
}

export interface TarballDigests {
  /** Lower-case hex. */
  readonly sha1: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Subresource Integrity, sha512. */
  readonly integrity: string;
}

/** Publications share tarballs: each buffer is hashed once. */
const digestsOf = new WeakMap<Buffer, TarballDigests>();

/** The digests of a tarball. */
export function tarballDigests(tarball: Buffer): TarballDigests {
  const known = digestsOf.get(tarball);
  if (known) return known;
  const digests = {
    sha1: createHash('sha1').update(tarball).digest('hex'),
    sha256: createHash('sha256').update(tarball).digest('hex'),
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  };
  digestsOf.set(tarball, digests);
  return digests;
}

const DEFAULT_PUBLISHER = { name: 'ann', email: 'ann@people.example' };

/** Who published, as the document names them. */
export function publisherOf(publication: Publication): NonNullable<Publication['publisher']> {
  return publication.publisher ?? DEFAULT_PUBLISHER;
}

/** Who may publish the package once this is published. */
export function maintainersOf(publication: Publication): NonNullable<Publication['maintainers']> {
  const { name, email } = publisherOf(publication);
  return publication.maintainers ?? [{ name, email }];
}

/** The path of a version's tarball below the base. */
export function tarballPath(name: string, version: string): string {
  const bare = name.slice(name.indexOf('/') + 1);
  return `${npmNamePath(name).replace('%2F', '/')}/-/${bare}-${version}.tgz`;
}

/** A publication as it is stored: not shown by any document yet. `base` is that of tarballs. */
export function storedVersion(publication: Publication, base: string, now: string): StoredVersion {
  const { name, version } = publication;
  const own = { name, version, ...publication.manifest };
  const bare = name.slice(name.indexOf('/') + 1);
  const uploadedMs = Date.parse(publication.time ?? now);
  const files = { 'package.json': JSON.stringify(own, null, 2), ...publication.files };
  const tarball = publication.tarball ?? buildTarball(files);
  const digests = tarballDigests(tarball);
  const publisher = publisherOf(publication);
  const manifest = {
    ...own,
    _id: `${name}@${version}`,
    _npmUser: publisher,
    maintainers: maintainersOf(publication),
    dist: {
      tarball: `${base}/${tarballPath(name, version)}`,
      shasum: digests.sha1,
      integrity: digests.integrity,
      fileCount: Object.keys(files).length,
      unpackedSize: Object.values(files).reduce((sum, content) => sum + content.length, 0),
      signatures: [],
      ...publication.dist,
    },
    // What npm's own storage leaves in a manifest: the moment of the upload, in ms since the epoch.
    _npmOperationalInternal: {
      host: 's3://packages.example',
      tmp: `tmp/${bare}_${version}_${uploadedMs}_0.5`,
    },
  };
  return {
    version,
    text: JSON.stringify(manifest),
    tarball,
    time: publication.time ?? now,
    shownFrom: Number.POSITIVE_INFINITY,
    hiddenFrom: Number.POSITIVE_INFINITY,
    wrongDigest: manifest.dist.shasum !== digests.sha1 || manifest.dist.integrity !== digests.integrity,
  };
}
