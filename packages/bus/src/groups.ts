import type { Topic } from '@weir/model';

/**
 * Who consumes what. The embedded queue makes one queue per (topic, group) from this table, so a group that is not
 * here gets nothing; on Kafka it is what `subscribe` checks, so that both modes refuse the same mistakes.
 */
export const GROUPS_OF_TOPIC: Readonly<Record<Topic, readonly string[]>> = {
  'releases.live': ['analyzer'],
  'releases.bulk': ['analyzer'],
  verdicts: ['alerter'],
};
