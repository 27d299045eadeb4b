import type { AnalysisPool } from '@weir/analysis';
import {
  AppError,
  type Clock,
  type Delivery,
  describeError,
  type EvidenceStore,
  type Failpoints,
  type FileFetcher,
  type Handler,
  type Logger,
  type Origin,
  type Outcome,
  type Registry,
  type ReleasePublished,
  type WeirEvent,
} from '@weir/model';
import type { Store, StoredFile } from '@weir/store';
import type { AnalyzerConfig } from './config.ts';
import { tooLargeFinding, unavailableFinding } from './findings.ts';
import type { AnalyzerMetrics } from './metrics.ts';
import { createAnalyzeFileStep } from './steps/analyze-file.ts';
import { createAskStandingStep, type FindStanding } from './steps/ask-standing.ts';
import { createCompareOriginalStep, type ReadPackage } from './steps/compare-original.ts';
import { createCompareReleaseStep } from './steps/compare-release.ts';
import { createFetchFileStep, type FetchStepResult } from './steps/fetch-file.ts';
import { createKeepEvidenceStep } from './steps/keep-evidence.ts';
import { createKnowDependenciesStep } from './steps/know-dependencies.ts';
import { createLoadPreviousStep } from './steps/load-previous.ts';
import { createLoadSiblingsStep } from './steps/load-siblings.ts';
import { createRecordVerdictStep } from './steps/record-verdict.ts';
import type { ScheduleSlowStep } from './steps/schedule-slow.ts';

export interface AnalyzeReleaseDeps {
  readonly store: Pick<Store, 'transaction' | 'releases' | 'analyses' | 'edges' | 'evidence' | 'feeds'>;
  readonly fetcherFor: (registry: Registry, origin: Origin) => FileFetcher;
  /** The same for the files of releases that others take the place of; absent: none is fetched. */
  readonly previousFetcherFor?: (registry: Registry, origin: Origin) => FileFetcher;
  /** Packages that a release may be a copy of; absent: none is looked up. */
  readonly readPackage?: ReadPackage;
  /** Why a file is not served; absent: nobody is asked. */
  readonly findStanding?: FindStanding;
  readonly pool: AnalysisPool;
  /** For analyses that left something unread; absent where nothing comes after. */
  readonly scheduleSlow?: ScheduleSlowStep;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  readonly metrics: AnalyzerMetrics;
  readonly config: AnalyzerConfig;
}

type NotYet = Extract<FetchStepResult, { kind: 'not-yet' }>;

const DONE: Outcome = { kind: 'done' };

/**
 * The analyzer's use case: one published file becomes one recorded verdict. Steps run in order, each retried alone;
 * a message that was handled before finds its analysis and ends at once.
 *
 * A step's error that is not retriable parks the message with the step's name; retriable ones that outlast their
 * step, and unknown ones, are thrown: the consumer stops with the work uncommitted.
 */
export function createAnalyzeRelease(deps: AnalyzeReleaseDeps): Handler {
  const { clock, config, metrics, pool, store } = deps;
  const fetchFile = createFetchFileStep(deps);
  const askStanding = createAskStandingStep(deps);
  const loadPrevious = createLoadPreviousStep(deps);
  const loadSiblings = createLoadSiblingsStep(deps);
  const knowDependencies = createKnowDependenciesStep(deps);
  const analyzeFile = createAnalyzeFileStep(deps);
  const compareOriginal = createCompareOriginalStep({ ...deps, analyzeFile });
  const compareRelease = createCompareReleaseStep({ ...deps, analyzeFile });
  const keepEvidence = createKeepEvidenceStep(deps);
  const record = createRecordVerdictStep(deps);

  async function deferOrGiveUp(
    file: StoredFile,
    published: ReleasePublished,
    notYet: NotYet,
    attempt: number,
    signal: AbortSignal,
  ): Promise<Outcome> {
    // A month's requests that are used up say nothing about the file: it is not given up for them.
    const ours = notYet.reason === 'REQUEST_ALLOWANCE_SPENT' ? notYet.waitMs : undefined;
    const waitMs = config.deferLadderMs[attempt] ?? ours;
    if (waitMs !== undefined) {
      metrics.deferred.inc({ kind: notYet.reason });
      const dueAt = new Date(clock.now() + Math.max(waitMs, notYet.waitMs));
      return { kind: 'defer', dueAt, reason: `${notYet.reason}: ${notYet.answer}` };
    }
    const standing = await askStanding(file, signal);
    const why = standing === null ? '' : ` ${standing}:`;
    await record.unread(file, published, {
      finding: unavailableFinding(attempt + 1, notYet.answer, standing),
      rulesetVersion: pool.rulesetVersion,
      gap: `unavailable:${why} ${file.release.purl} ${file.file.filename}, last answer ${notYet.answer}`,
    });
    return DONE;
  }

  async function analyzeRelease(
    { attempt }: Delivery,
    event: WeirEvent<'release.published.v1'>,
    signal: AbortSignal,
    enter: (step: string) => void,
  ): Promise<Outcome> {
    const published = event.data;
    enter('load');
    const file = await store.releases.findFile(published.fileId);
    if (file === null) {
      throw new AppError('FILE_UNKNOWN', `file ${published.fileId} is not in the store`, {
        retriable: false,
      });
    }
    const { fileId, factsDigest } = file;
    const done = await store.analyses.find({ fileId, factsDigest, rulesetVersion: pool.rulesetVersion });
    if (done) return DONE;

    enter('fetch');
    const fetched = await fetchFile(file, published.origin, signal);
    if (fetched.kind !== 'fetched') {
      enter('record');
      if (fetched.kind === 'not-yet') return await deferOrGiveUp(file, published, fetched, attempt, signal);
      const finding = tooLargeFinding(fetched.sizeBytesMax);
      await record.unread(file, published, { finding, rulesetVersion: pool.rulesetVersion, gap: null });
      return DONE;
    }

    await using spooled = fetched.file;
    enter('previous');
    const previous = await loadPrevious(file);
    enter('siblings');
    const siblings = await loadSiblings(file);
    enter('dependencies');
    const dependencies = await knowDependencies(file);
    const known = { previous, siblings, dependencies };
    enter('analyze');
    const first = await analyzeFile(file, spooled, known, signal);
    enter('original');
    const subject = await compareOriginal({ file, origin: published.origin, spooled, known, first }, signal);
    enter('compare');
    const analyzed = await compareRelease(subject, signal);
    enter('evidence');
    const kept = await keepEvidence(file, spooled, analyzed);
    enter('schedule');
    await deps.scheduleSlow?.(file, event, analyzed.result);
    enter('record');
    const { verdict, level, score } = await record.analyzed(file, published, analyzed, kept);
    deps.logger.info({ purl: file.release.purl, verdict, level, score }, 'release analysed');
    return DONE;
  }

  return async function analyzeReleaseHandler(delivery, signal) {
    const { event } = delivery;
    // Removals, yanks and takedowns leave nothing to analyse; the feeder has recorded them.
    if (event.type !== 'release.published.v1')
      return { kind: 'drop', reason: `nothing-to-analyse:${event.type}` };
    const { purl } = event.data.release;
    let step = 'load';
    try {
      return await analyzeRelease(delivery, event, signal, (name) => {
        step = name;
      });
    } catch (error) {
      if (signal.aborted) throw error;
      deps.logger.error({ purl, step, error: describeError(error) }, 'a release could not be analysed');
      if (!(error instanceof AppError) || error.retriable) throw error;
      return { kind: 'park', reason: error.code, step, error: `${purl}: ${describeError(error, 1500)}` };
    }
  };
}
