import { AppError, describeError, type Subscription, type Topic } from '@weir/model';
import type { Admin, Consumer, EachBatchPayload, Kafka, KafkaMessage, Offsets } from 'kafkajs';
import type { BusDeps } from '../bus.ts';
import { createDispatcher } from '../dispatcher.ts';
import type { MessageRunner } from '../runner.ts';
import { createStopSignal } from '../stop-signal.ts';
import { waitAtMost } from '../wait.ts';
import { createCopartitionAssigner } from './assigner.ts';
import { type Assignment, createAssignment } from './assignment.ts';
import { readLag } from './lag.ts';
import { attemptOf, fromKafkaMessage, groupOf, rawValueOf } from './message.ts';

/** Longest wait of a fetch for the first byte; also how late a resumed partition is looked at again. */
const FETCH_WAIT_MS = 250;
const PARTITION_BYTES_MAX = 256 * 1024;

export interface KafkaConsumerOptions {
  readonly group: string;
  readonly topics: readonly Topic[];
  readonly prefix: string;
  readonly concurrency: number;
  readonly sessionTimeoutMs: number;
  readonly run: MessageRunner;
}

/** Most offsets of one partition that are taken and not covered by a commit. */
function takenMax(concurrency: number): number {
  return Math.max(64, concurrency * 4);
}

/**
 * Joins a group and handles its messages: serial per key, parallel across keys, committed by contiguous heads.
 *
 * On a rebalance nothing new is started, what is in hand may end and is committed, for at most 60 % of the session
 * timeout; only then the member rejoins. What did not end by then is aborted and never committed.
 * @throws AppError `BUS_UNAVAILABLE`, retriable, when the broker cannot be reached.
 */
export async function startKafkaConsumer(
  options: KafkaConsumerOptions,
  deps: BusDeps & { readonly kafka: Kafka; readonly admin: Admin },
): Promise<Subscription> {
  const { group, topics, prefix, run } = options;
  const { kafka, admin, logger, metrics, clock } = deps;
  const drainMs = Math.floor(options.sessionTimeoutMs * 0.6);
  const takeMax = takenMax(options.concurrency);
  const laneOf = new Map(topics.map((topic, lane) => [prefix + topic, { topic, lane }]));
  const signal = createStopSignal();
  let assignment: Assignment | null = null;
  let ending: Promise<void> | null = null;

  const dispatcher = createDispatcher({
    concurrency: options.concurrency,
    lanes: topics.length,
    onFree: () => {},
    onError: (error) => void stopOn(error),
  });

  async function stopOn(failure: unknown): Promise<void> {
    const error = describeError(failure, 2_000);
    logger.error({ group, error }, 'consumer stops: its work stays uncommitted');
    await end();
    signal.fail(failure);
  }

  /** Lets go of the partitions: what is in hand may end, within `drainMs`. */
  async function giveUp(current: Assignment): Promise<void> {
    dispatcher.clear();
    await waitAtMost(clock, drainMs, dispatcher.idle());
    await waitAtMost(clock, drainMs, current.flush());
    current.end();
    logger.info({ group, unfinished: dispatcher.running() }, 'partitions given up');
    if (assignment === current) assignment = null;
  }

  const consumer: Consumer = kafka.consumer({
    groupId: prefix + group,
    sessionTimeout: options.sessionTimeoutMs,
    heartbeatInterval: Math.floor(options.sessionTimeoutMs / 5),
    rebalanceTimeout: options.sessionTimeoutMs * 2,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytesPerPartition: PARTITION_BYTES_MAX,
    allowAutoTopicCreation: false,
    partitionAssigners: [
      createCopartitionAssigner(async () => {
        if (assignment !== null) await giveUp(assignment);
      }),
    ],
    retry: { restartOnFailure: async () => ending === null },
  });

  async function handle(
    current: Assignment,
    batch: EachBatchPayload['batch'],
    topic: Topic,
    message: KafkaMessage,
  ): Promise<void> {
    const forGroup = groupOf(message);
    try {
      if (forGroup === null || forGroup === group) {
        const key = message.key?.toString() ?? '';
        const [attempt, raw] = [attemptOf(message), rawValueOf(message)];
        const taken = { topic, key, attempt, raw, decode: () => fromKafkaMessage(message) };
        await run(taken, current.signal);
      }
    } catch (error) {
      // Work that was told to stop because its partition is gone fails of that: the new owner does it.
      if (!current.over) throw error;
    }
    if (!current.complete(batch.topic, batch.partition, message.offset)) metrics.staleCommits.inc({ group });
  }

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const lane = laneOf.get(batch.topic);
    const current = assignment;
    if (ending !== null || lane === undefined || !current?.owns(batch.topic, batch.partition)) return;
    const commit = (offsets?: Offsets): Promise<void> => payload.commitOffsetsIfNecessary(offsets);
    let open = 0;
    for (const message of batch.messages) {
      open = current.take(batch.topic, batch.partition, message.offset, commit);
      dispatcher.push({
        lane: lane.lane,
        key: message.key?.toString() ?? '',
        run: () => handle(current, batch, lane.topic, message),
      });
    }
    payload.resolveOffset(batch.lastOffset());
    if (open >= takeMax) current.pauseWith(batch.topic, batch.partition, payload.pause());
  }

  function end(): Promise<void> {
    ending ??= (async () => {
      consumer.pause([...laneOf.keys()].map((topic) => ({ topic })));
      if (assignment !== null) await giveUp(assignment);
      await consumer.disconnect();
    })().catch((error: unknown) => {
      logger.warn({ group, error: describeError(error) }, 'consumer did not leave its group cleanly');
    });
    return ending;
  }

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    metrics.rebalances.inc({ group });
    logger.info({ group, partitions: payload.memberAssignment }, 'partitions assigned');
    assignment?.end();
    assignment = createAssignment({
      partitions: payload.memberAssignment,
      resumeBelow: takeMax / 2,
      clock,
      logger,
    });
    consumer.resume([...laneOf.keys()].map((topic) => ({ topic })));
  });
  // Emitted once the member has left the group by itself (a crash of the client, before it restarts).
  consumer.on(consumer.events.STOP, () => {
    dispatcher.clear();
    assignment?.end();
    assignment = null;
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (payload.restart || ending !== null) return;
    logger.error({ group, error: describeError(payload.error) }, 'consumer crashed');
    signal.fail(payload.error);
  });

  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...laneOf.keys()], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch,
    });
  } catch (error) {
    await end();
    throw new AppError('BUS_UNAVAILABLE', `cannot consume from Kafka: ${describeError(error)}`, {
      retriable: true,
      cause: error,
    });
  }

  return {
    stopped: signal.stopped,
    async pause() {
      dispatcher.pause();
    },
    async resume() {
      dispatcher.resume();
    },
    async lag() {
      const lags = await readLag(admin, prefix, group, topics);
      for (const { topic, messages } of lags) metrics.lag.set({ group, topic }, messages);
      return lags;
    },
    async [Symbol.asyncDispose]() {
      await end();
      signal.end();
    },
  };
}
