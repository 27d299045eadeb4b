import {
  type Clock,
  describeError,
  eventSchema,
  isRetriable,
  type Logger,
  type MessageShelf,
  type SqlExecutor,
  topicSchema,
} from '@weir/model';
import { z } from 'zod';
import type { WeirBus } from './bus.ts';
import type { BusMetrics } from './metrics.ts';
import { createStopSignal } from './stop-signal.ts';

const BATCH = 100;
const LEASE_MS = 30_000;
const POLL_MS = 1_000;

/** A deferred message as the store keeps it: a recheck of kind `message:<group>`. */
export interface DeferredRow {
  readonly id: string;
  readonly subject: string;
  readonly attempt: number;
  /** `{ topic, key, event }`. */
  readonly payload: unknown;
}

/** The part of the store's recheck repository that the pump uses. */
export interface DeferredRows<R extends DeferredRow> {
  claim(kind: string, limit: number, leaseMs: number): Promise<readonly R[]>;
  settle(tx: SqlExecutor, row: R): Promise<void>;
}

export interface DeferralPumpDeps<R extends DeferredRow> {
  readonly rechecks: DeferredRows<R>;
  /** Outside any transaction. */
  readonly sql: SqlExecutor;
  readonly bus: Pick<WeirBus, 'redeliver'>;
  readonly shelf: Pick<MessageShelf, 'park'>;
  readonly groups: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: BusMetrics;
  /** Default 1 s. */
  readonly pollMs?: number;
}

export interface DeferralPump extends AsyncDisposable {
  /** Rejects on an error that a repeat cannot mend; resolves after disposal. */
  readonly stopped: Promise<void>;
}

const payloadSchema = z.object({ topic: topicSchema, key: z.string(), event: eventSchema });

/**
 * Puts deferred messages back when they are due, for their group only. A row goes after its message is durable: a
 * crash in between delivers it twice. Several processes may pump at once; claims keep them apart.
 */
export function createDeferralPump<R extends DeferredRow>(deps: DeferralPumpDeps<R>): DeferralPump {
  const { rechecks, sql, bus, shelf, groups, clock, logger, metrics } = deps;
  const pollMs = deps.pollMs ?? POLL_MS;
  const signal = createStopSignal();
  const stop = new AbortController();

  async function putBack(group: string, row: R): Promise<void> {
    const parsed = payloadSchema.safeParse(row.payload);
    if (parsed.success) {
      await bus.redeliver(group, [{ message: parsed.data, attempt: row.attempt }]);
      metrics.redelivered.inc({ group });
    } else {
      // The row was valid when it was written, perhaps under another version: a person has to look.
      const why = {
        reason: 'deferred message cannot be read',
        step: 'redeliver',
        error: parsed.error.message,
      };
      const message = {
        topic: 'releases.live' as const,
        key: '',
        eventId: null,
        payload: JSON.stringify(row.payload),
      };
      await shelf.park({ group, ...message, ...why });
      metrics.parked.inc({ group, step: why.step });
    }
    // At once: a message that is deferred again before its old row is gone would come back too early.
    await rechecks.settle(sql, row);
  }

  async function pumpOnce(): Promise<number> {
    let count = 0;
    for (const group of groups) {
      const rows = await rechecks.claim(`message:${group}`, BATCH, LEASE_MS);
      for (const row of rows) await putBack(group, row);
      count += rows.length;
    }
    return count;
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      let count = 0;
      try {
        count = await pumpOnce();
      } catch (error) {
        if (!isRetriable(error)) throw error;
        logger.warn({ error: describeError(error) }, 'deferral pump: trying again');
      }
      if (count === 0) await clock.sleep(pollMs, stop.signal).catch(() => {});
    }
  }

  const running = run().then(
    () => signal.end(),
    (error: unknown) => {
      logger.error({ error: describeError(error, 2_000) }, 'deferral pump stops');
      signal.fail(error);
    },
  );

  return {
    stopped: signal.stopped,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the pump stops'));
      await running;
    },
  };
}
