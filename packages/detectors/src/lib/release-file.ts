import type { DetectorInput } from '../contract.ts';

/**
 * The file in which a release says what it is: package.json, or the metadata of a distribution. Null for one of PyPI
 * that has none.
 */
export function releaseFile({ context, distribution }: DetectorInput): string | null {
  if (context?.release.ecosystem !== 'pypi') return 'package.json';
  return distribution?.metadata?.path ?? null;
}
