import { createRandom } from '../../lib/stand-in/random.ts';
import type { PypiStandIn } from './server.ts';
import type { Upload } from './world-types.ts';

/** What one change does. */
export type PypiTrafficKind =
  | 'project'
  | 'release'
  | 'late-file'
  | 'yank'
  | 'unyank'
  | 'remove-file'
  | 'remove-release'
  | 'remove-project'
  | 'quarantine'
  | 'clear-quarantine'
  | 'quarantine-release'
  | 'touch'
  | 'owners';

/** How many of a thousand changes are of which kind; what cannot be done becomes a release. */
const MIX: Readonly<Record<PypiTrafficKind, number>> = {
  project: 120,
  release: 480,
  'late-file': 120,
  yank: 50,
  unyank: 40,
  'remove-file': 40,
  'remove-release': 30,
  'remove-project': 10,
  quarantine: 15,
  'clear-quarantine': 20,
  'quarantine-release': 10,
  touch: 35,
  owners: 30,
};

export interface PypiTrafficOptions {
  readonly seed: number;
  /** Projects in the end. */
  readonly names: number;
  /**
   * Whether everything that happened to a project so far was recorded. Only then is something taken back or toggled:
   * what comes and goes between two looks leaves no trace. Default: always.
   */
  readonly isRecorded?: (name: string) => boolean;
  /** Whether anybody has read who owns a project: who was there before, nobody can tell later. Default: always. */
  readonly hasKnownOwners?: (name: string) => boolean;
}

/** A stream of changes, the same for the same seed, callbacks and clock. */
export interface PypiTraffic {
  /** Makes one change; returns the project that it was made to. */
  step(): { readonly kind: PypiTrafficKind; readonly name: string };
  readonly counts: Readonly<Record<PypiTrafficKind, number>>;
}

interface Resident {
  readonly name: string;
  releases: number;
}

const SPELLINGS: readonly ((name: string) => Pick<Upload, 'name' | 'displayName'>)[] = [
  (name) => ({ name }),
  (name) => ({ name: name.replaceAll('-', '_') }),
  (name) => ({ name: name.replaceAll('-', '.').toUpperCase() }),
  (name) => ({ name, displayName: name.replaceAll('-', ' ') }),
];
const WHEELS = [
  'py3-none-any',
  'cp312-cp312-manylinux_2_17_x86_64',
  'cp313-cp313-win_amd64',
  'cp314-cp314-macosx_11_0_arm64',
];
const TRIES = 20;

export function createPypiTraffic(standIn: PypiStandIn, options: PypiTrafficOptions): PypiTraffic {
  const { world } = standIn;
  const random = createRandom(options.seed);
  const isRecorded = options.isRecorded ?? (() => true);
  const hasKnownOwners = options.hasKnownOwners ?? (() => true);
  const living: Resident[] = [];
  const counts = Object.fromEntries(Object.keys(MIX).map((kind) => [kind, 0])) as Record<
    PypiTrafficKind,
    number
  >;
  let born = 0;

  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];

  function drawKind(): PypiTrafficKind {
    let left = random() * Object.values(MIX).reduce((sum, weight) => sum + weight, 0);
    for (const [kind, weight] of Object.entries(MIX) as [PypiTrafficKind, number][]) {
      left -= weight;
      if (left < 0) return kind;
    }
    return 'release';
  }

  function stateOf(name: string) {
    return world.find(name)?.states.at(-1);
  }

  /** A living project in a state that something can be done to. */
  function find(fits: (name: string) => boolean): string | null {
    for (let at = 0; at < TRIES; at++) {
      const one = pick(living);
      if (one && isRecorded(one.name) && fits(one.name)) return one.name;
    }
    return null;
  }

  function releasesOf(name: string, isYanked: boolean | null = null): string[] {
    const state = stateOf(name);
    if (state?.status !== 'active') return [];
    return [...state.releases.values()]
      .filter(
        ({ quarantined, yanked }) => !quarantined && (isYanked === null || (yanked !== null) === isYanked),
      )
      .map(({ version }) => version);
  }

  function uploadRelease(resident: Resident): string {
    const version = `${1 + Math.floor(resident.releases / 10)}.${resident.releases % 10}${random() < 0.05 ? `rc${resident.releases}` : ''}`;
    resident.releases++;
    const module = resident.name.replaceAll('-', '_');
    const wheels = WHEELS.slice(0, Math.floor(random() * 3)).map(
      (tags) => `${module}-${version}-${tags}.whl`,
    );
    const files = [
      ...(wheels.length === 0 || random() < 0.8 ? [`${module}-${version}.tar.gz`] : []),
      ...wheels,
    ];
    world.upload({
      name: resident.name,
      version,
      files,
      info: { summary: random() < 0.1 ? 'has <b> & "quotes"' : 'small' },
    });
    return resident.name;
  }

  function bear(): string | null {
    if (born >= options.names) return null;
    const name = `weir-load-${String(born).padStart(5, '0')}`;
    const resident = { name, releases: 0 };
    living.push(resident);
    const spelled = SPELLINGS[born % SPELLINGS.length]?.(name) ?? { name };
    born++;
    world.upload({ ...spelled, version: '0.1', files: [`${name.replaceAll('-', '_')}-0.1.tar.gz`] });
    return name;
  }

  function release(): string | null {
    const name = find((one) => stateOf(one)?.status === 'active');
    const any = living.filter((one) => stateOf(one.name)?.status === 'active');
    const resident = living.find((one) => one.name === name) ?? pick(any);
    return resident ? uploadRelease(resident) : null;
  }

  /** Does something to one of a project's releases. */
  function withRelease(
    isYanked: boolean | null,
    atLeast: number,
    act: (name: string, version: string) => void,
  ): string | null {
    const name = find((one) => releasesOf(one, isYanked).length > 0 && releasesOf(one).length >= atLeast);
    const version = name === null ? undefined : pick(releasesOf(name, isYanked));
    if (name === null || version === undefined) return null;
    act(name, version);
    return name;
  }

  function perform(kind: PypiTrafficKind): string | null {
    switch (kind) {
      case 'project':
        return bear();
      case 'release':
        return release();
      case 'late-file':
        // A file that joins a yanked release is yanked with it: another matter.
        return withRelease(false, 1, (name, version) => {
          const files = stateOf(name)?.releases.get(version)?.files ?? [];
          const module = name.replaceAll('-', '_');
          world.upload({
            name,
            version,
            files: [`${module}-${version}-py3-none-late${files.length}_${born}${counts['late-file']}.whl`],
          });
        });
      case 'yank':
        return withRelease(false, 1, (name, version) =>
          world.yank(name, version, random() < 0.5 ? 'broken' : ''),
        );
      case 'unyank':
        return withRelease(true, 1, (name, version) => world.unyank(name, version));
      case 'remove-file':
        return withRelease(null, 2, (name, version) => {
          const file = pick(stateOf(name)?.releases.get(version)?.files ?? []);
          if (file) world.removeFile(name, file.filename);
        });
      case 'remove-release':
        return withRelease(null, 2, (name, version) => world.removeRelease(name, version));
      case 'quarantine-release':
        return withRelease(null, 2, (name, version) => world.quarantineRelease(name, version));
      case 'remove-project': {
        const name = find((one) => stateOf(one)?.status === 'active');
        if (name === null) return null;
        world.removeProject(name);
        living.splice(
          living.findIndex((one) => one.name === name),
          1,
        );
        return name;
      }
      case 'quarantine': {
        const name = find((one) => stateOf(one)?.status === 'active');
        if (name !== null) world.quarantine(name);
        return name;
      }
      case 'clear-quarantine': {
        const name = find((one) => stateOf(one)?.status === 'quarantined');
        if (name !== null) world.clearQuarantine(name);
        return name;
      }
      case 'touch':
      case 'owners': {
        const isReady = kind === 'touch' ? () => true : hasKnownOwners;
        const name = find((one) => stateOf(one)?.status === 'active' && isReady(one));
        if (name === null) return null;
        if (kind === 'touch') world.touch(name);
        else world.setOwners(name, ['ann', `bob${counts.owners}`]);
        return name;
      }
    }
  }

  return {
    counts,
    step() {
      const wanted = drawKind();
      for (const kind of [wanted, 'release', 'project'] as const) {
        const name = perform(kind);
        if (name === null) continue;
        counts[kind]++;
        return { kind, name };
      }
      throw new RangeError('nothing lives and nothing can be born');
    },
  };
}
