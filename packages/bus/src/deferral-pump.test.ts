import { AppError } from '@weir/model';
import { describe, expect, test, vi } from 'vitest';
import type { Redelivery } from './bus.ts';
import { createDeferralPump, type DeferredRow } from './deferral-pump.ts';
import { testDeps } from './testing/deps.ts';
import { aMessage } from './testing/events.ts';
import { createManualClock } from './testing/manual-clock.ts';

const message = aMessage('held', 'later');
const sql = { executeSql: () => Promise.reject(new Error('not used')) };

function createRig(payload: unknown, redeliverErrors: Error[] = []) {
  const due: DeferredRow[] = [{ id: '1', subject: message.event.id, attempt: 2, payload }];
  const log: string[] = [];
  const redelivered: Redelivery[] = [];
  return {
    log,
    redelivered,
    rechecks: {
      async claim(kind: string) {
        return kind === 'message:analyzer' ? [...due] : [];
      },
      async settle(_tx: unknown, row: DeferredRow) {
        log.push(`settle ${row.id}`);
        due.length = 0;
      },
    },
    bus: {
      async redeliver(group: string, redeliveries: readonly Redelivery[]) {
        const error = redeliverErrors.shift();
        if (error) throw error;
        log.push(`redeliver to ${group}`);
        redelivered.push(...redeliveries);
      },
    },
  };
}

describe('deferral pump', () => {
  test('puts a due message back for its group with its count, then settles the row', async () => {
    const rig = createRig({ ...message });
    const away = new AppError('BUS_UNAVAILABLE', 'no broker', { retriable: true });
    const withTrouble = createRig({ ...message }, [away]);
    for (const { rechecks, bus, log } of [rig, withTrouble]) {
      const deps = { ...testDeps(), clock: createManualClock(), groups: ['alerter', 'analyzer'] };
      const pump = createDeferralPump({ ...deps, rechecks, sql, bus });
      await vi.waitFor(() => expect(log).toEqual(['redeliver to analyzer', 'settle 1']));
      await pump[Symbol.asyncDispose]();
    }

    expect(rig.redelivered).toEqual([{ message, attempt: 2 }]);
  });

  test('parks a row that it cannot read', async () => {
    const rig = createRig({ topic: 'no such topic' });
    const deps = { ...testDeps(), clock: createManualClock(), groups: ['analyzer'] };
    const pump = createDeferralPump({ ...deps, rechecks: rig.rechecks, sql, bus: rig.bus });
    await vi.waitFor(() => expect(rig.log).toEqual(['settle 1']));
    await pump[Symbol.asyncDispose]();

    expect(deps.shelf.parked).toMatchObject([
      { group: 'analyzer', step: 'redeliver', payload: '{"topic":"no such topic"}' },
    ]);
  });
});
