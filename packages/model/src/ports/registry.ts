import type { ReleaseFacts } from '../facts.ts';
import type { Registry } from '../registry.ts';
import type { Locator, ReleaseFile } from '../release.ts';
import type { ByteRange } from './artifact.ts';

/** One row of a registry's feed: a hint "look at this name", never a truth. */
export interface FeedRow {
  /** Opaque and ordered as the feed orders it (npm: decimal text). Never a JS number. */
  readonly seq: string;
  readonly name: string;
  /** The document revision that the row announces, null when the feed has none. */
  readonly revision: string | null;
  readonly deleted: boolean;
  /** The row as received, for the 7 days in which a miss can be explained. */
  readonly raw: string;
}

/** Something in a registry's answer that was not usable: counted and kept beside the good rows, never thrown. */
export interface FeedProblem {
  readonly code: string;
  readonly detail: string;
  readonly raw: string;
}

export interface FeedPage {
  readonly rows: readonly FeedRow[];
  readonly problems: readonly FeedProblem[];
  /** Where to read on after these rows are durable. */
  readonly nextCursor: string;
  /** True when the feed has nothing newer for now. */
  readonly atHead: boolean;
  /** Why rows between the cursor and this page can be missing; absent when none are. */
  readonly gap?: string;
}

/** A release that a document lists, resolved to what Weir stores. */
export interface ResolvedRelease {
  /** As published. */
  readonly displayName: string;
  readonly version: string;
  /** Those that are news: all of them where a release has its files for good. */
  readonly files: readonly ReleaseFile[];
  readonly facts: ReleaseFacts;
  /** A document of its own that the facts are of, for the evidence store; absent where that is the package's. */
  readonly document?: Uint8Array;
}

/** One file that a document lists, where releases have several. */
export interface ListedFile {
  readonly version: string;
  readonly filename: string;
  /** Why it was yanked, empty when nobody said; null for one that is not. */
  readonly yanked: string | null;
}

/** A version that is only noted. `publishedAt` null: the document gives no time. */
export interface SeededVersion {
  readonly version: string;
  readonly publishedAt: string | null;
}

/** A package document, reduced. `absent`: the registry does not serve it (held, removed, not yet there). */
export type ResolvedPackage =
  | { readonly kind: 'absent'; readonly status: number }
  | {
      readonly kind: 'present';
      readonly revision: string | null;
      /** When the registry says that the package began (RFC 3339); null when it does not say. */
      readonly createdAt: string | null;
      readonly releases: readonly ResolvedRelease[];
      /** Every version that the document lists now, whether known, new or unusable. */
      readonly listed: readonly string[];
      /** False when the document is damaged where it lists its versions: what is missing is not known to be gone. */
      readonly readable: boolean;
      /** Unknown versions published before `seedBefore`: history, to be known without being analysed. */
      readonly seeded: readonly SeededVersion[];
      /** Versions that the document says existed and are gone. */
      readonly removed: readonly SeededVersion[];
      /** The whole package was unpublished. */
      readonly unpublished: boolean;
      /** The registry replaced the package by a placeholder: a takedown. */
      readonly takedown: boolean;
      /** The registry withholds the package: what its document lacks is not gone. */
      readonly quarantined?: boolean;
      /** Every file that the document lists now; absent where a release is one file. */
      readonly files?: readonly ListedFile[];
      /** Accounts with a role in the package now, and of which revision; null: they are to be asked again. Absent: not asked. */
      readonly owners?: { readonly revision: string; readonly names: readonly string[] } | null;
      /** Staged placeholders and the like: versions that are no releases. */
      readonly placeholders: readonly string[];
      readonly problems: readonly FeedProblem[];
      /** The document's bytes as received, for the evidence store; null when over the cap. */
      readonly document: Uint8Array | null;
    };

/** Owners of a package as they were read last. */
export interface KnownOwners {
  /** Of the document that named them; null once the registry came back from a backup, so that any other is news. */
  readonly revision: string | null;
  readonly names: readonly string[];
  /** Those when the last release, or file of one, came. */
  readonly released: readonly string[];
}

export interface ResolveOptions {
  /** Versions that are no news. */
  readonly known: ReadonlySet<string>;
  /** Files that are no news, by name: for registries whose releases gain files ({@link FeedTraits.filesComeLater}). */
  readonly knownFiles?: ReadonlySet<string>;
  /**
   * What is known of a package's owners, where they change by themselves: as of a revision, and when its last release
   * came. Null: nothing. They are asked again when the revision is another one.
   */
  readonly owners?: KnownOwners | null;
  /** Asks past caches, for rechecks. */
  readonly fresh: boolean;
  /** What is unknown and was published before this moment is history: versions are `seeded`. Null resolves all of them. */
  readonly seedBefore?: Date | null;
  /** Whose turn it is among this host's requests; `live` when absent. */
  readonly priority?: RequestPriority;
  /**
   * True reads a document of more than `RegistryFeed.largeBytes`, too: one at a time, which can take minutes. Otherwise
   * such a one throws `DOCUMENT_LARGE`, so that callers can make room for it first.
   */
  readonly large?: boolean;
}

/** Whose turn a request is among those to one host, most urgent first. */
export type RequestPriority = 'live' | 'recheck' | 'previous' | 'backfill';

/** The monthly request allowance, shared by all processes: the store keeps it, the clients of registries pay from it. */
export interface Allowance {
  /**
   * Leases up to `wanted` requests of the account's month and notes them in the ledger; returns how many were granted.
   * 0 once `monthlyMax` are leased by everybody.
   */
  lease(
    account: string,
    priority: RequestPriority,
    wanted: number,
    monthlyMax: number,
    at: Date,
  ): Promise<number>;
  /** Takes back what was leased at `leasedAt` and not used. */
  giveBack(account: string, priority: RequestPriority, unused: number, leasedAt: Date): Promise<void>;
}

/** One page of all names that a registry has now, with the revision of each. */
export interface NamesPage {
  readonly names: readonly { readonly name: string; readonly revision: string | null }[];
  readonly problems: readonly FeedProblem[];
  /** Where the next page begins; null after the last one. */
  readonly nextKey: string | null;
  /** The names are those of this moment: an answer from a cache is older than its question. Absent: of now. */
  readonly asOf?: Date;
  /** Revision of the registry as a whole that the list tells, null when it tells none (yet); absent where there is none. */
  readonly head?: string | null;
}

/** How a registry's feed differs from others in what the feeder may conclude from it. */
export interface FeedTraits {
  /** Cursors are decimal numbers in the feed's order: a head can be held against them, and a stretch be read again. */
  readonly numbered: boolean;
  /** Releases gain files after they were first seen: what is news is told by files, and what is old by their times. */
  readonly filesComeLater: boolean;
  /** A package, or an announced version, that stays absent through all looks is gone, also when nothing else says so. */
  readonly absentIsGone: boolean;
  /** The registry says who published a release; where it never does, owners stand for publishers. */
  readonly namesPublishers: boolean;
}

/** What one release that was asked for by name is. `documentBytes`: what the facts' digest is of; null for none. */
export type ResolvedOne =
  | { readonly kind: 'absent'; readonly reason: string }
  | {
      readonly kind: 'present';
      readonly release: ResolvedRelease;
      readonly documentBytes: Uint8Array | null;
    };

/** Reads packages of one registry by name. */
export type PackageReader = Pick<RegistryFeed, 'registry' | 'resolveOne'>;

/** An answer to the question whether a package changed, which costs no document when it did not. */
export interface Peek {
  /** To be given with the next question; null when the registry gives none. */
  readonly etag: string | null;
  /** False when the registry says that nothing changed since `etag`. */
  readonly changed: boolean;
  /** Revision of what is there now; null when unknown, or when nothing changed. */
  readonly revision: string | null;
}

/** What a registry says of one file of a package: it lists it, withholds the package, lists it no more, or says nothing. */
export type FileStanding = 'listed' | 'quarantined' | 'removed' | 'unknown';

/** A registry as the feeder needs it. One folder of packages/registries each. */
export interface RegistryFeed {
  readonly registry: Registry;
  readonly traits: FeedTraits;
  /** Documents with more bytes are large: see `ResolveOptions.large`. */
  readonly largeBytes: number;
  /** Newest position of the feed: where a first start begins. */
  head(signal: AbortSignal): Promise<string>;
  /** Rows after `cursor`, oldest first. Throws retriable AppErrors; bad rows are problems. `priority`: live when absent. */
  readPage(cursor: string, signal: AbortSignal, priority?: RequestPriority): Promise<FeedPage>;
  /** All names, a page at a time from `key` (null: the first). Throws like `readPage`. `priority`: recheck when absent. */
  readNames(key: string | null, signal: AbortSignal, priority?: RequestPriority): Promise<NamesPage>;
  /**
   * Reads the document of a package and resolves it to releases that are not in `known`.
   * Throws retriable AppErrors (network, 5xx, unreadable answers; `DOCUMENT_LARGE`: ask again with `large`) and
   * `NAME_INVALID`, `REGISTRY_REFUSED`, `DOCUMENT_TOO_LARGE` (over its cap), `DOCUMENT_HEAP` (within it, and takes more
   * memory to read than it may have): not retriable.
   */
  resolve(name: string, options: ResolveOptions, signal: AbortSignal): Promise<ResolvedPackage>;
  /**
   * The release that an installer takes for a version, dist-tag or range (null: `latest`), as the document has it now.
   * Throws like `resolve`, without `DOCUMENT_LARGE`.
   */
  resolveOne(
    name: string,
    wanted: string | null,
    priority: RequestPriority,
    signal: AbortSignal,
  ): Promise<ResolvedOne>;
  /**
   * Whether a document served at revision `served`, which lists these versions, can hold what a row at `expected`
   * announced.
   */
  coversRevision(
    this: void,
    served: string | null,
    expected: string | null,
    listed?: readonly string[],
  ): boolean;
  /** How many changes of a package lie between two of its revisions (`older` null: since it began); null when unknown. */
  changesBetween(older: string | null, newer: string | null): number | null;
  /** The version that a row's revision announces, null when it announces none; absent where revisions are numbers. */
  announcedVersion?(revision: string): string | null;
  /** Asks whether a package changed since `etag` was given; throws like `resolve`. Absent where a feed tells all. */
  peek?(name: string, etag: string | null, signal: AbortSignal): Promise<Peek>;
  /**
   * What became of a file, by the package's document as it is past all caches; throws like `resolve`. A file of a release
   * in quarantine counts as removed where nothing tells one from the other. Absent where documents do not tell.
   */
  standingOf?(
    name: string,
    filename: string,
    priority: RequestPriority,
    signal: AbortSignal,
  ): Promise<FileStanding>;
}

/** The bytes of one file, spooled: `path` is removed when the value is disposed. */
export interface FetchedFile extends AsyncDisposable {
  readonly path: string;
  readonly sizeBytes: number;
  /** Measured while spooling: lower-case hex by algorithm; always sha256, sha512 and sha1, and none of a part. */
  readonly digests: Readonly<Record<string, string>>;
  /** Absent: the file is whole. */
  readonly part?: FilePart;
}

/** A file of which only some bytes were fetched: those lie at their places, zeros lie at all others. */
export interface FilePart {
  /** As the registry declares it: nobody measured it. */
  readonly sha256: string;
  /** In order, apart from each other. */
  readonly present: readonly ByteRange[];
}

export type FetchOutcome =
  | { readonly kind: 'fetched'; readonly file: FetchedFile }
  /** 404, 403, 410 or 451: not there yet, held, or removed. Defer, never park. */
  | { readonly kind: 'unavailable'; readonly status: number }
  /** Over the byte cap: a finding, and no verdict of `benign`. */
  | { readonly kind: 'too-large'; readonly sizeBytesMax: number };

/** Fetches release files from hosts that a registry is allowed to name. Throws retriable AppErrors on network and 5xx. */
export interface FileFetcher {
  /** @param file what is published under the locator: of a large one, a fetcher may fetch a part. */
  fetch(locator: Locator, signal: AbortSignal, file?: ReleaseFile): Promise<FetchOutcome>;
}
