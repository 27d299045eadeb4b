import { describeError, isRetriable } from '@weir/model';
import { packageRecheckKind, type Recheck } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { StatusBoard } from '../status.ts';
import type { Bell } from '../wake.ts';
import { createResolveStep } from './resolve-step.ts';

/**
 * Looks at due packages, several at once, one look a package at a time. Returns when `signal` is aborted and nothing
 * is in hand, with what was interrupted given back; rejects with errors that nobody expected, with the work still due.
 */
export async function runResolveLoop(
  config: FeederConfig,
  deps: FeederDeps,
  board: StatusBoard,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock, logger } = deps;
  const kind = packageRecheckKind(deps.feed.registry);
  const resolve = createResolveStep(config, deps);
  const inHand = new Map<string, Promise<void>>();
  /** Aborted with the error that nobody expected: its work stays due, and the loop ends. */
  const crash = new AbortController();
  const ended = AbortSignal.any([signal, crash.signal]);

  /** What a stop interrupts goes to others at once; when the store is away too, its lease brings it back. */
  async function giveBack(recheck: Recheck): Promise<void> {
    await store.transaction((tx) => store.rechecks.release(tx, recheck)).catch(() => {});
  }

  async function handle(recheck: Recheck): Promise<void> {
    try {
      await resolve(recheck, signal);
    } catch (error) {
      if (signal.aborted) return await giveBack(recheck);
      if (isRetriable(error)) {
        logger.warn(
          { subject: recheck.subject, error: describeError(error) },
          'a look was lost, its lease brings it back',
        );
        return;
      }
      crash.abort(error);
    } finally {
      inHand.delete(recheck.id);
      board.note({ inHand: inHand.size });
      bell.ring();
    }
  }

  async function claim(free: number): Promise<void> {
    try {
      const claimed = await store.rechecks.claim(kind, free, config.leaseMs);
      for (const recheck of claimed) {
        // A lease can end while its package waits in the request queue: that look goes on alone.
        if (!inHand.has(recheck.id)) inHand.set(recheck.id, handle(recheck));
      }
      board.note({ inHand: inHand.size });
    } catch (error) {
      if (!isRetriable(error)) throw error;
      logger.warn({ error: describeError(error) }, 'due packages cannot be read, retrying');
      await clock.sleep(config.backoff.firstMs, signal).catch(() => {});
    }
  }

  let claimedAtMs = Number.NEGATIVE_INFINITY;
  try {
    while (!ended.aborted) {
      const free = config.concurrency - inHand.size;
      // Half a load at a time: a claim for each finished package would cost as much as its look. But a few slow
      // documents must not make the others wait for them.
      const due = free * 2 >= config.concurrency || clock.now() - claimedAtMs >= config.idleMs;
      if (free > 0 && due) {
        await claim(free);
        claimedAtMs = clock.now();
      }
      await bell.wait(config.idleMs, ended);
    }
  } finally {
    await Promise.allSettled(inHand.values());
  }
  if (!signal.aborted) crash.signal.throwIfAborted();
}
