import { AppError, type FailpointName, type Outcome } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { decodeEvent } from './codec.ts';
import { createMessageRunner, type TakenMessage } from './runner.ts';
import { testDeps } from './testing/deps.ts';
import { aMessage } from './testing/events.ts';

const message = aMessage('left-pad', 'gone');
const signal = new AbortController().signal;

function taken(raw = JSON.stringify(message.event), attempt = 0): TakenMessage {
  return { topic: message.topic, key: message.key, attempt, raw, decode: () => decodeEvent(raw) };
}

describe('message runner', () => {
  test.each<[Outcome, number, number]>([
    [{ kind: 'done' }, 0, 0],
    [{ kind: 'drop', reason: 'not ours' }, 0, 0],
    [{ kind: 'defer', dueAt: new Date(0), reason: 'not yet' }, 0, 1],
    [{ kind: 'park', reason: 'never', step: 'open', error: 'E' }, 1, 0],
  ])('makes %o durable before it may be acknowledged', async (outcome, parked, deferred) => {
    const deps = testDeps();
    const run = createMessageRunner({ group: 'g', handler: async () => outcome }, deps);

    await run(taken(), signal);

    expect([deps.shelf.parked.length, deps.shelf.deferred.size]).toEqual([parked, deferred]);
    const [handled] = (await deps.metrics.handled.get()).values;
    expect(handled).toMatchObject({ value: 1, labels: { outcome: outcome.kind, group: 'g' } });
  });

  test('counts deferrals from the message, or from a row that a crash left standing', async () => {
    const deps = testDeps();
    const attempts: number[] = [];
    const handler = async ({ attempt }: { attempt: number }): Promise<Outcome> => {
      attempts.push(attempt);
      return { kind: 'defer', dueAt: new Date(0), reason: 'not yet' };
    };
    const run = createMessageRunner({ group: 'g', handler }, deps);

    await run(taken(undefined, 3), signal);
    await run(taken(), signal);

    expect(attempts).toEqual([3, 4]);
  });

  test('parks what it cannot decode and never calls the handler', async () => {
    const deps = testDeps();
    const run = createMessageRunner(
      { group: 'g', handler: () => Promise.reject(new Error('must not be called')) },
      deps,
    );

    await run(taken('{"id": 1}'), signal);

    expect(deps.shelf.parked).toMatchObject([{ payload: '{"id": 1}', step: 'decode', eventId: null }]);
  });

  test.each([
    ['an unknown error', new TypeError('bug')],
    [
      'a retriable error that outlived its retries',
      new AppError('STORE_UNAVAILABLE', 'x', { retriable: true }),
    ],
  ])('throws %s on: nothing may be acknowledged', async (_what, error) => {
    const run = createMessageRunner({ group: 'g', handler: () => Promise.reject(error) }, testDeps());

    await expect(run(taken(), signal)).rejects.toBe(error);
  });

  test('reaches its failpoints on either side of the handler', async () => {
    const order: (FailpointName | 'handler')[] = [];
    const failpoints = { reach: (name: FailpointName) => void order.push(name) };
    const handler = async (): Promise<Outcome> => {
      order.push('handler');
      return { kind: 'done' };
    };
    const run = createMessageRunner({ group: 'g', handler }, { ...testDeps(), failpoints });

    await run(taken(), signal);

    expect(order).toEqual(['bus.before-handle', 'handler', 'bus.before-ack']);
  });
});
