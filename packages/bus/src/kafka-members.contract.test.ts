import { randomUUID } from 'node:crypto';
import type { Delivery, Outcome, Subscription } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { kafkaForTests } from '@weir/testkit/kafka';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WeirBus } from './bus.ts';
import { createKafkaBus } from './index.ts';
import { onlyGroup, testDeps } from './testing/deps.ts';
import { aMessage, reasonOf } from './testing/events.ts';
import { createGate } from './testing/gate.ts';
import { createLedger } from './testing/ledger.ts';

const kafka = await kafkaForTests();
const brokers = kafka.kind === 'ready' ? kafka.brokers : [];
const GROUP = 'g';
const SESSION_MS = 6_000;
const HANDLE_MS = 700;
const UNTIL = { timeout: 60_000, interval: 50 };
const DONE: Outcome = { kind: 'done' };

describe.skipIf(kafka.kind === 'absent')('kafka group members', () => {
  let prefix: string;
  let stack: AsyncDisposableStack;
  beforeEach(() => {
    prefix = `m${randomUUID().slice(0, 8)}.`;
    stack = new AsyncDisposableStack();
  });
  afterEach(() => stack.disposeAsync());

  async function openBus(deps = testDeps(), partitions = 4): Promise<WeirBus> {
    const shape = { topicPrefix: prefix, partitions, sessionTimeoutMs: SESSION_MS };
    return stack.use(
      await createKafkaBus({ brokers, clientId: 'm', groups: onlyGroup(GROUP), ...shape }, deps),
    );
  }
  function join(
    bus: WeirBus,
    handler: (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>,
  ): Promise<Subscription> {
    return bus.subscribe({
      group: GROUP,
      topics: ['releases.live', 'releases.bulk'],
      concurrency: 4,
      handler,
    });
  }
  async function drained(subscription: Subscription): Promise<void> {
    await vi.waitFor(async () => {
      const lags = await subscription.lag();
      expect(lags.reduce((sum, { messages }) => sum + messages, 0)).toBe(0);
    }, UNTIL);
  }

  test('creates its topics once and refuses others of another size', async () => {
    await openBus();
    await openBus();
    const client = new Kafka({ brokers, clientId: 'look', logLevel: logLevel.NOTHING });
    const admin = client.admin();
    stack.defer(() => admin.disconnect());
    await admin.connect();

    const { topics } = await admin.fetchTopicMetadata({ topics: [`${prefix}releases.bulk`] });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [
        { type: ConfigResourceTypes.TOPIC, name: `${prefix}releases.bulk`, configNames: ['retention.ms'] },
      ],
    });

    expect(topics[0]?.partitions).toHaveLength(4);
    expect(resources[0]?.configEntries[0]?.configValue).toBe(String(14 * 24 * 3_600_000));
    await expect(openBus(testDeps(), 6)).rejects.toMatchObject({ code: 'TOPIC_PARTITIONS' });
  });

  test('20 rebalances under a slow handler: nothing lost, commits by owners only', {
    timeout: 150_000,
  }, async () => {
    const ledger = createLedger();
    const busy = new Set<string>();
    const handled: string[] = [];
    let overlaps = 0;
    const handler = async ({ key, event }: Delivery): Promise<Outcome> => {
      if (busy.has(key)) overlaps += 1;
      busy.add(key);
      // Slow against the rate of messages, so that every rebalance finds work in hand.
      await systemClock.sleep(HANDLE_MS);
      handled.push(reasonOf(event));
      busy.delete(key);
      return DONE;
    };
    const buses = [];
    for (const member of ['a', 'b', 'c']) buses.push(await openBus(testDeps(ledger.logger(member))));
    const [a, b, guest] = buses;
    if (!a || !b || !guest) throw new Error('three buses were opened');
    const [first] = await Promise.all([join(a, handler), join(b, handler)]);
    let produced = 0;
    const produceSome = async (): Promise<void> => {
      const batch = Array.from({ length: 20 }, (_, n) => aMessage(`p${n}`, String(produced + n)));
      produced += batch.length;
      await a.produce(batch);
    };
    await produceSome();
    for (let round = 0; round < 10; round++) {
      const before = ledger.figures.assignments;
      const visit = await join(guest, handler);
      await produceSome();
      await vi.waitFor(() => expect(ledger.figures.assignments).toBeGreaterThanOrEqual(before + 3), UNTIL);
      await visit[Symbol.asyncDispose]();
      await produceSome();
      await vi.waitFor(() => expect(ledger.figures.assignments).toBeGreaterThanOrEqual(before + 5), UNTIL);
    }
    await drained(first);

    const distinct = new Set(handled);
    const figures = {
      produced,
      ...ledger.figures,
      lost: produced - distinct.size,
      again: handled.length - distinct.size,
    };
    process.stderr.write(`20 rebalances: ${JSON.stringify({ ...figures, overlaps })}\n`);
    expect(figures).toMatchObject({ lost: 0, strangerCommits: 0, backwardCommits: 0 });
    expect(overlaps).toBe(0);
  });

  test('work that outlives its partition is told so and never commits', async () => {
    const gate = createGate();
    const deps = testDeps();
    const [old, fresh] = [await openBus(deps), await openBus()];
    const aborted: boolean[] = [];
    const messages = Array.from({ length: 40 }, (_, n) => aMessage(`p${n}`, String(n)));
    await old.produce(messages);
    await join(old, async (_delivery, signal) => {
      await gate.wait();
      aborted.push(signal.aborted);
      return DONE;
    });
    await vi.waitFor(() => expect(gate.waiting()).toBe(4), UNTIL);
    const seen = new Set<string>();
    const successor = await join(fresh, async ({ event }) => {
      seen.add(reasonOf(event));
      return DONE;
    });
    // The old member drains for 60 % of its session, then lets go.
    await vi.waitFor(() => expect(seen.size).toBeGreaterThan(0), UNTIL);
    gate.open();
    await drained(successor);

    expect(aborted.slice(0, 4)).toEqual([true, true, true, true]);
    const [refused] = (await deps.metrics.staleCommits.get()).values;
    expect(refused?.value).toBe(4);
  });
});
