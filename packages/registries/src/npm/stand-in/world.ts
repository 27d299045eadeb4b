import type { ChangesLog } from './changes.ts';
import type { ChangeOptions, Core } from './core.ts';
import { createEdgeCache, type EdgeCache } from './edge.ts';
import { createFeedKnobs, type FeedKnobs, type FeedWatch } from './feed-knobs.ts';
import { createHolds, type Hold, type Holds } from './hold.ts';
import { isHostileId } from './hostile-ids.ts';
import type { HostileKind } from './hostile-kinds.ts';
import { listedVersions, type StoredPackage, tagsOf } from './packages.ts';
import type { Publication } from './publication.ts';
import { createPublishing, type PublishOptions, type StageOptions } from './publishing.ts';
import { createRemoving, type UnpublishOptions } from './removing.ts';
import type { Truth } from './truth.ts';

export interface DisfigureOptions {
  /** Padding of `large` and `oversized`; null for 40 and 70 MB. */
  readonly sizeBytes?: number | null;
  /** Ends after so many answers, if time does not end it first. */
  readonly answers?: number;
}

/** The registry's content and what happens to it. Durations are real-life milliseconds; the stand-in scales them. */
export interface World extends FeedKnobs {
  readonly changes: ChangesLog;
  readonly truth: readonly Truth[];
  readonly edge: EdgeCache;
  find(name: string): StoredPackage | undefined;
  holdOf(name: string): Hold;
  /** Versions that the origin's document lists now, in the order of their publication; empty without a document. */
  versions(name: string): readonly string[];
  /**
   * Publishes versions of one package in one revision: one row in the feed, however many they are.
   * @param options a number is `visibleInMs`.
   */
  publish(publications: readonly Publication[], options?: number | PublishOptions): void;
  /** Shows a placeholder, and the real versions once they are approved. For a name that is new. */
  stage(publications: readonly Publication[], options: StageOptions): void;
  /** Removes versions, or with none given the whole package. */
  unpublish(name: string, versions?: readonly string[], options?: UnpublishOptions): void;
  /** Replaces the package by npm's security placeholder. */
  takedown(name: string, options?: ChangeOptions): void;
  /** A metadata change: a new revision and row, no new version. */
  touch(name: string, options?: ChangeOptions): void;
  /** Points a dist-tag at a version; nothing checks that there is one. */
  tag(name: string, tag: string, version: string, options?: ChangeOptions): void;
  /** Touches `count` names in alphabetical order, beginning with `from`. Returns how many there were. */
  rewrite(count: number, from?: string): number;
  /** A row with any id and no package behind it. */
  appendRow(id: string, deleted?: boolean): void;
  /** `count` rows and names that nothing stands behind: a catch-up of a million rows takes seconds to make. */
  appendMany(count: number, prefix?: string): void;
  /** Documents of the package answer 404 for a time. */
  absentFor(name: string, ms: number): void;
  /** Tarballs of the package answer 404 for a time. */
  tarballsAbsentFor(name: string, ms: number): void;
  /** Full documents of the package are hostile for a time. */
  disfigure(name: string, kind: HostileKind, ms: number, options?: DisfigureOptions): void;
  /** Publishes `count` versions of one package in one revision, `sizeBytes` of manifests in total. */
  publishMany(name: string, count: number, sizeBytes: number, options?: Pick<Publication, 'time'>): void;
  /** Ends stalls, lowered heads, hostile and absent documents. What is held or late goes on by itself. */
  calm(): void;
}

/** What routes need besides. */
export interface WorldParts {
  readonly world: World;
  readonly watch: FeedWatch;
  readonly holds: Holds;
}

/** The stand-in's packages, feed rows and ground truth. */
export function createWorld(core: Core): WorldParts {
  const { timeline, changes } = core;
  const holds = createHolds();
  const { knobs: feedKnobs, watch } = createFeedKnobs(core);
  const publishing = createPublishing(core);
  const removing = createRemoving(core);
  const edge = createEdgeCache(timeline, core.behaviour.cacheSeconds);

  function touch(name: string, options: ChangeOptions = {}): void {
    timeline.settle();
    core.commit(core.getPackage(name), { ...options, row: true, bump: true });
  }

  const world: World = {
    changes,
    edge,
    get truth() {
      timeline.settle();
      return core.truth;
    },
    ...feedKnobs,
    find: (name) => core.packages.get(name),
    versions(name) {
      timeline.settle();
      const pkg = core.packages.get(name);
      return pkg ? listedVersions(pkg, pkg.states.length - 1).map(({ version }) => version) : [];
    },
    holdOf: (name) => holds.of(name),
    publish(publications, options = {}) {
      timeline.settle();
      publishing.publish(publications, typeof options === 'number' ? { visibleInMs: options } : options);
    },
    stage(publications, options) {
      timeline.settle();
      publishing.stage(publications, options);
    },
    unpublish(name, versions, options = {}) {
      timeline.settle();
      removing.unpublish(name, versions ?? null, options);
    },
    takedown(name, options = {}) {
      timeline.settle();
      removing.takedown(name, options);
    },
    touch,
    tag(name, tag, version, options = {}) {
      timeline.settle();
      const pkg = core.getPackage(name);
      const tags = new Map([...tagsOf(pkg), [tag, version]]);
      core.commit(pkg, { ...options, row: true, bump: true, change: { tags } });
    },
    rewrite(count, from = '') {
      const start = core.names.indexOf(from);
      const names = core.names.sorted().slice(start, start + count);
      const known = names.filter((name) => core.packages.has(name));
      for (const name of known) touch(name);
      return known.length;
    },
    appendRow(id, deleted = false) {
      timeline.settle();
      const knob = isHostileId(id) ? 'hostile-id' : null;
      core.shadows.supersede(id);
      changes.append({ id, rev: '1-0', deleted, visibleAtMs: timeline.now(), knob });
      if (deleted) core.names.remove(id);
      else core.names.set(id, '1-0');
    },
    appendMany(count, prefix = 'bulk-') {
      timeline.settle();
      changes.appendMany(count, { prefix, nowMs: timeline.now() }, (id, rev) => core.names.set(id, rev));
    },
    absentFor(name, ms) {
      holds.of(name).documentUntilMs = timeline.now() + timeline.scaled(ms);
    },
    tarballsAbsentFor(name, ms) {
      holds.of(name).tarballUntilMs = timeline.now() + timeline.scaled(ms);
    },
    disfigure(name, kind, ms, { sizeBytes = null, answers = Number.POSITIVE_INFINITY } = {}) {
      const untilMs = timeline.now() + timeline.scaled(ms);
      holds.of(name).hostile = { kind, untilMs, sizeBytes, answersLeft: answers };
    },
    publishMany(name, count, sizeBytes, options = {}) {
      const description = 'x'.repeat(Math.max(0, Math.floor(sizeBytes / count) - MANIFEST_BYTES));
      const tarball = core.sharedTarball();
      world.publish(
        Array.from({ length: count }, (_, at) => {
          return { name, version: `0.0.${at}`, manifest: { description }, tarball, ...options };
        }),
      );
      const pkg = core.getPackage(name);
      core.meet(pkg, 'many-versions', pkg.states.length - 1);
    },
    calm() {
      feedKnobs.resume();
      feedKnobs.raiseHead();
      holds.clear();
    },
  };
  return { world, watch, holds };
}

/** A manifest without a description, about. */
const MANIFEST_BYTES = 600;
