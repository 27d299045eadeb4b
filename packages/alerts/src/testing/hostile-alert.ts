import type { Alert } from '@weir/model';
import { sampleAlert, sampleFinding, sampleVerdict } from './sample-alert.ts';

/** What a renderer must not let through: pings, links, formatting, escapes, reordering, nothing-to-see, over-length. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<!channel> <!here|now> <@U012AB3CD> <#C012AB3CD> <!subteam^S01>',
  '<https://evil.example/?q=1|npm security team>',
  '`code` ends ``` here ``` *bold* _it_ ~no~',
  'line one\nline two\r\nCRITICAL 0 · fake · heading',
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007\u009b31m',
  'nul\u0000bell\u0007back\u0008\u0008\u0008del\u007f',
  'user\u202etxt.exe\u202c\u2066isolated\u2069\u200f',
  'zero\u200bwidth\u200d\u2060\ufeff\u00adjoin\u3164\u2800\u{e0041}',
  'l\u043eok-\u0430like אבגד العربية',
  'lone \ud800 surrogate \udc00',
  `stack${'\u0301'.repeat(200)}`,
  '&lt;!channel&gt; &amp;amp; &',
  '   ',
  'a'.repeat(50_000),
  '&'.repeat(50_000),
  '\u202e'.repeat(50_000),
];

/**
 * An alert in which every text that a package or a registry can influence is `text`. Longer than the event schema
 * lets through, on purpose: a renderer relies on no one else's cap.
 */
export function hostileAlert(text: string): Alert {
  const finding = sampleFinding({
    rule: text,
    summary: text,
    location: { file: text, line: 1, endLine: 2, layer: text },
    snippet: text,
    chain: Array.from({ length: 20 }, () => text),
    indicators: Array.from({ length: 50 }, (_, index) => ({ type: 'url', value: `${text}${index}` })),
  });
  const base = sampleVerdict();
  return sampleAlert({
    possibleDuplicate: true,
    files: Array.from({ length: 20 }, () => text),
    fileCount: 60,
    raisedFrom: 'high',
    verdict: {
      ...base,
      release: { ...base.release, name: text, displayName: text, version: text, purl: text },
      filename: text,
      publisher: text,
      rulesetVersion: text,
      judgement: { ...base.judgement, complete: false, scoringVersion: text },
      topFindings: [
        finding,
        finding,
        finding,
        { ...finding, basis: 'context' },
        { ...finding, basis: 'context' },
      ],
    },
  });
}
