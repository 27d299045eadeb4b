import type { StoredFile, StoredProject } from './projects.ts';
import type { Truth } from './truth.ts';

/** Files to upload into one release. */
export interface Upload {
  /** In any spelling: what the first upload has is the display name. */
  readonly name: string;
  /** The display name of a project from before names were checked: it may have spaces, and names nothing by itself. */
  readonly displayName?: string;
  readonly version: string;
  /** Filenames, or with their bytes; default one sdist. */
  readonly files?: readonly (string | { readonly filename: string; readonly content: Buffer })[];
  /** Members of `info`: summary, requires_dist, … */
  readonly info?: Readonly<Record<string, unknown>>;
  readonly owners?: readonly string[];
  /** RFC 3339; the stand-in's clock when absent. An old one makes a project with a history. */
  readonly time?: string;
  readonly provenance?: boolean;
}

/** What keeps the truth from clients for a while. Counts are of answers that a client was given. */
export interface Hold {
  /** Pages, and release documents, answered as they were before the last change. */
  pageStale: number;
  documentStale: number;
  /** Release documents answered so past the edge, too: the origin reads from a copy that lags. */
  documentLags: number;
  /** Pages answered 404 although the project is there. */
  pageAbsent: number;
}

/** A row of the journal as XML-RPC has it. */
export type JournalRow = readonly [
  name: string,
  version: string | null,
  seconds: number,
  action: string,
  serial: number,
];

/** A release as the windows know it. */
export interface Announcement {
  readonly name: string;
  readonly displayName: string;
  /** Null in the window of projects. */
  readonly version: string | null;
  readonly summary: string;
  readonly createdMs: number;
}

/** The registry's content and what happens to it. Durations are real-life milliseconds; the stand-in scales them. */
export interface World {
  readonly truth: readonly Truth[];
  readonly journal: readonly JournalRow[];
  readonly lastSerial: number;
  /** The highest serial of the whole registry that a client was told; 0 before the first. */
  readonly toldSerial: number;
  find(name: string): StoredProject | undefined;
  names(): readonly string[];
  holdOf(name: string): Hold;
  /** Uploads files; makes project and release as needed. */
  upload(upload: Upload): void;
  removeFile(name: string, filename: string): void;
  removeRelease(name: string, version: string): void;
  removeProject(name: string): void;
  yank(name: string, version: string, reason?: string): void;
  unyank(name: string, version: string): void;
  quarantine(name: string): void;
  clearQuarantine(name: string): void;
  /** Its files and the version leave the page, without a mark. */
  quarantineRelease(name: string, version: string): void;
  setOwners(name: string, owners: readonly string[]): void;
  /** Metadata only: a serial without anything else. */
  touch(name: string): void;
  /**
   * The registry comes back from a backup: serials begin again, lower by `by`; what is there stays. The edge is purged
   * with it, or keeps copies from before.
   */
  restore(by: number, edge?: 'purged' | 'kept'): void;
  /** Answers of a window that are still of before its last change; besides those of the behaviour. */
  holdWindow(answers: number): void;
  /** Newest first. */
  announcements(kind: 'updates' | 'projects'): readonly Announcement[];
  file(path: string): { readonly file: StoredFile; readonly removed: boolean } | undefined;
  /** Ends holds. */
  calm(): void;
}
