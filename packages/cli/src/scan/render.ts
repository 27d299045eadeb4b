import { styleText } from 'node:util';
import { type Finding, SEVERITIES, type Skipped } from '@weir/model';
import { printable } from '../output/printable.ts';
import { placeOf, STAGE_WORDS } from './place.ts';
import type { Scanned } from './scanner.ts';

/** Findings shown per target: a person reads the top, the rest is in NDJSON. */
const FINDINGS_SHOWN = 8;
const SKIPPED_SHOWN = 5;
const LINES_SHOWN = 5;
const SNIPPET_LINES = 2;
/** Columns when nobody says how many there are. */
const COLUMNS = 110;
const COLUMNS_MIN = 40;
const INDENT = 14;
const COLOURS = {
  malicious: ['bold', 'red'],
  suspicious: ['bold', 'yellow'],
  inconclusive: ['bold', 'magenta'],
  failed: ['bold', 'magenta'],
  benign: ['green'],
  critical: ['red'],
  high: ['red'],
  medium: ['yellow'],
  low: ['dim'],
  info: ['dim'],
  aside: ['dim'],
} as const;

/** How a result is to look. */
export interface Look {
  readonly colour: boolean;
  /** Of the terminal; null when there is none. */
  readonly columns: number | null;
}

type Paint = (word: keyof typeof COLOURS, text: string) => string;

/** A finding, and the artifact that it was found in. */
interface Found {
  readonly finding: Finding;
  readonly filename: string;
}

/** Findings that say the same of one file, worst first. */
interface Group {
  readonly lead: Finding;
  readonly lines: Set<number>;
  /** Artifacts that hold it, in the order found. */
  readonly filenames: Set<string>;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function groupsOf(found: readonly Found[]): Group[] {
  const worstFirst = found.toSorted(
    ({ finding: a }, { finding: b }) =>
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.confidence - a.confidence,
  );
  const groups = new Map<string, Group>();
  for (const { finding, filename } of worstFirst) {
    const { rule, summary, location } = finding;
    const key = JSON.stringify([rule, summary, location?.file, location?.layer]);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { lead: finding, lines: new Set(), filenames: new Set([filename]) });
      continue;
    }
    group.filenames.add(filename);
    if (location !== null && location.line !== group.lead.location?.line) group.lines.add(location.line);
  }
  return [...groups.values()];
}

function whereOf(finding: Finding): string {
  const place = placeOf(finding);
  if (place === null) return 'the whole package';
  const { line, layer, layerLine } = place;
  const file = printable(place.file, 120);
  if (line === null) return file;
  const under = layer === null ? '' : ` under ${printable(layer, 60)}`;
  return `${file}:${line}${under}${layerLine === null ? '' : ` (line ${layerLine} of that)`}`;
}

/** Which artifacts of several a group is of: the first by name, the others by their number. */
function artifactsOf({ filenames }: Group, several: boolean): string {
  if (!several) return '';
  const [first = ''] = filenames;
  const others = filenames.size - 1;
  return `${printable(first, 120)}${others > 0 ? ` and ${others} more` : ''}: `;
}

function renderGroup(group: Group, several: boolean, paint: Paint, columns: number): string[] {
  const { lead, lines } = group;
  const indent = ' '.repeat(INDENT);
  const width = columns - INDENT;
  // What is wrong with a file as such does not run.
  const when = lead.detector === 'analysis' ? '' : `, ${STAGE_WORDS[lead.stage]}`;
  const rule = paint('aside', `[${printable(lead.rule, 80)}]`);
  const head = `    ${paint(lead.severity, lead.severity.padEnd(INDENT - 4))}${artifactsOf(group, several)}${whereOf(lead)}${when} ${rule}`;
  const shown = [...lines].toSorted((a, b) => a - b).slice(0, LINES_SHOWN);
  const also =
    lines.size === 0 ? '' : `; also in ${shown.length === 1 ? 'line' : 'lines'} ${shown.join(', ')}`;
  const more = lines.size > shown.length ? ' and more' : '';
  const snippet = (lead.snippet ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, SNIPPET_LINES)
    .map((line) => paint('aside', `| ${printable(line, width - 2)}`));
  return [
    head,
    ...[...wrap(`${printable(lead.summary, 500)}${also}${more}`, width), ...snippet].map(
      (line) => indent + line,
    ),
  ];
}

function renderSkipped(skipped: readonly Skipped[], findings: readonly Finding[]): string[] {
  // What stopped an analysis is a finding too: once is enough for a person.
  const unread = skipped.filter(({ reason }) => !findings.some(({ summary }) => summary === reason));
  const lines = unread
    .slice(0, SKIPPED_SHOWN)
    .map(({ file, reason }) => `    not read  ${printable(file, 120)}: ${printable(reason)}`);
  const rest = unread.length - lines.length;
  return rest > 0 ? [...lines, `    not read  ${rest} more (--format ndjson lists them)`] : lines;
}

/** The release before that artifacts were held against; null for none. */
function against(analysed: Scanned['analysed']): string | null {
  const version = analysed.map(({ comparison }) => comparison?.version ?? null).find((one) => one !== null);
  return version === undefined ? null : `compared with ${printable(version, 60)}`;
}

/**
 * One target for a person: the verdict, then why, worst first, then what was not read. Text from the package is made
 * printable, colours are used only when asked for.
 */
export function renderScanResult({ result, analysed }: Scanned, look: Look): string {
  const paint: Paint = (word, text) =>
    look.colour ? styleText([...COLOURS[word]], text, { validateStream: false }) : text;
  const columns = Math.max(look.columns ?? COLUMNS, COLUMNS_MIN);
  const name = printable(result.purl ?? result.target);
  const title = (word: NonNullable<typeof result.verdict> | 'failed'): string =>
    `${paint(word, word.padEnd(INDENT))}${name}`;
  if (result.verdict === null) {
    // The code is for machines.
    const error = (result.error ?? 'no verdict').replace(/^[A-Z_]+: /, '');
    return [title('failed'), ...wrap(printable(error, 500), columns - 4).map((line) => `    ${line}`)].join(
      '\n',
    );
  }
  const several = analysed.length > 1;
  const facts = [
    result.verdict === 'benign' && result.score === 0 ? null : `score ${result.score}`,
    result.level === 'low' ? null : `level ${result.level}`,
    result.class,
    result.complete || result.verdict === 'inconclusive' ? null : 'incomplete',
    several ? `${analysed.length} files` : null,
    against(analysed),
    `${result.ms} ms`,
  ].filter((fact) => fact !== null);
  const found = analysed.flatMap(({ filename, analysis }) =>
    analysis.findings.map((finding) => ({ finding, filename })),
  );
  const groups = groupsOf(found);
  const lines = [`${title(result.verdict)}  ${paint('aside', `(${facts.join(', ')})`)}`];
  if (result.verdict === 'inconclusive')
    lines.push('    nothing that speaks for an attack was found, but not everything could be read');
  for (const group of groups.slice(0, FINDINGS_SHOWN))
    lines.push(...renderGroup(group, several, paint, columns));
  if (groups.length > FINDINGS_SHOWN)
    lines.push(`    and ${groups.length - FINDINGS_SHOWN} more findings (--format ndjson lists them)`);
  lines.push(
    ...renderSkipped(
      result.skipped,
      found.map(({ finding }) => finding),
    ),
  );
  return lines.join('\n');
}
