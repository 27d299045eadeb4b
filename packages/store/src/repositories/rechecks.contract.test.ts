import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
const start = new Date('2026-11-23T10:00:00Z');
const leaseMs = 30_000;

beforeAll(async () => {
  harness = await startStoreHarness({ now: start });
});
beforeEach(async () => {
  harness.clock.set(start);
  await harness.store.sql.executeSql('DELETE FROM rechecks');
});
afterAll(() => harness[Symbol.asyncDispose]());

function at(offsetMs: number): Date {
  return new Date(start.getTime() + offsetMs);
}

async function schedule(
  subject: string,
  dueAt = start,
  more: { priority?: number; attempt?: number; reason?: string; payload?: unknown } = {},
): Promise<void> {
  const { store } = harness;
  await store.transaction((tx) =>
    store.rechecks.schedule(tx, { kind: 'package', subject, dueAt, attempt: 0, reason: 'test', ...more }),
  );
}

async function claim(limit = 10, leaseMsOf = leaseMs) {
  return harness.store.rechecks.claim('package', limit, leaseMsOf);
}

test('due rows come by priority, then by due time; later ones wait', async () => {
  await schedule('later', at(60_000), { priority: 0 });
  await schedule('old-bulk', at(-90_000), { priority: 3 });
  await schedule('new-live', at(0), { priority: 0 });
  await schedule('old-live', at(-1000), { priority: 0 });
  await schedule('recheck', at(-5000));

  const first = await claim(3);
  const rest = await claim(10);
  harness.clock.advance(25_000);
  const none = await claim(10);

  expect(first.map((row) => row.subject)).toEqual(['old-live', 'new-live', 'recheck']);
  expect(rest.map((row) => row.subject)).toEqual(['old-bulk']);
  expect(none).toEqual([]);
});

test('claims of many workers do not overlap, and a crash gives rows back when the lease ends', async () => {
  for (let index = 0; index < 40; index++) await schedule(`s${index}`);

  const claims = await Promise.all(Array.from({ length: 8 }, () => claim(5)));
  const subjects = claims.flat().map((row) => row.subject);
  harness.clock.advance(leaseMs);
  const again = await claim(100);

  expect(new Set(subjects).size).toBe(subjects.length);
  expect(subjects.length).toBeGreaterThanOrEqual(35);
  expect(again).toHaveLength(40);
});

test('extend keeps rows beyond their lease, also one that is scheduled meanwhile', async () => {
  for (const subject of ['kept', 'anew', 'lapses']) await schedule(subject);
  const held = await claim();
  harness.clock.advance(leaseMs - 1);
  await schedule('anew', at(leaseMs));

  await harness.store.rechecks.extend(
    held.filter((row) => row.subject !== 'lapses'),
    leaseMs,
  );
  harness.clock.advance(leaseMs - 1);
  const early = await claim();
  harness.clock.advance(1);
  const due = await claim();

  expect(early.map((row) => row.subject)).toEqual(['lapses']);
  expect(due.map((row) => row.subject).toSorted()).toEqual(['anew', 'kept']);
});

test('extend leaves a row alone that another holder has by now', async () => {
  await schedule('lost');
  const held = await claim();
  await schedule('lost', at(leaseMs));
  harness.clock.advance(leaseMs);
  const next = await claim();

  await harness.store.rechecks.extend(held, 10 * leaseMs);
  harness.clock.advance(leaseMs);

  expect(next).toHaveLength(1);
  expect(await claim()).toHaveLength(1);
});

test('settle removes; postpone puts off and counts the attempt', async () => {
  await schedule('settled');
  await schedule('postponed', at(1));
  harness.clock.advance(1000);
  const [settled, postponed] = await claim();
  if (settled === undefined || postponed === undefined) throw new Error('two rows were due');
  const { store } = harness;

  await store.transaction(async (tx) => {
    await store.rechecks.settle(tx, settled);
    await store.rechecks.postpone(tx, postponed, { dueAt: at(60_000), reason: 'not there yet' });
  });
  const early = await claim();
  harness.clock.set(at(60_000));
  const due = await claim();

  expect(early).toEqual([]);
  expect(due).toMatchObject([
    { subject: 'postponed', attempt: 1, reason: 'not there yet', dueAt: at(60_000) },
  ]);
});

test('postpone can make a row less urgent, never more; release gives it back as it was', async () => {
  await schedule('back');
  await schedule('bulk', start, { priority: 3 });
  const [back, bulk] = await claim();
  if (back === undefined || bulk === undefined) throw new Error('two rows were due');
  const { store } = harness;

  await store.transaction(async (tx) => {
    await store.rechecks.release(tx, back);
    await store.rechecks.postpone(tx, bulk, { dueAt: start, reason: 'again', priority: 1 });
  });
  const [again, bulkAgain] = await claim();
  if (again === undefined) throw new Error('a released row is due');
  await store.transaction((tx) =>
    store.rechecks.postpone(tx, again, { dueAt: start, reason: 'less urgent', priority: 2 }),
  );

  expect(again).toMatchObject({ subject: 'back', attempt: 0, priority: 1, dueAt: start });
  expect(bulkAgain).toMatchObject({ subject: 'bulk', attempt: 1, priority: 3 });
  expect(await claim()).toMatchObject([{ subject: 'back', attempt: 1, priority: 2 }]);
});

test('a row that is scheduled while it is in hand survives its settle, and is due at the new time', async () => {
  await schedule('twice', start, { payload: { revision: '1' } });
  const [held] = await claim();
  if (held === undefined) throw new Error('a row was due');
  await schedule('twice', at(5000), { payload: { revision: '2' } });
  const meanwhile = await claim();
  const { store } = harness;

  await store.transaction((tx) => store.rechecks.settle(tx, held));
  const tooEarly = await claim();
  harness.clock.set(at(5000));
  const due = await claim();

  expect(meanwhile).toEqual([]);
  expect(tooEarly).toEqual([]);
  expect(due).toMatchObject([{ subject: 'twice', payload: { revision: '2' } }]);
  expect(due[0]?.generation).not.toBe(held.generation);
});

test('an old holder cannot postpone a row that was scheduled anew', async () => {
  await schedule('raced');
  const [held] = await claim();
  if (held === undefined) throw new Error('a row was due');
  await schedule('raced', at(0));
  const { store } = harness;

  await store.transaction((tx) =>
    store.rechecks.postpone(tx, held, { dueAt: at(3_600_000), reason: 'late' }),
  );

  expect(await claim()).toMatchObject([{ subject: 'raced', attempt: 0 }]);
});

test('of two schedules the earlier due time and the lower priority win', async () => {
  await schedule('merge', at(60_000), { priority: 0, attempt: 4, reason: 'ladder' });
  await schedule('merge', at(0), { priority: 2, attempt: 0, reason: 'row' });
  await schedule('merge', at(90_000), { priority: 3, attempt: 7, reason: 'later' });

  const [row] = await claim();

  expect(row).toMatchObject({ dueAt: at(0), priority: 0, attempt: 0, reason: 'row', generation: '3' });
});

test('concurrent schedules of overlapping subjects neither fail nor lose one', async () => {
  const { store } = harness;

  await Promise.all(
    Array.from({ length: 6 }, (_, worker) =>
      store.transaction(async (tx) => {
        await store.rechecks.schedule(tx, {
          kind: 'package',
          subject: `shared-${worker % 2}`,
          dueAt: start,
          attempt: 0,
          reason: 'r',
        });
      }),
    ),
  );

  expect((await claim()).map((row) => row.generation)).toEqual(['3', '3']);
  expect(await store.rechecks.depth()).toEqual([{ kind: 'package', rows: 2, oldestDueAt: start }]);
});

test('a payload over the bound is refused and names its subject', async () => {
  await expect(schedule('big', start, { payload: 'x'.repeat(70_000) })).rejects.toMatchObject({
    code: 'RECHECK_TOO_LARGE',
    retriable: false,
  });
});

test('many are scheduled at once, counted by kind, and found in hand or not', async () => {
  const { store } = harness;
  const row = { kind: 'bulk', dueAt: start, attempt: 0, reason: 'r', priority: 3 };
  const many = Array.from({ length: 10_000 }, (_, index) => ({ ...row, subject: `s${index}` }));

  await store.transaction((tx) => store.rechecks.scheduleMany(tx, many));
  await store.transaction((tx) => store.rechecks.scheduleMany(tx, []));
  await store.transaction((tx) =>
    store.rechecks.schedule(tx, { ...row, subject: 's1', payload: { at: 7 }, dueAt: at(-1) }),
  );
  await store.rechecks.claim('bulk', 1, leaseMs);

  expect(await store.rechecks.count('bulk')).toBe(10_000);
  expect(await store.rechecks.count('none')).toBe(0);
  expect(await store.rechecks.find('bulk', 's1')).toMatchObject({ subject: 's1', payload: { at: 7 } });
  expect(await store.rechecks.find('bulk', 'none')).toBeNull();
});
