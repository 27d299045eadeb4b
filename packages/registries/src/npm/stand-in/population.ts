import { createZipf } from './zipf.ts';

/** A package as traffic knows it. */
export interface Resident {
  readonly name: string;
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
  /** A living package, popular ones more often; null when none was found. */
  pick(): Resident | null;
  find(name: string): Resident | undefined;
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
const TRIES = 8;

export function createPopulation({ names, prefix, zipfExponent, random }: PopulationOptions): Population {
  const born: Resident[] = [];
  const living = new Map<string, Resident>();
  const zipf = createZipf(names, zipfExponent);

  function nameAt(at: number): string {
    const digits = String(at).padStart(6, '0');
    return random() < SCOPED_SHARE ? `@${prefix}-${at % 50}/pkg-${digits}` : `${prefix}-${digits}`;
  }

  return {
    get bornCount() {
      return born.length;
    },
    bear() {
      if (born.length >= names) return null;
      const resident = { name: nameAt(born.length), published: 0, major: 1, minor: 0, patch: 0 };
      born.push(resident);
      living.set(resident.name, resident);
      return resident;
    },
    pick() {
      for (let tries = 0; tries < TRIES && born.length > 0; tries++) {
        const resident = born[zipf.draw(random(), born.length)];
        if (resident && living.has(resident.name)) return resident;
      }
      return null;
    },
    find: (name) => living.get(name),
    bury(name) {
      living.delete(name);
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
