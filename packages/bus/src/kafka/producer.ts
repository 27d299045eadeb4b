import { AppError, describeError } from '@weir/model';
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';

/** Bytes of values per request: well under the broker's default limit of 1 MiB for a batch. */
const SEND_BYTES_MAX = 512 * 1024;
/** About 10 s of trying inside kafkajs; then the caller decides. */
const RETRIES = 6;

export interface TopicMessage {
  readonly topic: string;
  readonly message: Message;
}

export interface KafkaProducer extends AsyncDisposable {
  /** Sends in the order given, one request at a time; resolves once all replicas in sync have them. */
  send(messages: readonly TopicMessage[]): Promise<void>;
}

function chunksOf(messages: readonly TopicMessage[]): TopicMessage[][] {
  const chunks: TopicMessage[][] = [];
  let chunk: TopicMessage[] = [];
  let sizeBytes = 0;
  for (const entry of messages) {
    const entryBytes = Buffer.byteLength(entry.message.value ?? '');
    if (chunk.length > 0 && sizeBytes + entryBytes > SEND_BYTES_MAX) {
      chunks.push(chunk);
      chunk = [];
      sizeBytes = 0;
    }
    chunk.push(entry);
    sizeBytes += entryBytes;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

function byTopic(chunk: readonly TopicMessage[]): { topic: string; messages: Message[] }[] {
  const groups = Map.groupBy(chunk, ({ topic }) => topic);
  return [...groups].map(([topic, entries]) => ({ topic, messages: entries.map(({ message }) => message) }));
}

/**
 * The idempotent producer (acks from all, one request in flight).
 *
 * After a failed send the producer is replaced: kafkajs would give the next batch the sequence numbers of the failed
 * one, and a broker that did store it would take the next batch for a repetition and drop it.
 * `send` throws AppError `BUS_UNAVAILABLE`, retriable; some of the messages may then be on the broker.
 */
export function createKafkaProducer(kafka: Kafka): KafkaProducer {
  let producer: Promise<Producer> | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function connect(): Promise<Producer> {
    const fresh = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: RETRIES },
    });
    await fresh.connect();
    return fresh;
  }

  async function replace(failed: Promise<Producer>): Promise<void> {
    producer = null;
    await failed.then(
      (old) => old.disconnect(),
      () => {},
    );
  }

  async function sendAll(messages: readonly TopicMessage[]): Promise<void> {
    for (const chunk of chunksOf(messages)) {
      producer ??= connect();
      const mine = producer;
      try {
        await (await mine).sendBatch({ acks: -1, topicMessages: byTopic(chunk) });
      } catch (error) {
        await replace(mine).catch(() => {});
        throw new AppError(
          'BUS_UNAVAILABLE',
          `Kafka did not take ${chunk.length} messages: ${describeError(error)}`,
          {
            retriable: true,
            cause: error,
          },
        );
      }
    }
  }

  return {
    send(messages) {
      const sent = turn.then(() => sendAll(messages));
      turn = sent.catch(() => {});
      return sent;
    },
    async [Symbol.asyncDispose]() {
      await turn;
      if (producer !== null) await replace(producer);
    },
  };
}
