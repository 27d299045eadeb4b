import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageRecheckKind } from './shelf.ts';
import { samplePublished } from './testing/samples.ts';
import { type StoreHarness, startStoreHarness } from './testing/store-harness.ts';

let harness: StoreHarness;
const start = new Date('2026-11-23T10:00:00Z');

beforeAll(async () => {
  harness = await startStoreHarness({ now: start });
});
afterAll(() => harness[Symbol.asyncDispose]());

function parkedMessage(payload: string, eventId: string | null) {
  return {
    group: 'analyzer',
    topic: 'releases.live' as const,
    key: 'npm/x',
    eventId,
    payload,
    reason: 'bad digest',
    step: 'fetchStep',
    error: 'E: \u0000',
  };
}

test('a message is parked once, byte for byte, and replayed once', async () => {
  const { store } = harness;
  const event = samplePublished('parked', '1.0.0', start);
  const message = parkedMessage(JSON.stringify(event), event.id);

  await store.shelf.park(message);
  await store.shelf.park(message);
  const [row] = await store.parked.list({ limit: 10 });
  if (row === undefined) throw new Error('nothing was parked');
  await store.parked.replay(row.id, start);

  expect(row).toMatchObject({ ...message, error: 'E: \uFFFD', parkedAt: start, replayedAt: null });
  expect(await store.parked.list({ limit: 10 })).toEqual([]);
  expect(await store.parked.list({ limit: 10, includeReplayed: true, group: 'analyzer' })).toHaveLength(1);
  await expect(store.parked.replay(row.id, start)).rejects.toMatchObject({ code: 'PARKED_NOT_FOUND' });
  await using relay = await store.outbox.lead();
  expect((await relay?.take(10))?.map((taken) => taken.message.event)).toEqual([event]);
  await store.shelf.park(message);
  expect(await store.parked.list({ limit: 10 })).toHaveLength(1);
});

test('a payload that is no event is kept and cannot be replayed', async () => {
  const { store } = harness;
  const payload = 'not json \u0000 €';
  await store.shelf.park(parkedMessage(payload, null));
  await store.shelf.park(parkedMessage('{"type":"release.published.v1"}', null));

  const rows = (await store.parked.list({ limit: 10 })).filter((row) => row.eventId === null);

  expect(rows.map((row) => row.payload).toSorted()).toEqual(
    [payload, '{"type":"release.published.v1"}'].toSorted(),
  );
  for (const row of rows) {
    await expect(store.parked.replay(row.id, start)).rejects.toMatchObject({ code: 'EVENT_INVALID' });
    expect((await store.parked.find(row.id))?.replayedAt).toBeNull();
  }
  expect(await store.parked.find('nonsense')).toBeNull();
});

test('a deferred message is one row per group and event, and comes back with its attempt', async () => {
  const { store, clock } = harness;
  const event = samplePublished('deferred', '1.0.0', start);
  const message = {
    group: 'analyzer',
    topic: 'releases.live' as const,
    key: 'npm/deferred',
    event,
    dueAt: new Date(start.getTime() + 15_000),
    attempt: 1,
    reason: 'held',
  };
  const before = await store.shelf.attemptsOf('analyzer', event.id);

  await store.shelf.defer(message);
  await store.shelf.defer(message);
  await store.shelf.defer({ ...message, group: 'reporter' });
  const attempts = await store.shelf.attemptsOf('analyzer', event.id);
  const early = await store.rechecks.claim(messageRecheckKind('analyzer'), 10, 1000);
  clock.advance(15_000);
  const due = await store.rechecks.claim(messageRecheckKind('analyzer'), 10, 1000);

  expect([before, attempts]).toEqual([0, 1]);
  expect(early).toEqual([]);
  expect(due).toMatchObject([
    { subject: event.id, attempt: 1, payload: { topic: 'releases.live', key: 'npm/deferred', event } },
  ]);
});

test('a message deferred again while it is in hand waits for its new time', async () => {
  const { store, clock } = harness;
  clock.set(start);
  const event = samplePublished('again', '1.0.0', start);
  const later = (ms: number): Date => new Date(clock.now() + ms);
  const message = { group: 'g', topic: 'releases.live' as const, key: 'npm/again', event, reason: 'held' };
  await store.shelf.defer({ ...message, dueAt: later(0), attempt: 1 });
  const [held] = await store.rechecks.claim(messageRecheckKind('g'), 1, 60_000);
  if (held === undefined) throw new Error('a message was due');

  await store.shelf.defer({ ...message, dueAt: later(30_000), attempt: 2 });
  await store.transaction((tx) => store.rechecks.settle(tx, held));
  const early = await store.rechecks.claim(messageRecheckKind('g'), 1, 1000);
  clock.advance(30_000);
  const due = await store.rechecks.claim(messageRecheckKind('g'), 1, 1000);

  expect(early).toEqual([]);
  expect(due).toMatchObject([{ attempt: 2 }]);
});
