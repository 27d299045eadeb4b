import { AppError, describeError, type OutgoingMessage } from '@weir/model';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { assertGroup, type BusDeps, type GroupTable, type WeirBus } from '../bus.ts';
import { GROUPS_OF_TOPIC } from '../groups.ts';
import { createMessageRunner } from '../runner.ts';
import { startKafkaConsumer } from './consumer.ts';
import { createKafkaLog } from './logger.ts';
import { toKafkaMessage, toKafkaRedelivery } from './message.ts';
import { createKafkaProducer } from './producer.ts';
import { ensureTopics, PARTITIONS_DEFAULT } from './topics.ts';

export interface KafkaBusOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Before every topic and group name: tests, or several Weirs on one cluster. */
  readonly topicPrefix?: string;
  /** Default {@link PARTITIONS_DEFAULT}. */
  readonly partitions?: number;
  /** Default -1: the broker's own. */
  readonly replicationFactor?: number;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
  /** How long a dead member keeps its partitions; default 10 s, so that redelivery stays within 30 s. */
  readonly sessionTimeoutMs?: number;
  readonly groups?: GroupTable;
}

/**
 * The bus on Kafka. Connects, and creates or checks the topics.
 * @throws AppErrors `BUS_UNAVAILABLE` (retriable), `TOPIC_PARTITIONS` (not retriable).
 */
export async function createKafkaBus(options: KafkaBusOptions, deps: BusDeps): Promise<WeirBus> {
  const prefix = options.topicPrefix ?? '';
  const kafka = new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    logLevel: logLevel.INFO,
    logCreator: createKafkaLog(deps.logger),
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
  });
  const admin = kafka.admin();
  const producer = createKafkaProducer(kafka);
  const subscriptions = new AsyncDisposableStack();
  try {
    await admin.connect();
    await ensureTopics(admin, deps.clock, {
      prefix,
      partitions: options.partitions ?? PARTITIONS_DEFAULT,
      replicationFactor: options.replicationFactor ?? -1,
    });
  } catch (error) {
    await admin.disconnect();
    if (error instanceof AppError) throw error;
    const where = options.brokers.join(', ');
    throw new AppError('BUS_UNAVAILABLE', `no Kafka at ${where}: ${describeError(error)}`, {
      retriable: true,
      cause: error,
    });
  }

  return {
    kind: 'kafka',
    async subscribe({ group, topics, handler, concurrency }) {
      for (const topic of topics) assertGroup(options.groups ?? GROUPS_OF_TOPIC, topic, group);
      const run = createMessageRunner({ group, handler }, deps);
      const sessionTimeoutMs = options.sessionTimeoutMs ?? 10_000;
      return subscriptions.use(
        await startKafkaConsumer(
          { group, topics, prefix, concurrency, sessionTimeoutMs, run },
          { ...deps, kafka, admin },
        ),
      );
    },
    async produce(messages: readonly OutgoingMessage[]) {
      await producer.send(
        messages.map((message) => ({ topic: prefix + message.topic, message: toKafkaMessage(message) })),
      );
    },
    async redeliver(group, redeliveries) {
      await producer.send(
        redeliveries.map((redelivery) => ({
          topic: prefix + redelivery.message.topic,
          message: toKafkaRedelivery(group, redelivery),
        })),
      );
    },
    async [Symbol.asyncDispose]() {
      await subscriptions.disposeAsync();
      await producer[Symbol.asyncDispose]();
      await admin.disconnect();
    },
  };
}
