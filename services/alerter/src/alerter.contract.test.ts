import { randomUUID } from 'node:crypto';
import { sampleVerdict } from '@weir/alerts/testing';
import { createId } from '@weir/model';
import { createMetricsRegistry, noFailpoints, silentLogger, systemClock } from '@weir/runtime';
import { kafkaForTests } from '@weir/testkit/kafka';
import { describe, expect, it, vi } from 'vitest';
import { startAlerter } from './context.ts';
import { type AlerterHarness, type HarnessBus, startAlerterHarness } from './testing/alerter-harness.ts';
import { createQuickSlackChannel, QUICK_CONFIG } from './testing/quick-alerter.ts';

const kafka = await kafkaForTests();
const WAIT = { timeout: 20_000, interval: 20 };

/** The alerter in this process, on the harness' store and a bus of its own. */
async function startHere(harness: AlerterHarness): Promise<{ stop(): Promise<void> }> {
  const { store, slack } = harness;
  const bus = await harness.openBus();
  const alerter = await startAlerter(
    {
      store,
      bus,
      clock: systemClock,
      logger: silentLogger,
      failpoints: noFailpoints,
      random: () => 0.5,
      metrics: createMetricsRegistry(),
      channels: [createQuickSlackChannel(slack.url)],
    },
    QUICK_CONFIG,
  );
  const stop = async (): Promise<void> => {
    await alerter.resources[Symbol.asyncDispose]();
    await bus[Symbol.asyncDispose]();
  };
  return { stop };
}

async function withAlerter(
  work: (harness: AlerterHarness) => Promise<void>,
  via?: HarnessBus,
): Promise<void> {
  await using harness = await startAlerterHarness(via);
  const alerter = await startHere(harness);
  try {
    await work(harness);
  } finally {
    await alerter.stop();
  }
}

async function deliversOnce(harness: AlerterHarness): Promise<void> {
  const again = sampleVerdict();
  await harness.emit(again);
  const ids = await harness.emitVerdicts(5);
  await harness.emit(again);

  await vi.waitFor(() => expect(harness.seen().size).toBe(6), WAIT);
  await vi.waitFor(async () => expect(await harness.openAlerts()).toBe(0), WAIT);

  const seen = harness.seen();
  for (const id of [...ids, again.verdictId]) expect(seen.get(id)).toMatchObject([{ marked: false }]);
  expect(await harness.store.alerts.counts()).toEqual([{ channel: 'slack', state: 'delivered', rows: 6 }]);
}

describe.skipIf(kafka.kind === 'absent')('alerter on Postgres, Kafka and a webhook', () => {
  it('delivers each verdict once, unmarked, whatever is emitted twice', async () => {
    const brokers = kafka.kind === 'ready' ? kafka.brokers : [];

    await withAlerter(deliversOnce, { brokers, topicPrefix: `alerter-${randomUUID().slice(0, 8)}.` });
  });
});

describe('alerter on Postgres, the embedded bus and a webhook', () => {
  it('delivers each verdict once, unmarked, whatever is emitted twice', () => withAlerter(deliversOnce));

  it('tells of the files of one release once, and again when one of them is worse', async () => {
    await withAlerter(async (harness) => {
      const base = sampleVerdict();
      const release = { ...base.release, ecosystem: 'pypi', registry: 'pypi', name: 'acme' } as const;
      const ofFile = (file: number, level: 'high' | 'critical') =>
        sampleVerdict({
          release,
          verdictId: createId(new Date()),
          fileId: createId(new Date()),
          filename: `acme-1.0-cp${file}-cp${file}-linux_x86_64.whl`,
          artifactSha256: file.toString(16).padStart(64, '0'),
          judgement: { ...base.judgement, level },
        });
      for (let file = 0; file < 60; file++) await harness.emit(ofFile(file, 'high'));
      await harness.emit(ofFile(60, 'critical'));
      const about = () => harness.slack.requests.filter(({ body }) => body.includes('acme-1.0-cp'));

      // Verdicts of one package come in order: after the last one none is on its way.
      await vi.waitFor(() => expect(about().at(-1)?.body).toMatch(/raised from high/i), WAIT);
      await vi.waitFor(async () => expect(await harness.openAlerts()).toBe(0), WAIT);

      expect(about().map(({ body }) => /raised from high/i.test(body))).toEqual([false, true]);
      expect(await harness.store.alerts.counts()).toEqual([
        { channel: 'slack', state: 'delivered', rows: 2 },
      ]);
    });
  });

  it('tells nobody about what is muted or not loud', async () => {
    await withAlerter(async (harness) => {
      const { judgement, origin } = sampleVerdict();
      await harness.emit(sampleVerdict({ origin: { ...origin, muted: true } }));
      await harness.emit(sampleVerdict({ judgement: { ...judgement, level: 'medium' } }));
      const [last] = await harness.emitVerdicts(1);

      await vi.waitFor(() => expect([...harness.seen().keys()]).toEqual([last]), WAIT);
      expect(harness.slack.requests).toHaveLength(1);
    });
  });

  it('waits as long as a 429 says, for all alerts, and marks none', async () => {
    await withAlerter(async (harness) => {
      harness.slack.next({ kind: 'rate-limit', retryAfter: '2' });

      await harness.emitVerdicts(3);

      await vi.waitFor(() => expect(harness.seen().size).toBe(3), WAIT);
      const [limited, next] = harness.slack.requests;
      expect((next?.arrivedAtMs ?? 0) - (limited?.arrivedAtMs ?? 0)).toBeGreaterThanOrEqual(2000);
      for (const messages of harness.seen().values()) expect(messages).toMatchObject([{ marked: false }]);
    });
  });

  it.each([
    ['500 after taking it', { kind: 'status', status: 500, body: 'rollup_error', taken: true }],
    ['no answer', { kind: 'silent' }],
    ['a cut connection', { kind: 'reset' }],
  ] as const)('sends again, marked, after %s', async (_what, answer) => {
    await withAlerter(async (harness) => {
      harness.slack.next(answer);

      const [id = ''] = await harness.emitVerdicts(1);

      await vi.waitFor(async () => expect(await harness.openAlerts()).toBe(0), WAIT);
      await vi.waitFor(
        () => expect(harness.seen().get(id)).toMatchObject([{ marked: false }, { marked: true }]),
        WAIT,
      );
    });
  });

  it('gives up after four tries without a clear answer, and at once when refused', async () => {
    await withAlerter(async (harness) => {
      harness.slack.always({ kind: 'status', status: 503, body: '', taken: false });
      await harness.emitVerdicts(1);
      await vi.waitFor(
        async () =>
          expect(await harness.store.alerts.counts()).toEqual([
            { channel: 'slack', state: 'rejected', rows: 1 },
          ]),
        WAIT,
      );
      expect(harness.slack.requests).toHaveLength(4);

      harness.slack.always({ kind: 'status', status: 404, body: 'channel_not_found', taken: false });
      await harness.emitVerdicts(1);

      await vi.waitFor(
        async () =>
          expect(await harness.store.alerts.counts()).toEqual([
            { channel: 'slack', state: 'rejected', rows: 2 },
          ]),
        WAIT,
      );
      expect(harness.slack.requests).toHaveLength(5);
    });
  });

  it('finishes the message in hand when it stops, and the next start sends the rest', async () => {
    await using harness = await startAlerterHarness();
    const first = await startHere(harness);
    const ids = await harness.emitVerdicts(30);
    await vi.waitFor(() => expect(harness.seen().size).toBeGreaterThan(2), WAIT);
    await first.stop();
    const before = harness.seen().size;

    const second = await startHere(harness);
    await vi.waitFor(() => expect(harness.seen().size).toBe(ids.length), WAIT);
    await second.stop();

    expect(before).toBeLessThanOrEqual(ids.length);
    for (const messages of harness.seen().values()) expect(messages).toMatchObject([{ marked: false }]);
  });

  it('two alerters on one store do not send anything twice', async () => {
    await using harness = await startAlerterHarness();
    const both = [await startHere(harness), await startHere(harness)];

    const ids = await harness.emitVerdicts(30);

    await vi.waitFor(() => expect(harness.seen().size).toBe(ids.length), WAIT);
    await vi.waitFor(async () => expect(await harness.openAlerts()).toBe(0), WAIT);
    for (const alerter of both) await alerter.stop();
    for (const messages of harness.seen().values()) expect(messages).toMatchObject([{ marked: false }]);
  });
});
