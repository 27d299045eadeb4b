import { describeError, isRetriable } from '@weir/model';
import { packageRecheckKind, type Recheck } from '@weir/store';
import type { FeederConfig } from '../config.ts';
import type { FeederDeps } from '../deps.ts';
import type { StatusBoard } from '../status.ts';
import type { Bell } from '../wake.ts';
import { createLookSlots, type Slot } from './look-slots.ts';
import { createResolveStep } from './resolve-step.ts';

/**
 * Looks at due packages, several at once, one look a package at a time; what is in hand is kept beyond its lease, as
 * large documents and a registry that asks for a pause take longer. Returns when `signal` is aborted and nothing
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
  const slots = createLookSlots({
    concurrency: config.concurrency,
    largeMax: config.largeLooksMax,
    onFree: () => bell.ring(),
  });
  /** Aborted with the error that nobody expected: its work stays due, and the loop ends. */
  const crash = new AbortController();
  const ended = AbortSignal.any([signal, crash.signal]);

  /** What a stop interrupts goes to others at once; when the store is away too, its lease brings it back. */
  async function giveBack(recheck: Recheck): Promise<void> {
    await store.transaction((tx) => store.rechecks.release(tx, recheck)).catch(() => {});
  }

  async function handle(recheck: Recheck, slot: Slot): Promise<void> {
    try {
      await resolve(recheck, slot, signal);
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
    }
  }

  /** A store that is away for a moment is no reason to stop: what is lost is another feeder's, or comes back. */
  async function retrying(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isRetriable(error)) throw error;
      logger.warn({ error: describeError(error) }, `${what}, retrying`);
      await clock.sleep(config.backoff.firstMs, signal).catch(() => {});
    }
  }

  async function claim(free: number): Promise<void> {
    for (const recheck of await store.rechecks.claim(kind, free, config.leaseMs)) {
      // A lease can end while the store is away: that look goes on alone.
      if (!slots.has(recheck)) slots.start(recheck, (slot) => handle(recheck, slot));
    }
  }

  let claimedAtMs = Number.NEGATIVE_INFINITY;
  let keptAtMs = clock.now();
  try {
    while (!ended.aborted) {
      const free = slots.free();
      // Half a load at a time: a claim for each finished package would cost as much as its look. But a few slow
      // documents must not make the others wait for them.
      const due = free * 2 >= config.concurrency || clock.now() - claimedAtMs >= config.idleMs;
      if (free > 0 && due) {
        await retrying('due packages cannot be read', () => claim(free));
        claimedAtMs = clock.now();
      }
      if (clock.now() - keptAtMs >= config.leaseMs / 3) {
        keptAtMs = clock.now();
        await retrying('packages in hand cannot be kept', () =>
          store.rechecks.extend(slots.list(), config.leaseMs),
        );
      }
      board.note({ inHand: slots.count() });
      await bell.wait(config.idleMs, ended);
    }
  } finally {
    await slots.settled();
    board.note({ inHand: slots.count() });
  }
  if (!signal.aborted) crash.signal.throwIfAborted();
}
