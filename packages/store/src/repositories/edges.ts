import { createHash } from 'node:crypto';
import { type PackageEdge, type Registry, safeText, VERDICTS, type Verdict } from '@weir/model';
import type { StoredFile, Tx } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';
import type { EdgeRepository, EdgeTarget, StoredEdge } from '../edge-api.ts';
import { safeTextOrNull } from '../text.ts';
import { targetOf, targetRecheckKind, targetSubject } from './edge-target.ts';
import { scheduleRechecks } from './rechecks.ts';

/** Targets of one file that the feeder is asked about: what more there is stays noted. */
export const FOLLOWED_MAX = 20;
/** An answer about a tag or a range holds for this long. */
const ANSWER_KEPT_MS = 24 * 3_600_000;
/** Behind everything live and everything late. */
const PRIORITY = 2;

function sha256(parts: readonly (string | null)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function targetDigest({ registry, name, wanted }: EdgeTarget): Buffer {
  return sha256([registry, name, wanted]);
}

interface Row {
  readonly edge: PackageEdge;
  readonly target: EdgeTarget | null;
  readonly state: 'pending' | 'unfollowed';
  readonly reason: string | null;
}

/** Decides which edges of a file are followed: the first targets, each once. Pure. */
function rowsOf(file: StoredFile, edges: readonly PackageEdge[]): Row[] {
  const targets = new Set<string>();
  return edges.map((edge): Row => {
    const target = targetOf(edge);
    if (target === null)
      return { edge, target, state: 'unfollowed', reason: 'no package of a registry that is followed' };
    const { release } = file;
    if (target.registry === release.registry && target.name === release.name)
      return { edge, target: null, state: 'unfollowed', reason: 'the package itself' };
    const subject = targetSubject(target);
    if (!targets.has(subject) && targets.size >= FOLLOWED_MAX)
      return { edge, target: null, state: 'unfollowed', reason: `more than ${FOLLOWED_MAX} targets` };
    targets.add(subject);
    return { edge, target, state: 'pending', reason: null };
  });
}

const INSERT = `
INSERT INTO release_edges (file_id, release_id, edge_sha256, channel, stage, ecosystem, name, spec, url, path, line, state,
                           reason, wanted, target_sha256, seen_at)
SELECT $1, $2, n.edge_sha256, n.channel, n.stage, n.ecosystem, n.name, n.spec, n.url, n.path, n.line, n.state, n.reason,
       n.wanted, n.target_sha256, $3
  FROM unnest($4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::int[],
              $13::text[], $14::text[], $15::text[], $16::bytea[])
    AS n(edge_sha256, channel, stage, ecosystem, name, spec, url, path, line, state, reason, wanted, target_sha256)
ON CONFLICT ON CONSTRAINT release_edges_subject DO NOTHING`;

/**
 * A version that is known with its files is the release; a tag or a range is what it was within the last day. Only
 * answers of the registry have a time: a link that was taken over must not make the next one last longer.
 */
const LINK_KNOWN = `
WITH waiting AS (
  SELECT id, name, wanted, target_sha256 FROM release_edges WHERE file_id = $1 AND state = 'pending'
), exact AS (
  SELECT w.id, k.release_id FROM waiting w
    JOIN release_keys k ON k.registry = $2 AND k.name = w.name AND k.version = w.wanted
   WHERE EXISTS (SELECT FROM release_file_keys f WHERE f.release_id = k.release_id)
), told AS (
  SELECT w.id, r.target_release_id AS release_id FROM waiting w
   CROSS JOIN LATERAL (
     SELECT target_release_id FROM release_edges
      WHERE target_sha256 = w.target_sha256 AND resolved_at > $3 AND state = 'linked'
      ORDER BY resolved_at DESC LIMIT 1) AS r
), found AS (
  SELECT id, release_id FROM exact UNION
  SELECT id, release_id FROM told WHERE id NOT IN (SELECT id FROM exact)
)
UPDATE release_edges e SET state = 'linked', target_release_id = f.release_id
  FROM found f WHERE e.id = f.id`;

const STILL_WAITING = `
SELECT DISTINCT name, wanted FROM release_edges WHERE file_id = $1 AND state = 'pending' ORDER BY name, wanted`;

const ANSWER = `
UPDATE release_edges SET state = $2, reason = $3, target_release_id = $4, resolved_at = $5
 WHERE target_sha256 = $1 AND state = 'pending' RETURNING id`;

async function save(
  tx: Tx,
  { file, edges, muted, at }: Parameters<EdgeRepository['save']>[1],
): Promise<number> {
  if (edges.length === 0) return 0;
  const rows = rowsOf(file, edges);
  const column = <T>(of: (row: Row) => T): T[] => rows.map(of);
  await tx.executeSql(INSERT, [
    file.fileId,
    file.releaseId,
    file.seenAt,
    column(({ edge }) => sha256([edge.channel, edge.ecosystem, edge.name, edge.spec, edge.url])),
    column(({ edge }) => edge.channel),
    column(({ edge }) => edge.stage),
    column(({ edge }) => edge.ecosystem),
    column(({ edge }) => safeTextOrNull(edge.name, 512)),
    column(({ edge }) => safeText(edge.spec, 1024)),
    column(({ edge }) => safeTextOrNull(edge.url, 2048)),
    column(({ edge }) => safeText(edge.file, 1024)),
    column(({ edge }) => edge.line),
    column(({ state }) => state),
    column(({ reason }) => reason),
    column(({ target }) => safeTextOrNull(target?.wanted ?? null, 256)),
    column(({ target }) => target && targetDigest(target)),
  ]);
  const registry = rows.find(({ target }) => target !== null)?.target?.registry;
  if (registry === undefined) return 0;
  const since = new Date(at.getTime() - ANSWER_KEPT_MS);
  await tx.executeSql(LINK_KNOWN, [file.fileId, registry, since]);
  const waiting = await tx.executeSql(STILL_WAITING, [file.fileId]);
  const found = waiting.rows as { name: string; wanted: string }[];
  const targets = found.map((row): EdgeTarget => ({ registry, ...row }));
  const rechecks = targets.map((target) => ({
    kind: targetRecheckKind(registry),
    subject: targetSubject(target),
    dueAt: at,
    attempt: 0,
    reason: `brought in by ${file.release.purl}`,
    payload: { muted },
    priority: PRIORITY,
  }));
  await scheduleRechecks(tx, at, rechecks);
  return targets.length;
}

interface EdgeRow {
  channel: PackageEdge['channel'];
  stage: PackageEdge['stage'];
  ecosystem: PackageEdge['ecosystem'];
  name: string | null;
  spec: string;
  url: string | null;
  path: string;
  line: number;
  state: StoredEdge['state'];
  reason: string | null;
  from_purl: string;
  target_purl: string | null;
  verdicts: Verdict[] | null;
}

/** The purl of a release, from its own month. */
function purlOf(id: string): string {
  return `(SELECT purl FROM releases WHERE id = ${id} AND seen_at = weir_seen_at(${id}) LIMIT 1)`;
}

const COLUMNS = `
  e.channel, e.stage, e.ecosystem, e.name, e.spec, e.url, e.path, e.line, e.state, e.reason,
  ${purlOf('e.release_id')} AS from_purl, ${purlOf('e.target_release_id')} AS target_purl,
  (SELECT array_agg(v.judgement->>'verdict')
     FROM release_file_keys k
    CROSS JOIN LATERAL (
      SELECT verdict_id FROM release_files WHERE id = k.file_id AND seen_at = weir_seen_at(k.file_id) LIMIT 1) AS f
    CROSS JOIN LATERAL (
      SELECT judgement FROM verdict_log WHERE id = f.verdict_id AND seen_at = weir_seen_at(f.verdict_id) LIMIT 1) AS v
    WHERE k.release_id = e.target_release_id) AS verdicts`;

const LIST_FROM = `
SELECT ${COLUMNS} FROM release_keys r JOIN release_edges e ON e.release_id = r.release_id
 WHERE r.registry = $1 AND r.name = $2 AND r.version = $3 ORDER BY e.id`;

const LIST_TO = `
SELECT ${COLUMNS} FROM release_keys r JOIN release_edges e ON e.target_release_id = r.release_id
 WHERE r.registry = $1 AND r.name = $2 AND r.version = $3 ORDER BY e.id DESC LIMIT $4`;

function toStoredEdge(row: EdgeRow): StoredEdge {
  const { channel, stage, ecosystem, name, spec, url, path, line } = row;
  const worst = (row.verdicts ?? []).toSorted((a, b) => VERDICTS.indexOf(b) - VERDICTS.indexOf(a))[0];
  return {
    edge: { channel, stage, ecosystem, name, spec, url, file: path, line },
    from: row.from_purl,
    state: row.state,
    reason: row.reason,
    target: row.target_purl === null ? null : { purl: row.target_purl, verdict: worst ?? null },
  };
}

/** What releases bring in: see EdgeRepository. */
export function createEdgeRepository(db: Queryable): EdgeRepository {
  const list = async (text: string, values: unknown[]): Promise<StoredEdge[]> => {
    const { rows } = await translated(() => db.query<EdgeRow>(text, values));
    return rows.map(toStoredEdge);
  };
  const key = (registry: Registry, name: string, version: string): string[] => [
    registry,
    safeText(name, 512),
    safeText(version, 256),
  ];
  return {
    save,
    async answer(tx, target, answer, at) {
      const releaseId = answer.kind === 'linked' ? await findRelease(tx, target, answer.version) : null;
      // What was found and cannot be stored is not linked to anything.
      const state = answer.kind === 'linked' && releaseId === null ? 'failed' : answer.kind;
      const reason = answer.kind === 'linked' ? null : safeText(answer.reason, 500);
      const { rows } = await tx.executeSql(ANSWER, [targetDigest(target), state, reason, releaseId, at]);
      return rows.length;
    },
    listFrom: (registry, name, version) => list(LIST_FROM, key(registry, name, version)),
    listTo: (registry, name, version, limit) => list(LIST_TO, [...key(registry, name, version), limit]),
  };
}

async function findRelease(
  tx: { executeSql: Tx['executeSql'] },
  { registry, name }: EdgeTarget,
  version: string,
): Promise<string | null> {
  const { rows } = await tx.executeSql(
    'SELECT release_id FROM release_keys WHERE registry = $1 AND name = $2 AND version = $3',
    [registry, safeText(name, 512), safeText(version, 256)],
  );
  return (rows[0] as { release_id: string } | undefined)?.release_id ?? null;
}
