import type { AnyEvent, OutboxLease } from '@weir/model';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sampleFinding, samplePublished, sampleVerdict } from './testing/samples.ts';
import { type StoreHarness, startStoreHarness } from './testing/store-harness.ts';

let harness: StoreHarness;
let relay: OutboxLease;
const seenAt = new Date('2026-11-23T10:00:00Z');
const never = new AbortController().signal;

beforeAll(async () => {
  harness = await startStoreHarness({ now: seenAt });
});
beforeEach(async () => {
  await harness.store.sql.executeSql('DELETE FROM outbox');
  const lease = await harness.store.outbox.lead();
  if (lease === null) throw new Error('somebody relays already');
  relay = lease;
  return async () => {
    await lease[Symbol.asyncDispose]();
  };
});
afterAll(() => harness[Symbol.asyncDispose]());

function emit(events: AnyEvent[]): Promise<void> {
  return harness.store.transaction((tx) => tx.emit(events));
}

async function terminateRelay(): Promise<void> {
  await harness.store.sql.executeSql(
    `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database() AND l.objid = hashtext('outbox')::oid`,
  );
}

test('events come out as they went in, and are gone once settled', async () => {
  const events = [samplePublished('a', '1.0.0', seenAt), samplePublished('b', '1.0.0', seenAt)];
  await emit(events);

  const taken = await relay.take(10);
  await relay.settle(taken.map((row) => row.id));
  const rest = await relay.take(10);

  expect(taken.map((row) => row.message)).toEqual([
    { topic: 'releases.live', key: 'npm/a', event: events[0] },
    { topic: 'releases.live', key: 'npm/b', event: events[1] },
  ]);
  expect(rest).toEqual([]);
});

test('a transaction that rolls back emits nothing', async () => {
  const failure = harness.store.transaction(async (tx) => {
    await tx.emit([samplePublished('gone', '1.0.0', seenAt)]);
    throw new Error('changed my mind');
  });

  await expect(failure).rejects.toThrow('changed my mind');
  expect(await relay.take(10)).toEqual([]);
});

test('a row that commits late is taken later, and rows of one package keep their order', async () => {
  const { store } = harness;
  const slowStarted = Promise.withResolvers<void>();
  const slowMayEnd = Promise.withResolvers<void>();
  const slow = store.transaction(async (tx) => {
    await tx.emit([samplePublished('slow', '1.0.0', seenAt)]);
    slowStarted.resolve();
    await slowMayEnd.promise;
  });
  await slowStarted.promise;
  // Its number is higher than the slow one's, and it commits before it; of another package it need not wait.
  await emit([samplePublished('fast', '1.0.0', seenAt)]);
  let followed = false;
  const follower = (async () => {
    await emit([samplePublished('slow', '2.0.0', seenAt)]);
    followed = true;
  })();

  const early = await relay.take(10);
  await relay.settle(early.map((row) => row.id));
  const followedEarly = followed;
  slowMayEnd.resolve();
  await Promise.all([slow, follower]);
  const late = await relay.take(10);

  expect(early.map((row) => row.message.key)).toEqual(['npm/fast']);
  expect(followedEarly).toBe(false);
  expect(late.map((row) => row.message.event.data)).toMatchObject([
    { release: { name: 'slow', version: '1.0.0' } },
    { release: { name: 'slow', version: '2.0.0' } },
  ]);
});

test('nothing is lost or reordered within a package under concurrent producers and a running relay', async () => {
  const { store } = harness;
  const seen = new Map<string, string[]>();
  let taken = 0;
  const written: Record<string, string[]> = {};
  const producers = Array.from({ length: 8 }, async (_, producer) => {
    for (let step = 0; step < 25; step++) {
      const name = `pkg-${(producer + step) % 3}`;
      const other = `pkg-${(producer + step + 1) % 3}`;
      await store.transaction(async (tx) => {
        const events = [name, other].map((pkg) => samplePublished(pkg, `${producer}.${step}.0`, seenAt));
        await tx.emit(events);
        // The order in which a package's events commit is the order in which its lock was held.
        for (const event of events) {
          if (event.type !== 'release.published.v1') continue;
          (written[event.data.release.name] ??= []).push(event.id);
        }
      });
    }
  });
  const relaying = (async () => {
    while (taken < 400) {
      const rows = await relay.take(7);
      for (const { message } of rows) {
        seen.set(message.key, [...(seen.get(message.key) ?? []), message.event.id]);
      }
      taken += rows.length;
      await relay.settle(rows.map((row) => row.id));
      if (rows.length === 0) await relay.wait(500, never);
    }
  })();

  await Promise.all([...producers, relaying]);

  expect(Object.fromEntries(seen)).toEqual(
    Object.fromEntries(Object.entries(written).map(([name, ids]) => [`npm/${name}`, ids])),
  );
});

test('one relay leads; when its connection ends every call says so and the next one leads', async () => {
  const other = await harness.openAnother();
  const refused = await other.outbox.lead();
  await emit([samplePublished('a', '1.0.0', seenAt)]);
  const [row] = await relay.take(1);
  await terminateRelay();
  let next: OutboxLease | null = null;
  await expect
    .poll(
      async () => {
        next = await other.outbox.lead();
        return next;
      },
      { timeout: 5000 },
    )
    .not.toBeNull();

  await expect(relay.take(1)).rejects.toMatchObject({ code: 'RELAY_FENCED', retriable: false });
  await expect(relay.settle([row?.id ?? ''])).rejects.toMatchObject({ code: 'RELAY_FENCED' });
  await expect(relay.settle([])).rejects.toMatchObject({ code: 'RELAY_FENCED' });
  await expect(relay.wait(10, never)).rejects.toMatchObject({ code: 'RELAY_FENCED' });
  const again = await (next as OutboxLease | null)?.take(1);
  expect(refused).toBeNull();
  expect(again?.[0]?.id).toBe(row?.id);
  await (next as OutboxLease | null)?.[Symbol.asyncDispose]();
});

test('a wait ends when a row is added, when told to stop, and when the lease is lost', async () => {
  await relay.take(1);
  const woken = relay.wait(300_000, never);
  await emit([samplePublished('a', '1.0.0', seenAt)]);
  await woken;
  await relay.take(1);

  const stop = new AbortController();
  const stopped = relay.wait(300_000, stop.signal);
  stop.abort();
  await stopped;

  const lost = expect(relay.wait(300_000, never)).rejects.toMatchObject({ code: 'RELAY_FENCED' });
  await terminateRelay();
  await lost;
});

test('a row added between a read and the wait ends that wait at once', async () => {
  await relay.take(1);
  await emit([samplePublished('a', '1.0.0', seenAt)]);
  // The notification is on its way; whichever comes first, the wait must not take its time.
  await relay.wait(300_000, never);
  expect(await relay.take(1)).toHaveLength(1);
});

test('an event that is invalid or over the bound of the bus is refused, and nothing is stored', async () => {
  const verdict = sampleVerdict('large', seenAt);
  const indicators = Array.from({ length: 50 }, (_, index) => ({
    type: 'url' as const,
    value: `https://evil.example/${index}/${'x'.repeat(1500)}`,
  }));
  const large = { ...verdict, data: { ...verdict.data, topFindings: [{ ...sampleFinding(), indicators }] } };

  await expect(emit([large])).rejects.toMatchObject({ code: 'EVENT_TOO_LARGE', retriable: false });
  await expect(emit([{ ...verdict, id: 'no uuid' }])).rejects.toMatchObject({ code: 'EVENT_INVALID' });
  expect(await relay.take(5)).toEqual([]);
});
