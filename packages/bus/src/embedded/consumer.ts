import { describeError, isRetriable, type SqlExecutor, type Subscription, type Topic } from '@weir/model';
import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { BusDeps } from '../bus.ts';
import { decodeEvent } from '../codec.ts';
import { createDispatcher } from '../dispatcher.ts';
import type { MessageRunner } from '../runner.ts';
import { createStopSignal } from '../stop-signal.ts';
import { waitAtMost } from '../wait.ts';
import { claimJobs, type KeyedJob } from './claim-sql.ts';
import { createClaims } from './claims.ts';
import { QUEUE_SCHEMA, queueName } from './queue.ts';

/** How late a message is seen at most when nothing wakes the loop; an empty fetch costs 0.4 ms. */
export const POLL_MS = 200;
const TROUBLE_MS = 1_000;
/** In-hand work may take this long to end when the subscription stops; then it is aborted. */
const DRAIN_MS = 10_000;

const jobDataSchema = z.object({ payload: z.string(), attempt: z.number().int().nonnegative() });

export interface EmbeddedConsumerOptions {
  readonly group: string;
  readonly topics: readonly Topic[];
  readonly concurrency: number;
  readonly run: MessageRunner;
  readonly leaseMs?: number;
}

export interface EmbeddedSubscription extends Subscription {
  /** Looks for messages now. */
  wake(): void;
}

interface Lane {
  readonly topic: Topic;
  readonly queue: string;
  readonly index: number;
}

/** What pg-boss' own columns cannot say is read from the job's data; data of another form is parked as it is. */
function readJob(data: unknown): { payload: string; attempt: number } {
  const parsed = jobDataSchema.safeParse(data);
  return parsed.success ? parsed.data : { payload: JSON.stringify(data), attempt: 0 };
}

/** Consumes one group's queues: serial per key, parallel across keys and across processes. */
export function startEmbeddedConsumer(
  options: EmbeddedConsumerOptions,
  deps: BusDeps & { readonly boss: PgBoss; readonly sql: SqlExecutor },
): EmbeddedSubscription {
  const { group, concurrency, run } = options;
  const { boss, sql, clock, logger, metrics } = deps;
  const lanes = options.topics.map((topic, index): Lane => {
    return { topic, index, queue: queueName(topic, group) };
  });
  const queues = lanes.map(({ queue }) => queue);
  const claims = createClaims(boss, sql, queues, deps, options.leaseMs);
  const signal = createStopSignal();
  const stop = new AbortController();
  const handlers = new AbortController();
  let paused = false;
  let waker = Promise.withResolvers<void>();
  let ending: Promise<void> | null = null;

  const dispatcher = createDispatcher({
    concurrency,
    lanes: lanes.length,
    onFree: wake,
    onError: (error) => void stopOn(error),
  });

  function wake(): void {
    waker.resolve();
  }

  async function stopOn(failure: unknown): Promise<void> {
    const error = describeError(failure, 2_000);
    logger.error({ group, error }, 'consumer stops: its work stays unacknowledged');
    await end();
    signal.fail(failure);
  }

  async function handle(lane: Lane, job: KeyedJob): Promise<void> {
    const { payload, attempt } = readJob(job.data);
    const taken = {
      topic: lane.topic,
      key: job.key,
      attempt,
      raw: payload,
      decode: () => decodeEvent(payload),
    };
    await run(taken, handlers.signal);
    if (!(await claims.acknowledge(lane.queue, job))) metrics.claimsLost.inc({ group });
  }

  async function fetch(lane: Lane): Promise<number> {
    if (dispatcher.waiting(lane.index) >= concurrency) return 0;
    const jobs = await claimJobs(sql, lane.queue, concurrency * 2);
    for (const job of jobs) {
      claims.hold(lane.queue, job);
      dispatcher.push({ lane: lane.index, key: job.key, run: () => handle(lane, job) });
    }
    return jobs.length;
  }

  async function fetchAll(): Promise<number> {
    let count = 0;
    for (const lane of lanes) {
      if (stop.signal.aborted || paused) break;
      count += await fetch(lane);
    }
    return count;
  }

  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      waker = Promise.withResolvers();
      try {
        if ((await fetchAll()) === 0) await waitAtMost(clock, POLL_MS, waker.promise);
      } catch (error) {
        if (!isRetriable(error)) {
          void stopOn(error);
          return;
        }
        logger.warn({ group, error: describeError(error) }, 'cannot look for messages, trying again');
        await waitAtMost(clock, TROUBLE_MS, stopped);
      }
    }
  }

  const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
  const looping = loop();

  function end(): Promise<void> {
    ending ??= (async () => {
      stop.abort();
      wake();
      dispatcher.pause();
      await looping;
      await waitAtMost(clock, DRAIN_MS, dispatcher.idle());
      handlers.abort(new Error('the consumer stops'));
      dispatcher.clear();
      await claims.release();
      await claims[Symbol.asyncDispose]();
    })().catch((error: unknown) => {
      logger.warn({ group, error: describeError(error) }, 'consumer did not give everything back');
    });
    return ending;
  }

  return {
    stopped: signal.stopped,
    wake,
    async pause() {
      paused = true;
      dispatcher.pause();
    },
    async resume() {
      paused = false;
      dispatcher.resume();
      wake();
    },
    async lag() {
      const { rows } = await sql.executeSql(
        `SELECT name, count(*)::int AS messages FROM ${QUEUE_SCHEMA}.job
          WHERE name = ANY($1) AND state IN ('created', 'retry', 'active') GROUP BY name`,
        [queues],
      );
      const counts = new Map(
        (rows as { name: string; messages: number }[]).map((row) => [row.name, row.messages]),
      );
      return lanes.map(({ topic, queue }) => {
        const messages = counts.get(queue) ?? 0;
        metrics.lag.set({ group, topic }, messages);
        return { topic, messages };
      });
    },
    async [Symbol.asyncDispose]() {
      await end();
      signal.end();
    },
  };
}
