import { AppError, type FailpointName, type Outbox, type OutgoingMessage } from '@weir/model';
import { describe, expect, test, vi } from 'vitest';
import { createOutboxRelay } from './relay.ts';
import { testDeps } from './testing/deps.ts';
import { aMessage } from './testing/events.ts';
import { createManualClock } from './testing/manual-clock.ts';

const fenced = new AppError('RELAY_FENCED', 'another process is the relay', { retriable: false });

/** An outbox of three rows; `leads` says what each election answers. */
function createRig(options: { readonly settleErrors?: Error[]; readonly elections?: boolean[] } = {}) {
  const settleErrors = options.settleErrors ?? [];
  const elections = options.elections ?? [];
  let rows = [1, 2, 3].map((n) => ({ id: String(n), message: aMessage('p', String(n)) }));
  const log: string[] = [];
  const outbox: Outbox = {
    async lead() {
      log.push('lead');
      if (elections.shift() === false) return null;
      return {
        take: async (limit) => rows.slice(0, Math.min(limit, 2)),
        async settle(ids) {
          const error = settleErrors.shift();
          if (error) throw error;
          log.push(`settle ${ids.join()}`);
          rows = rows.filter(({ id }) => !ids.includes(id));
        },
        wait: () => new Promise((resolve) => setImmediate(resolve)),
        async [Symbol.asyncDispose]() {
          log.push('release');
        },
      };
    },
  };
  return { outbox, log, left: () => rows.length };
}

function produceInto(log: string[], errors: Error[] = []) {
  return {
    async produce(messages: readonly OutgoingMessage[]) {
      const error = errors.shift();
      if (error) throw error;
      log.push(
        `produce ${messages.map(({ event }) => ('reason' in event.data ? event.data.reason : '')).join()}`,
      );
    },
  };
}

describe('outbox relay', () => {
  test('produces in order, settles only what was produced, passes its failpoints', async () => {
    const rig = createRig();
    const failpoints = { reach: (name: FailpointName) => void rig.log.push(name) };
    const deps = { ...testDeps(), clock: createManualClock(), failpoints };
    const relay = createOutboxRelay({ ...deps, outbox: rig.outbox, bus: produceInto(rig.log) });
    await vi.waitFor(() => expect(rig.left()).toBe(0));
    await relay[Symbol.asyncDispose]();

    const round = (rows: string): string[] => [
      'relay.before-produce',
      `produce ${rows}`,
      'relay.after-produce',
      `settle ${rows}`,
    ];
    expect(rig.log).toEqual(['lead', ...round('1,2'), ...round('3'), 'release']);
    await expect(relay.stopped).resolves.toBeUndefined();
  });

  test('produces the same rows again when the broker was away', async () => {
    const rig = createRig();
    const away = new AppError('BUS_UNAVAILABLE', 'no broker', { retriable: true });
    const deps = { ...testDeps(), clock: createManualClock(), outbox: rig.outbox };
    const relay = createOutboxRelay({ ...deps, bus: produceInto(rig.log, [away, away]) });
    await vi.waitFor(() => expect(rig.left()).toBe(0));
    await relay[Symbol.asyncDispose]();

    expect(rig.log).toEqual(['lead', 'produce 1,2', 'settle 1,2', 'produce 3', 'settle 3', 'release']);
  });

  test('asks to lead again after it was fenced, and while another process leads', async () => {
    const rig = createRig({ settleErrors: [fenced], elections: [false, false, true, true] });
    const deps = { ...testDeps(), clock: createManualClock(), outbox: rig.outbox };
    const relay = createOutboxRelay({ ...deps, bus: produceInto(rig.log) });
    await vi.waitFor(() => expect(rig.left()).toBe(0));
    await relay[Symbol.asyncDispose]();

    expect(rig.log.slice(0, 7)).toEqual([
      'lead',
      'lead',
      'lead',
      'produce 1,2',
      'release',
      'lead',
      'produce 1,2',
    ]);
  });

  test('stops on what no repeat can mend', async () => {
    const rig = createRig();
    const tooLarge = new AppError('EVENT_TOO_LARGE', 'x', { retriable: false });
    const deps = { ...testDeps(), clock: createManualClock(), outbox: rig.outbox };
    const relay = createOutboxRelay({ ...deps, bus: produceInto(rig.log, [tooLarge]) });

    await expect(relay.stopped).rejects.toBe(tooLarge);
    expect(rig.log).toEqual(['lead', 'release']);
  });
});
