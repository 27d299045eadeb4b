import {
  type Clock,
  createId,
  type Failpoints,
  type Finding,
  type Judgement,
  type ReleasePublished,
  safeText,
} from '@weir/model';
import { retryStep } from '@weir/runtime';
import { judge } from '@weir/scoring';
import type { Store, StoredFile, Tx } from '@weir/store';
import type { AnalyzerConfig } from '../config.ts';
import { type AnalyzerMetrics, observeVerdict } from '../metrics.ts';
import { ANALYZER_ACTOR, verdictEvent } from '../verdict-event.ts';
import type { AnalyzedFile } from './analyze-file.ts';
import { type KeptEvidence, noteEvidence } from './keep-evidence.ts';

export interface RecordStepDeps {
  readonly store: Pick<Store, 'transaction' | 'releases' | 'analyses' | 'edges' | 'evidence' | 'feeds'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly failpoints: Failpoints;
  readonly metrics: AnalyzerMetrics;
  readonly config: AnalyzerConfig;
}

/** A file that will not be read, and why. `gap` is recorded as one when nothing was ever served. */
export interface UnreadFile {
  readonly finding: Finding;
  readonly rulesetVersion: string;
  readonly gap: string | null;
}

interface Decision {
  readonly verdictId: string;
  readonly analysisId: string | null;
  readonly artifactSha256: string | null;
  readonly supersedes: string | null;
  /** False when it stood already: its event is out. */
  readonly created: boolean;
}

interface Subject {
  readonly file: StoredFile;
  readonly published: ReleasePublished;
  readonly judgement: Judgement;
  readonly rulesetVersion: string;
  readonly findings: readonly Finding[];
}

/** Records verdicts: each in one transaction with its event, retried as a whole while the store is away. */
export interface RecordVerdictStep {
  /** The analysis, the artifact, the file's state, what it brings in, what is kept of it, the verdict and its event. */
  analyzed(
    file: StoredFile,
    published: ReleasePublished,
    analyzed: AnalyzedFile,
    kept: KeptEvidence,
  ): Promise<Judgement>;
  /** `inconclusive` for a file that cannot be read, with its event. */
  unread(file: StoredFile, published: ReleasePublished, unread: UnreadFile): Promise<Judgement>;
}

/** Creates the step. Throws STORE_UNAVAILABLE (retriable) when the store stays away, everything else as it comes. */
export function createRecordVerdictStep(deps: RecordStepDeps): RecordVerdictStep {
  const { store, clock, config, failpoints, metrics } = deps;

  async function commit(
    subject: Subject,
    write: (tx: Tx, decidedAt: Date) => Promise<Decision>,
  ): Promise<Judgement> {
    const { file, published, judgement, rulesetVersion, findings } = subject;
    const decidedAt = new Date(clock.now());
    const decision = await retryStep(
      () =>
        store.transaction(async (tx) => {
          const written = await write(tx, decidedAt);
          if (written.created) {
            const eventId = createId(decidedAt);
            const parts = { file, published, judgement, rulesetVersion, findings, decidedAt, eventId };
            await tx.emit([verdictEvent({ ...parts, ...written })]);
          }
          failpoints.reach('analyzer.before-commit');
          return written;
        }),
      {
        clock,
        random: deps.random,
        attemptsMax: config.attemptsMax,
        firstMs: config.backoffFirstMs,
        maxMs: config.backoffMaxMs,
      },
    );
    failpoints.reach('analyzer.after-commit');
    if (decision.created) {
      const { lane, replay } = published.origin;
      const { publishedAt, seenAt } = published;
      observeVerdict(metrics, judgement.verdict, {
        decidedAt,
        publishedAt,
        seenAt,
        live: lane === 'live' && !replay,
      });
    }
    return judgement;
  }

  return {
    analyzed(file, published, analyzed, kept) {
      const { result, verification } = analyzed;
      const { artifact, judgement, rulesetVersion, findings } = result;
      const subject = { file, published, judgement, rulesetVersion, findings };
      const state = verification.outcome === 'mismatch' ? 'mismatch' : 'fetched';
      return commit(subject, async (tx, decidedAt) => {
        await store.releases.saveArtifact(tx, artifact, file.file.filename, file.seenAt);
        await store.releases.setFileState(tx, file.fileId, state, artifact.sha256);
        const analysis = {
          file,
          result,
          actor: ANALYZER_ACTOR,
          decidedAt,
          evidenceSha256: kept.bundleSha256,
        };
        const recorded = await store.analyses.record(tx, analysis);
        if (recorded.created) {
          const { muted } = published.origin;
          await store.edges.save(tx, { file, edges: result.edges ?? [], muted, at: decidedAt });
          await noteEvidence(tx, store, file, analyzed, kept, decidedAt);
        }
        return { ...recorded, artifactSha256: artifact.sha256 };
      });
    },
    unread(file, published, { finding, rulesetVersion, gap }) {
      const judgement = judge({ findings: [finding], skipped: [], complete: false });
      const subject = { file, published, judgement, rulesetVersion, findings: [finding] };
      return commit(subject, async (tx, decidedAt) => {
        if (gap !== null) {
          await store.releases.setFileState(tx, file.fileId, 'gone', null);
          await store.feeds.saveGap(tx, {
            registry: file.release.registry,
            kind: 'file',
            fromCursor: `file:${file.fileId}`,
            toCursor: null,
            reason: safeText(gap, 500),
            seenAt: file.seenAt,
          });
        }
        const decision = await store.analyses.recordUnread(tx, {
          file,
          judgement,
          rulesetVersion,
          actor: ANALYZER_ACTOR,
          decidedAt,
        });
        return { ...decision, analysisId: null, artifactSha256: null };
      });
    },
  };
}
