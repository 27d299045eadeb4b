import { createHash } from 'node:crypto';

/** A file as it was uploaded. Immutable: names cannot be used again. */
export interface StoredFile {
  readonly filename: string;
  readonly version: string;
  readonly content: Buffer;
  /** RFC 3339, microseconds. */
  readonly uploadedAt: string;
  readonly sha256: string;
  readonly md5: string;
  readonly blake2b: string;
  /** Path below the base: contains the digest. */
  readonly path: string;
  readonly provenance: boolean;
  /** Joined its release after other files. */
  readonly late: boolean;
}

export interface StoredRelease {
  readonly version: string;
  readonly createdMs: number;
  readonly info: Readonly<Record<string, unknown>>;
  readonly files: readonly StoredFile[];
  /** Null: not yanked. */
  readonly yanked: string | null;
  readonly quarantined: boolean;
}

/** A project at one serial. Pages are rendered from it, so that an older copy is one state back. */
export interface ProjectState {
  readonly serial: number;
  /** `removed`: nothing of it is served any more. */
  readonly status: 'active' | 'archived' | 'quarantined' | 'removed';
  readonly owners: readonly string[];
  readonly releases: ReadonlyMap<string, StoredRelease>;
}

export interface StoredProject {
  /** Normalized. */
  readonly name: string;
  readonly displayName: string;
  readonly createdMs: number;
  readonly firstOwners: readonly string[];
  /** The last two are enough for stale copies. */
  readonly states: ProjectState[];
  /** Serials that it ever had: no two states share one, as nobody could tell them apart. */
  readonly serials: Set<number>;
}

const digestsOf = new WeakMap<Buffer, Pick<StoredFile, 'sha256' | 'md5' | 'blake2b'>>();

/** Digests as PyPI declares them; contents that uploads share are hashed once. Node has no BLAKE2b of 256 bits. */
export function digestContent(content: Buffer): Pick<StoredFile, 'sha256' | 'md5' | 'blake2b'> {
  const known = digestsOf.get(content);
  if (known) return known;
  const digests = {
    sha256: createHash('sha256').update(content).digest('hex'),
    md5: createHash('md5').update(content).digest('hex'),
    // The right shape: what is measured of a file is never held against it.
    blake2b: createHash('blake2b512').update(content).digest('hex').slice(0, 64),
  };
  digestsOf.set(content, digests);
  return digests;
}

export function currentState(project: StoredProject): ProjectState {
  const state = project.states.at(-1);
  if (!state) throw new RangeError(`project ${project.name} has no state`);
  return state;
}
