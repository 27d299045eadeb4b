import type { Lane, ReleaseFacts, ResolvedRelease } from '@weir/model';
import type { Flood, FloodGate, RecentPackage } from './flood-gate.ts';

/** Releases of one package that are written, and told, in one transaction. */
export interface Portion {
  readonly lane: Lane;
  readonly releases: readonly ResolvedRelease[];
}

/** Oldest first, so that a package's events follow its history. */
export function inOrder(releases: readonly ResolvedRelease[]): ResolvedRelease[] {
  const key = (release: ResolvedRelease): string => release.facts.publishedAt ?? '9999';
  return releases.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/**
 * Cuts a package's new releases into portions of one lane each, oldest first; always one, if only an empty one. The
 * gate decides which.
 * @param releasesMax releases of one portion.
 */
export function portionsOf(
  of: RecentPackage,
  releases: readonly ResolvedRelease[],
  { gate, keyOf }: { readonly gate: FloodGate; readonly keyOf: (facts: ReleaseFacts) => string | null },
  releasesMax: number,
  nowMs: number,
): { readonly portions: readonly Portion[]; readonly begun: readonly Flood[] } {
  const ordered = inOrder(releases);
  const publishers = ordered.map(({ facts }) => keyOf(facts));
  const { lanes, begun } = gate.admit(of, publishers, nowMs);
  const portions: { lane: Lane; releases: ResolvedRelease[] }[] = [];
  ordered.forEach((release, at) => {
    const lane = lanes[at] ?? 'live';
    const last = portions.at(-1);
    if (last?.lane === lane && last.releases.length < releasesMax) last.releases.push(release);
    else portions.push({ lane, releases: [release] });
  });
  // What else a look brings has the lane of its package.
  if (portions.length === 0) portions.push({ lane: gate.laneOf(of, nowMs), releases: [] });
  return { portions, begun };
}
