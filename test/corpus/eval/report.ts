import { LEVELS, type Level, VERDICTS, type Verdict } from '@weir/model';
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
import type { FindingLines } from './finding-lines.ts';
import { leaveTechniquesOut } from './left-out.ts';
import type { Mode } from './outcome.ts';
import type { VariantReport } from './robustness.ts';
import type { Run } from './run-samples.ts';
import { STRATA, type Stratum, strataOf } from './strata.ts';
import { DEFAULT_OVER, judgedOf, verdictOf, voteOf, voteWithout } from './votes.ts';

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
  /** Recall on a technique without the detector that was made for it. */
  readonly leftOut: ReturnType<typeof leaveTechniquesOut>;
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
  /** Whether findings lie on malicious lines; null when that was not asked for. */
  readonly lines: FindingLines | null;
  /** What is kept when archives are written anew; null when that was not asked for. */
  readonly robustness: readonly VariantReport[] | null;
  /** Processor time of a file with names and container, in milliseconds. */
  readonly cost: { readonly benign: Cost; readonly malicious: Cost };
  /** Samples whose process was killed or failed. */
  readonly failures: readonly string[];
}

function countVerdicts(runs: readonly Run[], mode: Mode): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const run of runs) counts[verdictOf(run, mode)]++;
  return counts;
}

function ablate(malicious: readonly Run[], benign: readonly Run[], mode: Mode): Ablation[] {
  const detectors = new Set(
    [...malicious, ...benign].flatMap((run) =>
      (judgedOf(run, mode)?.findings ?? []).map(({ detector }) => detector),
    ),
  );
  const votesWithout = (runs: readonly Run[], detector: string): Vote[] =>
    runs.map((run) => voteWithout(run, mode, detector));
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
    leftOut: leaveTechniquesOut(bearing, benign, mode),
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
  readonly lines: FindingLines | null;
  readonly robustness: readonly VariantReport[] | null;
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
    lines: input.lines,
    robustness: input.robustness,
    cost: { benign: costOf(benign), malicious: costOf(malicious) },
    failures: [...malicious, ...benign].flatMap((run) =>
      run.failure === null ? [] : [`${run.sample.id}: ${run.failure}`],
    ),
  };
}
