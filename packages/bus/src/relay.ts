import {
  AppError,
  type Bus,
  type Clock,
  describeError,
  type Failpoints,
  isRetriable,
  type Logger,
  type Outbox,
  type OutboxLease,
} from '@weir/model';
import type { BusMetrics } from './metrics.ts';
import { createStopSignal } from './stop-signal.ts';

const BATCH = 500;
/** How often a process that is not the relay asks whether it may be. */
const ELECTION_MS = 1_000;
/** The lease tells of new rows at once; this is for when that is missed. */
const WAIT_MS = 1_000;
const TROUBLE_MS = 500;

export interface OutboxRelayDeps {
  readonly outbox: Outbox;
  readonly bus: Pick<Bus, 'produce'>;
  readonly failpoints: Failpoints;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: BusMetrics;
}

export interface OutboxRelay extends AsyncDisposable {
  /** Rejects on an error that a repeat cannot mend (a row that is no event); resolves after disposal. */
  readonly stopped: Promise<void>;
}

/**
 * Carries outbox rows to the broker: take, produce, settle, in order. One process at a time does it; the others ask
 * every second to take over. A crash after `produce` produces again: at least once, in order per key.
 */
export function createOutboxRelay(deps: OutboxRelayDeps): OutboxRelay {
  const { outbox, bus, failpoints, clock, logger, metrics } = deps;
  const signal = createStopSignal();
  const stop = new AbortController();

  async function pause(ms: number): Promise<void> {
    await clock.sleep(ms, stop.signal).catch(() => {});
  }

  async function relayOnce(lease: OutboxLease): Promise<void> {
    const rows = await lease.take(BATCH);
    if (rows.length === 0) return lease.wait(WAIT_MS, stop.signal);
    failpoints.reach('relay.before-produce');
    await bus.produce(rows.map(({ message }) => message));
    failpoints.reach('relay.after-produce');
    await lease.settle(rows.map(({ id }) => id));
    for (const { message } of rows) metrics.relayed.inc({ topic: message.topic });
  }

  async function lead(lease: OutboxLease): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await relayOnce(lease);
      } catch (error) {
        if (!isRetriable(error)) throw error;
        logger.warn({ error: describeError(error) }, 'outbox relay: trying again');
        await pause(TROUBLE_MS);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const lease = await outbox.lead();
        if (lease === null) {
          await pause(ELECTION_MS);
          continue;
        }
        logger.info({}, 'this process is the outbox relay');
        try {
          await lead(lease);
        } finally {
          await lease[Symbol.asyncDispose]();
        }
      } catch (error) {
        const fenced = error instanceof AppError && error.code === 'RELAY_FENCED';
        if (!fenced && !isRetriable(error)) throw error;
        logger.warn({ error: describeError(error) }, 'outbox relay: lost the lease');
        await pause(ELECTION_MS);
      }
    }
  }

  const running = run().then(
    () => signal.end(),
    (error: unknown) => {
      logger.error({ error: describeError(error, 2_000) }, 'outbox relay stops');
      signal.fail(error);
    },
  );

  return {
    stopped: signal.stopped,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the relay stops'));
      await running;
    },
  };
}
