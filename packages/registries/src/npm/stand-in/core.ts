import { buildTarball } from '../../lib/stand-in/tarball.ts';
import type { Timeline } from '../../lib/stand-in/timeline.ts';
import type { StandInBehaviour } from './behaviour.ts';
import { type ChangesLog, createChangesLog } from './changes.ts';
import { createFired, type Fired } from './fired.ts';
import { createNameIndex, type NameIndex } from './name-index.ts';
import { newPackage, pushState, type StateChange, type StoredPackage } from './packages.ts';
import { createShadows, type Shadows } from './shadows.ts';
import type { Truth } from './truth.ts';

/** How a change shows in the feed. */
export interface ChangeOptions {
  /** How long the row hides behind its own sequence number (late insertion), in real-life ms. */
  readonly visibleInMs?: number;
  /** True: no row is ever written; an older row of the name stays as it is. */
  readonly lost?: boolean;
}

/** How a change of a document becomes a row, or does not. */
export interface Commit extends ChangeOptions {
  /** False for a change that the registry shows no row for, by design: a revision without a row. */
  readonly row: boolean;
  readonly bump: boolean;
  readonly change?: StateChange;
}

/** What a change left in the feed. */
export interface Committed {
  /** Index of the document's new state. */
  readonly state: number;
  readonly rev: string;
  /** Empty without a row. */
  readonly seq: string;
  readonly visibleAtMs: number;
  readonly knob: Truth['knob'];
}

/** Packages, rows, names and truth, and the one way in which they change together. */
export interface Core {
  readonly timeline: Timeline;
  readonly behaviour: StandInBehaviour;
  readonly fired: Fired;
  readonly changes: ChangesLog;
  readonly names: NameIndex;
  readonly shadows: Shadows;
  readonly packages: Map<string, StoredPackage>;
  readonly truth: Truth[];
  /** Base of documents and tarballs; known once the server listens. */
  readonly base: () => string;
  /** RFC 3339. */
  nowText(): string;
  packageFor(name: string, created: string): StoredPackage;
  /** Throws a RangeError for a package that never was. */
  getPackage(name: string): StoredPackage;
  commit(pkg: StoredPackage, how: Commit): Committed;
  record(
    committed: Committed,
    entry: Pick<Truth, 'kind' | 'name' | 'version' | 'sha256'>,
    knob?: Truth['knob'],
  ): void;
  /** A small package that publications without files of their own can share. */
  sharedTarball(): Buffer;
  /** Counts `knob` once when a document of the state, or of a later one, is answered. */
  meet(pkg: StoredPackage, knob: NonNullable<Truth['knob']>, from: number): void;
}

export interface CoreOptions {
  readonly timeline: Timeline;
  readonly behaviour: StandInBehaviour;
  /** 0 ≤ random() < 1; seeded in tests. */
  readonly random: () => number;
  readonly firstSeq: number;
  readonly base: () => string;
}

export function createCore(options: CoreOptions): Core {
  const { timeline } = options;
  const fired = createFired();
  const packages = new Map<string, StoredPackage>();
  const changes = createChangesLog({ firstSeq: options.firstSeq, random: options.random });
  const names = createNameIndex();
  const shadows = createShadows(fired);
  const truth: Truth[] = [];
  let shared: Buffer | null = null;

  const nowText = (): string => new Date(timeline.now()).toISOString();

  /** Writes the row of a change, or leaves a gap in its place. */
  function writeRow(
    name: string,
    { rev, deleted }: { readonly rev: string; readonly deleted: boolean },
    how: ChangeOptions,
  ): Pick<Committed, 'seq' | 'visibleAtMs' | 'knob'> {
    const nowMs = timeline.now();
    shadows.settle(nowMs);
    if (how.lost) {
      const knob = deleted ? 'lost-deletion' : 'lost-row';
      shadows.add({ id: name, seq: changes.skip(), knob, visibleAtMs: Number.POSITIVE_INFINITY });
      return { seq: '', visibleAtMs: nowMs, knob };
    }
    const late = (how.visibleInMs ?? 0) > 0;
    const visibleAtMs = nowMs + timeline.scaled(how.visibleInMs ?? 0);
    shadows.supersede(name);
    const { seq } = changes.append({
      id: name,
      rev,
      deleted,
      visibleAtMs,
      knob: deleted ? 'deleted-row' : null,
    });
    if (late) shadows.add({ id: name, seq, knob: 'late-row', visibleAtMs });
    return { seq: String(seq), visibleAtMs, knob: late ? 'late-row' : null };
  }

  return {
    timeline,
    behaviour: options.behaviour,
    fired,
    changes,
    names,
    shadows,
    packages,
    truth,
    base: options.base,
    nowText,
    packageFor(name, created) {
      const pkg = packages.get(name) ?? newPackage(name, created);
      packages.set(name, pkg);
      return pkg;
    },
    getPackage(name) {
      const pkg = packages.get(name);
      if (!pkg) throw new RangeError(`the stand-in has no package ${name}`);
      return pkg;
    },
    commit(pkg, how) {
      const { rev, deleted } = pushState(pkg, nowText(), how.change ?? {}, how.bump);
      if (deleted) names.remove(pkg.name);
      else names.set(pkg.name, rev);
      const state = pkg.states.length - 1;
      if (!how.row) return { state, rev, seq: '', visibleAtMs: timeline.now(), knob: null };
      return { state, rev, ...writeRow(pkg.name, { rev, deleted }, how) };
    },
    record({ rev, seq, visibleAtMs, knob }, entry, own = null) {
      truth.push({ ...entry, rev, seq, visibleAtMs, knob: own ?? knob });
    },
    sharedTarball() {
      shared ??= buildTarball({ 'package.json': '{"name":"shared","version":"1.0.0"}', 'index.js': '' });
      return shared;
    },
    meet(pkg, knob, from) {
      pkg.meetings.push({ knob, from, until: Number.POSITIVE_INFINITY });
    },
  };
}
