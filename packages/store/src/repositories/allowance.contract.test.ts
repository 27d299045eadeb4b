import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
const november = new Date('2026-11-30T23:59:59.999Z');
const december = new Date('2026-12-01T00:00:00Z');

beforeAll(async () => {
  harness = await startStoreHarness({ now: november });
});
async function used(account: string, at: Date): Promise<number> {
  return (await harness.store.allowance.ledger(account, at)).used;
}

afterAll(() => harness[Symbol.asyncDispose]());

test('a month grants no more than its allowance, whoever asks at the same time', async () => {
  const { allowance } = harness.store;

  const granted = await Promise.all(
    Array.from({ length: 12 }, () => allowance.lease('registry.example', 'live', 30, 100, november)),
  );
  const next = await allowance.lease('registry.example', 'live', 30, 100, december);

  expect(granted.reduce((sum, one) => sum + one, 0)).toBe(100);
  expect(granted.filter((one) => one === 0)).toHaveLength(8);
  expect(next).toBe(30);
  expect(await used('registry.example', november)).toBe(100);
  expect(await used('registry.example', december)).toBe(30);
  expect(await used('other.example', november)).toBe(0);
});

test('a lowered allowance grants nothing and takes nothing back', async () => {
  const { allowance } = harness.store;
  await allowance.lease('low.example', 'live', 50, 100, november);

  expect(await allowance.lease('low.example', 'live', 10, 20, november)).toBe(0);
  expect(await used('low.example', november)).toBe(50);
  expect(await allowance.lease('none.example', 'live', 10, 0, november)).toBe(0);
});

test('the ledger tells the month by day and kind of work, and some days before it', async () => {
  const { allowance } = harness.store;
  const lease = (priority: 'live' | 'backfill', wanted: number, at: string): Promise<number> =>
    allowance.lease('ledger.example', priority, wanted, 60, new Date(at));
  await lease('live', 5, '2026-11-20T12:00:00Z');
  await lease('live', 7, '2026-11-28T00:00:00Z');
  await lease('live', 20, '2026-11-28T23:59:59Z');
  await lease('backfill', 40, '2026-11-28T12:00:00Z');
  await lease('live', 30, '2026-11-29T12:00:00Z');
  await lease('live', 3, '2026-12-01T00:00:00Z');

  const now = new Date('2026-12-01T10:00:00Z');
  const ledger = await allowance.ledger('ledger.example', now);

  expect(ledger).toEqual({
    used: 3,
    days: [
      { day: '2026-11-28', priority: 'backfill', leased: 28 },
      { day: '2026-11-28', priority: 'live', leased: 27 },
      { day: '2026-12-01', priority: 'live', leased: 3 },
    ],
  });
  expect(await used('ledger.example', november)).toBe(60);
  expect(await allowance.listAccounts(now)).toContain('ledger.example');
  expect(await allowance.listAccounts(new Date('2027-06-01T00:00:00Z'))).toEqual([]);
});

test('what was not used comes back to the day that it was leased on, and no more than that', async () => {
  const { allowance } = harness.store;
  await allowance.lease('back.example', 'live', 50, 100, november);
  await allowance.lease('back.example', 'recheck', 10, 100, november);

  await allowance.giveBack('back.example', 'live', 20, november);
  await allowance.giveBack('unknown.example', 'live', 20, november);

  expect(await allowance.ledger('back.example', november)).toEqual({
    used: 40,
    days: [
      { day: '2026-11-30', priority: 'live', leased: 30 },
      { day: '2026-11-30', priority: 'recheck', leased: 10 },
    ],
  });
  expect(await allowance.lease('back.example', 'live', 100, 100, november)).toBe(60);
  expect(await used('unknown.example', november)).toBe(0);
});
