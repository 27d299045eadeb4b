import type { Clock, Registry } from '@weir/model';
import type { Store } from '@weir/store';
import type { FeederProcessOptions } from './feeder-process.ts';

/** What the record says about a feed's ground truth. Everything that is not a count must be empty. */
export interface FeedLedger {
  /** What really happened, as far as it can be told. */
  readonly truth: number;
  /** Events on the bus. */
  readonly told: number;
  /** Happened and were not told. */
  readonly lost: readonly string[];
  /** Told and never happened. */
  readonly invented: readonly string[];
  /** Told more than once, with their count. */
  readonly repeated: readonly string[];
  readonly openGaps: readonly string[];
}

/** How much of what happens. */
export interface CourseOptions {
  readonly names: number;
  readonly seed: number;
  /** Factor on how often each knob of the weather turns: a short campaign needs more of it. */
  readonly weather: number;
  /** Padding of the largest documents, where a registry has such; the full form has 40 and 70 MB. */
  readonly largeBytes: number;
  readonly oversizedBytes: number;
}

/** What a course works with: the campaign's clock and record. */
export interface CourseParts {
  readonly clock: Clock;
  readonly store: Store;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
}

/** One registry's stand-in with its traffic and weather, and its truth held against the record. */
export interface Course extends AsyncDisposable {
  readonly registry: Registry;
  readonly addresses: Pick<FeederProcessOptions, 'registry' | 'feedUrl' | 'documentsUrl'>;
  /** What is there before the feeder starts: history. */
  seed(): void;
  /** From here on traffic may step: what is there is known. */
  begin(): void;
  /** Makes one change, with its weather. */
  step(): void;
  /** Reads what was told. */
  look(): Promise<void>;
  /** Has the next steps bring about what they can of the given knobs. */
  provoke(knobs: readonly string[]): void;
  /** How often the feed was asked for news: a feeder that runs asks. */
  polls(): number;
  /** Asks for everything that a careful follower never asks for, so that its refusals are met, too. */
  askCarelessly(): Promise<void>;
  /** Ends what would end by itself. */
  calm(): void;
  readLedger(): Promise<FeedLedger>;
  /** Files that are still to be fetched. */
  waitingFiles(): number;
  counts(): Readonly<Record<string, number>>;
  fired(): Readonly<Record<string, number>>;
  files(): Readonly<Record<string, number>>;
}
