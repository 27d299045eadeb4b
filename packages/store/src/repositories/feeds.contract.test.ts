import type { FeedRow, KnownOwners } from '@weir/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FeedLease, PackageReceipt } from '../api.ts';
import { type StoreHarness, startStoreHarness } from '../testing/store-harness.ts';

let harness: StoreHarness;
let lease: FeedLease;
const seenAt = new Date('2026-11-23T10:00:00Z');

beforeAll(async () => {
  harness = await startStoreHarness({ now: seenAt });
  const taken = await harness.store.feeds.lead('npmjs');
  if (taken === null) throw new Error('nobody leads this feed');
  lease = taken;
});
afterAll(async () => {
  await lease[Symbol.asyncDispose]();
  await harness[Symbol.asyncDispose]();
});

function row(seq: string, name: string, revision: string | null, deleted = false): FeedRow {
  return { seq, name, revision, deleted, raw: JSON.stringify({ seq, id: name }) };
}

function save(rows: FeedRow[], cursor: string, at = seenAt, by: FeedLease = lease): Promise<number> {
  const { store } = harness;
  return store.transaction((tx) => store.feeds.savePage(tx, by, { rows, problems: [], cursor, seenAt: at }));
}

async function count(table: string): Promise<number> {
  const { rows } = await harness.store.sql.executeSql(`SELECT count(*)::int AS n FROM ${table}`);
  return (rows[0] as { n: number }).n;
}

test('a page leaves rows, receipts, rechecks and the cursor', async () => {
  const before = await lease.cursor();

  const scheduled = await save([row('1', 'a', '1-x'), row('2', 'b', '7-y'), row('3', 'a', '2-z', true)], '3');

  expect(before).toBeNull();
  expect(scheduled).toBe(2);
  expect(await lease.cursor()).toBe('3');
  expect(await harness.store.feeds.receipt('npmjs', 'a')).toEqual({
    registry: 'npmjs',
    name: 'a',
    documentBytes: null,
    lastFetchedAt: null,
    watchedSince: null,
    owners: null,
    seenRevision: '2-z',
    fetchedRevision: null,
    deleted: true,
    firstSeenAt: seenAt,
    lastSeenAt: seenAt,
  });
  expect(await harness.store.feeds.receipt('npmjs', 'never')).toBeNull();
  const claimed = await harness.store.rechecks.claim('package:npmjs', 10, 1000);
  expect(claimed.map((recheck) => recheck.subject).toSorted()).toEqual(['npmjs/a', 'npmjs/b']);
  expect(claimed[0]?.payload).toMatchObject({ seenAt: seenAt.toISOString() });
});

test('a page that is read again schedules nothing and adds no rows', async () => {
  const page = [row('10', 'again', '4-a'), row('11', 'again-two', '1-a')];
  const first = await save(page, '11');
  const rowsBefore = await count('feed_rows');

  const second = await save(page, '11', new Date(seenAt.getTime() + 3_600_000));

  expect([first, second]).toEqual([2, 0]);
  expect(await count('feed_rows')).toBe(rowsBefore);
});

test('an older revision does not replace a newer one; every row that was not seen is news', async () => {
  await save([row('20', 'revs', '10-a'), row('21', 'opaque', 'abc'), row('22', 'none', null)], '22');

  const older = await save([row('23', 'revs', '9-a')], '23');
  const newer = await save([row('24', 'revs', '11-a')], '24');
  const opaque = await save([row('25', 'opaque', 'abb')], '25');
  const none = await save([row('26', 'none', null)], '26');
  const shownAgain = await save([row('27', 'revs', '11-a')], '27');

  expect([older, newer, opaque, none, shownAgain]).toEqual([1, 1, 1, 1, 1]);
  expect((await harness.store.feeds.receipt('npmjs', 'revs'))?.seenRevision).toBe('11-a');
});

test('a name that was deleted can begin anew, with revisions from the beginning', async () => {
  await save([row('28', 'reborn', '9-a', true)], '28');

  const scheduled = await save([row('29', 'reborn', '1-b')], '29');

  expect(scheduled).toBe(1);
  expect(await harness.store.feeds.receipt('npmjs', 'reborn')).toMatchObject({
    seenRevision: '1-b',
    deleted: false,
  });
});

test('a fetched revision is noted beside the seen one', async () => {
  const { store } = harness;
  await save([row('30', 'fetched', '5-a')], '30');

  await store.transaction((tx) =>
    store.feeds.saveFetched(
      tx,
      'npmjs',
      'fetched',
      { revision: '4-a', documentBytes: 7, gone: null, watchedSince: seenAt, before: null },
      seenAt,
    ),
  );

  expect(await store.feeds.receipt('npmjs', 'fetched')).toMatchObject({
    seenRevision: '5-a',
    fetchedRevision: '4-a',
    watchedSince: seenAt,
  });
});

test('a look is saved while what it began with holds, and not when another look or a sweep overtook it', async () => {
  const { store } = harness;
  const ann = { revision: '1', names: ['ann'], released: ['ann'] };
  const read = (): Promise<PackageReceipt | null> => store.feeds.receipt('pypi', 'owned');
  const saves = (
    before: PackageReceipt | null,
    revision: string,
    owners: KnownOwners | null,
  ): Promise<void> =>
    store.transaction((tx) =>
      store.feeds.saveFetched(
        tx,
        'pypi',
        'owned',
        { revision, documentBytes: null, gone: null, watchedSince: null, owners, before },
        new Date(seenAt.getTime() + Number(revision)),
      ),
    );
  const overtaken = { code: 'LOOK_OVERTAKEN', retriable: true };
  await saves(null, '1', ann);
  const first = await read();
  await saves(first, '3', null);
  const second = await read();

  await expect(saves(first, '4', null), 'another look').rejects.toMatchObject(overtaken);
  await store.sql.executeSql("UPDATE packages SET fetched_revision = NULL WHERE name = 'owned'");
  await expect(saves(second, '4', null), 'a sweep that forgot the revision').rejects.toMatchObject(overtaken);
  await saves(await read(), '4', { ...ann, revision: '2', names: ['eve'] });
  const last = await read();
  await expect(saves(last && { ...last, owners: ann }, '5', null), 'owners').rejects.toMatchObject(overtaken);
  expect(await read()).toMatchObject({ fetchedRevision: '4', owners: { names: ['eve'] } });
});

test('an older copy does not take a fetched revision back, and a package that came back begins anew', async () => {
  const { store } = harness;
  async function fetched(revision: string, reborn = false): Promise<void> {
    const before = await store.feeds.receipt('npmjs', 'copies');
    const look = { revision, documentBytes: null, gone: null, reborn, watchedSince: null, before };
    await store.transaction((tx) => store.feeds.saveFetched(tx, 'npmjs', 'copies', look, seenAt));
  }
  await save([row('31', 'copies', '9-a')], '31');

  await fetched('9-a');
  await fetched('8-b');
  const kept = await store.feeds.receipt('npmjs', 'copies');
  await save([row('32', 'copies', '10-a', true)], '32');
  await save([row('33', 'copies', '1-c')], '33');
  await fetched('1-c', true);
  const reborn = await store.feeds.receipt('npmjs', 'copies');

  expect(kept).toMatchObject({ fetchedRevision: '9-a', documentBytes: null });
  expect(reborn).toMatchObject({ seenRevision: '1-c', fetchedRevision: '1-c', deleted: false });
});

test('a feed has one leader; who was replaced is fenced and stores nothing', async () => {
  const other = await harness.openAnother();
  const refused = await other.feeds.lead('npmjs');
  const old = await harness.store.feeds.lead('pypi');
  if (old === null) throw new Error('pypi has no leader yet');
  // The old leader's connection breaks without its knowing, as after a network partition.
  await other.sql.executeSql(
    `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database() AND l.objid = hashtext('feed:pypi')::oid`,
  );
  let next: FeedLease | null = null;
  await expect
    .poll(
      async () => {
        next = await other.feeds.lead('pypi');
        return next;
      },
      { timeout: 5000 },
    )
    .not.toBeNull();
  const rowsBefore = await count('feed_rows');

  await expect(save([row('1', 'fenced', '1-a')], '1', seenAt, old)).rejects.toMatchObject({
    code: 'FEED_FENCED',
    retriable: false,
  });

  expect(refused).toBeNull();
  expect(await count('feed_rows')).toBe(rowsBefore);
  await expect(old.cursor()).rejects.toMatchObject({ code: 'FEED_FENCED' });
  await (next as FeedLease | null)?.[Symbol.asyncDispose]();
});

test('a gap is recorded once', async () => {
  const { store } = harness;
  const gap = {
    registry: 'npmjs' as const,
    kind: 'stretch' as const,
    fromCursor: '5',
    toCursor: null,
    reason: 'rolled over',
    seenAt,
  };

  await store.transaction((tx) => store.feeds.saveGap(tx, gap));
  await store.transaction((tx) => store.feeds.saveGap(tx, gap));

  expect((await store.stats()).gaps).toBe(1);
});

test('hostile rows are kept or become problems; they never fail the page', async () => {
  const hostile = [
    row('40\u0000', 'nul\u0000name', '1-a'),
    row('41', 'lone\uD800surrogate', '1-a'),
    row('42', 'n'.repeat(1_000_000), '1-a'),
    row('43', '', '1-a'),
    row('44', 'good', '9'.repeat(100_000)),
    { ...row('45', 'good-two', '1-\u0000'), raw: '\u0000'.repeat(1_000_000) },
    row('46', 'constructor', '1-a'),
  ];
  const problemsBefore = await count('feed_problems');

  const scheduled = await save(hostile, '46\u0000');

  expect(scheduled).toBe(3);
  expect((await count('feed_problems')) - problemsBefore).toBe(4);
  expect((await harness.store.feeds.receipt('npmjs', 'good-two'))?.seenRevision).toBe('1-\uFFFD');
});

test('raw rows are pruned after seven days', async () => {
  const old = new Date(seenAt.getTime() - 8 * 24 * 3_600_000);
  await save([row('0', 'ancient', '1-a')], '50', old);
  const before = await count(`feed_rows WHERE name = 'ancient'`);

  await harness.store.ensurePartitions(seenAt);

  expect(before).toBe(1);
  expect(await count(`feed_rows WHERE name = 'ancient'`)).toBe(0);
  expect(await harness.store.feeds.receipt('npmjs', 'ancient')).not.toBeNull();
});

test('revisions that rows told of a name since, each once', async () => {
  const later = new Date(seenAt.getTime() + 60_000);
  await save([row('t1', 'told', '@1'), row('t2', 'other', '@9')], 't2');
  await save([row('t3', 'told', '@2'), row('t4', 'told', '@2'), row('t5', 'told', null)], 't5', later);

  const { feeds } = harness.store;
  expect(await feeds.toldRevisions('npmjs', 'told', seenAt, later)).toEqual(['@1', '@2']);
  expect(await feeds.toldRevisions('npmjs', 'told', later, later)).toEqual(['@2']);
  expect(await feeds.toldRevisions('pypi', 'told', seenAt, later)).toEqual([]);
});
