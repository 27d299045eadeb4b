import { type AnalysisPool, isExhausted } from '@weir/analysis';
import {
  compactFactsSchema,
  type FetchedFile,
  type FileFetcher,
  fileAlike,
  formatPurl,
  normalizeName,
  type Origin,
  type PreviousRelease,
  type Registry,
  type ReleaseFile,
} from '@weir/model';
import type { StoredFile } from '@weir/store';
import { verifyDigest } from '../verify-digest.ts';

export interface ReadOtherDeps {
  /** The fetcher of a registry's files for what compares releases of an origin: it asks behind what they wait for themselves. */
  readonly previousFetcherFor: (registry: Registry, origin: Origin) => FileFetcher;
  readonly pool: AnalysisPool;
}

/** What became of reading another release. */
export type OtherRead =
  | { readonly kind: 'read'; readonly previous: PreviousRelease }
  /**
   * `no-file`: the registry names none. `unavailable`, `too-large`: as fetchers say. `mismatch`: the bytes are not what
   * the registry declares. `unreadable`: they were read in part, or not at all.
   */
  | { readonly kind: 'no-file' | 'unavailable' | 'too-large' | 'mismatch' | 'unreadable' };

/** A release that one is held against: the one before it, or one of another package. */
export interface OtherRelease {
  readonly displayName: string;
  readonly version: string;
  readonly files: readonly ReleaseFile[];
}

/**
 * Fetches, of a release that a file's own is held against, the file that is most like it, once, and analyses it for
 * its facts. Nothing is recorded of it: it is no news.
 *
 * Throws what fetcher and pool throw, and AppError `PURL_INVALID` (not retriable).
 */
export function createReadOtherStep({ previousFetcherFor, pool }: ReadOtherDeps) {
  async function readFacts(
    { release: ours }: StoredFile,
    { displayName, version }: OtherRelease,
    { filename, digests }: ReleaseFile,
    fetched: FetchedFile,
    signal: AbortSignal,
  ): Promise<OtherRead> {
    if (fetched.part !== undefined) return { kind: 'unreadable' };
    if (verifyDigest(digests, fetched.digests).outcome === 'mismatch') return { kind: 'mismatch' };
    const purl = formatPurl(ours.registry, displayName, version);
    const analysed = await pool.analyze(
      {
        path: fetched.path,
        filename,
        ecosystem: ours.ecosystem,
        context: {
          release: { ...ours, name: normalizeName(ours.registry, displayName), displayName, version, purl },
          facts: null,
          dependencies: [],
        },
      },
      signal,
    );
    const facts = compactFactsSchema.safeParse(analysed.facts);
    // What was left unread could do what seems new.
    if (!facts.success || isExhausted(analysed)) return { kind: 'unreadable' };
    return { kind: 'read', previous: { version, facts: facts.data } };
  }

  return async function readOtherStep(
    file: StoredFile,
    other: OtherRelease,
    origin: Origin,
    signal: AbortSignal,
  ): Promise<OtherRead> {
    const alike = fileAlike(file.file, other.files);
    if (alike === null) return { kind: 'no-file' };
    const fetcher = previousFetcherFor(file.release.registry, origin);
    const outcome = await fetcher.fetch(alike.locator, signal, alike);
    if (outcome.kind !== 'fetched') return { kind: outcome.kind };
    await using fetched = outcome.file;
    return await readFacts(file, other, alike, fetched, signal);
  };
}
