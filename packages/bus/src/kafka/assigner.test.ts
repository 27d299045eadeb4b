import { AssignerProtocol, type Cluster } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { createCopartitionAssigner } from './assigner.ts';

const TOPICS = ['live', 'bulk'];

/** The two calls of kafkajs' cluster handle that the assigner uses; every topic has `partitions` partitions. */
function createCluster(partitions: number, log: string[] = []): Cluster {
  const cluster: Pick<Cluster, 'findTopicPartitionMetadata' | 'findGroupCoordinator'> = {
    findTopicPartitionMetadata: () =>
      Array.from({ length: partitions }, (_, partitionId) => ({
        partitionId,
        partitionErrorCode: 0,
        leader: 1,
        replicas: [1],
        isr: [1],
      })),
    findGroupCoordinator() {
      log.push('look-up');
      return Promise.reject(new Error('no broker here'));
    },
  };
  return cluster as Cluster;
}

async function assign(memberIds: readonly string[], partitions: number): Promise<Record<string, unknown>> {
  const create = createCopartitionAssigner(async () => {});
  const logger = {} as Parameters<typeof create>[0]['logger'];
  const assigner = create({ cluster: createCluster(partitions), groupId: 'g', logger });
  const members = memberIds.map((memberId) => ({ memberId, memberMetadata: Buffer.alloc(0) }));
  const assigned = await assigner.assign({ members, topics: TOPICS });
  return Object.fromEntries(
    assigned.map(({ memberId, memberAssignment }) => [
      memberId,
      AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment,
    ]),
  );
}

describe('copartition assigner', () => {
  test('gives one partition number of all topics to one member, each number once', async () => {
    expect(await assign(['b', 'a', 'c'], 5)).toEqual({
      a: { live: [0, 3], bulk: [0, 3] },
      b: { live: [1, 4], bulk: [1, 4] },
      c: { live: [2], bulk: [2] },
    });
  });

  test('leaves surplus members without work', async () => {
    expect(await assign(['a', 'b'], 1)).toEqual({ a: { live: [0], bulk: [0] }, b: {} });
  });

  test('lets work end before the member looks for its coordinator', async () => {
    const log: string[] = [];
    const create = createCopartitionAssigner(async () => {
      await Promise.resolve();
      log.push('drained');
    });
    const cluster = createCluster(1, log);
    create({ cluster, groupId: 'g', logger: {} as Parameters<typeof create>[0]['logger'] });

    await expect(cluster.findGroupCoordinator({ groupId: 'g' })).rejects.toThrow('no broker here');
    expect(log).toEqual(['drained', 'look-up']);
  });
});
