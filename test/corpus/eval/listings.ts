import type { Mode } from './outcome.ts';
import type { Run } from './run-samples.ts';
import { verdictOf } from './votes.ts';

const FINDINGS_SHOWN = 6;

function describeFindings(run: Run, mode: Mode): string[] {
  return (run.examined?.modes[mode]?.findings ?? [])
    .filter(({ kind }) => kind !== 'capability')
    .slice(0, FINDINGS_SHOWN)
    .map(
      ({ rule, severity, stage, file, line, summary }) =>
        `${rule} ${severity} ${stage} ${file ?? '-'}:${line ?? '-'} ${summary}`,
    );
}

/** Benign distributions that are not benign to us, with what was found or left unread. */
export function describeFalsePositives(benign: readonly Run[], modes: readonly Mode[]): string {
  const lines = modes.flatMap((mode) =>
    benign
      .filter((run) => verdictOf(run, mode) !== 'benign')
      .flatMap((run) => {
        const judged = run.examined?.modes[mode];
        return [
          `${mode} ${verdictOf(run, mode)} ${judged?.judgement.score ?? '-'} ${run.sample.id}`,
          ...describeFindings(run, mode).map((line) => `    ${line}`),
          ...[...(judged?.skipped ?? []), ...(run.failure === null ? [] : [run.failure])].map(
            (reason) => `    unread ${reason}`,
          ),
        ];
      }),
  );
  return `${lines.join('\n')}\n`;
}

/** Malicious archives that the default threshold does not catch, in the first of the modes. */
export function describeMisses(malicious: readonly Run[], modes: readonly Mode[]): object[] {
  const mode = modes[0];
  if (mode === undefined) return [];
  return malicious
    .filter((run) => ['benign', 'inconclusive'].includes(verdictOf(run, mode)))
    .map((run) => ({
      family: run.sample.family,
      file: run.sample.id,
      filename: run.sample.filename,
      verdict: verdictOf(run, mode),
      score: run.examined?.modes[mode]?.judgement.score ?? null,
      codeFree: run.examined?.sketch.codeFree ?? null,
      findings: describeFindings(run, mode),
      unread: run.examined?.modes[mode]?.skipped ?? [],
      failure: run.failure,
    }));
}
