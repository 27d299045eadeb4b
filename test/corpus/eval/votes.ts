import type { Verdict } from '@weir/model';
import { judge, pointsOf } from '@weir/scoring';
import type { Vote } from './figures.ts';
import type { Judged, LeanFinding, Mode, Sample } from './outcome.ts';
import type { Run } from './run-samples.ts';

/** What counts as caught by default: `suspicious` or worse, which is a score of 40 (packages/scoring). */
export const DEFAULT_OVER = 39;

/** What an archive was judged to be in a mode; null when its process was killed or failed. */
export function judgedOf(run: Run, mode: Mode): Judged | null {
  return run.examined?.modes[mode] ?? null;
}

/** Benign distributions to put code into: what is found in them is not theirs. Up to a size in bytes. */
export function hostsAmong(benign: readonly Run[], sizeBytesMax: number): Sample[] {
  return benign
    .filter((run) => judgedOf(run, 'blind')?.judgement.verdict === 'benign')
    .map(({ sample }) => sample)
    .filter(({ sizeBytes }) => sizeBytes <= sizeBytesMax);
}

/** An archive that was not judged is inconclusive. */
export function verdictOf(run: Run, mode: Mode): Verdict {
  return judgedOf(run, mode)?.judgement.verdict ?? 'inconclusive';
}

/** Minus infinity for what is inconclusive or was not judged, which is a miss at every threshold. */
export function scoreOf(judged: Judged | null): number {
  if (judged === null || judged.judgement.verdict === 'inconclusive') return Number.NEGATIVE_INFINITY;
  return judged.judgement.score;
}

/** An archive as figures count it, by its own score. */
export function voteOf(run: Run, mode: Mode): Vote {
  const { family, weight } = run.sample;
  return { family, weight, score: scoreOf(judgedOf(run, mode)) };
}

type Whole = Parameters<typeof pointsOf>[0];

/** A kept finding as the scoring takes it: what it does not read is empty. */
function whole(finding: LeanFinding): Whole {
  return { ...finding, basis: 'content', location: null, snippet: null, indicators: [], chain: [] };
}

/** The threat that says most, the first of equals; null when nothing speaks for an attack. */
export function strongestOf(judged: Judged | null): LeanFinding | null {
  let strongest: LeanFinding | null = null;
  let most = 0;
  for (const finding of judged?.findings ?? []) {
    const points = pointsOf(whole(finding));
    if (points > most) [strongest, most] = [finding, points];
  }
  return strongest;
}

/** The vote of an archive when a detector says nothing. */
export function voteWithout(run: Run, mode: Mode, detector: string): Vote {
  const judged = judgedOf(run, mode);
  const vote = voteOf(run, mode);
  if (!judged?.findings.some((finding) => finding.detector === detector)) return vote;
  const findings = judged.findings.filter((finding) => finding.detector !== detector).map(whole);
  const { verdict, score } = judge({ findings, skipped: [], complete: judged.judgement.complete });
  return { ...vote, score: verdict === 'inconclusive' ? Number.NEGATIVE_INFINITY : score };
}
