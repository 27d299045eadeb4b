import type { KnobName } from './knob-list.ts';

/** What really happened, for tests to hold the record against. No knob falsifies it. */
export interface Truth {
  readonly kind: 'published' | 'removed' | 'unpublished' | 'takedown';
  readonly name: string;
  readonly version: string | null;
  /** Of the row that tells of it, as it was numbered then; empty when there is none (`lost-row`, `lost-deletion`). */
  readonly seq: string;
  readonly rev: string;
  /**
   * When it could first be learnt, in ms since the epoch: the row could be read, and the origin's document showed it.
   * Without a row, when the document (or its absence) showed it.
   */
  readonly visibleAtMs: number;
  /** Lower-case hex sha256 of the tarball as published. */
  readonly sha256: string | null;
  /** What made it hard to see; null for an ordinary change. */
  readonly knob: KnobName | null;
}
