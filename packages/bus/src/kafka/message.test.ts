import type { KafkaMessage } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { aMessage } from '../testing/events.ts';
import {
  attemptOf,
  fromKafkaMessage,
  groupOf,
  rawValueOf,
  toKafkaMessage,
  toKafkaRedelivery,
} from './message.ts';

/** As the broker gives a message back: everything is bytes. */
function received(message: ReturnType<typeof toKafkaMessage>, value?: Buffer): KafkaMessage {
  const headers = Object.fromEntries(
    Object.entries(message.headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))]),
  );
  const bytes = value ?? Buffer.from(String(message.value));
  const place = { offset: '0', timestamp: '0', attributes: 0 };
  return { key: Buffer.from(String(message.key)), value: bytes, headers, ...place };
}

describe('kafka message', () => {
  const message = aMessage('left-pad', 'gone');

  test('carries CloudEvents attributes as headers and the data as value', () => {
    const sent = toKafkaMessage(message);

    expect(sent.key).toBe('npm/left-pad');
    expect(JSON.parse(String(sent.value))).toEqual(message.event.data);
    expect(sent.headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_partitionkey: 'npm/left-pad',
      ce_id: message.event.id,
      ce_source: '/feeds/npmjs',
      ce_type: 'release.removed.v1',
      ce_time: '2026-01-15T12:00:00.000Z',
    });
    expect(fromKafkaMessage(received(sent))).toEqual(message.event);
  });

  test('a redelivery names its group and its count', () => {
    const back = received(toKafkaRedelivery('analyzer', { message, attempt: 3 }));

    expect([groupOf(back), attemptOf(back)]).toEqual(['analyzer', 3]);
    expect(fromKafkaMessage(back)).toEqual(message.event);
    expect(groupOf(received(toKafkaMessage(message)))).toBeNull();
  });

  test.each([
    ['no JSON', Buffer.from('{')],
    ['no value', Buffer.alloc(0)],
    ['data of another form', Buffer.from('{"registry":"npmjs"}')],
  ])('refuses %s', (_what, value) => {
    const bad = received(toKafkaMessage(message), value);

    expect(() => fromKafkaMessage(bad)).toThrow(expect.objectContaining({ code: 'EVENT_INVALID' }));
  });

  test('keeps every byte of a value that is no text', () => {
    const bytes = Buffer.from([0x7b, 0x00, 0xff]);
    const raw = rawValueOf(received(toKafkaMessage(message), bytes));

    expect(Buffer.from(raw.replace('data:;base64,', ''), 'base64')).toEqual(bytes);
    expect(rawValueOf(received(toKafkaMessage(message), Buffer.from(' {ü} ')))).toBe(' {ü} ');
  });
});
