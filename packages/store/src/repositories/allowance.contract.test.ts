import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
const november = new Date('2026-11-30T23:59:59.999Z');
const december = new Date('2026-12-01T00:00:00Z');

beforeAll(async () => {
  harness = await startStoreHarness({ now: november });
});
afterAll(() => harness[Symbol.asyncDispose]());

test('a month grants no more than its allowance, whoever asks at the same time', async () => {
  const { allowance } = harness.store;

  const granted = await Promise.all(
    Array.from({ length: 12 }, () => allowance.lease('registry.example', 30, 100, november)),
  );
  const next = await allowance.lease('registry.example', 30, 100, december);

  expect(granted.reduce((sum, one) => sum + one, 0)).toBe(100);
  expect(granted.filter((one) => one === 0)).toHaveLength(8);
  expect(next).toBe(30);
  expect(await allowance.usage('registry.example', november)).toBe(100);
  expect(await allowance.usage('registry.example', december)).toBe(30);
  expect(await allowance.usage('other.example', november)).toBe(0);
});

test('a lowered allowance grants nothing and takes nothing back', async () => {
  const { allowance } = harness.store;
  await allowance.lease('low.example', 50, 100, november);

  expect(await allowance.lease('low.example', 10, 20, november)).toBe(0);
  expect(await allowance.usage('low.example', november)).toBe(50);
  expect(await allowance.lease('none.example', 10, 0, november)).toBe(0);
});
