import {
  type AnyEvent,
  type Delivery,
  EVENT_BYTES_MAX,
  type Outcome,
  type Subscription,
  type Topic,
} from '@weir/model';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BusDeps, WeirBus } from '../bus.ts';
import { testDeps } from './deps.ts';
import { aMessage, reasonOf } from './events.ts';
import type { Worker } from './fork-worker.ts';
import { createGate } from './gate.ts';

/** One adapter under test, on topics and groups that no other test uses. */
export interface ContractSubject extends AsyncDisposable {
  readonly group: string;
  /** Opens a bus as one more process would; closed by the subject. */
  openBus(deps: BusDeps): Promise<WeirBus>;
  /** Puts bytes on the queue that no producer of ours would send. */
  putRaw(topic: Topic, key: string, payload: string): Promise<void>;
  /** Emits in one transaction that then commits or rolls back, by the adapter's own way out. */
  emitInTransaction(events: readonly AnyEvent[], end: 'commit' | 'rollback'): Promise<void>;
  /** Starts a process that takes messages and never ends one. */
  startStuckProcess(): Pick<Worker, 'inHand' | 'kill'>;
}

const DONE: Outcome = { kind: 'done' };
const UNTIL = { timeout: 30_000, interval: 20 };
const LANES: readonly Topic[] = ['releases.live', 'releases.bulk'];

/** What a consumer can observe, the same for every adapter. */
export function busContract(name: string, createSubject: () => Promise<ContractSubject>): void {
  describe(`bus contract: ${name}`, () => {
    let subject: ContractSubject;
    let deps: ReturnType<typeof testDeps>;
    let bus: WeirBus;

    beforeEach(async () => {
      subject = await createSubject();
      deps = testDeps();
      bus = await subject.openBus(deps);
    });
    afterEach(async () => {
      await subject[Symbol.asyncDispose]();
    });

    function consume(
      handler: (delivery: Delivery) => Promise<Outcome>,
      options: { readonly concurrency?: number; readonly topics?: readonly Topic[] } = {},
    ): Promise<Subscription> {
      const topics = options.topics ?? (['releases.live'] as const);
      return bus.subscribe({ group: subject.group, topics, concurrency: options.concurrency ?? 4, handler });
    }
    async function drained(subscription: Subscription): Promise<void> {
      await vi.waitFor(async () => {
        const lags = await subscription.lag();
        expect(lags.map(({ messages }) => messages)).toEqual(lags.map(() => 0));
      }, UNTIL);
    }

    test('delivers each message once, as it was produced', async () => {
      const messages = Array.from({ length: 40 }, (_, n) => aMessage(`p${n % 10}`, String(n)));
      const seen: Delivery[] = [];

      const subscription = await consume(async (delivery) => {
        seen.push(delivery);
        return DONE;
      });
      await bus.produce(messages);
      await drained(subscription);

      const byId = new Map(seen.map((delivery) => [delivery.event.id, delivery]));
      expect(seen).toHaveLength(40);
      for (const { topic, key, event } of messages) {
        expect(byId.get(event.id)).toEqual({ topic, key, event, group: subject.group, attempt: 0 });
      }
    });

    test('keeps the order of a key and never handles one key twice at once', async () => {
      const keys = 5;
      const messages = Array.from({ length: keys * 12 }, (_, n) => aMessage(`k${n % keys}`, String(n)));
      const busy = new Set<string>();
      const seen = new Map<string, number[]>();
      let overlaps = 0;

      await bus.produce(messages);
      const subscription = await consume(async ({ key, event }) => {
        if (busy.has(key)) overlaps += 1;
        busy.add(key);
        await deps.clock.sleep(Number(reasonOf(event)) % 7);
        seen.set(key, [...(seen.get(key) ?? []), Number(reasonOf(event))]);
        busy.delete(key);
        return DONE;
      });
      await drained(subscription);

      expect(overlaps).toBe(0);
      expect([...seen.values()].flat()).toHaveLength(messages.length);
      for (const order of seen.values()) expect(order).toEqual(order.toSorted((a, b) => a - b));
    });

    test('handles different keys at the same time, up to the concurrency', async () => {
      const gate = createGate();
      await bus.produce(Array.from({ length: 6 }, (_, n) => aMessage(`p${n}`, String(n))));

      const subscription = await consume(
        async () => {
          await gate.wait();
          return DONE;
        },
        { concurrency: 3 },
      );
      await vi.waitFor(() => expect(gate.waiting()).toBe(3), UNTIL);
      await deps.clock.sleep(300);
      const atOnce = gate.waiting();
      gate.open();
      await drained(subscription);

      expect(atOnce).toBe(3);
      expect(gate.waiting()).toBe(6);
    });

    test('acknowledges drops, parks with the whole event, and goes on', async () => {
      const [dropped, parked, done] = [aMessage('a', 'drop'), aMessage('a', 'park'), aMessage('a', 'done')];
      const subscription = await consume(async ({ event }) => {
        if (reasonOf(event) === 'drop') return { kind: 'drop', reason: 'not ours' };
        if (reasonOf(event) === 'park')
          return { kind: 'park', reason: 'broken', step: 'fetch', error: 'E: no' };
        return DONE;
      });
      await bus.produce([dropped, parked, done]);
      await drained(subscription);

      const [row, ...others] = deps.shelf.parked;
      expect(others).toEqual([]);
      expect(row).toMatchObject({ group: subject.group, topic: 'releases.live', key: 'npm/a' });
      expect(row).toMatchObject({
        reason: 'broken',
        step: 'fetch',
        error: 'E: no',
        eventId: parked.event.id,
      });
      expect(JSON.parse(row?.payload ?? '')).toEqual(parked.event);
    });

    test('brings a deferred message back to its group with the count of deferrals', async () => {
      const message = aMessage('later', 'defer');
      const dueAt = new Date('2026-02-01T00:00:00.000Z');
      const attempts: number[] = [];
      const subscription = await consume(async ({ attempt }) => {
        attempts.push(attempt);
        return attempt < 2 ? { kind: 'defer', dueAt, reason: 'not there yet' } : DONE;
      });
      await bus.produce([message]);
      for (const round of [1, 2]) {
        await drained(subscription);
        const row = deps.shelf.takeDeferred(message.event.id);
        expect(row).toMatchObject({ group: subject.group, attempt: round, dueAt, event: message.event });
        await bus.redeliver(subject.group, [{ message, attempt: round }]);
        await vi.waitFor(() => expect(attempts).toHaveLength(round + 1), UNTIL);
      }
      await drained(subscription);

      expect(attempts).toEqual([0, 1, 2]);
      expect(deps.shelf.deferred.size).toBe(0);
    });

    test('parks a malformed payload byte for byte and goes on', async () => {
      const payload = '{"type": "release.removed.v1",  "data": {\t"name": "ünfug \\u0000"';
      const seen: string[] = [];
      const subscription = await consume(async ({ event }) => {
        seen.push(reasonOf(event));
        return DONE;
      });
      await subject.putRaw('releases.live', 'npm/bad', payload);
      await bus.produce([aMessage('bad', 'good')]);
      await drained(subscription);

      expect(seen).toEqual(['good']);
      expect(deps.shelf.parked).toMatchObject([
        {
          group: subject.group,
          topic: 'releases.live',
          key: 'npm/bad',
          payload,
          step: 'decode',
          eventId: null,
        },
      ]);
    });

    test('refuses an event over the limit when it is produced', async () => {
      const { event, ...message } = aMessage('big', 'x'.repeat(EVENT_BYTES_MAX));

      await expect(bus.produce([{ ...message, event }])).rejects.toMatchObject({ code: 'EVENT_TOO_LARGE' });
    });

    test('stops on an unknown error with the work uncommitted', async () => {
      const subscription = await consume(
        async ({ event }) => {
          if (reasonOf(event) === '2') throw new TypeError('a bug');
          return DONE;
        },
        { concurrency: 1 },
      );
      await bus.produce(['1', '2', '3'].map((reason) => aMessage('same', reason)));

      await expect(subscription.stopped).rejects.toThrow('a bug');

      const again: string[] = [];
      const next = await consume(async ({ event }) => {
        again.push(reasonOf(event));
        return DONE;
      });
      await drained(next);
      expect(again).toEqual(['2', '3']);
    });

    test('takes nothing new while paused and tells its lag', async () => {
      const seen: string[] = [];
      const subscription = await consume(async ({ event }) => {
        seen.push(reasonOf(event));
        return DONE;
      });
      await subscription.pause();
      await bus.produce(Array.from({ length: 5 }, (_, n) => aMessage(`p${n}`, String(n))));
      await vi.waitFor(async () => {
        expect(await subscription.lag()).toEqual([{ topic: 'releases.live', messages: 5 }]);
      }, UNTIL);
      await deps.clock.sleep(600);
      const whilePaused = seen.length;
      await subscription.resume();
      await drained(subscription);

      expect(whilePaused).toBe(0);
      expect(seen.toSorted()).toEqual(['0', '1', '2', '3', '4']);
    });

    test('serves the first lane first, with a reserve for the next', async () => {
      const order: string[] = [];
      const live = Array.from({ length: 24 }, (_, n) => aMessage(`l${n}`, 'live', 'live'));
      const bulk = Array.from({ length: 24 }, (_, n) => aMessage(`b${n}`, 'bulk', 'bulk'));
      const subscription = await consume(
        async ({ event }) => {
          await deps.clock.sleep(15);
          order.push(reasonOf(event));
          return DONE;
        },
        { concurrency: 2, topics: LANES },
      );
      await subscription.pause();
      await bus.produce([...bulk, ...live]);
      await deps.clock.sleep(600);
      await subscription.resume();
      await drained(subscription);

      const liveFirst = order.slice(0, 24).filter((lane) => lane === 'live').length;
      expect(order).toHaveLength(48);
      expect(liveFirst).toBeGreaterThanOrEqual(18);
      expect(liveFirst).toBeLessThan(24);
    });

    test('emits with the transaction or not at all', async () => {
      const seen: string[] = [];
      const subscription = await consume(async ({ event }) => {
        seen.push(reasonOf(event));
        return DONE;
      });
      await subject.emitInTransaction([aMessage('tx', 'lost').event], 'rollback');
      await subject.emitInTransaction(
        ['a', 'b', 'c'].map((reason) => aMessage('tx', reason).event),
        'commit',
      );
      await vi.waitFor(() => expect(seen).toHaveLength(3), UNTIL);
      await drained(subscription);

      expect(seen).toEqual(['a', 'b', 'c']);
    });

    test('redelivers what a killed process had in hand within 30 s', async () => {
      await bus.produce([aMessage('held', '1'), aMessage('held', '2')]);
      const stuck = subject.startStuckProcess();
      await stuck.inHand();
      const seen: string[] = [];
      const subscription = await consume(async ({ event }) => {
        seen.push(reasonOf(event));
        return DONE;
      });
      await deps.clock.sleep(1_000);
      const whileHeld = [...seen];
      const killedAt = deps.clock.now();
      await stuck.kill();
      await vi.waitFor(() => expect(seen).toHaveLength(2), UNTIL);
      process.stderr.write(`${name}: redelivered ${deps.clock.now() - killedAt} ms after SIGKILL\n`);
      await drained(subscription);

      expect(whileHeld).toEqual([]);
      expect(seen).toEqual(['1', '2']);
    });
  });
}
