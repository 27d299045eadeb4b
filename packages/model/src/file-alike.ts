import type { ReleaseFile } from './release.ts';

type FileName = Pick<ReleaseFile, 'filename' | 'variant'>;

/** The suffix that tells a wheel from an sdist; of two files of one kind the variant decides. */
function suffixOf(filename: string): string {
  return /\.(?:tar\.\w+|\w+)$/.exec(filename)?.[0] ?? '';
}

/**
 * Of the files of another release of the same package the one that is most like a file: same variant and suffix, else
 * same suffix, else the first. Null when there is none.
 */
export function fileAlike<Other extends FileName>(file: FileName, others: readonly Other[]): Other | null {
  const suffix = suffixOf(file.filename);
  const ofKind = others.filter(({ filename }) => suffixOf(filename) === suffix);
  return ofKind.find(({ variant }) => variant === file.variant) ?? ofKind[0] ?? others[0] ?? null;
}
