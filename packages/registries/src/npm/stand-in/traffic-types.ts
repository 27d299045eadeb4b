import type { Publication } from './publication.ts';
import type { PublishOptions } from './publishing.ts';
import type { UnpublishOptions } from './removing.ts';

/** What one change does. */
export type TrafficKind =
  | 'first'
  | 'version'
  | 'several'
  | 'touch'
  | 'tag'
  | 'remove'
  | 'unpublish'
  | 'takedown'
  | 'stage';

/** How many of a hundred changes are of which kind. */
export type TrafficMix = Readonly<Record<TrafficKind, number>>;

/** One change that happened. */
export interface TrafficStep {
  readonly kind: TrafficKind;
  readonly name: string;
  /** Versions that were published, staged, held, blocked or removed. */
  readonly versions: readonly string[];
  readonly options: PublishOptions & UnpublishOptions;
}

/** One change to make; what is absent is drawn. */
export interface TrafficOrder {
  readonly kind: TrafficKind;
  /** For `several`. */
  readonly versionCount?: number;
  /** The edge has a document of this age (real-life ms) from before the change; needs `edgeCache`. */
  readonly edgeAgeMs?: number;
  readonly options?: PublishOptions & UnpublishOptions;
}

/** What weather has to say about a change. Both are called by traffic. */
export interface TrafficWeather {
  /** Before a change: how it shows in the feed. `name` is null for one that is new. */
  optionsFor(kind: TrafficKind, name: string | null): PublishOptions & UnpublishOptions;
  /** After a change: arms faults, and turns to its package. */
  step(changed: TrafficStep): void;
}

export interface TrafficOptions {
  readonly seed: number;
  /** How many names there are in the end. */
  readonly names: number;
  readonly mix?: Partial<TrafficMix>;
  /** Of the popularity of names, by order of birth; 0.8. */
  readonly zipfExponent?: number;
  /** Begins every name; `weir-load`. */
  readonly prefix?: string;
  /**
   * Chooses what is removed: a version, or for `unpublish` and `takedown` a package of which everything was recorded.
   * Null: nothing can be removed now, and another kind of change is made. Default: any that documents list.
   */
  readonly pickRemovable?: (kind: 'remove' | 'unpublish' | 'takedown') => Removable | null;
  readonly weather?: TrafficWeather;
  /** `own` builds a tarball for every version, `shared` (the default) gives all the same bytes. */
  readonly tarballs?: 'own' | 'shared';
  /** Further members of a publication: manifests, files, publishers. */
  readonly publication?: (name: string, version: string) => Partial<Publication>;
}

export interface Removable {
  readonly name: string;
  readonly version: string;
}

/** A stream of changes, the same for the same seed, callbacks and clock. */
export interface Traffic {
  /** Makes one change, drawn from the mix. */
  step(): TrafficStep;
  /** Makes a given change; it becomes another when it cannot be made (a removal with nothing to remove). */
  perform(order: TrafficOrder): TrafficStep;
  /**
   * Brings `count` names to life with one version each, all published before `time` (RFC 3339): what is there when a
   * client starts. Without weather.
   */
  populate(count: number, time: string): void;
  /** What was done so far. */
  readonly counts: Readonly<Record<TrafficKind, number>>;
  /** Names that were published so far. */
  readonly bornCount: number;
}
