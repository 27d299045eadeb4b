import { AppError } from '@weir/model';
import type { FeedLease } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { StatusBoard } from '../status.ts';

/** A head that is behind the cursor this often in a row is a reset; once can be a lagging replica. */
const SUSPICIONS_MAX = 2;

/** Looks at the feed's head now and then; returns the cursor to read on from. */
export type HeadCheck = (lease: FeedLease, cursor: string, signal: AbortSignal) => Promise<string>;

/**
 * Notices a feed whose sequence fell behind the cursor: behind its head a feed answers empty pages for ever, without
 * an error. Then the stretch is recorded as a gap and reading starts anew below the new head. A head that cannot be
 * read is left to the next look; the page after it fails by itself. Throws what the store throws.
 */
export function createHeadCheck(
  config: Pick<FeederConfig, 'headCheckMs' | 'rewindSeqs' | 'reread'>,
  deps: FeederDeps,
  board: StatusBoard,
): HeadCheck {
  const { feed, store, clock, logger, metrics } = deps;
  let nextCheckMs = 0;
  let suspicions = 0;

  async function readHead(signal: AbortSignal): Promise<string | null> {
    try {
      return await feed.head(signal);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      metrics.polls.inc({ registry: feed.registry, outcome: 'head-failed' });
      return null;
    }
  }

  async function rewind(lease: FeedLease, cursor: string, head: string): Promise<string> {
    const { registry } = feed;
    const behind = BigInt(head) - BigInt(config.rewindSeqs);
    const restart = (behind > 0n ? behind : 0n).toString();
    const seenAt = new Date(clock.now());
    await store.transaction(async (tx) => {
      const reason = `the feed's head fell behind the cursor; reading again from ${restart}`;
      const gap = { registry, kind: 'stretch' as const, fromCursor: head, toCursor: cursor, reason, seenAt };
      await store.feeds.saveGap(tx, gap);
      await store.feeds.rewind(tx, lease, restart, seenAt, config.reread.dailyWindowMs);
    });
    metrics.headRegressions.inc({ registry });
    logger.error({ registry, cursor, head, restart }, 'feed head regressed: gap recorded, reading again');
    return restart;
  }

  return async function checkHead(lease, cursor, signal) {
    // A window has no numbers to fall behind.
    if (!feed.traits.numbered || clock.now() < nextCheckMs) return cursor;
    const head = await readHead(signal);
    nextCheckMs = clock.now() + config.headCheckMs;
    if (head === null) return cursor;
    board.note({ head });
    if (BigInt(head) >= BigInt(cursor)) {
      suspicions = 0;
      return cursor;
    }
    suspicions++;
    nextCheckMs = 0;
    if (suspicions < SUSPICIONS_MAX) return cursor;
    suspicions = 0;
    return rewind(lease, cursor, head);
  };
}
