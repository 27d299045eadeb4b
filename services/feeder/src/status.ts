import type { Registry } from '@weir/model';

/**
 * `standby`: another process follows. `unreachable`: the feed does not answer, retried. `refused`: the feed
 * will not be read like this, a person must look; after a 400 nobody asks it again until the program is restarted.
 */
export type FeedState = 'starting' | 'following' | 'standby' | 'unreachable' | 'refused' | 'stopped';

/** Where a feed stands, for people and health checks. */
export interface FeedStatus {
  readonly registry: Registry;
  readonly state: FeedState;
  /** When this state began. */
  readonly since: Date;
  readonly cursor: string | null;
  /** Newest position that the feed told, at the last look. */
  readonly head: string | null;
  /** True when the last page was the newest. */
  readonly atHead: boolean;
  readonly lastPageAt: Date | null;
  readonly lastRowAt: Date | null;
  /** Failures in a row, and what the last one said. */
  readonly failures: number;
  readonly lastError: string | null;
  /** What is wrong although the feed answers: silence, canaries that are overdue. */
  readonly alarms: readonly string[];
  /** Packages in hand. */
  readonly inHand: number;
}

/** A mutable status with a moment for each change of state. */
export interface StatusBoard {
  read(): FeedStatus;
  set(state: FeedState, at: number): void;
  note(part: Partial<Omit<FeedStatus, 'registry' | 'state' | 'since'>>): void;
}

/** A status that starts as `starting`. @param startedAt ms since the epoch. */
export function createStatusBoard(registry: Registry, startedAt: number): StatusBoard {
  let status: FeedStatus = {
    registry,
    state: 'starting',
    since: new Date(startedAt),
    cursor: null,
    head: null,
    atHead: false,
    lastPageAt: null,
    lastRowAt: null,
    failures: 0,
    lastError: null,
    alarms: [],
    inHand: 0,
  };
  return {
    read: () => status,
    set(state, at) {
      if (status.state !== state) status = { ...status, state, since: new Date(at) };
    },
    note(part) {
      status = { ...status, ...part };
    },
  };
}
