import { createId, type Logger } from '@weir/model';
import { silentLogger } from '@weir/runtime';
import type { Store } from '../api.ts';
import { createClient, type Queryable } from '../connection.ts';
import { openStore } from '../open.ts';
import {
  sampleFacts,
  sampleFactsDigest,
  sampleFile,
  sampleRef,
  sampleResult,
  sampleVerdict,
} from './samples.ts';
import type { StoreHarness } from './store-harness.ts';

/** One scan of one table, as it ran. */
export interface Scan {
  readonly node: string;
  readonly relation: string;
  readonly index: string;
  /** Rows that were read, with those that a filter threw away; per loop. */
  readonly rows: number;
  readonly loops: number;
}

export interface Plan {
  readonly query: string;
  readonly scans: readonly Scan[];
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** Scans that really ran: a partition that was pruned while running has no loops. */
function scansOf(node: PlanNode): Scan[] {
  const loops = node['Actual Loops'] ?? 0;
  const own =
    node['Node Type'].endsWith('Scan') &&
    (node['Relation Name'] ?? node['Index Name']) !== undefined &&
    loops > 0
      ? [
          {
            node: node['Node Type'],
            relation: node['Relation Name'] ?? '',
            index: node['Index Name'] ?? '',
            rows: (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0),
            loops,
          },
        ]
      : [];
  return [...own, ...(node.Plans ?? []).flatMap(scansOf)];
}

const SETTINGS = [
  'session_preload_libraries=auto_explain',
  'auto_explain.log_min_duration=0',
  'auto_explain.log_analyze=on',
  'auto_explain.log_timing=off',
  'auto_explain.log_format=json',
  'client_min_messages=log',
];

/** A store whose server tells the plan of every statement it ran (auto_explain; needs a superuser). */
export async function explained(
  harness: StoreHarness,
): Promise<AsyncDisposable & { readonly store: Store; plans(): Plan[] }> {
  const notices: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    debug(fields) {
      if ('notice' in fields) notices.push(String(fields.notice));
    },
  };
  const url = new URL(harness.databaseUrl);
  url.searchParams.set('options', SETTINGS.map((setting) => `-c ${setting}`).join(' '));
  const store = await openStore({
    databaseUrl: url.href,
    applicationName: 'weir-explained',
    poolMax: 2,
    clock: harness.clock,
    logger,
    emitter: 'outbox',
  });
  return {
    store,
    plans: () =>
      notices
        .filter((notice) => notice.includes('plan:'))
        .map(
          (notice) =>
            JSON.parse(notice.slice(notice.indexOf('{'))) as { 'Query Text': string; Plan: PlanNode },
        )
        .map((plan) => ({ query: plan['Query Text'], scans: scansOf(plan.Plan) }))
        .filter((plan) => plan.scans.length > 0),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

const ROWS = 3000;

/** Other rows than the one that is looked for: enough for an index to be worth it, in three months. */
async function fillOthers(db: Queryable, now: Date): Promise<void> {
  const month = 30 * 24 * 3_600_000;
  const ids = Array.from({ length: ROWS }, (_, index) =>
    createId(
      new Date(now.getTime() + (index % 10 === 0 ? (index % 20 === 0 ? -month : month) : -index * 1000)),
    ),
  );
  const statements = [
    `INSERT INTO releases SELECT id, 'npmjs', 'npm', 'o-' || id, 'o', '1.0.0', 'pkg:npm/o', NULL, weir_seen_at(id) FROM n`,
    `INSERT INTO release_keys SELECT 'npmjs', 'o-' || id, '1.0.0', id FROM n`,
    `INSERT INTO release_file_keys SELECT id, 'f', '', '', id FROM n`,
    `INSERT INTO release_files SELECT id, id, 'f', '', '', '{}', '{}', 1, 'd', 'fetched', sha256(id::text::bytea), id, weir_seen_at(id) FROM n`,
    `INSERT INTO release_facts SELECT id, 'd', '{}', weir_seen_at(id) FROM n`,
    `INSERT INTO declared_digests SELECT 'sha1', sha256(id::text::bytea), id FROM n`,
    `INSERT INTO artifact_digests SELECT 'sha512', sha256(id::text::bytea), sha256(id::text::bytea) FROM n`,
    `INSERT INTO artifact_files SELECT sha256(id::text::bytea), id FROM n`,
    `INSERT INTO analyses SELECT id, id, 'r', 'd', id, sha256(id::text::bytea), '{}', true, '{}', '[]', 1, 1, 1, NULL, now(), weir_seen_at(id) FROM n`,
    `INSERT INTO verdict_log SELECT id, id, id, sha256(id::text::bytea), id, 'r', 'd', 'file', 'analysis', 'w', '{}', NULL, 'p', now(), weir_seen_at(id) FROM n`,
    `INSERT INTO verdict_feed SELECT row_number() OVER (), id FROM n WHERE weir_seen_at(id) < $2 AND weir_seen_at(id) > $2::timestamptz - interval '20 days'`,
    `INSERT INTO packages SELECT 'npmjs', 'o-' || id, '1-a', NULL, false, $2, $2 FROM n`,
    `INSERT INTO feed_rows SELECT 'npmjs', id::text, 'o-' || id, '1-a', false, '{}', weir_seen_at(id) FROM n`,
    `INSERT INTO release_changes (registry, name, kind, purl, seen_at) SELECT 'npmjs', 'o-' || id, 'removed', 'pkg:npm/o', $2::timestamptz FROM n`,
    `INSERT INTO rechecks (kind, subject, due_at, available_at, attempt, reason, payload, priority, generation)
     SELECT 'package', id::text, $2::timestamptz + x, $2::timestamptz + x, 0, 'r', '{}', abs(hashtext(id::text)) % 4, 1
       FROM n, LATERAL (SELECT CASE WHEN left(md5(id::text), 1) = '0' THEN interval '0' ELSE interval '1 hour' END AS x) AS due`,
    `INSERT INTO alerts SELECT id, 'slack', id::text, abs(hashtext(id::text)) % 4, 'null', 'delivered', $2, $2, $2 FROM n`,
    `INSERT INTO alert_attempts SELECT id, id, $2, $2, 'delivered', '' FROM n`,
    `INSERT INTO parked SELECT id, 'g', 't', 'k', NULL, id::text, '', 'r', 's', 'e', weir_seen_at(id), NULL FROM n`,
    `INSERT INTO outbox (topic, key, event_id, event) SELECT 'verdicts', 'npm/o', id, $3 FROM n`,
  ];
  const event = JSON.stringify(sampleVerdict('o', now));
  for (const statement of statements) {
    await db.query(
      `WITH n AS (SELECT id FROM unnest($1::uuid[]) AS id WHERE $2::timestamptz IS NOT NULL AND $3::text IS NOT NULL) ${statement}`,
      [ids, now, event],
    );
  }
}

/** What the tests of plans look for. */
export interface Filled {
  readonly name: string;
  readonly fileId: string;
  readonly sha512: string;
  readonly analysisKey: { fileId: string; rulesetVersion: string; factsDigest: string };
  recordAgain(store: Store): Promise<unknown>;
}

/** Fills a store with other rows and one release of its own, and gathers statistics. */
export async function fillStore(harness: StoreHarness, now: Date): Promise<Filled> {
  const { store } = harness;
  const name = 'looked-for';
  const client = createClient({ databaseUrl: harness.databaseUrl, applicationName: 'weir-fill' });
  await client.connect();
  try {
    await fillOthers(client, now);
    const saved = await store.transaction((tx) =>
      store.releases.save(tx, {
        ref: sampleRef(name),
        files: [sampleFile(7)],
        facts: sampleFacts,
        factsDigest: sampleFactsDigest,
        publishedAt: null,
        seenAt: now,
      }),
    );
    const fileId = saved.files[0]?.fileId ?? '';
    const file = await store.releases.findFile(fileId);
    if (file === null) throw new Error('the file was not stored');
    const record = (by: Store, rulesetVersion: string): Promise<unknown> =>
      by.transaction(async (tx) => {
        await by.releases.saveArtifact(tx, sampleResult(7).artifact, 'f', now);
        return by.analyses.record(tx, {
          file,
          result: sampleResult(7, 'malicious', rulesetVersion),
          actor: { kind: 'analysis', name: 'weir' },
          decidedAt: now,
          evidenceSha256: null,
        });
      });
    await record(store, 'rules-1');
    await store.transaction((tx) =>
      store.alerts.open(tx, {
        channel: 'slack',
        subject: name,
        dedupeKey: name,
        level: 'high',
        verdict: sampleVerdict(name, now).data,
        openedAt: now,
      }),
    );
    await client.query('ANALYZE');
    return {
      name,
      fileId,
      sha512: sampleFile(7).digests.sha512 ?? '',
      analysisKey: { fileId, rulesetVersion: 'rules-1', factsDigest: sampleFactsDigest },
      recordAgain: (by) => record(by, 'rules-2'),
    };
  } finally {
    await client.end();
  }
}
