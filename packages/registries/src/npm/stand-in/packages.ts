import { createHash } from 'node:crypto';
import type { Scheduled } from '../../lib/stand-in/timeline.ts';
import type { KnobName } from './knob-list.ts';

/** A version as the stand-in holds it. `shownFrom` and `hiddenFrom` are indexes of {@link StoredPackage.states}. */
export interface StoredVersion {
  readonly version: string;
  /** The manifest as JSON text: documents are joined from these when somebody asks. */
  readonly text: string;
  readonly tarball: Buffer;
  /** RFC 3339. */
  time: string;
  /** The first state whose document lists it; infinite while it is held, for good when it is blocked. */
  shownFrom: number;
  /** The first state whose document does not list it any more; infinite while it is there. */
  hiddenFrom: number;
  readonly wrongDigest: boolean;
}

/** What a package's document said from one change to the next. */
export interface DocumentState {
  readonly revision: number;
  readonly rev: string;
  /** RFC 3339. */
  readonly modified: string;
  readonly tags: ReadonlyMap<string, string>;
  /** `time.unpublished` as JSON text; null for a package that is there. */
  readonly unpublished: string | null;
  /** True when the document answers 404: a tombstone. */
  readonly gone: boolean;
  /** True when rows say `deleted` and `_all_docs` leaves the name out. */
  readonly deleted: boolean;
}

/** What a change sets; everything else stays as it was. */
export type StateChange = Partial<Pick<DocumentState, 'tags' | 'unpublished' | 'gone' | 'deleted'>>;

/** A package that is there, whatever it was before. */
export const PRESENT = { unpublished: null, gone: false, deleted: false } as const;

/** A knob that counts once, when a document of one of these states is answered. */
export interface Meeting {
  readonly knob: KnobName;
  readonly from: number;
  /** Exclusive. */
  until: number;
}

/** A package as the stand-in holds it. */
export interface StoredPackage {
  readonly name: string;
  /** RFC 3339. */
  readonly created: string;
  readonly versions: Map<string, StoredVersion>;
  /** One for each change, oldest first. */
  readonly states: DocumentState[];
  maintainers: readonly { readonly name: string; readonly email: string }[];
  description: string;
  meetings: Meeting[];
  /** Releases and approvals to come; a removal of the package cancels them. */
  readonly pending: Set<Scheduled>;
}

const NO_TAGS: ReadonlyMap<string, string> = new Map();

/** An empty package without any state: its first change makes it a document. */
export function newPackage(name: string, created: string): StoredPackage {
  return {
    name,
    created,
    versions: new Map(),
    states: [],
    maintainers: [],
    description: '',
    meetings: [],
    pending: new Set(),
  };
}

/** The dist-tags as they are now. */
export function tagsOf(pkg: StoredPackage): ReadonlyMap<string, string> {
  return pkg.states.at(-1)?.tags ?? NO_TAGS;
}

/** Versions that the document of a state lists, in the order of their publication. */
export function listedVersions(pkg: StoredPackage, state: number): StoredVersion[] {
  return [...pkg.versions.values()].filter(({ shownFrom, hiddenFrom }) => {
    return shownFrom <= state && state < hiddenFrom;
  });
}

/**
 * Appends a state.
 * @param bump whether `_rev` changes.
 */
export function pushState(
  pkg: StoredPackage,
  modified: string,
  change: StateChange,
  bump: boolean,
): DocumentState {
  const last = pkg.states.at(-1) ?? { revision: 0, rev: '', tags: NO_TAGS, ...PRESENT };
  const revision = last.revision + (bump || last.revision === 0 ? 1 : 0);
  const rev =
    last.revision === revision
      ? last.rev
      : `${revision}-${createHash('md5').update(`${pkg.name} ${revision}`).digest('hex')}`;
  const state = { ...last, ...change, revision, rev, modified };
  pkg.states.push(state);
  return state;
}
