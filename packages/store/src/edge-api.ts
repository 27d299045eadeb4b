/** What services may ask of the store about what releases bring in. The rules of `api.ts` hold. */
import type { PackageEdge, Registry, SqlExecutor, Verdict } from '@weir/model';
import type { StoredFile, Tx } from './api.ts';

/** A package that edges wait for: version, dist-tag or range of a name; an empty `wanted` is the latest. */
export interface EdgeTarget {
  readonly registry: Registry;
  readonly name: string;
  readonly wanted: string;
}

/** What became of a look for a target. */
export type EdgeAnswer =
  | { readonly kind: 'linked'; readonly version: string }
  | { readonly kind: 'absent' | 'failed'; readonly reason: string };

/** One edge with its two ends, as an analyst sees it. */
export interface StoredEdge {
  readonly edge: PackageEdge;
  /** purl of the release that brings it in. */
  readonly from: string;
  /** `pending`: the feeder is asked. `unfollowed`: an address, a repository, or beyond what is followed. */
  readonly state: 'pending' | 'linked' | 'absent' | 'failed' | 'unfollowed';
  readonly reason: string | null;
  /** The release that it leads to, with the worst standing verdict of its files; null unless `linked`. */
  readonly target: { readonly purl: string; readonly verdict: Verdict | null } | null;
}

export interface EdgeRepository {
  /**
   * Notes what an analysed file brings in, once. Links packages that the store knows by version, or was told of within
   * the last day; the registry's feeder is asked about the others, the first {@link FOLLOWED_MAX} of a file. Returns
   * how many it is asked about. Addresses are noted and never fetched.
   * @param muted whether alerts stay silent about what is found behind these edges.
   */
  save(
    tx: Tx,
    edges: {
      readonly file: StoredFile;
      readonly edges: readonly PackageEdge[];
      readonly muted: boolean;
      readonly at: Date;
    },
  ): Promise<number>;
  /** Answers every edge that waits for a target; returns how many did. */
  answer(tx: SqlExecutor, target: EdgeTarget, answer: EdgeAnswer, at: Date): Promise<number>;
  /** What a release brings in, in the order in which it was noted. */
  listFrom(registry: Registry, name: string, version: string): Promise<readonly StoredEdge[]>;
  /** Edges that lead to a release, newest first: who is concerned when it turns out to be malicious. */
  listTo(registry: Registry, name: string, version: string, limit: number): Promise<readonly StoredEdge[]>;
}
