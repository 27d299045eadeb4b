import { KafkaJSProtocolError } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { readLag } from './lag.ts';

// What a broker answers for a moment after a partition was created or its leader moved (Kafka's error code 6).
const notLeader = Object.assign(new Error('This server is not the leader for that topic-partition'), {
  type: 'NOT_LEADER_FOR_PARTITION',
  code: 6,
  retriable: true,
});

const offset = { offset: '12', high: '12' };

describe('lag of a Kafka group', () => {
  test('counts from what is committed, and from the oldest message where nothing is', async () => {
    const admin = {
      fetchOffsets: async () => [
        { topic: 'a.releases.live', partitions: [{ partition: 0, offset: '5', metadata: null }] },
      ],
      fetchTopicOffsets: async () => [
        { ...offset, partition: 0, low: '0' },
        { ...offset, partition: 1, low: '2' },
      ],
    };

    expect(await readLag(admin, 'a.', 'g', ['releases.live'])).toEqual([
      { topic: 'releases.live', messages: 7 + 10 },
    ]);
  });

  test('a leader that moves is told as what passes by itself', async () => {
    const admin = {
      fetchOffsets: async () => [],
      fetchTopicOffsets: async () => Promise.reject(new KafkaJSProtocolError(notLeader)),
    };

    await expect(readLag(admin, '', 'analyzer', ['releases.live'])).rejects.toMatchObject({
      code: 'BUS_UNAVAILABLE',
      retriable: true,
      message: expect.stringContaining(
        'lag of analyzer: KafkaJSProtocolError: This server is not the leader',
      ),
    });
  });
});
