import type { ComparisonReport } from './comparison.ts';
import type { Curve, Figure, OperatingPoint } from './figures.ts';
import type { FindingLines, LineReport } from './finding-lines.ts';
import type { ModeReport, Report } from './report.ts';
import type { VariantReport } from './robustness.ts';

function percent(share: number): string {
  return (100 * share).toFixed(share < 0.01 ? 2 : 1);
}

function show({ hits, total, share, low, high }: Figure): string {
  const count = Number.isInteger(hits) ? String(hits) : hits.toFixed(1);
  if (share === null) return 'none';
  return `${count} of ${total} = ${percent(share)} % [${percent(low)}, ${percent(high)}]`;
}

function showPoint(title: string, { over, recall, falsePositives }: OperatingPoint): string[] {
  const shown = Number.isInteger(over) ? String(over) : over.toFixed(3);
  return [
    `  ${title} (score over ${shown})`,
    `    recall by family   ${show(recall.family)}`,
    `    recall by cluster  ${show(recall.cluster)}`,
    `    recall by archive  ${show(recall.archive)}`,
    `    false positives    ${show(falsePositives)}`,
  ];
}

function showCurve(curve: Curve): string[] {
  const point = (title: string, at: Curve['halfPercent']): string[] => [
    ...showPoint(title, at),
    `    cross-validated    recall by family ${show(at.crossValidated.recall)}; false positives ${show(at.crossValidated.falsePositives)}`,
  ];
  return [
    ...point('at most 1 false positive', curve.oneFalsePositive),
    ...point('at 0.5 % false positives', curve.halfPercent),
  ];
}

function showMode(mode: string, report: ModeReport): string[] {
  const { verdicts, alertsPer10000, strata, codeFree, ablation, leftOut, goals } = report;
  return [
    '',
    mode === 'blind'
      ? 'BLIND: names, publisher, popularity, age, container and size withheld; the primary figure'
      : 'FULL CONTEXT: names, container and size as in `weir scan FILE`; the sets hold no registry facts',
    ...showPoint('at the default threshold: suspicious or worse', report.atDefault),
    ...showCurve(report.curve),
    `  malicious verdicts: ${Object.entries(verdicts.malicious)
      .map(([verdict, count]) => `${verdict} ${count}`)
      .join(', ')} (inconclusive is a miss)`,
    ...Object.entries(verdicts.benign).map(([verdict, counted]) => `  benign ${verdict}: ${show(counted)}`),
    `  alerts per 10,000 benign: ${Object.entries(alertsPer10000)
      .map(
        ([level, { per10000, low, high }]) =>
          `${level} ${per10000.toFixed(1)} [${(10_000 * low).toFixed(1)}, ${(10_000 * high).toFixed(1)}]`,
      )
      .join(', ')}`,
    `  without code, apart: ${codeFree.archives} archives; flagged by family ${show(codeFree.family)}`,
    ...Object.entries(strata).map(
      ([stratum, counted]) =>
        `  stratum ${stratum}: ${typeof counted === 'string' ? counted : show(counted)}`,
    ),
    ...ablation
      .slice(0, 12)
      .map(
        ({ detector, familiesLost, falsePositivesLost }) =>
          `  without ${detector}: ${familiesLost.toFixed(1)} families and ${falsePositivesLost.toFixed(0)} false positives fewer`,
      ),
    '  leave one technique out: archives whose strongest finding is of a detector, judged without it (by family)',
    ...leftOut.measured.map(
      ({ technique, archives, withAll, withoutOwn, refitted }) =>
        `    ${technique} (${archives} archives): ${show(withAll)} with it; ${show(withoutOwn)} without; at 0.5 % refitted (over ${refitted.over}) ${show(refitted.recall)}`,
    ),
    ...Object.entries(leftOut.notMeasured).map(
      ([technique, archives]) => `    ${technique} (${archives} archives): not measured`,
    ),
    ...goals.map(
      ({ goal, claimed, measured }) => `  ${claimed ? 'claimed' : 'not claimed'}: ${goal}: ${show(measured)}`,
    ),
  ];
}

function showComparison({ tool, version, atDefault, curve, cost }: ComparisonReport): string[] {
  return [
    `${tool} ${version} over the same archives, source rules only; processor time of a benign file: mean ${cost.meanMs} ms, p50 ${cost.p50Ms}, p95 ${cost.p95Ms}`,
    ...showPoint('at its default', atDefault),
    ...showCurve(curve),
  ];
}

function showMeasured(measured: Figure | 'not measured'): string {
  return typeof measured === 'string' ? measured : show(measured);
}

function showLines({ planted, copies }: FindingLines): string[] {
  const line = (title: string, { packages, exact, near, byChance }: LineReport): string =>
    `  ${title} (${packages} packages): on a malicious line ${showMeasured(exact)}; within 3 lines ${showMeasured(near)}; a line by chance ${percent(byChance)} %`;
  return [
    '',
    'LINE OF THE STRONGEST FINDING, blind, of what is detected',
    `  ${planted.snippets} inert snippets planted in benign distributions; detected, a vote a snippet: ${show(planted.detected)}`,
    line('planted', planted.all),
    ...Object.entries(planted.byStage).map(([stage, report]) => line(`planted, ${stage}`, report)),
    line('copies of benign distributions, a vote a family', copies),
  ];
}

function showRobustness(variants: readonly VariantReport[]): string[] {
  return [
    '',
    'ROBUSTNESS, blind: detections at the default threshold that are kept when the archive is written anew (by family)',
    ...variants.flatMap(({ variant, archives, kept, lost, failures }) => {
      const named = Object.entries(lost)
        .toSorted(([, a], [, b]) => b - a)
        .map(([technique, count]) => `${technique} ${count}`)
        .join(', ');
      return [
        `  ${variant} (${archives} archives): ${showMeasured(kept)}${named === '' ? '' : `; lost ${named}`}`,
        ...failures.map((failure) => `    not judged: ${failure}`),
      ];
    }),
  ];
}

/** The report for people. Intervals are Wilson's at 95 %. */
export function renderReport(report: Report): string {
  const { split, every, sets, modes, baselines, cost, failures } = report;
  return [
    `${split}: ${sets.malicious} malicious archives in ${sets.families} families, ${sets.codeFree} archives without code; ${sets.benign} benign distributions, ${sets.benignSdists} of them sdists${every > 1 ? `; every ${every}th only` : ''}`,
    ...Object.entries(modes).flatMap(([mode, of]) => showMode(mode, of)),
    '',
    'BASELINE container and size',
    ...showCurve(baselines.containerAndSize),
    'BASELINE nearest neighbour of the code in train',
    ...showCurve(baselines.nearestNeighbour),
    ...(report.lines === null ? [] : showLines(report.lines)),
    ...(report.robustness === null ? [] : showRobustness(report.robustness)),
    ...(report.comparison === null ? [] : showComparison(report.comparison)),
    '',
    ...(['benign', 'malicious'] as const).map((set) => {
      const { files, meanMs, p50Ms, p95Ms, maxMs } = cost[set];
      return `processor time of a ${set} file: mean ${meanMs} ms, p50 ${p50Ms}, p95 ${p95Ms}, most ${maxMs} (${files} files)`;
    }),
    ...failures.map((failure) => `not judged: ${failure}`),
    '',
  ].join('\n');
}
