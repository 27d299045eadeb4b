/** Content-addressed bytes. `put` before the transaction that names the digest; `get` verifies what it reads. */
export interface EvidenceStore {
  /** Stores bytes and returns their sha256 (lower-case hex). Storing the same bytes again is cheap and harmless. */
  put(bytes: Uint8Array): Promise<string>;
  /** Moves a file that is already spooled on the same machine into the store. */
  putFile(path: string, sha256: string): Promise<void>;
  has(sha256: string): Promise<boolean>;
  /** Null when absent. Throws AppError `EVIDENCE_CORRUPT`, not retriable, when the bytes do not have the digest. */
  get(sha256: string): Promise<Uint8Array | null>;
}
