import { sampleVerdict } from '@weir/alerts/testing';
import { type AnyEvent, AppError, type Delivery, type Outcome, type VerdictRecorded } from '@weir/model';
import { createMetricsRegistry, silentLogger } from '@weir/runtime';
import type { Store } from '@weir/store';
import { describe, expect, it, vi } from 'vitest';
import { createAlerterMetrics } from '../metrics.ts';
import { createMemoryAlerts } from '../testing/memory-alerts.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { createOpenAlertStep } from './open-alert.ts';

function delivery(event: AnyEvent): Delivery {
  return { topic: 'verdicts', key: 'npm/x', event, group: 'alerter', attempt: 0 };
}

function verdictDelivery(data: VerdictRecorded): Delivery {
  const { verdictId: id, decidedAt: time } = data;
  return delivery({ id, source: '/analyzer', type: 'verdict.recorded.v1', time, data });
}

function setUp(channelIds: readonly string[] = ['slack']) {
  const clock = createVirtualClock(0);
  const alerts = createMemoryAlerts(clock);
  const store: Pick<Store, 'transaction' | 'alerts'> = {
    alerts,
    transaction: (work) => work({ executeSql: async () => ({ rows: [] }), emit: async () => {} }),
  };
  let opened = 0;
  const handle = createOpenAlertStep({
    store,
    clock,
    random: () => 0.5,
    logger: silentLogger,
    metrics: createAlerterMetrics(createMetricsRegistry()),
    channelIds,
    onOpened: () => {
      opened++;
    },
  });
  const step = (message: Delivery): Promise<Outcome> => handle(message, new AbortController().signal);
  return { alerts, store, step, pokes: () => opened };
}

describe('openAlertStep', () => {
  it('opens one alert a channel, once', async () => {
    const { alerts, step, pokes } = setUp(['slack', 'terminal']);

    const outcomes = [
      await step(verdictDelivery(sampleVerdict())),
      await step(verdictDelivery(sampleVerdict())),
    ];

    expect(outcomes).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(alerts.alerts.map(({ channel }) => channel)).toEqual(['slack', 'terminal']);
    expect(pokes()).toBe(1);
  });

  it('drops with the policy reason', async () => {
    const { alerts, step } = setUp();
    const muted = sampleVerdict({ origin: { lane: 'bulk', replay: true, muted: true } });

    expect(await step(verdictDelivery(muted))).toEqual({ kind: 'drop', reason: 'muted' });
    expect(alerts.alerts).toHaveLength(0);
  });

  it.each([true, false])('repeats its transaction only when that can help (%s)', async (retriable) => {
    const { alerts, step, store } = setUp();
    const { transaction } = store;
    let failures = 2;
    vi.spyOn(store, 'transaction').mockImplementation(async (work) => {
      if (failures-- > 0) throw new AppError('STORE_UNAVAILABLE', 'connection lost', { retriable });
      return transaction(work);
    });

    const outcome = step(verdictDelivery(sampleVerdict())).catch((error: unknown) => error);

    expect(await outcome).toMatchObject(retriable ? { kind: 'done' } : { code: 'STORE_UNAVAILABLE' });
    expect(alerts.alerts).toHaveLength(retriable ? 1 : 0);
  });

  it('drops what is no verdict', async () => {
    const { step } = setUp();
    const { seenAt, origin } = sampleVerdict();

    const outcome = await step(
      delivery({
        id: sampleVerdict().fileId,
        source: '/feeds/npmjs',
        type: 'release.removed.v1',
        time: seenAt,
        data: {
          registry: 'npmjs',
          ecosystem: 'npm',
          name: 'x',
          version: null,
          filename: null,
          purl: 'pkg:npm/x',
          reason: null,
          seenAt,
          origin,
        },
      }),
    );

    expect(outcome).toEqual({ kind: 'drop', reason: 'not-a-verdict' });
  });
});
