import { AppError, describeError, type FeedPage, isRetriable } from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import { backoffMs } from '@weir/runtime';
import type { FeedLease } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { StatusBoard } from '../status.ts';
import type { Bell } from '../wake.ts';
import { createHeadCheck } from './head-check.ts';
import { runPackageWatch } from './package-watch.ts';
import { createSavePageStep } from './save-page-step.ts';
import { runUpkeep } from './upkeep.ts';

/** A failure that is logged at once; of those that follow in a row, only each tenth is. */
const LOG_EACH = 10;
/** The longest sleep that a timer can hold, 24 days: until somebody restarts the program. */
const FOR_EVER_MS = 2 ** 31 - 1;

/**
 * Follows one feed for as long as it runs: leads, reads pages, makes each durable before the next is read.
 *
 * The very first start begins at the head and records it; never again does the cursor jump there. A feed that does
 * not answer is asked again for ever, with the cursor where it was; one that refuses the address (400) is left alone.
 * Returns when `signal` is aborted; rejects with errors that nobody expected.
 */
export async function runFollowLoop(
  config: FeederConfig,
  deps: FeederDeps,
  board: StatusBoard,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const { feed, store, clock, random, logger, metrics } = deps;
  const { registry } = feed;
  const savePage = createSavePageStep(config, deps);
  const checkHead = createHeadCheck(config, deps, board);
  const wanted = { sweep: false };
  let failures = 0;

  function succeeded(): void {
    if (failures > 0) logger.info({ registry, failures }, 'feed answers again');
    failures = 0;
    board.note({ failures, lastError: null });
    board.set('following', clock.now());
    metrics.following.set({ registry }, 1);
  }

  /** Notes a failure of the feed and waits; what no part of Weir threw on purpose is thrown on. */
  async function failed(error: unknown, held: AbortSignal): Promise<void> {
    held.throwIfAborted();
    failures++;
    const lastError = describeError(error);
    board.note({ failures, lastError });
    metrics.following.set({ registry }, 0);
    if (!(error instanceof AppError)) throw error;
    if (!error.retriable) {
      metrics.polls.inc({ registry, outcome: 'refused' });
      board.set('refused', clock.now());
      logger.error({ registry, error: lastError }, 'feed refuses: check the feed setting');
      // 400 says that this very address will never do; 403 and its like can be a gate on the way.
      await clock.sleep(error.fields.status === 400 ? FOR_EVER_MS : config.backoff.maxMs, held);
      return;
    }
    metrics.polls.inc({ registry, outcome: 'failed' });
    board.set('unreachable', clock.now());
    const waitMs = Math.max(retryAfterMsOf(error), backoffMs(failures, { random, ...config.backoff }));
    if (failures % LOG_EACH === 1) {
      logger.warn(
        { registry, error: lastError, failures, waitMs: Math.round(waitMs) },
        'feed does not answer, retrying',
      );
    }
    await clock.sleep(waitMs, held);
  }

  /** Asks the feed once; null when it failed, after the wait that this costs. */
  async function ask<T extends object | string>(
    question: (held: AbortSignal) => Promise<T>,
    held: AbortSignal,
  ): Promise<T | null> {
    try {
      const answer = await question(held);
      succeeded();
      return answer;
    } catch (error) {
      await failed(error, held);
      return null;
    }
  }

  async function startAtHead(lease: FeedLease, held: AbortSignal): Promise<string> {
    let head: string | null = null;
    while (head === null) head = await ask((until) => feed.head(until), held);
    await savePage(lease, { rows: [], problems: [], nextCursor: head, atHead: true }, null);
    logger.info({ registry, cursor: head }, 'first start: following from the head of the feed');
    return head;
  }

  async function notePage(lease: FeedLease, cursor: string, page: FeedPage): Promise<void> {
    const empty = page.rows.length === 0 && page.problems.length === 0;
    if (!empty || page.nextCursor !== cursor) {
      const scheduled = await savePage(lease, page, cursor);
      if (page.gap !== undefined) {
        logger.warn({ registry, gap: page.gap }, 'a gap in the feed: sweeping all names');
        wanted.sweep = true;
      }
      if (scheduled > 0) bell.ring();
    }
    const at = new Date(clock.now());
    board.note({
      cursor: page.nextCursor,
      atHead: page.atHead,
      lastPageAt: at,
      ...(page.rows.length > 0 ? { lastRowAt: at } : {}),
    });
    metrics.polls.inc({ registry, outcome: empty ? 'empty' : 'rows' });
  }

  async function follow(lease: FeedLease, held: AbortSignal): Promise<void> {
    let cursor = (await lease.cursor()) ?? (await startAtHead(lease, held));
    board.note({ cursor });
    logger.info({ registry, cursor }, 'following the feed');
    while (!held.aborted) {
      // Between failures too: behind its head a feed may answer nothing but errors.
      cursor = await checkHead(lease, cursor, held);
      const from = cursor;
      const page = await ask((until) => feed.readPage(from, until), held);
      if (page === null) continue;
      await notePage(lease, cursor, page);
      cursor = page.nextCursor;
      const { min, max } = config.pollMs;
      if (page.atHead) await clock.sleep(min + random() * (max - min), held);
    }
  }

  /** Pages and upkeep side by side; what ends one ends the other. */
  async function lead(lease: FeedLease): Promise<void> {
    const ended = new AbortController();
    const held = AbortSignal.any([signal, ended.signal]);
    const end = (): void => ended.abort(new Error('the feed is not led any more'));
    const loops = [follow(lease, held), runUpkeep(config, deps, board, bell, wanted, lease, held)];
    // It ends by itself where there is nothing to watch, and others go on; its errors end all.
    const watch = runPackageWatch(config, deps, bell, held).catch((error: unknown) => {
      end();
      throw error;
    });
    const outcomes = await Promise.allSettled([...loops.map((loop) => loop.finally(end)), watch]);
    const first = outcomes.find((one) => one.status === 'rejected' && one.reason !== held.reason);
    if (first?.status === 'rejected') throw first.reason;
  }

  while (!signal.aborted) {
    try {
      const lease = await store.feeds.lead(registry);
      if (lease === null) {
        board.set('standby', clock.now());
        await clock.sleep(config.leadRetryMs, signal);
        continue;
      }
      await using held = lease;
      await lead(held);
    } catch (error) {
      if (signal.aborted) return;
      const fenced = error instanceof AppError && error.code === 'FEED_FENCED';
      if (!fenced && !isRetriable(error)) throw error;
      logger.warn(
        { registry, error: describeError(error) },
        'lost the feed, starting over from the stored cursor',
      );
      await clock.sleep(config.backoff.firstMs, signal).catch(() => {});
    }
  }
}
