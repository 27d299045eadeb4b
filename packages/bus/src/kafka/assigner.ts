import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';

const NAME = 'weir-copartition';
const VERSION = 0;

/**
 * Gives one partition number of every topic to the same member: the lanes of a group have equally many partitions
 * and keys are hashed alike, so a package is with one member whichever lane its messages take.
 *
 * `beforeJoin` is awaited before each join. kafkajs rejoins as soon as a rebalance shows, while our handlers run on;
 * its first step is to look up the coordinator through this very handle, which is where we let them end first.
 */
export function createCopartitionAssigner(beforeJoin: () => Promise<void>): PartitionAssigner {
  return ({ cluster }) => {
    const findGroupCoordinator = cluster.findGroupCoordinator.bind(cluster);
    cluster.findGroupCoordinator = async (group) => {
      await beforeJoin();
      return findGroupCoordinator(group);
    };
    return {
      name: NAME,
      version: VERSION,
      async assign({ members, topics }) {
        const memberIds = members.map(({ memberId }) => memberId).toSorted();
        const assigned = memberIds.map((): Record<string, number[]> => ({}));
        for (const topic of topics) {
          for (const { partitionId } of cluster.findTopicPartitionMetadata(topic)) {
            const share = assigned[partitionId % memberIds.length];
            if (share) (share[topic] ??= []).push(partitionId);
          }
        }
        return memberIds.map((memberId, index) => ({
          memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version: VERSION,
            assignment: assigned[index] ?? {},
            userData: Buffer.alloc(0),
          }),
        }));
      },
      protocol({ topics }) {
        const metadata = { version: VERSION, topics, userData: Buffer.alloc(0) };
        return { name: NAME, metadata: AssignerProtocol.MemberMetadata.encode(metadata) };
      },
    };
  };
}
