import { hash } from 'node:crypto';

/** The sha256 (hex) of bytes. */
export type FileDigests = (bytes: Uint8Array) => string;

/**
 * Digests of the members of one release, each made once however often it is asked for. Members of an archive that lies
 * unpacked in memory, as nearly all do, are places in one buffer, and known by their place; any other bytes may have
 * changed since they were last read, and are hashed again.
 */
export function createFileDigests(): FileDigests {
  const known = new Map<number, { readonly sizeBytes: number; readonly sha256: string }>();
  let unpacked: ArrayBufferLike | null = null;
  return (bytes) => {
    unpacked ??= bytes.buffer;
    if (bytes.buffer !== unpacked) return hash('sha256', bytes);
    const before = known.get(bytes.byteOffset);
    if (before?.sizeBytes === bytes.length) return before.sha256;
    const sha256 = hash('sha256', bytes);
    known.set(bytes.byteOffset, { sizeBytes: bytes.length, sha256 });
    return sha256;
  };
}
