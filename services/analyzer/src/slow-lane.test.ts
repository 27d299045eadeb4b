import { type Handler, type Outcome, type TopicLag } from '@weir/model';
import { createMetricsRegistry, silentLogger, systemClock } from '@weir/runtime';
import type { Recheck } from '@weir/store';
import { expect, test, vi } from 'vitest';
import { ANALYZER_DEFAULTS } from './config.ts';
import { createAnalyzerMetrics } from './metrics.ts';
import { type SlowLane, startSlowLane } from './slow-lane.ts';
import { publishedEvent, sampleFile } from './testing/samples.ts';

/** One scheduled analysis, and what became of it. */
function lane(options: { readonly lag: TopicLag[]; readonly handler: Handler; readonly attempt?: number }): {
  readonly lane: SlowLane;
  readonly fates: string[];
} {
  const fates: string[] = [];
  const due: Recheck[] = [
    {
      id: '1',
      kind: 'slow-analysis',
      subject: 'file',
      dueAt: new Date(0),
      attempt: options.attempt ?? 0,
      reason: 'test',
      payload: publishedEvent(sampleFile()),
      priority: 1,
      generation: '1',
    },
  ];
  const rechecks = {
    claim: async () => due.splice(0, 1),
    settle: async () => void fates.push('settled'),
    postpone: async (_tx: unknown, _row: Recheck, { reason }: { reason: string }) =>
      void fates.push(`put off: ${reason}`),
    release: async () => void fates.push('given back'),
  };
  const store = { rechecks, transaction: (work: (tx: unknown) => Promise<unknown>) => work({}) };
  return {
    fates,
    lane: startSlowLane({
      // The fakes implement what the lane calls, which is a part of the repositories.
      store: store as never,
      handler: options.handler,
      subscription: { lag: async () => options.lag },
      group: 'analyzer',
      clock: systemClock,
      random: () => 0,
      logger: silentLogger,
      metrics: createAnalyzerMetrics(createMetricsRegistry()),
      config: { ...ANALYZER_DEFAULTS, slowPollMs: 5 },
    }),
  };
}

const handle =
  (outcome: Outcome): Handler =>
  async () =>
    outcome;

test('waits while anything live waits or is in hand, and not for what is bulk', async () => {
  const lag: TopicLag[] = [
    { topic: 'releases.live', messages: 1 },
    { topic: 'releases.bulk', messages: 100 },
  ];
  const started = lane({ lag, handler: handle({ kind: 'done' }) });
  await using _lane = started.lane;
  await new Promise((resolve) => setTimeout(resolve, 30));
  const before = [...started.fates];
  lag[0] = { topic: 'releases.live', messages: 0 };

  await vi.waitFor(() => expect(started.fates).toEqual(['settled']));

  expect(before).toEqual([]);
});

test.each<[string, Outcome, number, string]>([
  ['done', { kind: 'done' }, 0, 'settled'],
  ['not there', { kind: 'defer', dueAt: new Date(), reason: 'HTTP 404' }, 0, 'put off: HTTP 404'],
  ['not there again', { kind: 'defer', dueAt: new Date(), reason: 'HTTP 404' }, 4, 'settled'],
  ['refused', { kind: 'park', reason: 'X', step: 'fetch', error: 'no' }, 0, 'put off: fetch: no'],
])('what is %s', async (_what, outcome, attempt, fate) => {
  const started = lane({ lag: [], handler: handle(outcome), attempt });
  await using _lane = started.lane;

  await vi.waitFor(() => expect(started.fates).toEqual([fate]));
});

test('gives back what a stop interrupts, without waiting for it', async () => {
  const running = Promise.withResolvers<void>();
  const started = lane({
    lag: [],
    handler: (_delivery, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        running.resolve();
      }),
  });
  await running.promise;

  await started.lane[Symbol.asyncDispose]();

  expect(started.fates).toEqual(['given back']);
});
