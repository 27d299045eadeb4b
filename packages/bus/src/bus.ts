import type { Bus, Clock, Failpoints, Logger, MessageShelf, OutgoingMessage, Topic } from '@weir/model';
import { AppError } from '@weir/model';
import type { BusMetrics } from './metrics.ts';

/** A deferred message on its way back to the one group that deferred it. */
export interface Redelivery {
  readonly message: OutgoingMessage;
  /** How often the group deferred it so far; becomes `Delivery.attempt`. */
  readonly attempt: number;
}

/** Both adapters: the bus of the model, and the way back for deferred messages. */
export interface WeirBus extends Bus {
  /**
   * Puts messages back for one group only; returns once they are durable. At least once: the caller settles its rows
   * afterwards. Throws AppError `BUS_UNAVAILABLE` (retriable) or `EVENT_TOO_LARGE` (not retriable).
   */
  redeliver(group: string, redeliveries: readonly Redelivery[]): Promise<void>;
}

/** What every part of the bus is given. */
export interface BusDeps {
  readonly shelf: MessageShelf;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  readonly metrics: BusMetrics;
}

/** Groups by topic: `GROUPS_OF_TOPIC`, or a test's own. */
export type GroupTable = Readonly<Record<Topic, readonly string[]>>;

/** @throws AppError `GROUP_UNKNOWN`, not retriable, for a group that the table does not give the topic to. */
export function assertGroup(groups: GroupTable, topic: Topic, group: string): void {
  if (groups[topic].includes(group)) return;
  throw new AppError('GROUP_UNKNOWN', `group ${group} does not consume ${topic}: add it to groups.ts`, {
    retriable: false,
    fields: { topic, group },
  });
}
