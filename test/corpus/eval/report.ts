import { LEVELS, type Level, VERDICTS, type Verdict } from '@weir/model';
import { judge } from '@weir/scoring';
import { quantile } from '../../lib/percentile.ts';
import { type BaselineSample, baselineVotes, fitContainerAndSize, fitNearestNeighbour } from './baselines.ts';
import { type Comparison, type ComparisonReport, compareOver } from './comparison.ts';
import {
  byFamily,
  type Curve,
  curveOf,
  type Figure,
  figure,
  isClaimed,
  type OperatingPoint,
  operateAt,
  STRATUM_SAMPLES_MIN,
  type Vote,
} from './figures.ts';
import type { Judged, Mode } from './outcome.ts';
import type { Run } from './run-samples.ts';
import { STRATA, type Stratum, strataOf } from './strata.ts';

/** What counts as caught by default: `suspicious` or worse, which is a score of 40 (packages/scoring). */
const DEFAULT_OVER = 39;

interface Ablation {
  readonly detector: string;
  /** Family votes lost at the default threshold without the detector. */
  readonly familiesLost: number;
  readonly falsePositivesLost: number;
}

export interface ModeReport {
  /** Code-bearing families only. */
  readonly atDefault: OperatingPoint;
  readonly curve: Curve;
  readonly verdicts: {
    readonly malicious: Readonly<Record<Verdict, number>>;
    readonly benign: Readonly<Record<Verdict, Figure>>;
  };
  readonly alertsPer10000: Readonly<Record<Level, Figure & { readonly per10000: number }>>;
  /** Archives without code, apart: none of them is in any figure above. */
  readonly codeFree: { readonly archives: number; readonly family: Figure };
  readonly strata: Readonly<Record<Stratum, Figure | 'not measured'>>;
  readonly ablation: readonly Ablation[];
  readonly goals: readonly { readonly goal: string; readonly claimed: boolean; readonly measured: Figure }[];
}

interface Cost {
  readonly files: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

export interface Report {
  readonly split: 'train' | 'dev';
  readonly every: number;
  readonly sets: {
    readonly malicious: number;
    readonly families: number;
    readonly codeFree: number;
    readonly benign: number;
    readonly benignSdists: number;
  };
  readonly modes: Partial<Record<Mode, ModeReport>>;
  readonly baselines: { readonly containerAndSize: Curve; readonly nearestNeighbour: Curve };
  /** Another tool over the same archives; null when none was given. */
  readonly comparison: ComparisonReport | null;
  /** Processor time of a file with names and container, in milliseconds. */
  readonly cost: { readonly benign: Cost; readonly malicious: Cost };
  /** Samples whose process was killed or failed. */
  readonly failures: readonly string[];
}

function judgedOf(run: Run, mode: Mode): Judged | null {
  return run.examined?.modes[mode] ?? null;
}

/** An archive that was not judged is inconclusive. */
export function verdictOf(run: Run, mode: Mode): Verdict {
  return judgedOf(run, mode)?.judgement.verdict ?? 'inconclusive';
}

function voteOf(run: Run, mode: Mode): Vote {
  const { family, weight } = run.sample;
  const judged = judgedOf(run, mode);
  const isUnknown = judged === null || judged.judgement.verdict === 'inconclusive';
  return { family, weight, score: isUnknown ? Number.NEGATIVE_INFINITY : judged.judgement.score };
}

function countVerdicts(runs: readonly Run[], mode: Mode): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const run of runs) counts[verdictOf(run, mode)]++;
  return counts;
}

function scoreWithout(judged: Judged, detector: string): number {
  const findings = judged.findings
    .filter((finding) => finding.detector !== detector)
    .map((finding) => ({
      ...finding,
      basis: 'content' as const,
      location: null,
      snippet: null,
      indicators: [],
      chain: [],
    }));
  const { verdict, score } = judge({ findings, skipped: [], complete: judged.judgement.complete });
  return verdict === 'inconclusive' ? Number.NEGATIVE_INFINITY : score;
}

function ablate(malicious: readonly Run[], benign: readonly Run[], mode: Mode): Ablation[] {
  const detectors = new Set(
    [...malicious, ...benign].flatMap((run) =>
      (judgedOf(run, mode)?.findings ?? []).map(({ detector }) => detector),
    ),
  );
  const votesWithout = (runs: readonly Run[], detector: string): Vote[] =>
    runs.map((run) => {
      const judged = judgedOf(run, mode);
      const vote = voteOf(run, mode);
      return judged?.findings.some((finding) => finding.detector === detector)
        ? { ...vote, score: scoreWithout(judged, detector) }
        : vote;
    });
  const votes = (runs: readonly Run[]): Vote[] => runs.map((run) => voteOf(run, mode));
  const all = byFamily(votes(malicious), DEFAULT_OVER).hits;
  const alarms = byFamily(votes(benign), DEFAULT_OVER).hits;
  return [...detectors]
    .map((detector) => ({
      detector,
      familiesLost: all - byFamily(votesWithout(malicious, detector), DEFAULT_OVER).hits,
      falsePositivesLost: alarms - byFamily(votesWithout(benign, detector), DEFAULT_OVER).hits,
    }))
    .toSorted((a, b) => b.familiesLost - a.familiesLost);
}

function reportAlerts(benign: readonly Run[], mode: Mode): ModeReport['alertsPer10000'] {
  const alerts = benign
    .filter((run) => ['suspicious', 'malicious'].includes(verdictOf(run, mode)))
    .map((run) => judgedOf(run, mode)?.judgement.level);
  return Object.fromEntries(
    LEVELS.map((level) => {
      const counted = figure(alerts.filter((other) => other === level).length, benign.length);
      return [level, { ...counted, per10000: 10_000 * (counted.share ?? 0) }];
    }),
  ) as ModeReport['alertsPer10000'];
}

function reportGoals(curve: Curve, benign: ModeReport['verdicts']['benign']): ModeReport['goals'] {
  const over = figure(benign.suspicious.hits + benign.malicious.hits, benign.suspicious.total);
  const state = (goal: string, measured: Figure, bound: Parameters<typeof isClaimed>[1]) => ({
    goal,
    measured,
    claimed: isClaimed(measured, bound),
  });
  return [
    state('recall >= 80 % with at most 1 false positive', curve.oneFalsePositive.recall.family, {
      atLeast: 0.8,
    }),
    state('recall >= 90 % at 0.5 % false positives', curve.halfPercent.recall.family, { atLeast: 0.9 }),
    { goal: 'benign malicious 0', measured: benign.malicious, claimed: benign.malicious.hits === 0 },
    state('benign suspicious or malicious <= 0.5 %', over, { atMost: 0.005 }),
    state('benign inconclusive <= 0.05 %', benign.inconclusive, { atMost: 0.0005 }),
  ];
}

function reportMode(malicious: readonly Run[], benign: readonly Run[], mode: Mode): ModeReport {
  const isCodeFree = (run: Run): boolean => run.examined?.sketch.codeFree ?? false;
  const bearing = malicious.filter((run) => !isCodeFree(run));
  const free = malicious.filter(isCodeFree);
  const votes = (runs: readonly Run[]): Vote[] => runs.map((run) => voteOf(run, mode));
  const counted = countVerdicts(benign, mode);
  const verdicts = {
    malicious: countVerdicts(bearing, mode),
    benign: Object.fromEntries(
      VERDICTS.map((verdict) => [verdict, figure(counted[verdict], benign.length)]),
    ) as Record<Verdict, Figure>,
  };
  const strata = strataOf(bearing, benign);
  const curve = curveOf(votes(bearing), votes(benign));
  return {
    atDefault: operateAt(votes(bearing), votes(benign), DEFAULT_OVER),
    curve,
    verdicts,
    alertsPer10000: reportAlerts(benign, mode),
    codeFree: { archives: free.length, family: byFamily(votes(free), DEFAULT_OVER) },
    strata: Object.fromEntries(
      STRATA.map((stratum) => {
        const runs = bearing.filter((run) => strata.get(run)?.includes(stratum));
        return [
          stratum,
          runs.length < STRATUM_SAMPLES_MIN ? 'not measured' : byFamily(votes(runs), DEFAULT_OVER),
        ];
      }),
    ) as ModeReport['strata'],
    ablation: ablate(bearing, benign, mode),
    goals: reportGoals(curve, verdicts.benign),
  };
}

function costOf(runs: readonly Run[]): Cost {
  const times = runs.flatMap((run) => judgedOf(run, 'full')?.cpuMs ?? judgedOf(run, 'blind')?.cpuMs ?? []);
  const round = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    files: times.length,
    meanMs: round(times.reduce((sum, ms) => sum + ms, 0) / Math.max(1, times.length)),
    p50Ms: round(quantile(times, 0.5)),
    p95Ms: round(quantile(times, 0.95)),
    maxMs: round(quantile(times, 1)),
  };
}

function toBaseline(run: Run): BaselineSample {
  const { set, family, weight, filename, sizeBytes } = run.sample;
  const shingles = run.examined?.sketch.shingles ?? [];
  return { malicious: set === 'malicious', family, weight, filename, sizeBytes, shingles };
}

export interface ReportInput {
  readonly split: 'train' | 'dev';
  readonly every: number;
  readonly modes: readonly Mode[];
  /** The archives of the split that is reported. */
  readonly malicious: readonly Run[];
  readonly benign: readonly Run[];
  /** What baselines learn from: the archives of `train`. */
  readonly train: readonly Run[];
  readonly comparison: Comparison | null;
}

/** Makes all figures of a run; pure. */
export function makeReport(input: ReportInput): Report {
  const { split, every, modes, malicious, benign, train, comparison } = input;
  const bearing = (runs: readonly Run[]): BaselineSample[] =>
    runs.filter((run) => !run.examined?.sketch.codeFree).map(toBaseline);
  const judged = split === 'train' ? null : bearing(malicious);
  const baseline = (fit: typeof fitContainerAndSize): Curve => {
    const votes = baselineVotes(fit, bearing(train), benign.map(toBaseline), judged);
    return curveOf(votes.malicious, votes.benign);
  };
  return {
    split,
    every,
    sets: {
      malicious: malicious.length,
      families: new Set(malicious.map((run) => run.sample.family)).size,
      codeFree: malicious.filter((run) => run.examined?.sketch.codeFree).length,
      benign: benign.length,
      benignSdists: benign.filter((run) => !run.sample.filename.endsWith('.whl')).length,
    },
    modes: Object.fromEntries(modes.map((mode) => [mode, reportMode(malicious, benign, mode)])),
    baselines: {
      containerAndSize: baseline(fitContainerAndSize),
      nearestNeighbour: baseline(fitNearestNeighbour),
    },
    comparison:
      comparison &&
      compareOver(
        comparison,
        malicious.filter((run) => !run.examined?.sketch.codeFree),
        benign,
      ),
    cost: { benign: costOf(benign), malicious: costOf(malicious) },
    failures: [...malicious, ...benign].flatMap((run) =>
      run.failure === null ? [] : [`${run.sample.id}: ${run.failure}`],
    ),
  };
}
