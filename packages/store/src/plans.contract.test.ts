import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from './connection.ts';
import { explained, type Filled, fillStore, type Plan } from './testing/plans.ts';
import { type StoreHarness, startStoreHarness } from './testing/store-harness.ts';

let harness: StoreHarness;
let filled: Filled;
const now = new Date('2026-11-23T10:00:00.123Z');

beforeAll(async () => {
  harness = await startStoreHarness({ now });
  filled = await fillStore(harness, now);
});
afterAll(() => harness[Symbol.asyncDispose]());

/** The plans of every SELECT, UPDATE and DELETE that `work` sent, as auto_explain saw them run. */
async function plansOf(
  work: (explain: Awaited<ReturnType<typeof explained>>) => Promise<unknown>,
): Promise<Plan[]> {
  await using store = await explained(harness);
  await work(store);
  return store.plans();
}

/** No scan of a whole table of the record, and of partitioned tables one partition only. */
function expectFlat(plans: Plan[], partitioned: string[]): void {
  expect(plans.length).toBeGreaterThan(0);
  const scans = plans.flatMap((plan) => plan.scans);
  // A table of a few rows is read whole, and rightly so.
  expect(scans.filter((scan) => scan.node === 'Seq Scan' && scan.rows > 100)).toEqual([]);
  for (const table of partitioned) {
    const touched = new Set(
      scans
        .filter((scan) => scan.relation.startsWith(`${table}_2`) || scan.relation === `${table}_default`)
        .map((scan) => scan.relation),
    );
    expect([...touched], table).toEqual([`${table}_2026_11`]);
  }
}

test('findFile reads one partition of files, releases and facts', async () => {
  const plans = await plansOf(({ store }) => store.releases.findFile(filled.fileId));

  expectFlat(plans, ['release_files', 'releases', 'release_facts']);
});

test('findFilesByRelease goes by key, then prunes', async () => {
  const plans = await plansOf(({ store }) =>
    store.releases.findFilesByRelease('npmjs', filled.name, '1.0.0'),
  );

  expectFlat(plans, ['release_files', 'releases', 'release_facts']);
});

test('facts and packs of a release go by key, then prune', async () => {
  const plans = await plansOf(async ({ store }) => {
    await store.evidence.findFacts('npmjs', filled.name, '1.0.0');
    await store.evidence.findPacks('npmjs', filled.name, '1.0.0');
  });

  expectFlat(plans, ['compact_facts']);
});

test('versions and changes of a package go by key', async () => {
  const plans = await plansOf(async ({ store }) => {
    await store.releases.listVersions('npmjs', filled.name);
    await store.releases.listChanges('npmjs', filled.name);
  });

  expectFlat(plans, []);
});

test('what is known of packages goes by key, then prunes', async () => {
  const plans = await plansOf(({ store }) =>
    store.releases.findPackages('npmjs', [filled.name, 'never-seen', 'neither']),
  );

  expectFlat(plans, ['release_files', 'releases', 'release_facts', 'verdict_log']);
});

test('finding an analysis reads one partition', async () => {
  const plans = await plansOf(({ store }) => store.analyses.find(filled.analysisKey));

  expectFlat(plans, ['analyses', 'verdict_log']);
});

test('recording an analysis touches one partition of each table', async () => {
  const plans = await plansOf(({ store }) => filled.recordAgain(store));

  expectFlat(plans, ['analyses', 'release_files', 'verdict_log']);
});

test('a digest is looked up by index, for known, announced and unknown bytes', async () => {
  const known = await plansOf(({ store }) => store.releases.lookupDigest('sha512', filled.sha512));
  const unknown = await plansOf(({ store }) => store.releases.lookupDigest('sha1', 'f'.repeat(40)));

  expectFlat(known, ['release_files', 'verdict_log']);
  expectFlat(unknown, []);
});

test("a release's verdict goes by key, then prunes", async () => {
  const plans = await plansOf(({ store }) => store.verdicts.findForRelease('npmjs', filled.name, '1.0.0'));

  expectFlat(plans, ['release_files', 'verdict_log']);
});

test('the change feed is read from a cursor on, one partition a row', async () => {
  const plans = await plansOf(({ store }) => store.verdicts.listSince('100', 50));

  expectFlat(plans, ['verdict_log']);
});

test('rechecks are claimed from the front of their index, past no row that is not due', async () => {
  const plans = await plansOf(({ store }) => store.rechecks.claim('package', 50, 1000));

  expectFlat(plans, []);
  const read = plans.flatMap((plan) => plan.scans).filter((scan) => scan.index === 'rechecks_claim');
  expect(read.length).toBeGreaterThan(0);
  expect(read.reduce((sum, scan) => sum + scan.rows * scan.loops, 0)).toBeLessThanOrEqual(200);
});

test('alerts are claimed by their own index, with attempts by theirs', async () => {
  const plans = await plansOf(({ store }) => store.alerts.claim('slack', 5, 1000));

  expectFlat(plans, []);
  const indexes = plans.flatMap((plan) => plan.scans).map((scan) => scan.index);
  expect(indexes).toContain('alerts_claim');
  expect(indexes).toContain('alert_attempts_alert');
});

test('a receipt, an allowance and the parked list go by index', async () => {
  const plans = await plansOf(async ({ store }) => {
    await store.feeds.receipt('npmjs', filled.name);
    await store.allowance.ledger('registry.example', now);
    await store.parked.list({ limit: 20 });
  });

  expectFlat(plans, []);
});

test('a page of a feed compares with the last days by index, whatever else the month holds', async () => {
  const plans = await plansOf(async ({ store }) => {
    await using lease = await store.feeds.lead('npmjs');
    if (lease === null) throw new Error('nobody leads this feed');
    const rows = Array.from({ length: 20 }, (_, index) => ({
      seq: `${index}`,
      name: `${filled.name}-${index}`,
      revision: '1-a',
      deleted: false,
      raw: '{}',
    }));
    await store.transaction((tx) =>
      store.feeds.savePage(tx, lease, { rows, problems: [], cursor: '1', seenAt: now }),
    );
  });

  expectFlat(plans, ['feed_rows']);
});

test('what rows told of a name lately is found by its index, whatever else the month holds', async () => {
  const dayAgo = new Date(now.getTime() - 86_400_000);
  const plans = await plansOf(({ store }) => store.feeds.toldRevisions('npmjs', filled.name, dayAgo, now));

  expectFlat(plans, ['feed_rows']);
});

test('the outbox is read from its front', async () => {
  const plans = await plansOf(async ({ store }) => {
    await using lease = await store.outbox.lead();
    const rows = await lease?.take(10);
    await lease?.settle((rows ?? []).map((row) => row.id));
  });

  expectFlat(plans, []);
});

test('the fixture is large enough for an index to be worth it', async () => {
  const client = createClient({ databaseUrl: harness.databaseUrl, applicationName: 'test' });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM release_files_2026_11 UNION ALL SELECT count(*)::int FROM rechecks',
  );
  await client.end();
  expect(rows.every((row) => row.n >= 2000)).toBe(true);
});
