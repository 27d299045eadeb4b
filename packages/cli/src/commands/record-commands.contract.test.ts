import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDirectoryEvidenceStore, encodePack } from '@weir/evidence';
import { silentLogger, systemClock } from '@weir/runtime';
import {
  type GapKind,
  migrate,
  openStore,
  packageRecheckKind,
  packageSubject,
  type Store,
} from '@weir/store';
import {
  sampleFacts,
  sampleFactsDigest,
  sampleFile,
  sampleRef,
  startTestPostgres,
} from '@weir/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runWeir, type WeirRun } from '../testing/run-weir.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'weir-record-'));
let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let databaseUrl = '';
let store: Store;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});
beforeEach(async () => {
  await store?.[Symbol.asyncDispose]();
  databaseUrl = await postgres.createDatabase();
  await migrate(databaseUrl);
  store = await openStore({
    databaseUrl,
    applicationName: 'weir-test',
    poolMax: 2,
    clock: systemClock,
    logger: silentLogger,
    emitter: 'outbox',
  });
});

function weir(...args: string[]): WeirRun {
  return runWeir(args, { HOME: dataDir, WEIR_DATA: dataDir, DATABASE_URL: databaseUrl });
}

async function saveGap(kind: GapKind, fromCursor: string, ageMs = 0): Promise<string> {
  const seenAt = new Date(systemClock.now() - ageMs);
  const gap = {
    registry: 'npmjs',
    kind,
    fromCursor,
    toCursor: null,
    reason: 'gave \u001b[2Jup',
    seenAt,
  } as const;
  await store.transaction((tx) => store.feeds.saveGap(tx, gap));
  return (await store.feeds.listGaps({ limit: 1 }))[0]?.id ?? '';
}

describe('weir gaps', () => {
  it('lists open gaps with what to do, and asks for a person when one is old', async () => {
    expect(weir('gaps')).toMatchObject({ status: 0, stdout: 'no open gaps\n' });
    await saveGap('package', packageSubject('npmjs', '@s/late'));

    const fresh = weir('gaps');
    await saveGap('stretch', '129000000', 25 * 3_600_000);
    const old = weir('gaps', '--limit', '1');
    const json = weir('gaps', '--json');

    expect(fresh.status).toBe(0);
    expect(fresh.stdout).toMatch(/npmjs\/@s\/late {2}gave \\u\{1b\}\[2Jup {2}weir gaps retry \d+/);
    expect(old.status).toBe(1);
    expect(old.stdout).not.toContain('129000000');
    expect(JSON.parse(json.stdout)).toMatchObject([{ kind: 'package' }, { kind: 'stretch', filledAt: null }]);
  });

  it('closes gaps with the reason, once', async () => {
    const id = await saveGap('file', 'file:1');

    const closed = weir('gaps', 'close', id, '--why', 'never was public');
    const again = weir('gaps', 'close', id, '999', '--why', 'x');

    expect(closed).toMatchObject({ status: 0, stdout: `gap ${id} is closed\n` });
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/not open.*\n.*999 is not open/);
    expect(weir('gaps', '--all').stdout).toMatch(/closed .* by never was public/);
    expect(weir('gaps', 'close', 'x; DROP', '--why', 'x').stderr).toContain('GAP_ID');
    expect(weir('gaps', 'close', id).status).toBe(2);
  });

  it('schedules looks at packages, and says what to do about the rest', async () => {
    const subject = packageSubject('npmjs', '@s/late');
    const id = await saveGap('package', subject);
    const file = await saveGap('backfill', 'backfill a');

    const some = weir('gaps', 'retry', file, '999');
    const all = weir('gaps', 'retry');

    expect(some.status).toBe(1);
    expect(some.stderr).toMatch(/run that backfill again.*\n.*999 is not open/);
    expect(all).toMatchObject({ status: 0, stdout: `gap ${id}: the feeder looks at ${subject} again\n` });
    const [look] = await store.rechecks.claim(packageRecheckKind('npmjs'), 10, 1_000);
    expect(look).toMatchObject({ subject, reason: 'gap retried', attempt: 0 });
  });
});

describe('weir feeds', () => {
  it('says where a feed stands, and fails when it is behind', async () => {
    expect(weir('feeds')).toMatchObject({ status: 0, stdout: expect.stringContaining('not followed yet') });
    const at = new Date(systemClock.now());
    await using lease = await store.feeds.lead('npmjs');
    if (lease === null) throw new Error('nobody leads this feed');
    const rows = [{ seq: '7', name: 'a', revision: '1-a', deleted: false, raw: '{}' }];
    await store.transaction((tx) =>
      store.feeds.savePage(tx, lease, { rows, problems: [], cursor: '7', seenAt: at, atHead: true }),
    );
    await store.feeds.saveHealth(lease, { head: '7', atHead: true }, at);

    const well = weir('feeds');
    await store.feeds.saveHealth(lease, { head: '9', atHead: true }, new Date(at.getTime() - 3_600_000));
    const behind = weir('feeds', '--json');

    expect(well.status).toBe(0);
    expect(well.stdout).toMatch(/npmjs +7 +7 +\d+ s ago +\d+ s ago +0 +0 +1 +0 +none yet/);
    expect(behind.status).toBe(1);
    expect(JSON.parse(behind.stdout)).toMatchObject({
      feeds: [
        { registry: 'npmjs', waitingLooks: 1, problems: [expect.stringContaining('at the head')] },
        { registry: 'pypi', health: null, problems: [] },
      ],
    });
  });
});

describe('weir requests', () => {
  it('shows the month by kind of work, and projects its end', async () => {
    expect(weir('requests').stdout).toBe('no requests this month\n');
    const at = new Date(systemClock.now());
    await store.allowance.lease('documents.test', 'live', 1_200, 10_000, at);
    await store.allowance.lease('documents.test', 'backfill', 34, 10_000, at);

    const table = weir('requests');
    const json = weir('requests', '--json');

    expect(table.stdout).toMatch(/documents\.test +1,200 +0 +0 +34 +1,234 +[\d,]+ +[\d,]+ +4,500,000/);
    expect(JSON.parse(json.stdout)).toMatchObject({
      accounts: [{ account: 'documents.test', used: 1_234, usedBy: { live: 1_200, backfill: 34 } }],
    });
  });
});

describe('weir evidence', () => {
  async function keepFile(path: string, bytes: Buffer): Promise<void> {
    const evidence = createDirectoryEvidenceStore({ rootDir: join(dataDir, 'evidence') });
    const blob = await evidence.put(encodePack([{ path, bytes }]));
    const seenAt = new Date(systemClock.now());
    const release = {
      ref: sampleRef('pad'),
      files: [sampleFile(1)],
      facts: sampleFacts,
      factsDigest: sampleFactsDigest,
      publishedAt: null,
      seenAt,
    };
    await store.transaction(async (tx) => {
      const { files } = await store.releases.save(tx, release);
      const fileId = files[0]?.fileId ?? '';
      await store.evidence.keepPack(tx, fileId, { blob, files: 1, held: false }, seenAt);
    });
  }

  it('tells bytes a day and the year at that rate', async () => {
    expect(weir('evidence')).toMatchObject({ status: 0, stdout: 'nothing was kept in these days\n' });
    await keepFile('index.js', Buffer.from('exports.a = 1;'));

    expect(weir('evidence').stdout).toMatch(/^\d{4}-\d\d-\d\d +- .*\d+ B \(1\)$/m);
    expect(JSON.parse(weir('evidence', '--json').stdout)).toMatchObject({
      days: [{ kind: 'kept', items: 1 }],
      forecast: expect.arrayContaining([expect.objectContaining({ kind: 'facts', yearBytes: null })]),
    });
  });

  it('lists kept files and hands out their bytes as they are', async () => {
    const bytes = Buffer.from('\u001b[2J hostile \0 bytes');
    await keepFile('lib/\u001b[2Jevil.js', bytes);

    const listed = weir('evidence', 'ls', 'pkg:npm/pad@1.0.0');
    const printed = weir('evidence', 'cat', 'pkg:npm/pad@1.0.0', 'lib/\u001b[2Jevil.js');

    expect(listed.stderr).toBe('');
    expect(listed.stdout).toContain('lib/\\u{1b}[2Jevil.js');
    expect(printed).toMatchObject({ status: 0, stdout: bytes.toString() });
    expect(weir('evidence', 'cat', 'pkg:npm/pad@1.0.0', 'absent').stderr).toContain('EVIDENCE_UNKNOWN');
    expect(weir('evidence', 'ls', 'pkg:npm/pad@9.0.0').status).toBe(1);
    expect(weir('evidence', 'ls', 'pad').stderr).toContain('PURL_INVALID');
  });
});
