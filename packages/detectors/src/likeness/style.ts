import type { CodeUnit } from '../contract.ts';

/** How code is written, told from the lines of a sample of it: what malware of one afternoon lacks is care. */

/** Characters of a package's code that are looked at, earliest stage first: how large it is must not matter. */
export const SAMPLE_CHARS = 32_768;
/** A line that nobody reads. */
const LONG_LINE_CHARS = 300;
/** Where a licence stands. */
const HEAD_CHARS = 1_500;

const NO_COUNTS = {
  lines: 0,
  blank: 0,
  comments: 0,
  long: 0,
  joined: 0,
  // Lines that begin at the margin: statements of the module.
  top: 0,
  topCalls: 0,
  topAssigns: 0,
  topTries: 0,
  topBranches: 0,
  functions: 0,
  documented: 0,
  annotated: 0,
  decorated: 0,
  privates: 0,
  classes: 0,
  excepts: 0,
  broad: 0,
  swallowed: 0,
  raises: 0,
  returns: 0,
  prints: 0,
};
type Counts = typeof NO_COUNTS;

const WORD = /^(?:async\s+def|@|[A-Za-z_]\w*)/;

/** Counts a line by its first word; `before` is the word of the line of code before it. */
function countStatement(line: string, word: string, before: string, counts: Counts): void {
  switch (word) {
    case 'def':
    case 'async def': {
      counts.functions++;
      if (line.includes('->') || /\(\w+\s*:/.test(line)) counts.annotated++;
      if (/\bdef\s+_/.test(line)) counts.privates++;
      break;
    }
    case 'class':
      counts.classes++;
      break;
    case '@':
      counts.decorated++;
      break;
    case 'except':
      counts.excepts++;
      if (/^except\s*(?:(?:Base)?Exception\b.*)?:/.test(line)) counts.broad++;
      if (/:\s*(?:pass|continue)\s*$/.test(line)) counts.swallowed++;
      break;
    case 'pass':
    case 'continue':
      if (before === 'except') counts.swallowed++;
      break;
    case 'raise':
      counts.raises++;
      break;
    case 'return':
      counts.returns++;
      break;
    case 'print':
      counts.prints++;
      break;
    default:
  }
}

/** Counts a statement of the module by its first word. */
function countTop(line: string, word: string, counts: Counts): void {
  counts.top++;
  if (word === 'try') counts.topTries++;
  else if (/^(?:if|for|while|with)$/.test(word)) counts.topBranches++;
  else if (/^[\w.]+\s*=(?!=)/.test(line)) counts.topAssigns++;
  else if (/^[\w.]+\(/.test(line)) counts.topCalls++;
}

function countLines(text: string, counts: Counts): void {
  let before = '';
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    counts.lines++;
    if (end - from > LONG_LINE_CHARS) counts.long++;
    const raw = text.slice(from, Math.min(end, from + LONG_LINE_CHARS));
    from = end + 1;
    const line = raw.trim();
    if (line === '') {
      counts.blank++;
      continue;
    }
    if (line.startsWith('#')) {
      counts.comments++;
      continue;
    }
    const word = WORD.exec(line)?.[0].replace(/\s+/, ' ') ?? '';
    if (line.startsWith('"""') || line.startsWith("'''")) {
      if (before === 'def' || before === 'async def') counts.documented++;
    } else {
      countStatement(line, word, before, counts);
      if (/;\s*\S/.test(line) && !/["']/.test(line)) counts.joined++;
      if (raw.startsWith(line.slice(0, 1)) && word !== '') countTop(line, word, counts);
    }
    before = word;
  }
}

type Ratio = readonly [name: string, part: keyof Counts, whole: keyof Counts];
const RATIOS: readonly Ratio[] = [
  ['blank lines', 'blank', 'lines'],
  ['comments', 'comments', 'lines'],
  ['joined statements', 'joined', 'lines'],
  ['calls at the margin', 'topCalls', 'top'],
  ['assignments at the margin', 'topAssigns', 'top'],
  ['tries at the margin', 'topTries', 'top'],
  ['branches at the margin', 'topBranches', 'top'],
  ['documented functions', 'documented', 'functions'],
  ['annotated functions', 'annotated', 'functions'],
  ['decorators', 'decorated', 'functions'],
  ['private functions', 'privates', 'functions'],
  ['functions', 'functions', 'lines'],
  ['classes', 'classes', 'lines'],
  ['exceptions that are all caught', 'broad', 'excepts'],
  ['exceptions that are ignored', 'swallowed', 'excepts'],
  ['errors raised', 'raises', 'lines'],
  ['returns', 'returns', 'lines'],
  ['prints', 'prints', 'lines'],
];

const AMOUNTS = ['no', 'few', 'some', 'many'] as const;

/** How much of something there is of what it could be. */
function amountOf(share: number): (typeof AMOUNTS)[number] {
  if (share === 0) return 'no';
  return share < 0.05 ? 'few' : share < 0.25 ? 'some' : 'many';
}

const NO_FUNCTIONS = 'no functions';
const NOTHING_CAUGHT = 'no exceptions caught';
const LONG = `a line of over ${LONG_LINE_CHARS} characters`;
const OPEN = 'a last line without an end';
const LICENCE = 'a licence at its head';
const BEYOND = 'letters beyond ASCII';
const HINTS = 'hints for checkers';

/** Every phrase of `styleOf`. */
export function listStyles(): string[] {
  const shares = RATIOS.flatMap(([name]) => AMOUNTS.map((amount) => `${amount} ${name}`));
  return [...shares, NO_FUNCTIONS, NOTHING_CAUGHT, LONG, OPEN, LICENCE, BEYOND, HINTS];
}

/** How the code of a package is written, as short English phrases; none without code. */
export function styleOf(units: readonly CodeUnit[]): string[] {
  const counts: Counts = { ...NO_COUNTS };
  const found: string[] = [];
  let left = SAMPLE_CHARS;
  let [licence, beyond, open, hints, code] = [false, false, false, false, false];
  for (const { source, layer } of units) {
    if (layer !== null || left <= 0) continue;
    const text = source.text.slice(0, left);
    left -= text.length;
    countLines(text, counts);
    code ||= /\S/.test(text);
    open ||= text.length === source.text.length && /\S\s*$/.test(text) && !text.endsWith('\n');
    licence ||= /copyright|licen[sc]e|SPDX/i.test(text.slice(0, HEAD_CHARS));
    beyond ||= /[^\0-\x7F]/.test(text);
    hints ||= /#\s*(?:type:|noqa|pylint|pragma)/.test(text);
  }
  if (!code) return found;
  for (const [name, part, whole] of RATIOS)
    if (counts[whole] > 0) found.push(`${amountOf(counts[part] / counts[whole])} ${name}`);
  if (counts.functions === 0) found.push(NO_FUNCTIONS);
  if (counts.excepts === 0) found.push(NOTHING_CAUGHT);
  if (counts.long > 0) found.push(LONG);
  if (open) found.push(OPEN);
  if (licence) found.push(LICENCE);
  if (beyond) found.push(BEYOND);
  if (hints) found.push(HINTS);
  return found;
}
