import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchDeadline } from './deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** When the deadline of 1,000 ms passes for a child that gets a share of the time, by the clock. */
function passesAt(share: number | null): number {
  const start = performance.now();
  let at = Number.NaN;
  watchDeadline(
    1,
    1_000,
    () => (at = performance.now() - start),
    () => (share === null ? null : (performance.now() - start) * share),
  );
  vi.advanceTimersByTime(20_000);
  return at;
}

test('a child alone on its core ends at its deadline', () => {
  expect(passesAt(1)).toBe(1_000);
});

test('a child that got half of the time has twice as long', () => {
  const at = passesAt(0.5);
  expect(at).toBeGreaterThanOrEqual(1_990);
  expect(at).toBeLessThan(2_100);
});

test('nobody waits longer than three times the deadline', () => {
  expect(passesAt(0.1)).toBe(3_000);
});

test('a child that stands still, or that nobody can measure, ends at its deadline', () => {
  expect(passesAt(0)).toBe(1_000);
  expect(passesAt(null)).toBe(1_000);
});

test('a watch that is ended calls nobody', () => {
  let called = false;
  watchDeadline(
    1,
    10,
    () => (called = true),
    () => null,
  )();
  vi.advanceTimersByTime(100);
  expect(called).toBe(false);
});
