import { DIGEST_ALGORITHMS, type Digests, type ReleaseFile } from '@weir/model';
import type { PageFile } from './project-page.ts';

/** Digests that page and document declare, and whether they contradict each other. */
export function mergeDigests(
  page: Readonly<Record<string, string>>,
  document: Readonly<Record<string, string>>,
): { readonly digests: Digests; readonly differ: boolean } {
  const digests: Digests = {};
  let differ = false;
  for (const algorithm of DIGEST_ALGORITHMS) {
    const [one, other] = [page[algorithm], document[algorithm]];
    const value = one ?? other;
    if (value !== undefined) digests[algorithm] = value;
    differ ||= one !== undefined && other !== undefined && one !== other;
  }
  return { digests, differ };
}

/** A file of a page as a file of a release, with the digests that it is held against. */
export function releaseFileOf(
  { filename, variant, url, sizeBytes }: PageFile,
  digests: Digests,
): ReleaseFile {
  return { filename, variant, revision: '', locator: { url }, digests, sizeBytes };
}
