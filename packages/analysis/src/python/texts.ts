import { decodeSource } from '@weir/code';
import type { ArtifactEntry } from '@weir/model';
import type { PackageIndex } from '../package-index.ts';

/** Bytes of metadata, of a build description or of a list that are read: descriptions come after the headers. */
export const TEXT_BYTES_MAX = 256 * 1024;

/** Gives the text of a member, up to {@link TEXT_BYTES_MAX}; null when there is none. */
export type ReadText = (path: string) => Promise<string | null>;

/** Reads the texts in which a distribution describes itself, each once however many ask for it. */
export function createTextReader(
  index: PackageIndex,
  read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>,
): ReadText {
  const known = new Map<string, Promise<string>>();
  return async (path) => {
    const entry = index.get(path);
    if (!entry) return null;
    const text = known.get(path) ?? read(entry, TEXT_BYTES_MAX).then(decodeSource);
    known.set(path, text);
    return text;
  };
}
