import type { BlobKind, Registry, SqlExecutor, StoredBlob } from '@weir/model';
import type { StoredFile } from './api.ts';

/** The compact facts of one release file, encoded. */
export interface FileFacts {
  readonly fileId: string;
  readonly filename: string;
  readonly variant: string;
  readonly artifactSha256: string;
  /** As packages/evidence encodes them. */
  readonly facts: Uint8Array;
}

/** A pack of new files of one release file. */
export interface KeptPack {
  readonly fileId: string;
  readonly filename: string;
  readonly variant: string;
  readonly packSha256: string;
  readonly files: number;
}

/** Where a file with some bytes was seen. */
export interface FileSighting {
  readonly fileId: string;
  readonly purl: string;
  readonly filename: string;
  readonly artifactSha256: string;
  readonly seenAt: Date;
}

/** What one kind of thing took up on one day (UTC, `2026-11-23`). */
export interface StorageDay {
  readonly day: string;
  /** `facts` are rows of the database, the others blobs. */
  readonly kind: BlobKind | 'facts';
  readonly items: number;
  readonly plainBytes: number;
  readonly storedBytes: number;
}

/** What an expiry took off the list; the blobs go with the next collection. */
export interface Expired {
  readonly packs: number;
  readonly storedBytes: number;
}

/** What is kept of releases and for how long. */
export interface EvidenceRepository {
  /** Notes that the transaction needs a blob, so that no collection takes it; again: no change. */
  note(tx: SqlExecutor, kind: BlobKind, blob: StoredBlob, at: Date): Promise<void>;
  /** Those of some digests (lower-case hex) that were noted and are still needed. */
  findReferenced(digests: readonly string[]): Promise<ReadonlySet<string>>;
  /** Stores a file's facts; those of a later analysis replace them. `fileSha256s`: of every file in them. */
  saveFacts(
    tx: SqlExecutor,
    file: Pick<StoredFile, 'fileId' | 'seenAt'>,
    made: {
      readonly artifactSha256: string;
      readonly engine: string;
      readonly facts: Uint8Array;
      readonly fileSha256s: readonly string[];
    },
  ): Promise<void>;
  /** Facts of each file of a release, by name; empty when it is unknown or was not analysed. */
  findFacts(registry: Registry, name: string, version: string): Promise<readonly FileFacts[]>;
  /** Release files in which there is a file with this sha256, newest first. */
  sightingsOfFile(sha256: string, limit: number): Promise<readonly FileSighting[]>;
  /** Release files whose reached code, or a finding, names a domain or an address, newest first. */
  sightingsOfIndicator(
    type: 'domain' | 'ip' | 'url',
    value: string,
    limit: number,
  ): Promise<readonly FileSighting[]>;
  /** Notes the pack of a file's new files, and its blob; `held` ones stay for good. */
  keepPack(
    tx: SqlExecutor,
    fileId: string,
    pack: { readonly blob: StoredBlob; readonly files: number; readonly held: boolean },
    at: Date,
  ): Promise<void>;
  /** Packs of a release that are still kept, by file name. */
  findPacks(registry: Registry, name: string, version: string): Promise<readonly KeptPack[]>;
  /** Stored bytes of packs that were kept since a time. */
  keptBytesSince(since: Date): Promise<number>;
  /**
   * Takes packs off the list that were kept before `before`, then the oldest ones beyond `bytesMax` stored bytes. Never
   * a held one; one whose file has a standing verdict above `benign` is held from then on.
   */
  expirePacks(before: Date, bytesMax: number): Promise<Expired>;
  /** What came in by day and kind since a time, oldest first. */
  storage(since: Date): Promise<readonly StorageDay[]>;
  /** Runs work in one process at a time; false, and nothing done, while another one is at it. */
  alone(name: string, work: () => Promise<void>): Promise<boolean>;
}
