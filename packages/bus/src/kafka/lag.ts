import { AppError, describeError, type Topic, type TopicLag } from '@weir/model';
import type { Admin } from 'kafkajs';

/**
 * How many messages of each topic a group has not committed. `prefix` stands before topics and group on the broker.
 * @throws AppError `BUS_UNAVAILABLE`, retriable, whatever kafkajs threw: its admin client gives up at once on errors
 * that pass by themselves, such as a partition whose leader moves or was elected a moment ago (kafkajs 2.2.4,
 * admin/index.js, `fetchTopicOffsets`).
 */
export async function readLag(
  admin: Pick<Admin, 'fetchOffsets' | 'fetchTopicOffsets'>,
  prefix: string,
  group: string,
  topics: readonly Topic[],
): Promise<TopicLag[]> {
  const names = topics.map((topic) => prefix + topic);
  try {
    const committed = await admin.fetchOffsets({ groupId: prefix + group, topics: names });
    return await Promise.all(
      topics.map(async (topic) => {
        const done = committed.find((entry) => entry.topic === prefix + topic)?.partitions ?? [];
        const ends = await admin.fetchTopicOffsets(prefix + topic);
        const messages = ends.reduce((sum, { partition, high, low }) => {
          const offset = done.find((entry) => entry.partition === partition)?.offset ?? '-1';
          const from = BigInt(offset) < 0n ? BigInt(low) : BigInt(offset);
          return sum + (BigInt(high) > from ? BigInt(high) - from : 0n);
        }, 0n);
        return { topic, messages: Number(messages) };
      }),
    );
  } catch (error) {
    throw new AppError(
      'BUS_UNAVAILABLE',
      `Kafka does not tell the lag of ${group}: ${describeError(error)}`,
      {
        retriable: true,
        cause: error,
        fields: { group },
      },
    );
  }
}
