import { createHash } from 'node:crypto';

/** A version as the stand-in holds it. */
export interface StoredVersion {
  readonly manifest: Record<string, unknown>;
  readonly tarball: Buffer;
}

/** A package as the stand-in holds it; `served` are the documents of past revisions, oldest first. */
export interface StoredPackage {
  readonly name: string;
  revision: number;
  rev: string;
  readonly versions: Map<string, StoredVersion>;
  readonly time: Record<string, unknown>;
  readonly distTags: Record<string, string>;
  maintainers: readonly { name: string; email: string }[];
  description: string;
  unpublished: Record<string, unknown> | null;
  deleted: boolean;
  served: { readonly rev: string; readonly body: Buffer }[];
}

/** How many past documents a lagging cache can still serve. */
const PAST_DOCUMENTS = 8;

/** An empty package, created now. */
export function newPackage(name: string, at: string): StoredPackage {
  return {
    name,
    revision: 0,
    rev: '',
    versions: new Map(),
    time: { created: at, modified: at },
    distTags: {},
    maintainers: [],
    description: '',
    unpublished: null,
    deleted: false,
    served: [],
  };
}

/** The full document (npm/registry docs/responses/package-metadata.md). */
export function documentOf(pkg: StoredPackage): Record<string, unknown> {
  const base = { _id: pkg.name, _rev: pkg.rev, name: pkg.name, description: pkg.description };
  if (pkg.unpublished) return { ...base, time: { ...pkg.time, unpublished: pkg.unpublished } };
  return {
    ...base,
    'dist-tags': pkg.distTags,
    versions: Object.fromEntries([...pkg.versions].map(([version, { manifest }]) => [version, manifest])),
    time: pkg.time,
    maintainers: pkg.maintainers,
  };
}

const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'];

/** The abbreviated document: what npm's client asks for. It has no revision, times, scripts or people. */
export function abbreviatedOf(pkg: StoredPackage): Record<string, unknown> {
  const versions = [...pkg.versions].map(([version, { manifest }]) => {
    const { scripts, _npmUser, maintainers: _maintainers, ...rest } = manifest;
    const hooks = scripts !== null && typeof scripts === 'object' ? Object.keys(scripts) : [];
    const has = hooks.some((hook) => INSTALL_HOOKS.includes(hook));
    return [version, has ? { ...rest, hasInstallScript: true } : rest];
  });
  return {
    name: pkg.name,
    modified: pkg.time.modified,
    'dist-tags': pkg.distTags,
    versions: Object.fromEntries(versions),
  };
}

/** Gives the package its next revision and keeps the document that it is served with from now on. */
export function commitRevision(pkg: StoredPackage): void {
  pkg.revision++;
  const hash = createHash('md5').update(`${pkg.name} ${pkg.revision}`).digest('hex');
  pkg.rev = `${pkg.revision}-${hash}`;
  pkg.served.push({ rev: pkg.rev, body: Buffer.from(JSON.stringify(documentOf(pkg))) });
  if (pkg.served.length > PAST_DOCUMENTS) pkg.served.shift();
}
