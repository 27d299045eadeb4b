import type { Level, SendOutcome, VerdictRecorded } from '@weir/model';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sampleVerdict } from '../testing/samples.ts';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
const start = new Date('2026-11-23T10:00:00Z');
const leaseMs = 30_000;

beforeAll(async () => {
  harness = await startStoreHarness({ now: start });
});
beforeEach(async () => {
  harness.clock.set(start);
  await harness.store.sql.executeSql('DELETE FROM alert_attempts');
  await harness.store.sql.executeSql('DELETE FROM alert_files');
  await harness.store.sql.executeSql('DELETE FROM alerts');
});
afterAll(() => harness[Symbol.asyncDispose]());

function open(dedupeKey: string, level: Level = 'high', channel = 'slack'): Promise<boolean> {
  const { store } = harness;
  const verdict = sampleVerdict(dedupeKey, start).data;
  return store.transaction((tx) =>
    store.alerts.open(tx, { channel, subject: dedupeKey, dedupeKey, level, verdict, openedAt: start }),
  );
}

async function claimOne() {
  const [claimed] = await harness.store.alerts.claim('slack', 1, leaseMs);
  if (claimed === undefined) throw new Error('an alert was due');
  return claimed;
}

async function attempt(
  alertId: string,
  outcome: SendOutcome | null,
  nextAt: Date | null = null,
): Promise<void> {
  const { alerts } = harness.store;
  const attemptId = await alerts.beginAttempt(alertId, start);
  if (outcome !== null) await alerts.finishAttempt(attemptId, outcome, start, nextAt);
}

test('an alert is opened once per channel and dedupe key, however long the key is', async () => {
  const long = 'k'.repeat(5000);
  const results = [
    await open('a'),
    await open('a'),
    await open('a', 'high', 'webhook'),
    await open(`${long}1`),
    await open(`${long}2`),
    await open(`${long}2`),
  ];

  expect(results).toEqual([true, false, true, true, true, false]);
});

/** A verdict about one file of the release `acme`. */
function openFile(file: number, level: Level): Promise<boolean> {
  const { store } = harness;
  const verdict: VerdictRecorded = {
    ...sampleVerdict('acme', start).data,
    fileId: `019ab000-0000-7000-8000-${String(file).padStart(12, '0')}`,
    filename: `acme-1.0-${file}.whl`,
  };
  return store.transaction((tx) =>
    store.alerts.open(tx, {
      channel: 'slack',
      subject: 'acme',
      dedupeKey: `acme ${level}`,
      level,
      verdict,
      openedAt: new Date(start.getTime() + file),
    }),
  );
}

test('files of a release join the alert at their level; the first above it is marked as raised', async () => {
  const opened: boolean[] = [];
  for (let file = 1; file <= 60; file++) opened.push(await openFile(file, 'high'));
  const again = await openFile(7, 'high');
  const raised = await openFile(61, 'critical');
  const below = await openFile(62, 'high');
  harness.clock.advance(1000);

  const claimed = await harness.store.alerts.claim('slack', 10, leaseMs);

  expect(opened).toEqual([true, ...Array.from({ length: 59 }, () => false)]);
  expect([again, raised, below]).toEqual([false, true, false]);
  expect(claimed.map(({ alert }) => [alert.raisedFrom, alert.fileCount, alert.files.length])).toEqual([
    ['high', 2, 2],
    [null, 60, 20],
  ]);
  expect(claimed[0]?.alert.files).toEqual(['acme-1.0-61.whl', 'acme-1.0-62.whl']);
  expect(claimed[1]?.alert.files.slice(0, 2)).toEqual(['acme-1.0-1.whl', 'acme-1.0-2.whl']);
});

test('the highest level is claimed first, by one sender at a time', async () => {
  for (const [key, level] of [
    ['m', 'medium'],
    ['c', 'critical'],
    ['h', 'high'],
  ] as const)
    await open(key, level);

  const [first, second] = await Promise.all([
    harness.store.alerts.claim('slack', 2, leaseMs),
    harness.store.alerts.claim('slack', 2, leaseMs),
  ]);

  const names = [...first, ...second].map((claimed) => claimed.alert.verdict.release.name);
  expect(names.toSorted()).toEqual(['c', 'h', 'm']);
  expect(await harness.store.alerts.claim('slack', 10, leaseMs)).toEqual([]);
  expect(await harness.store.alerts.claim('webhook', 10, leaseMs)).toEqual([]);
});

test('claims come highest level first', async () => {
  for (const [key, level] of [
    ['m', 'medium'],
    ['c', 'critical'],
    ['h', 'high'],
  ] as const)
    await open(key, level);

  const claimed = await harness.store.alerts.claim('slack', 2, leaseMs);

  expect(claimed.map((one) => one.alert.verdict.release.name)).toEqual(['c', 'h']);
});

test('a delivered alert is closed for good', async () => {
  await open('done');
  const { alert } = await claimOne();

  await attempt(alert.id, { kind: 'delivered', receipt: 'ok' });
  harness.clock.advance(leaseMs);

  expect(await harness.store.alerts.claim('slack', 1, leaseMs)).toEqual([]);
  expect(await harness.store.alerts.counts()).toEqual([{ channel: 'slack', state: 'delivered', rows: 1 }]);
});

test('an attempt that a crash cut short marks the next one as a possible duplicate', async () => {
  await open('crash');
  const first = await claimOne();
  await attempt(first.alert.id, null);
  harness.clock.advance(leaseMs);

  const second = await claimOne();

  expect(first.alert.possibleDuplicate).toBe(false);
  expect(second.alert).toMatchObject({ id: first.alert.id, possibleDuplicate: true });
  expect(second.attempts).toBe(0);
});

test('a claim without an attempt is no possible duplicate', async () => {
  await open('claimed-only');
  await claimOne();
  harness.clock.advance(leaseMs);

  expect((await claimOne()).alert.possibleDuplicate).toBe(false);
});

test('rate limits and unreachable hosts put off; an ambiguous attempt marks for good', async () => {
  await open('again');
  const { alert } = await claimOne();
  const later = (ms: number): Date => new Date(start.getTime() + ms);

  await attempt(alert.id, { kind: 'rate-limited', retryAfterMs: 1000 }, later(1000));
  const early = await harness.store.alerts.claim('slack', 1, leaseMs);
  harness.clock.set(later(1000));
  const limited = await claimOne();
  await attempt(alert.id, { kind: 'unreachable', error: 'no route' }, later(2000));
  harness.clock.set(later(2000));
  const unreachable = await claimOne();
  await attempt(alert.id, { kind: 'ambiguous', error: 'time-out' }, later(3000));
  harness.clock.set(later(3000));
  const ambiguous = await claimOne();
  await attempt(alert.id, { kind: 'rate-limited', retryAfterMs: 1000 }, later(4000));
  harness.clock.set(later(4000));
  const still = await claimOne();

  expect(early).toEqual([]);
  expect([limited, unreachable].map((one) => [one.attempts, one.alert.possibleDuplicate])).toEqual([
    [0, false],
    [0, false],
  ]);
  expect([ambiguous, still].map((one) => [one.attempts, one.alert.possibleDuplicate])).toEqual([
    [1, true],
    [1, true],
  ]);
});

test('a late outcome cannot reopen a delivered alert, and an outcome is written once', async () => {
  await open('late');
  const { alert } = await claimOne();
  const { alerts } = harness.store;
  const slow = await alerts.beginAttempt(alert.id, start);
  const quick = await alerts.beginAttempt(alert.id, start);
  await alerts.finishAttempt(quick, { kind: 'delivered', receipt: 'ok' }, start, null);

  await alerts.finishAttempt(slow, { kind: 'ambiguous', error: 'late' }, start, start);
  await alerts.finishAttempt(quick, { kind: 'rejected', error: 'again' }, start, null);

  expect(await alerts.counts()).toEqual([{ channel: 'slack', state: 'delivered', rows: 1 }]);
});

test('a rejected alert is given up', async () => {
  await open('bad');
  const { alert } = await claimOne();

  await attempt(alert.id, { kind: 'rejected', error: 'no such hook \u0000' });

  expect(await harness.store.alerts.counts()).toEqual([{ channel: 'slack', state: 'rejected', rows: 1 }]);
});
