import { type Actor, createId, type Judgement, safeText } from '@weir/model';
import type { RecordedAnalysis, StoredFile, Tx } from '../api.ts';
import { toJsonb } from '../text.ts';

/** The verdict that a file has now, as far as a new decision needs it. */
export interface StandingVerdict {
  readonly id: string;
  readonly actor_kind: Actor['kind'];
  readonly facts_digest: string;
  readonly ruleset_version: string;
  readonly artifact_sha256: Buffer | null;
  readonly judgement: Judgement;
}

/** Locks the file, so that two decisions about it follow each other, and returns its standing verdict. */
export async function lockFile(tx: Tx, file: StoredFile): Promise<StandingVerdict | null> {
  const { rows } = await tx.executeSql(
    'SELECT verdict_id FROM release_files WHERE id = $1 AND seen_at = $2 FOR UPDATE',
    [file.fileId, file.seenAt],
  );
  const { verdict_id: verdictId } = (rows[0] ?? { verdict_id: null }) as { verdict_id: string | null };
  if (verdictId === null) return null;
  const { rows: verdicts } = await tx.executeSql(
    `SELECT id, actor_kind, facts_digest, ruleset_version, artifact_sha256, judgement
       FROM verdict_log WHERE id = $1 AND seen_at = weir_seen_at($1)`,
    [verdictId],
  );
  return (verdicts[0] as StandingVerdict | undefined) ?? null;
}

/** Appends a verdict, queues it for the public feed and, when it stands, makes it the file's own. */
export async function insertVerdict(
  tx: Tx,
  verdict: {
    readonly verdictId: string;
    readonly file: StoredFile;
    readonly analysisId: string | null;
    /** Null when the bytes could not be read. */
    readonly artifact: Buffer | null;
    readonly judgement: Judgement;
    readonly rulesetVersion: string;
    readonly actor: Actor;
    readonly decidedAt: Date;
    readonly supersedes: string | null;
    readonly stands: boolean;
  },
): Promise<void> {
  const { file, actor } = verdict;
  await tx.executeSql(
    `WITH logged AS (
       INSERT INTO verdict_log (id, file_id, release_id, artifact_sha256, analysis_id, ruleset_version, facts_digest, scope,
                                actor_kind, actor_name, judgement, supersedes, purl, decided_at, seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'file', $8, $9, $10, $11, $12, $13, $14)
     ), standing AS (
       UPDATE release_files
          SET artifact_sha256 = coalesce($4, artifact_sha256), verdict_id = CASE WHEN $15 THEN $1 ELSE verdict_id END
        WHERE id = $2 AND seen_at = $14)
     INSERT INTO verdict_queue (verdict_id) VALUES ($1)`,
    [
      verdict.verdictId,
      file.fileId,
      file.releaseId,
      verdict.artifact,
      verdict.analysisId,
      verdict.rulesetVersion,
      file.factsDigest,
      actor.kind,
      safeText(actor.name, 128),
      toJsonb(verdict.judgement),
      verdict.supersedes,
      safeText(file.release.purl, 2048),
      verdict.decidedAt,
      file.seenAt,
      verdict.stands,
    ],
  );
}

/** A verdict about bytes that could not be read, once: see AnalysisRepository.recordUnread. */
export async function recordUnread(
  tx: Tx,
  unread: {
    readonly file: StoredFile;
    readonly judgement: Judgement;
    readonly rulesetVersion: string;
    readonly actor: Actor;
    readonly decidedAt: Date;
  },
): Promise<Omit<RecordedAnalysis, 'analysisId'>> {
  const { file, rulesetVersion } = unread;
  const standing = await lockFile(tx, file);
  const { rows } = await tx.executeSql(
    `SELECT id, supersedes FROM verdict_log
      WHERE file_id = $1 AND seen_at = $2 AND ruleset_version = $3 AND facts_digest = $4
        AND analysis_id IS NULL AND actor_kind = 'analysis'`,
    [file.fileId, file.seenAt, rulesetVersion, file.factsDigest],
  );
  const known = rows[0] as { id: string; supersedes: string | null } | undefined;
  if (known !== undefined) return { verdictId: known.id, supersedes: known.supersedes, created: false };
  // What was once read, or what a person said, is not undone by bytes that are gone.
  const stands =
    standing === null || (standing.actor_kind === 'analysis' && standing.artifact_sha256 === null);
  const verdictId = createId(file.seenAt);
  const supersedes = stands ? (standing?.id ?? null) : null;
  await insertVerdict(tx, { ...unread, verdictId, analysisId: null, artifact: null, supersedes, stands });
  return { verdictId, supersedes, created: true };
}
