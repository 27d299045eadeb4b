import { sampleVerdict } from '@weir/alerts/testing';
import {
  type Alert,
  type AlertChannel,
  AppError,
  FAILPOINTS,
  type FailpointName,
  type SendOutcome,
} from '@weir/model';
import { createMetricsRegistry, silentLogger } from '@weir/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ALERTER_DEFAULTS } from './config.ts';
import { type DeliveryLoop, restAfter, startDeliveryLoop } from './delivery-loop.ts';
import { createAlerterMetrics } from './metrics.ts';
import { createDeliverAlertStep } from './steps/deliver-alert.ts';
import { createMemoryAlerts } from './testing/memory-alerts.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const START_MS = Date.parse('2026-11-23T10:00:00Z');
const delivered: SendOutcome = { kind: 'delivered', receipt: 'ok' };
let running: DeliveryLoop | null = null;

afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  running = null;
});

interface SentAlert {
  readonly alert: Alert;
  readonly atMs: number;
}

function setUp(answers: readonly (SendOutcome | Error)[], options: { slowMs?: number } = {}) {
  const clock = createVirtualClock(START_MS);
  const alerts = createMemoryAlerts(clock);
  const registry = createMetricsRegistry();
  const sent: SentAlert[] = [];
  const reached: FailpointName[] = [];
  const script = [...answers];
  const channel: AlertChannel = {
    id: 'slack',
    async send(alert) {
      sent.push({ alert, atMs: clock.now() - START_MS });
      const answer = script.shift() ?? delivered;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const deps = { alerts, clock, random: () => 0.5, logger: silentLogger };
  const step = createDeliverAlertStep(channel, ALERTER_DEFAULTS, {
    ...deps,
    metrics: createAlerterMetrics(registry),
    failpoints: { reach: (name) => void reached.push(name) },
  });
  const start = (): DeliveryLoop => {
    running = startDeliveryLoop(channel, ALERTER_DEFAULTS, {
      ...deps,
      deliver: (claimed, claimedAtMs, signal) => {
        clock.advance(options.slowMs ?? 0);
        return step(claimed, claimedAtMs, signal);
      },
    });
    return running;
  };
  const open = (version: string): Promise<boolean> => {
    const base = sampleVerdict();
    return alerts.open(
      { executeSql: async () => ({ rows: [] }) },
      {
        channel: 'slack',
        subject: version,
        dedupeKey: version,
        level: 'critical',
        verdict: { ...base, release: { ...base.release, version } },
        openedAt: new Date(clock.now()),
      },
    );
  };
  const states = (): readonly string[] => alerts.alerts.map(({ state }) => state);
  return { alerts, clock, open, reached, registry, sent, start, states };
}

describe('startDeliveryLoop', () => {
  it('sends what is due, with an attempt before and a receipt after', async () => {
    const { alerts, open, reached, registry, sent, start, states } = setUp([]);
    await open('1.0.0');
    await open('1.0.1');

    start();

    await vi.waitFor(() => expect(states()).toEqual(['delivered', 'delivered']));
    expect(sent.map(({ alert }) => alert.possibleDuplicate)).toEqual([false, false]);
    expect(alerts.attempts.map(({ outcome }) => outcome)).toEqual([delivered, delivered]);
    expect(reached.slice(0, 4)).toEqual(FAILPOINTS.filter((name) => name.startsWith('alerter.')));
    const metrics = await registry.metrics();
    expect(metrics).toContain('weir_alerts_sent_total{channel="slack",outcome="delivered"} 2');
    expect(metrics).toContain('weir_alert_latency_seconds_count{channel="slack",since="published"} 2');
  });

  it('waits out a rate limit, for every alert of the channel, unmarked and uncounted', async () => {
    const limited: SendOutcome = { kind: 'rate-limited', retryAfterMs: 7000 };
    const { open, sent, start, states } = setUp([limited, limited, limited, limited, limited]);
    await open('1.0.0');
    await open('1.0.1');

    start();

    await vi.waitFor(() => expect(states()).toEqual(['delivered', 'delivered']));
    expect(sent.every(({ alert }) => !alert.possibleDuplicate)).toBe(true);
    const gaps = sent.slice(1, 6).map(({ atMs }, index) => atMs - (sent[index]?.atMs ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(7000);
  });

  it('marks a repeat after an ambiguous outcome, also when a rate limit lies between', async () => {
    const { open, sent, start, states } = setUp([
      { kind: 'ambiguous', error: 'HTTP 500' },
      { kind: 'rate-limited', retryAfterMs: 1000 },
    ]);
    await open('1.0.0');

    start();

    await vi.waitFor(() => expect(states()).toEqual(['delivered']));
    expect(sent.map(({ alert }) => alert.possibleDuplicate)).toEqual([false, true, true]);
  });

  it('outlasts an outage that answers 5xx, every repeat marked', async () => {
    const { open, sent, start, states } = setUp(
      Array.from({ length: 9 }, () => ({ kind: 'ambiguous', error: 'HTTP 500' })),
    );
    await open('1.0.0');

    start();

    await vi.waitFor(() => expect(states()).toEqual(['delivered']));
    expect(sent).toHaveLength(10);
    expect(sent.slice(1).every(({ alert }) => alert.possibleDuplicate)).toBe(true);
  });

  it('never gives up on a host that is away, and marks nothing', async () => {
    const { open, sent, start, states } = setUp(
      Array.from({ length: 12 }, () => ({ kind: 'unreachable', error: 'ECONNREFUSED' })),
    );
    await open('1.0.0');

    start();

    await vi.waitFor(() => expect(states()).toEqual(['delivered']));
    expect(sent).toHaveLength(13);
    expect(sent.every(({ alert }) => !alert.possibleDuplicate)).toBe(true);
  });

  it('marks what an earlier process left without an outcome', async () => {
    const { alerts, open, sent, start, states } = setUp([]);
    await open('1.0.0');
    await alerts.beginAttempt('alert-0', new Date(START_MS));

    start();

    await vi.waitFor(() => expect(states()).toEqual(['delivered']));
    expect(sent.map(({ alert }) => alert.possibleDuplicate)).toEqual([true]);
  });

  it('sends nothing once its lease is over', async () => {
    const { open, alerts, sent, start } = setUp([], { slowMs: ALERTER_DEFAULTS.leaseMs });
    await open('1.0.0');

    start();

    await vi.waitFor(() => expect(alerts.attempts[0]?.outcome?.kind).toBe('unreachable'));
    expect(sent).toHaveLength(0);
  });

  it('ends by an unknown error of the store, and waits out a retriable one', async () => {
    const away = new AppError('STORE_UNAVAILABLE', 'connection lost', { retriable: true });
    const { alerts, open, start, states } = setUp([]);
    const claim = alerts.claim.bind(alerts);
    const failures: Error[] = [away, away];
    vi.spyOn(alerts, 'claim').mockImplementation(async (...args) => {
      const failure = failures.shift();
      if (failure) throw failure;
      return claim(...args);
    });
    await open('1.0.0');

    const { stopped } = start();

    await vi.waitFor(() => expect(states()).toEqual(['delivered']));
    failures.push(new TypeError('a bug'));
    await expect(stopped).rejects.toThrow('a bug');
  });

  it('survives a channel that throws, and loses no alert by it', async () => {
    const bug = new TypeError('cannot render');
    const { open, sent, start, states } = setUp([bug, bug, bug, bug]);
    await open('1.0.0');
    start();
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(0));

    await open('1.0.1');

    await vi.waitFor(() => expect(states()).toEqual(['delivered', 'delivered']));
    expect(sent).toHaveLength(6);
  });

  it('is woken by a poke', async () => {
    const { clock, open, start, states } = setUp([]);
    const naps: (() => void)[] = [];
    vi.spyOn(clock, 'sleep').mockImplementation(
      (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          naps.push(() => {});
        }),
    );
    const loop = start();
    await vi.waitFor(() => expect(naps).toHaveLength(1));
    await open('1.0.0');

    loop.poke();

    await vi.waitFor(() => expect(states()).toEqual(['delivered']));
  });
});

describe('restAfter', () => {
  const config = { restMsMax: 60_000 };
  const ambiguous: SendOutcome = { kind: 'ambiguous', error: 'x' };

  it.each([
    [1, 0],
    [2, 5000],
    [3, 10_000],
    [9, 60_000],
  ])('after %i failures on end it is %i ms', (failures, ms) => {
    expect(restAfter(ambiguous, failures, config)).toBe(ms);
  });

  it('is what a rate limit says', () => {
    expect(restAfter({ kind: 'rate-limited', retryAfterMs: 1234 }, 0, config)).toBe(1234);
  });
});
