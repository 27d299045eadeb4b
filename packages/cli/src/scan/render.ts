import { styleText } from 'node:util';
import { printable } from '../output/printable.ts';
import type { ScanResult } from './result.ts';

/** Findings shown per target: a person reads the top, the rest is in NDJSON. */
const FINDINGS_SHOWN = 12;
const SKIPPED_SHOWN = 5;
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
const COLOURS = {
  malicious: ['bold', 'red'],
  suspicious: ['bold', 'yellow'],
  inconclusive: ['bold', 'magenta'],
  benign: ['green'],
  failed: ['bold', 'magenta'],
} as const;

function paint(word: keyof typeof COLOURS, text: string, colour: boolean): string {
  return colour ? styleText([...COLOURS[word]], text, { validateStream: false }) : text;
}

/** One target for a person: a line, then findings worst first. Text from the package is made printable. */
export function renderScanResult(result: ScanResult, colour: boolean): string {
  const name = printable(result.purl ?? result.target);
  if (result.verdict === null) {
    return `${paint('failed', 'failed'.padEnd(12), colour)} ${name}\n    ${printable(result.error ?? 'no verdict', 500)}`;
  }
  const facts = [
    `score ${result.score}`,
    result.level === 'low' ? null : result.level,
    result.class,
    result.complete ? null : 'incomplete',
    `${result.ms} ms`,
  ].filter((fact) => fact !== null);
  const lines = [
    `${paint(result.verdict, result.verdict.padEnd(12), colour)} ${name}  (${facts.join(', ')})`,
  ];
  const worstFirst = result.findings.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.confidence - a.confidence,
  );
  for (const finding of worstFirst.slice(0, FINDINGS_SHOWN)) {
    const layer = finding.layer === null ? '' : ` in ${printable(finding.layer, 60)}`;
    const place = finding.file === null ? '' : `${printable(finding.file, 120)}:${finding.line}${layer}  `;
    lines.push(
      `    ${finding.severity.padEnd(8)} ${finding.stage.padEnd(7)} ${place}${printable(finding.summary, 300)} [${printable(finding.id, 80)}]`,
    );
  }
  if (worstFirst.length > FINDINGS_SHOWN)
    lines.push(`    and ${worstFirst.length - FINDINGS_SHOWN} more findings (--format ndjson shows all)`);
  // What stopped an analysis is a finding too: once is enough for a person.
  const unread = result.skipped.filter(({ reason }) => !worstFirst.some(({ summary }) => summary === reason));
  for (const skipped of unread.slice(0, SKIPPED_SHOWN))
    lines.push(`    not read ${printable(skipped.file, 120)}: ${printable(skipped.reason)}`);
  if (unread.length > SKIPPED_SHOWN)
    lines.push(`    and ${unread.length - SKIPPED_SHOWN} more files not read`);
  return lines.join('\n');
}
