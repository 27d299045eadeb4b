import { createZipf } from './zipf.ts';

/** A package as traffic knows it. */
export interface Resident {
  readonly name: string;
  /** Index among the living: popular ones come first. */
  rank: number;
  /** How many versions were given out; numbers are never used again. */
  published: number;
  major: number;
  minor: number;
  patch: number;
}

/** The names that traffic works on: some are born, some are gone for good. */
export interface Population {
  readonly bornCount: number;
  /** The next name that was never published; null when all were. */
  bear(): Resident | null;
  /** A living package, popular ones more often; null when none lives. */
  pick(): Resident | null;
  /** The name is closed: unpublished or taken down (a name stays closed for 24 h after a full unpublish). */
  bury(name: string): void;
  nextVersion(resident: Resident): string;
}

export interface PopulationOptions {
  readonly names: number;
  readonly prefix: string;
  readonly zipfExponent: number;
  readonly random: () => number;
}

/** Share of scoped names; about a third of npm's documents have a scope [U]. */
const SCOPED_SHARE = 0.3;

export function createPopulation({ names, prefix, zipfExponent, random }: PopulationOptions): Population {
  const living: Resident[] = [];
  const byName = new Map<string, Resident>();
  let bornCount = 0;
  const zipf = createZipf(names, zipfExponent);

  function nameAt(at: number): string {
    const digits = String(at).padStart(6, '0');
    return random() < SCOPED_SHARE ? `@${prefix}-${at % 50}/pkg-${digits}` : `${prefix}-${digits}`;
  }

  return {
    get bornCount() {
      return bornCount;
    },
    bear() {
      if (bornCount >= names) return null;
      const resident = {
        name: nameAt(bornCount++),
        rank: living.length,
        published: 0,
        major: 1,
        minor: 0,
        patch: 0,
      };
      living.push(resident);
      byName.set(resident.name, resident);
      return resident;
    },
    pick: () => (living.length === 0 ? null : (living[zipf.draw(random(), living.length)] ?? null)),
    bury(name) {
      const gone = byName.get(name);
      if (!gone) return;
      byName.delete(name);
      const last = living.pop();
      if (!last || gone === last) return;
      // The youngest takes its place: popularity has no holes.
      living[gone.rank] = last;
      last.rank = gone.rank;
    },
    nextVersion(resident) {
      const kind = resident.published === 0 ? 1 : random();
      if (kind < 0.05) Object.assign(resident, { major: resident.major + 1, minor: 0, patch: 0 });
      else if (kind < 0.25) Object.assign(resident, { minor: resident.minor + 1, patch: 0 });
      else if (resident.published > 0) resident.patch++;
      resident.published++;
      const number = `${resident.major}.${resident.minor}.${resident.patch}`;
      return random() < 0.05 ? `${number}-beta.${resident.published}` : number;
    },
  };
}
