import { AppError, type Clock, TOPICS, type Topic } from '@weir/model';
import type { Admin, ITopicMetadata } from 'kafkajs';

const DAY_MS = 24 * 3_600_000;

/**
 * How long Kafka keeps messages, in milliseconds. Longer than any outage we mean to survive: what is older than this
 * is gone from the bus (the store still has it). Bulk may queue for long behind live.
 */
export const RETENTION_MS: Readonly<Record<Topic, number>> = {
  'releases.live': 7 * DAY_MS,
  'releases.bulk': 14 * DAY_MS,
  verdicts: 7 * DAY_MS,
};

/** Partitions per topic: the most analyzers that can share the work. Equal for all, see the assigner. */
export const PARTITIONS_DEFAULT = 12;

/** A broker says that it knows a topic a little after the controller made it. */
const KNOWN_TIMEOUT_MS = 20_000;
const KNOWN_POLL_MS = 100;

/** What the broker knows of topics that were just created; throws what kafkajs throws when it still knows nothing. */
async function fetchKnown(admin: Admin, clock: Clock, names: string[]): Promise<ITopicMetadata[]> {
  const deadlineMs = clock.now() + KNOWN_TIMEOUT_MS;
  for (;;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: names });
      const led = topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
      if (led || clock.now() > deadlineMs) return topics;
    } catch (error) {
      if (clock.now() > deadlineMs) throw error;
    }
    await clock.sleep(KNOWN_POLL_MS);
  }
}

/**
 * Creates the topics that are missing and checks those that exist.
 * @param replicationFactor -1 takes the broker's own default.
 * @throws AppError `TOPIC_PARTITIONS`, not retriable, when one exists with another number of partitions.
 */
export async function ensureTopics(
  admin: Admin,
  clock: Clock,
  options: { readonly prefix: string; readonly partitions: number; readonly replicationFactor: number },
): Promise<void> {
  const names = TOPICS.map((topic) => options.prefix + topic);
  await admin.createTopics({
    // kafkajs' own wait fails on a topic that the broker does not know yet.
    waitForLeaders: false,
    topics: TOPICS.map((topic) => ({
      topic: options.prefix + topic,
      numPartitions: options.partitions,
      replicationFactor: options.replicationFactor,
      configEntries: [
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'retention.ms', value: String(RETENTION_MS[topic]) },
      ],
    })),
  });
  for (const { name, partitions } of await fetchKnown(admin, clock, names)) {
    if (partitions.length === options.partitions) continue;
    throw new AppError(
      'TOPIC_PARTITIONS',
      `topic ${name} has ${partitions.length} partitions, ${options.partitions} were expected: lanes need equally many`,
      { retriable: false, fields: { topic: name, partitions: partitions.length } },
    );
  }
}
