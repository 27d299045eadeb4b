import { type Finding, SEVERITIES } from '@weir/model';

/** Findings of one detector that are compared with each other: of more, all are told. */
const COMPARED_MAX = 300;

/**
 * Leaves out what is told a second time at the other end: data that goes from one file to another is found where it is
 * handed over, with the name of the file that sends it, and in that file once both are followed as one. The graver one
 * stays, else where it is handed over.
 */
export function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length > COMPARED_MAX) return findings;
  const dropped = new Set<Finding>();
  for (const near of findings) {
    const texts = [near.summary, ...near.chain];
    for (const far of findings) {
      const file = far.location?.file;
      if (far.rule !== near.rule || file === undefined || file === near.location?.file) continue;
      if (dropped.has(near) || !texts.some((text) => names(text, file))) continue;
      const isGraver = SEVERITIES.indexOf(far.severity) > SEVERITIES.indexOf(near.severity);
      dropped.add(isGraver ? near : far);
    }
  }
  return dropped.size === 0 ? findings : findings.filter((finding) => !dropped.has(finding));
}

/** Whether a text names a file, not only one whose name ends or begins alike. */
function names(text: string, file: string): boolean {
  const at = text.indexOf(file);
  if (at < 0) return false;
  return !/[\w./-]/.test(text[at - 1] ?? ' ') && !/[\w/-]/.test(text[at + file.length] ?? ' ');
}
