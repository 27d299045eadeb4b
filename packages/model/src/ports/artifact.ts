/** What an archive member is. Anything but `file` is listed and never followed or created. */
export type EntryKind = 'file' | 'directory' | 'symlink' | 'hardlink' | 'device' | 'other';

/** One member of an artifact, in archive order. Paths are as in the archive: hostile text, never a path on our disk. */
export interface ArtifactEntry {
  /** Position in the archive: the identity of a member, since paths can repeat. */
  readonly index: number;
  readonly path: string;
  readonly kind: EntryKind;
  /** Unpacked size in bytes as stored. */
  readonly sizeBytes: number;
  /** Permission bits; 0 when the format has none. */
  readonly mode: number;
  readonly linkTarget: string | null;
}

/** Something wrong with a container, from a closed list, with the member it concerns. */
export interface ArchiveProblem {
  /** `traversal`, `absolute-path`, `link`, `device`, `duplicate-path`, `case-collision`, `truncated`, `corrupt`, `trailing-data`, `budget-bytes`, `budget-entries`, `budget-ratio`, `budget-path`, `budget-time`, `unsupported`, `excluded` (left out on purpose). */
  readonly code: string;
  readonly path: string | null;
  readonly detail: string;
}

/** An opened artifact: random access to members under one budget. */
export interface ArtifactView extends AsyncDisposable {
  readonly entries: readonly ArtifactEntry[];
  /** Findings about the container; `budget-*`, `truncated`, `corrupt` and `unsupported` mean that something was left unread. */
  readonly problems: readonly ArchiveProblem[];
  /** True when every member could be listed and none was left unread by a budget. */
  readonly complete: boolean;
  /** Sum of member sizes in bytes. */
  readonly unpackedBytes: number;
  /**
   * Bytes of a regular file, `[start, end)` when given. Throws AppError `ARCHIVE_ENTRY`, not retriable, for an
   * index that is no readable file.
   */
  read(index: number, range?: { readonly start: number; readonly end: number }): Promise<Uint8Array>;
}

/** Bounds of one artifact and everything nested in it. Exhausting one is a finding, never silence. */
export interface ArchiveBudget {
  readonly entriesMax: number;
  readonly unpackedBytesMax: number;
  /** Unpacked over packed bytes, applied once more than 1 MiB was unpacked. */
  readonly ratioMax: number;
  readonly pathCharsMax: number;
  readonly timeMsMax: number;
}
