/** What an archive member is. Anything but `file` is listed and never followed or created. */
export type EntryKind = 'file' | 'directory' | 'symlink' | 'hardlink' | 'device' | 'other';

/** One member of an artifact, in archive order. Paths are as in the archive: hostile text, never a path on our disk. */
export interface ArtifactEntry {
  /** Position in the archive: the identity of a member, since paths can repeat. */
  readonly index: number;
  readonly path: string;
  readonly kind: EntryKind;
  /** Unpacked size in bytes as stored; what a hostile archive claims when the member is `unread`. */
  readonly sizeBytes: number;
  /** Permission bits; 0 when the format has none. */
  readonly mode: number;
  readonly linkTarget: string | null;
  /** Problem code that says why the bytes of this file cannot be read; absent when they can. */
  readonly unread?: string;
}

/**
 * Something wrong with a container, with the member it concerns. Codes, a closed list:
 *
 * - paths and kinds: `traversal`, `absolute-path`, `duplicate-path`, `case-collision`, `link`, `device`, `sparse` (holes
 *   that readers without sparse support take for something else);
 * - left unread: `budget-bytes`, `budget-entries`, `budget-ratio`, `budget-path`, `budget-time`, `budget-depth`,
 *   `truncated`, `corrupt`, `unsupported`, `encrypted`;
 * - readers see different things: `ambiguous` (two readings of the whole file), `header-mismatch` (a zip member's local
 *   header against the central directory), `hidden-member` (bytes that some readers unpack and that are not listed),
 *   `overlap` (zip members that share bytes);
 * - bytes around the container: `prefixed-data`, `trailing-data`;
 * - `excluded` (left out on purpose).
 */
export interface ArchiveProblem {
  readonly code: string;
  readonly path: string | null;
  readonly detail: string;
}

/** What a container is and what is unusual about it as a whole; for detectors, not for people. */
export interface ContainerFacts {
  /** `single`: one file that is no archive, compressed or not. `none`: nothing that can be listed. */
  readonly container:
    | 'tar'
    | 'tar.gz'
    | 'tar.zst'
    | 'tar.xz'
    | 'tar.bz2'
    | 'zip'
    | 'single'
    | 'directory'
    | 'memory'
    | 'none';
  /** Size of the file in bytes; 0 for what is no file. */
  readonly packedBytes: number;
  /** Unpacked bytes of all members over packed bytes, as declared; null for what is no file. */
  readonly ratio: number | null;
  /** Levels of containers around this one. */
  readonly depth: number;
  /** Bytes in front of, behind and between what the format accounts for. */
  readonly prefixBytes: number;
  readonly trailingBytes: number;
  readonly gapBytes: number;
  /** The container's comment, cut at 1,000 characters; null without one. */
  readonly comment: string | null;
  /** Milliseconds since 1970 of the oldest and newest member, as written (zip: in no time zone); null without any. */
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
}

/** A member that exists and was not read. */
export interface UnreadMember {
  readonly path: string;
  /** As declared; null when unknown. */
  readonly sizeBytes: number | null;
  /** The problem code that says why. */
  readonly code: string;
}

/** What was left unread, in bounded form. */
export interface Unread {
  /** At most 100. */
  readonly members: readonly UnreadMember[];
  /** Members beyond those; null when reading ended before anybody could count them. */
  readonly restCount: number | null;
}

/** Bytes `[start, end)` of a member. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Bounds of one linear pass. */
export interface LinearBudget {
  readonly bytesMax: number;
  readonly timeMsMax: number;
}

/** A piece of a linear pass; pieces of one layer and offset follow each other and are cut anywhere. */
export interface LinearChunk {
  /** `raw`: bytes of the file as they are. `unpacked`: from the compressed stream that begins at `offset`. */
  readonly layer: 'raw' | 'unpacked';
  /** Where in the file this chunk (`raw`) or its stream (`unpacked`) begins, in bytes. */
  readonly offset: number;
  /** The member that the bytes seem to belong to; null when they belong to none. */
  readonly path: string | null;
  readonly bytes: Uint8Array;
}

/** Chunks in archive order; to be iterated once. */
export interface LinearPass extends AsyncIterable<LinearChunk> {
  /** False when the pass ended at its budget or was left early; true once all was given out. */
  readonly complete: boolean;
}

/** An opened artifact: random access to members under one budget. */
export interface ArtifactView extends AsyncDisposable {
  readonly entries: readonly ArtifactEntry[];
  /**
   * What is wrong with the container. Grows while members are read: a checksum is only known to be wrong once its
   * member was read to the end.
   */
  readonly problems: readonly ArchiveProblem[];
  /** True when every member could be listed, none was left unread and readers agree about them. Can turn false as `problems` grow. */
  readonly complete: boolean;
  /** Sum of the sizes in bytes of members that can be read. */
  readonly unpackedBytes: number;
  readonly facts: ContainerFacts;
  readonly unread: Unread;
  /** The last member with exactly this path, as it is the one that stays on disk; null without one. */
  find(path: string): ArtifactEntry | null;
  /**
   * Bytes of a regular file, `[start, end)` when given, in memory; fewer where the member holds less than it claims.
   * They hold until the view is disposed: who needs them for longer copies them.
   * Throws AppError `ARCHIVE_ENTRY`, not retriable, for an index that is no readable file, and `ARCHIVE_SOURCE` for
   * artifacts that are read through HTTP ranges.
   */
  read(index: number, range?: ByteRange): Promise<Uint8Array>;
  /** The same in chunks, in order, with memory that does not grow with the member. Throws as `read` does. */
  open(index: number, range?: ByteRange): AsyncIterable<Uint8Array>;
  /**
   * What `entries` do not give out, in the order of the file: members that a budget left unread, bytes around and
   * between members, what is left of a broken container, unpacked as far as it goes. Repeated bytes are given once.
   */
  linear(budget?: LinearBudget): LinearPass;
}

/** Bounds of one artifact and everything nested in it. Exhausting one is a finding, never silence. */
export interface ArchiveBudget {
  readonly entriesMax: number;
  readonly unpackedBytesMax: number;
  /** Unpacked over packed bytes, applied once more than 16 MiB were unpacked. */
  readonly ratioMax: number;
  readonly pathCharsMax: number;
  readonly timeMsMax: number;
  /** Containers inside containers: 0 opens the outermost only. */
  readonly depthMax: number;
}
