import { type Clock, describeError, type Logger } from '@weir/model';
import type { EachBatchPayload, Offsets } from 'kafkajs';
import { type ConsecutiveList, createConsecutiveList } from './consecutive-list.ts';

/** Answers that say "these partitions are not yours any more", or "will not be in a moment". */
const LOST_TYPES = new Set(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'REBALANCE_IN_PROGRESS']);
const RETRY_MS = 500;

type Commit = EachBatchPayload['commitOffsetsIfNecessary'];

interface PartitionWork {
  readonly list: ConsecutiveList;
  committed: string | null;
  resume: (() => void) | null;
}

/**
 * One generation of a group member: the partitions it was given, what it took from them, and the only way to commit.
 * Once it is over nothing of it is committed, whatever ends later.
 */
export interface Assignment {
  /** Aborted when the partitions are given up with work in hand. */
  readonly signal: AbortSignal;
  readonly over: boolean;
  owns(topic: string, partition: number): boolean;
  /** Notes a taken offset, and how to commit in this generation. Returns how many are taken and not covered. */
  take(topic: string, partition: number, offset: string, commit: Commit): number;
  /** Kept until the partition has room again. */
  pauseWith(topic: string, partition: number, resume: () => void): void;
  /** Marks an offset done and commits the heads; returns false when the generation is over: refused. */
  complete(topic: string, partition: number, offset: string): boolean;
  /** Resolves when every head is committed, or cannot be any more. */
  flush(): Promise<void>;
  end(): void;
}

export interface AssignmentOptions {
  readonly partitions: Readonly<Record<string, readonly number[]>>;
  /** A paused partition resumes when fewer than this many offsets are open. */
  readonly resumeBelow: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A fresh generation with nothing taken. */
export function createAssignment(options: AssignmentOptions): Assignment {
  const abort = new AbortController();
  const work = new Map<string, Map<number, PartitionWork>>();
  for (const [topic, partitions] of Object.entries(options.partitions)) {
    const fresh = (): PartitionWork => ({ list: createConsecutiveList(), committed: null, resume: null });
    work.set(topic, new Map(partitions.map((partition) => [partition, fresh()])));
  }
  let commit: Commit | null = null;
  let flushing: Promise<void> | null = null;

  function dirtyHeads(): Offsets['topics'] {
    const topics: Offsets['topics'] = [];
    for (const [topic, partitions] of work) {
      const dirty = [...partitions].flatMap(([partition, { list, committed }]) => {
        const offset = list.head();
        return offset === null || offset === committed ? [] : [{ partition, offset }];
      });
      if (dirty.length > 0) topics.push({ topic, partitions: dirty });
    }
    return topics;
  }

  function noteCommitted(topics: Offsets['topics']): void {
    for (const { topic, partitions } of topics) {
      for (const { partition, offset } of partitions) {
        const state = work.get(topic)?.get(partition);
        if (state) state.committed = offset;
      }
    }
  }

  /** False when the answer says that trying again is of no use. */
  async function commitOnce(commitNow: Commit, topics: Offsets['topics']): Promise<boolean> {
    try {
      await commitNow({ topics });
      noteCommitted(topics);
      options.logger.debug({ topics }, 'offsets committed');
      return true;
    } catch (error) {
      options.logger.info({ error: describeError(error) }, 'offsets were not committed');
      if (LOST_TYPES.has((error as { type?: string }).type ?? '')) return false;
      await options.clock.sleep(RETRY_MS);
      return true;
    }
  }

  async function commitHeads(): Promise<void> {
    try {
      // What ends in the same turn of the event loop shares a commit.
      await Promise.resolve();
      const commitNow = commit;
      let useful = commitNow !== null;
      while (useful && !abort.signal.aborted) {
        const topics = dirtyHeads();
        if (topics.length === 0) return;
        // Nothing is awaited between the check for `aborted` and kafkajs' reading its own generation.
        useful = commitNow !== null && (await commitOnce(commitNow, topics));
      }
    } finally {
      flushing = null;
    }
  }

  function flush(): Promise<void> {
    flushing ??= commitHeads();
    return flushing;
  }

  return {
    signal: abort.signal,
    get over() {
      return abort.signal.aborted;
    },
    owns: (topic, partition) => work.get(topic)?.has(partition) ?? false,
    take(topic, partition, offset, commitNow) {
      commit = commitNow;
      const state = work.get(topic)?.get(partition);
      state?.list.add(offset);
      return state?.list.size() ?? 0;
    },
    pauseWith(topic, partition, resume) {
      const state = work.get(topic)?.get(partition);
      if (state) state.resume = resume;
    },
    complete(topic, partition, offset) {
      if (abort.signal.aborted) return false;
      const state = work.get(topic)?.get(partition);
      state?.list.complete(offset);
      if (state?.resume && state.list.size() < options.resumeBelow) {
        state.resume();
        state.resume = null;
      }
      void flush();
      return true;
    },
    flush,
    end: () => abort.abort(new Error('the partitions were given to another member')),
  };
}
