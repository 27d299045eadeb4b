/** Bytes that are in the store, by the digest of their plain form. */
export interface StoredBlob {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly plainBytes: number;
  /** What they take up at rest. */
  readonly storedBytes: number;
}

/** What a blob is kept as; the same bytes may be kept as several. */
export const BLOB_KINDS = ['document', 'artifact', 'bundle', 'kept'] as const;
export type BlobKind = (typeof BLOB_KINDS)[number];

/**
 * Content-addressed bytes. `put` before the transaction that notes the digest; `get` verifies what it reads. A blob
 * that no transaction noted is an orphan and collected once it is old.
 */
export interface EvidenceStore {
  /** Stores bytes. Storing the same bytes again is cheap and harmless. */
  put(bytes: Uint8Array): Promise<StoredBlob>;
  /** Moves a file that is already spooled on the same machine into the store. */
  putFile(path: string, sha256: string): Promise<StoredBlob>;
  has(sha256: string): Promise<boolean>;
  /** Null when absent. Throws AppError `EVIDENCE_CORRUPT`, not retriable, when the bytes do not have the digest. */
  get(sha256: string): Promise<Uint8Array | null>;
}
