import { createHash } from 'node:crypto';
import {
  type Actor,
  type AnalysisResult,
  createId,
  type Finding,
  type Indicator,
  safeText,
  VERDICTS,
} from '@weir/model';
import type { RecordedAnalysis, StoredFile, Tx } from '../api.ts';
import { safeTextOrNull, toBytes, toJsonb } from '../text.ts';
import { insertVerdict, lockFile, type StandingVerdict } from './record-verdict.ts';

interface NewAnalysis {
  readonly file: StoredFile;
  readonly result: AnalysisResult;
  readonly actor: Actor;
  readonly decidedAt: Date;
  readonly evidenceSha256: string | null;
}

/** The rules of an analysis, whatever it was allowed to cost: `<version>+slow` are the rules of `<version>`. */
function rulesOf(rulesetVersion: string): string {
  return rulesetVersion.split('+')[0] ?? rulesetVersion;
}

/**
 * What a person decided stands for its artifact and facts, until the facts change or an analysis finds worse. What an
 * analysis decided stands until the next one, unless that one was incomplete, found less, and had nothing new to go
 * by: not having seen it again is no reason to take it back.
 */
function reopens(standing: StandingVerdict | null, analysis: NewAnalysis): boolean {
  if (standing === null) return true;
  const sameFacts = standing.facts_digest === analysis.file.factsDigest;
  const sameBytes = standing.artifact_sha256?.toString('hex') === analysis.result.artifact.sha256;
  const { judgement } = analysis.result;
  const worse = VERDICTS.indexOf(judgement.verdict) > VERDICTS.indexOf(standing.judgement.verdict);
  if (standing.actor_kind !== 'analysis') return !(sameFacts && sameBytes) || worse;
  const sameRules = rulesOf(standing.ruleset_version) === rulesOf(analysis.result.rulesetVersion);
  const less = VERDICTS.indexOf(judgement.verdict) < VERDICTS.indexOf(standing.judgement.verdict);
  return judgement.complete || !less || !(sameRules && sameFacts && sameBytes);
}

async function insertFindings(
  tx: Tx,
  analysisId: string,
  file: StoredFile,
  findings: readonly Finding[],
): Promise<void> {
  const rows = findings.map((finding, ordinal) => ({
    ordinal,
    detector: finding.detector,
    rule: finding.rule,
    kind: finding.kind,
    basis: finding.basis,
    severity: finding.severity,
    stage: finding.stage,
    confidence: finding.confidence,
    class: finding.class,
    summary: finding.summary,
    path: finding.location?.file ?? null,
    line: finding.location?.line ?? null,
    end_line: finding.location?.endLine ?? null,
    layer: finding.location?.layer ?? null,
    snippet: finding.snippet,
    chain: finding.chain,
  }));
  await tx.executeSql(
    `INSERT INTO findings (analysis_id, file_id, seen_at, ordinal, detector, rule, kind, basis, severity, stage, confidence,
                           class, summary, path, line, end_line, layer, snippet, chain)
     SELECT $1, $2, $3, r.* FROM jsonb_to_recordset($4::jsonb) AS r(ordinal smallint, detector text, rule text, kind text,
       basis text, severity text, stage text, confidence real, class text, summary text, path text, line int,
       end_line int, layer text, snippet text, chain jsonb)`,
    [analysisId, file.fileId, file.seenAt, toJsonb(rows, 2000)],
  );
}

/** Ordinal of sightings in reached code that no finding is about. */
const NO_FINDING = -1;

/** What an analysis saw, each with its finding; hosts of reached code of every release can be hunted backwards. */
function seenIndicators({ findings, facts }: AnalysisResult): (Indicator & { readonly ordinal: number })[] {
  const found = findings.flatMap(({ indicators }, ordinal) =>
    indicators.map((indicator) => ({ ...indicator, ordinal })),
  );
  const named = (facts?.hosts ?? []).map((value) => ({
    type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('domain' as const),
    value,
    ordinal: NO_FINDING,
  }));
  return [...found, ...named];
}

/** Interns indicators (sorted, so that two analyses cannot lock each other out) and notes where they were seen. */
async function insertSightings(
  tx: Tx,
  analysisId: string,
  file: StoredFile,
  result: AnalysisResult,
): Promise<void> {
  const sightings = seenIndicators(result).map(({ type, value, ordinal }) => {
    const clean = safeText(value, 2048);
    return { ordinal, type, value: clean, digest: createHash('sha256').update(clean).digest() };
  });
  if (sightings.length === 0) return;
  const columns = [
    sightings.map((sighting) => sighting.type),
    sightings.map((sighting) => sighting.value),
    sightings.map((sighting) => sighting.digest),
  ];
  await tx.executeSql(
    `INSERT INTO indicators (type, value, value_sha256, first_seen_at)
     SELECT DISTINCT ON (type, digest) type, value, digest, $4::timestamptz
       FROM unnest($1::text[], $2::text[], $3::bytea[]) AS n(type, value, digest) ORDER BY type, digest
     ON CONFLICT ON CONSTRAINT indicators_value DO NOTHING`,
    [...columns, file.seenAt],
  );
  await tx.executeSql(
    `INSERT INTO indicator_sightings (indicator_id, analysis_id, ordinal, file_id, seen_at)
     SELECT i.id, $3, n.ordinal, $4, $5
       FROM unnest($1::text[], $2::bytea[], $6::smallint[]) AS n(type, digest, ordinal)
       JOIN indicators i ON i.type = n.type AND i.value_sha256 = n.digest
     ON CONFLICT DO NOTHING`,
    [
      columns[0],
      columns[2],
      analysisId,
      file.fileId,
      file.seenAt,
      sightings.map((sighting) => sighting.ordinal),
    ],
  );
}

/** Stores one analysis with everything it found, once: see AnalysisRepository.record. */
export async function recordAnalysis(tx: Tx, analysis: NewAnalysis): Promise<RecordedAnalysis> {
  const { file, result } = analysis;
  const standing = await lockFile(tx, file);
  const known = await findAnalysis(tx, {
    fileId: file.fileId,
    seenAt: file.seenAt,
    rulesetVersion: result.rulesetVersion,
    factsDigest: file.factsDigest,
  });
  if (known !== null) return known;
  const ids = { analysisId: createId(file.seenAt), verdictId: createId(file.seenAt) };
  const stands = reopens(standing, analysis);
  const supersedes = stands ? (standing?.id ?? null) : null;
  const artifact = toBytes(result.artifact.sha256);
  await tx.executeSql(
    `INSERT INTO analyses (id, file_id, ruleset_version, facts_digest, verdict_id, artifact_sha256, judgement, complete,
                           capabilities, skipped, file_count, unpacked_bytes, elapsed_ms, evidence_sha256, analysed_at, seen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      ids.analysisId,
      file.fileId,
      result.rulesetVersion,
      file.factsDigest,
      ids.verdictId,
      artifact,
      toJsonb(result.judgement),
      result.judgement.complete,
      result.capabilities.map((capability) => safeText(capability, 64)),
      toJsonb(result.skipped, 2000),
      result.fileCount,
      result.unpackedBytes,
      result.elapsedMs,
      safeTextOrNull(analysis.evidenceSha256, 64) === null ? null : toBytes(analysis.evidenceSha256 ?? ''),
      analysis.decidedAt,
      file.seenAt,
    ],
  );
  if (result.findings.length > 0) await insertFindings(tx, ids.analysisId, file, result.findings);
  await insertSightings(tx, ids.analysisId, file, result);
  await insertVerdict(tx, {
    verdictId: ids.verdictId,
    file,
    analysisId: ids.analysisId,
    artifact,
    judgement: result.judgement,
    rulesetVersion: result.rulesetVersion,
    actor: analysis.actor,
    decidedAt: analysis.decidedAt,
    supersedes,
    stands,
  });
  await tx.executeSql(
    'INSERT INTO artifact_files (artifact_sha256, file_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [artifact, file.fileId],
  );
  return { ...ids, supersedes, created: true };
}

/** An analysis by its natural key, in the file's month. */
export async function findAnalysis(
  db: { executeSql: Tx['executeSql'] },
  key: { fileId: string; seenAt: Date; rulesetVersion: string; factsDigest: string },
): Promise<RecordedAnalysis | null> {
  const { rows } = await db.executeSql(
    `SELECT a.id, a.verdict_id, v.supersedes
       FROM analyses a LEFT JOIN verdict_log v ON v.id = a.verdict_id AND v.seen_at = a.seen_at
      WHERE a.file_id = $1 AND a.seen_at = $2 AND a.ruleset_version = $3 AND a.facts_digest = $4`,
    [key.fileId, key.seenAt, key.rulesetVersion, key.factsDigest],
  );
  const row = rows[0] as { id: string; verdict_id: string; supersedes: string | null } | undefined;
  if (row === undefined) return null;
  return { analysisId: row.id, verdictId: row.verdict_id, supersedes: row.supersedes, created: false };
}
