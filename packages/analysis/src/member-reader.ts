import type { ArtifactEntry, ArtifactView, ByteRange } from '@weir/model';

/** Reads a member, or a range of it. Throws where the view does. */
export type MemberReader = (entry: ArtifactEntry, range?: ByteRange) => Promise<Uint8Array> | Uint8Array;

/** Members up to this size are kept once they were read, and so many bytes of them at most. */
const KEPT_BYTES_MAX = 256 * 1024;
const ALL_KEPT_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Reads the members of one release. The graph looks at a file's text, the digests and the rules at its bytes: a small
 * member is read once for all of them, and is the same for all of them.
 */
export function createMemberReader(view: ArtifactView): MemberReader {
  const kept = new Map<number, Uint8Array>();
  let left = ALL_KEPT_BYTES_MAX;

  async function readAndKeep({ index }: ArtifactEntry): Promise<Uint8Array> {
    const bytes = await view.read(index);
    kept.set(index, bytes);
    return bytes;
  }

  return (entry, range) => {
    const bytes = kept.get(entry.index);
    if (bytes) return range ? bytes.subarray(Math.max(0, range.start), range.end) : bytes;
    // A part may be readable where the whole is not: it is asked for as it is.
    if (range || entry.sizeBytes > KEPT_BYTES_MAX || entry.sizeBytes > left)
      return view.read(entry.index, range);
    left -= entry.sizeBytes;
    return readAndKeep(entry);
  };
}
