import type { Detector } from './contract.ts';

/** Renders RULES.md from the catalog; a test holds the committed file equal to it. */
export function renderRules(detectors: readonly Detector[]): string {
  const parts = [
    '# Rules',
    '',
    'Written by `node packages/detectors/src/tools/write-rules.ts` from the catalog; do not edit.',
    'The severity is the highest that the rule gives: what the code does, and when it runs, lower it.',
  ];
  for (const detector of detectors) {
    parts.push('', `## ${detector.id}: ${detector.title}`, '');
    for (const rule of detector.rules) {
      parts.push(`- \`${detector.id}/${rule.id}\` (at most ${rule.severityMax}): ${rule.describes}`);
    }
  }
  return `${parts.join('\n')}\n`;
}
