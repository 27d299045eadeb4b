import { styleText } from 'node:util';
import type { Alert } from '@weir/model';
import { type Evidence, summarizeAlert } from '../summary.ts';
import { encodeWithin, identifierChar, visibleChar } from '../text.ts';

/** One fact a line; longer ones are cut, so that one alert never fills the screen. */
const LINE_CHARS_MAX = 160;
const NAME_CHARS_MAX = 80;
const VERSION_CHARS_MAX = 36;
const PATH_CHARS_MAX = 120;
const LABEL_CHARS = 9;
const EVIDENCE_LINES_MAX = 3;
const FILES_MAX = 3;

function prose(text: string, charsMax = LINE_CHARS_MAX): string {
  return encodeWithin(text, charsMax, visibleChar);
}

function identifier(text: string, charsMax: number): string {
  return encodeWithin(text, charsMax, identifierChar);
}

function withCount(items: readonly string[], left: number): string {
  return [...items, ...(left > 0 ? [`+${left} more`] : [])].join('  ');
}

function placeOf(evidence: Evidence): string {
  const where = evidence.where === null ? '' : `${identifier(evidence.where, PATH_CHARS_MAX)}  `;
  return `${where}[${evidence.stage}, ${identifier(evidence.rule, NAME_CHARS_MAX)}]`;
}

/**
 * Renders an alert as one block of at most a dozen lines for a terminal. No control character of a package gets
 * through; escape sequences are only our own, and only with `colour`.
 * @param sentAtMs time of showing, milliseconds since the epoch, for the latency line.
 */
export function renderTerminal(
  alert: Alert,
  options: { readonly colour: boolean; readonly sentAtMs: number },
): string {
  const { verdict } = alert;
  const { release } = verdict;
  const summary = summarizeAlert(alert, options.sentAtMs);
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const loud = verdict.judgement.level === 'critical' ? 'red' : 'yellow';
  const subject = `${identifier(release.displayName, NAME_CHARS_MAX)}@${identifier(release.version, VERSION_CHARS_MAX)}`;
  const { evidence } = summary;
  const facts: readonly (readonly [string, string])[] = [
    ['verdict', prose(summary.verdict)],
    ['what', prose(evidence?.summary ?? 'no finding came with the verdict')],
    ['where', evidence === null ? '' : placeOf(evidence)],
    ['chain', prose(evidence?.chain.join(' → ') ?? '')],
    ['code', prose(evidence?.snippet ?? '')],
    ...summary.moreEvidence
      .slice(0, EVIDENCE_LINES_MAX)
      .map(
        (more) => ['also', prose(`${more.summary}${more.where === null ? '' : `  ${more.where}`}`)] as const,
      ),
    ['also', summary.evidenceLeft > 0 ? `+${summary.evidenceLeft} more findings` : ''],
    ['why now', prose(summary.reasons.join('; '))],
    ['address', prose(withCount(summary.indicators, summary.indicatorsLeft))],
    ['by', verdict.publisher === null ? 'unknown publisher' : identifier(verdict.publisher, NAME_CHARS_MAX)],
    [
      'files',
      alert.fileCount > 1
        ? prose(
            withCount(
              alert.files.slice(0, FILES_MAX),
              alert.fileCount - Math.min(FILES_MAX, alert.files.length),
            ),
          )
        : '',
    ],
    ['latency', summary.latency],
    ['ids', prose(`verdict ${verdict.verdictId}  ruleset ${verdict.rulesetVersion}`)],
  ];
  const raised = alert.raisedFrom === null ? '' : `  (raised from ${alert.raisedFrom})`;
  const mark = `${raised}${alert.possibleDuplicate ? '  (possibly a duplicate)' : ''}`;
  return [
    `${paint([loud, 'bold'], `▌ ${summary.heading}`)}  ${release.registry}  ${paint('bold', subject)}${mark}`,
    ...facts
      .filter(([, value]) => value !== '')
      .map(([label, value]) => `${paint(loud, '▌')} ${paint('dim', label.padEnd(LABEL_CHARS))}${value}`),
    '',
  ].join('\n');
}
