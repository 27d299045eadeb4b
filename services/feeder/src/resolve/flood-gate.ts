import type { Lane } from '@weir/model';
import { createWindowCounter } from './window-counter.ts';

export interface FloodConfig {
  /** Length of the sliding window, in ms. */
  readonly windowMs: number;
  /** Releases of one package within the window that go live; what is more goes to the bulk lane. */
  readonly perNameMax: number;
  /** Releases of one publisher, likewise. */
  readonly perPublisherMax: number;
}

/** What began to flood. */
export interface Flood {
  readonly kind: 'package' | 'publisher';
  readonly key: string;
}

/** A package, and how many of its releases the store has from the last {@link FloodConfig.windowMs}. */
export interface RecentPackage {
  readonly name: string;
  readonly recent: number;
}

/**
 * Decides the lane of releases. A package's are counted by the store, so that a restart or a second feeder changes
 * nothing for it; publishers' are counted in this process' memory.
 */
export interface FloodGate {
  /**
   * Gives new releases of one package, oldest first, their lanes. Once one is demoted all later ones of the package
   * are, until it was quiet for a window: lanes overtake each other, and a package keeps its order.
   * @param publishers {@link publisherKey} of each release; null counts for nobody.
   */
  admit(
    of: RecentPackage,
    publishers: readonly (string | null)[],
    nowMs: number,
  ): { readonly lanes: readonly Lane[]; readonly begun: readonly Flood[] };
  /** The lane of what else happens to a package. */
  laneOf(of: RecentPackage, nowMs: number): Lane;
}

/** Publishers, demoted packages and floods that are remembered; some 10 MB in all. */
const ENTRIES_MAX = 20_000;

/** Keys that were noted less than a while ago; of too many the oldest is forgotten. */
function createRecent(forMs: number, entriesMax: number) {
  const notedMs = new Map<string, number>();
  return {
    has: (key: string, nowMs: number) => nowMs - (notedMs.get(key) ?? Number.NEGATIVE_INFINITY) < forMs,
    note(key: string, nowMs: number): void {
      notedMs.delete(key);
      notedMs.set(key, nowMs);
      const [oldest] = notedMs.keys();
      if (notedMs.size > entriesMax && oldest !== undefined) notedMs.delete(oldest);
    },
  };
}

/**
 * A gate that demotes floods: one package or publisher cannot fill the live lane. Nothing is lost or muted by it, only
 * later. A restart forgets what publishers did: each gets as much through again.
 */
export function createFloodGate(config: FloodConfig, entriesMax: number = ENTRIES_MAX): FloodGate {
  const { windowMs, perNameMax, perPublisherMax } = config;
  const publishers = createWindowCounter(windowMs, entriesMax);
  const demoted = createRecent(windowMs, entriesMax);
  const flooding = createRecent(windowMs, entriesMax);

  /** True when this flood was not known yet. */
  function begins(flood: Flood, nowMs: number): boolean {
    const key = `${flood.kind} ${flood.key}`;
    const isNew = !flooding.has(key, nowMs);
    flooding.note(key, nowMs);
    return isNew;
  }

  return {
    admit({ name, recent }, of, nowMs) {
      const begun: Flood[] = [];
      const lanes = of.map((publisher, at): Lane => {
        const floods: Flood[] = [];
        if (recent + at >= perNameMax) floods.push({ kind: 'package', key: name });
        if (publisher !== null && publishers.add(publisher, nowMs) > perPublisherMax) {
          floods.push({ kind: 'publisher', key: publisher });
        }
        begun.push(...floods.filter((flood) => begins(flood, nowMs)));
        if (floods.length === 0 && !demoted.has(name, nowMs)) return 'live';
        demoted.note(name, nowMs);
        return 'bulk';
      });
      return { lanes, begun };
    },
    laneOf: ({ name, recent }, nowMs) => (recent > perNameMax || demoted.has(name, nowMs) ? 'bulk' : 'live'),
  };
}
