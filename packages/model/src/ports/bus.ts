import type { AnyEvent, Topic } from '../events.ts';
import type { SqlExecutor } from './sql.ts';

/** A message as a producer hands it over. The key is the package: order and mutual exclusion hold per key. */
export interface OutgoingMessage {
  readonly topic: Topic;
  readonly key: string;
  readonly event: AnyEvent;
}

/**
 * Puts messages on the bus as part of the caller's transaction: they exist if and only if it commits.
 * With Kafka this is an insert into the outbox, embedded it is an insert into the queue.
 */
export type Emitter = (tx: SqlExecutor, messages: readonly OutgoingMessage[]) => Promise<void>;

/** What a message looks like to a handler. */
export interface Delivery {
  readonly topic: Topic;
  readonly key: string;
  readonly event: AnyEvent;
  /** Consumer group: the name under which this work is acknowledged, parked and deferred. */
  readonly group: string;
  /** How often this message was deferred before; 0 at first. */
  readonly attempt: number;
}

/** What a handler decides. An exception is not an outcome: it stops the consumer with the work uncommitted. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Not ours or not any more: acknowledged, counted by reason. */
  | { readonly kind: 'drop'; readonly reason: string }
  /** Not *yet*: acknowledged once a recheck row stands; the same event comes back when it is due. */
  | { readonly kind: 'defer'; readonly dueAt: Date; readonly reason: string }
  /** Never by itself: acknowledged once a parked row stands; a person replays it. */
  | { readonly kind: 'park'; readonly reason: string; readonly step: string; readonly error: string };

export type Handler = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;

export interface SubscribeOptions {
  readonly group: string;
  /** In order of service: the next is served when the first is empty, with a small reserve. */
  readonly topics: readonly Topic[];
  readonly handler: Handler;
  /** How many keys are handled at once. */
  readonly concurrency: number;
}

export interface TopicLag {
  readonly topic: Topic;
  /** Messages that wait or are in hand, for this group. */
  readonly messages: number;
}

/** A running subscription. */
export interface Subscription extends AsyncDisposable {
  /** Rejects when the consumer stopped by itself: an unknown error, with its work uncommitted. Resolves after disposal. */
  readonly stopped: Promise<void>;
  /** Takes nothing new; what is in hand is finished. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Throws AppError `BUS_UNAVAILABLE` (Kafka) or `STORE_UNAVAILABLE`, both retriable, while it cannot be told. */
  lag(): Promise<readonly TopicLag[]>;
}

/** One contract, two adapters (Kafka, embedded): see the contract suite in packages/bus. */
export interface Bus extends AsyncDisposable {
  readonly kind: 'kafka' | 'embedded';
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Sends messages outside any transaction and returns once the broker has them: the outbox relay's way out. */
  produce(messages: readonly OutgoingMessage[]): Promise<void>;
}

/** A message that a person has to look at. `payload` is kept byte for byte, valid or not. */
export interface ParkedMessage {
  readonly group: string;
  readonly topic: Topic;
  readonly key: string;
  /** Null when the payload was not a valid event. */
  readonly eventId: string | null;
  readonly payload: string;
  readonly reason: string;
  readonly step: string;
  readonly error: string;
}

/** Work that comes back at `dueAt`. One row per (group, event). */
export interface DeferredMessage {
  readonly group: string;
  readonly topic: Topic;
  readonly key: string;
  readonly event: AnyEvent;
  readonly dueAt: Date;
  readonly attempt: number;
  readonly reason: string;
}

/** Where the consumer runner puts what it could not finish; Postgres tables in both modes. Both calls are idempotent. */
export interface MessageShelf {
  park(message: ParkedMessage): Promise<void>;
  defer(message: DeferredMessage): Promise<void>;
  /** How often this event was deferred by this group so far. */
  attemptsOf(group: string, eventId: string): Promise<number>;
}

export interface OutboxRow {
  /** Decimal text of the outbox' sequence. */
  readonly id: string;
  readonly message: OutgoingMessage;
}

/** The right to relay, held by one process at a time. Every call throws AppError `RELAY_FENCED` once it is lost. */
export interface OutboxLease extends AsyncDisposable {
  /** Oldest rows first, in commit-safe order per key. */
  take(limit: number): Promise<readonly OutboxRow[]>;
  /** Removes rows that the broker has confirmed. */
  settle(ids: readonly string[]): Promise<void>;
  /** Resolves when a row was added, after `timeoutMs` at the latest. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
}

/** The outbox as the relay sees it. */
export interface Outbox {
  /** Null while another process is the relay. */
  lead(): Promise<OutboxLease | null>;
}
