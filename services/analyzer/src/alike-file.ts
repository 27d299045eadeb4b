import type { ReleaseFile } from '@weir/model';

type Named = Pick<ReleaseFile, 'filename' | 'variant'>;

/** The suffix that tells a wheel from an sdist; of two files of one kind the variant decides. */
function suffixOf({ filename }: Named): string {
  return /\.(?:tar\.\w+|\w+)$/.exec(filename)?.[0] ?? '';
}

/**
 * The file of another release that is most like one of ours: same variant and suffix, else same suffix, else the first;
 * undefined of none. Pure.
 */
export function mostAlike<T extends Named>(files: readonly T[], ours: Named): T | undefined {
  const ofKind = files.filter((file) => suffixOf(file) === suffixOf(ours));
  return ofKind.find(({ variant }) => variant === ours.variant) ?? ofKind[0] ?? files[0];
}
