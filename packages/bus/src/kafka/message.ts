import { isUtf8 } from 'node:buffer';
import { type AnyEvent, AppError, type OutgoingMessage } from '@weir/model';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { Redelivery } from '../bus.ts';
import { decodeEvent, encodeEvent } from '../codec.ts';

/** CloudEvents 1.0, Kafka protocol binding, binary mode: attributes are `ce_` headers, the value is the data. */
const ATTRIBUTES = ['id', 'source', 'type', 'time'] as const;
/** Extension attributes of ours: the one group that a redelivery is for, and its count of deferrals. */
const GROUP_HEADER = 'ce_weirgroup';
const ATTEMPT_HEADER = 'ce_weirattempt';

/**
 * A message as it travels on Kafka.
 * @throws AppError `EVENT_TOO_LARGE`, not retriable.
 */
export function toKafkaMessage(message: OutgoingMessage): Message {
  const { key, event } = message;
  // Size is judged on the whole event, so that both adapters refuse the same ones.
  encodeEvent(event);
  const headers: IHeaders = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_partitionkey: key,
  };
  for (const name of ATTRIBUTES) headers[`ce_${name}`] = event[name];
  return { key, value: JSON.stringify(event.data), headers };
}

/** The same for a deferred message on its way back to one group. Throws like {@link toKafkaMessage}. */
export function toKafkaRedelivery(group: string, { message, attempt }: Redelivery): Message {
  const { headers, ...rest } = toKafkaMessage(message);
  return { ...rest, headers: { ...headers, [GROUP_HEADER]: group, [ATTEMPT_HEADER]: String(attempt) } };
}

function headerOf(message: KafkaMessage, name: string): string | undefined {
  const value = message.headers?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? undefined : first.toString();
}

/**
 * The event in a Kafka message.
 * @throws AppError `EVENT_INVALID`, not retriable.
 */
export function fromKafkaMessage(message: KafkaMessage): AnyEvent {
  let data: unknown;
  try {
    data = JSON.parse(message.value?.toString() ?? '');
  } catch (error) {
    throw new AppError('EVENT_INVALID', 'value is not JSON', { retriable: false, cause: error });
  }
  const attributes = Object.fromEntries(ATTRIBUTES.map((name) => [name, headerOf(message, `ce_${name}`)]));
  return decodeEvent(JSON.stringify({ ...attributes, data }));
}

/** The group that a redelivery is for; null for a message to everybody. */
export function groupOf(message: KafkaMessage): string | null {
  return headerOf(message, GROUP_HEADER) ?? null;
}

/** Deferrals that the message tells of; 0 when it says nothing sensible. */
export function attemptOf(message: KafkaMessage): number {
  const attempt = Number(headerOf(message, ATTEMPT_HEADER) ?? 0);
  return Number.isSafeInteger(attempt) && attempt >= 0 ? attempt : 0;
}

/**
 * The value as text that Postgres can hold: as it is, or as a base64 `data:` URL when it is not UTF-8 or has a NUL,
 * so that no byte is lost.
 */
export function rawValueOf(message: KafkaMessage): string {
  const value = message.value ?? Buffer.alloc(0);
  return isUtf8(value) && !value.includes(0) ? value.toString() : `data:;base64,${value.toString('base64')}`;
}
