import { findRun, isSign } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { Detector } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { ask, type Question, type UnitContent } from '../question.ts';
import { abilitiesOf } from '../reach.ts';
import { lockedArchives } from './locked-archive.ts';
import { offScreenStarts } from './off-screen.ts';

const ID = 'concealment';
/** Above this a source is looked at in its first part only: hiding in the rest leaves the rest of the rules. */
const SCANNED_CHARS_MAX = 6_000_000;
/** Most sources have no character that the patterns below may find, and to look for one is quick. */
const BEYOND_LATIN = /[\u0100-\uffff]/;
/** Selectors, joiners, tags and fillers: characters that show nothing. Sixteen in a row are no accident. */
const INVISIBLE =
  /(?:[\u{180e}\u{200b}-\u{200f}\u{2060}-\u{2064}\u{3164}\u{ffa0}]|[\u{fe00}-\u{fe0f}]|[\u{e0000}-\u{e01ef}]){16,}/gu;
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
/** A declared name that mixes Latin and Cyrillic letters. */
const MIXED_NAME =
  /\b(?:const|let|var|function|class)\s+(?=[\w$]*[\u0400-\u04ff])(?=[\u0400-\u04ff]*[A-Za-z])[\w$\u0400-\u04ff]+/;
/** How many brackets, exclamation marks and plusses in a row are code. */
const SYMBOLS_MIN = 600;
const JJENCODE = /[$_][\w$]{0,30}\s{0,9}=\s{0,9}~\s{0,9}\[\s{0,9}\]\s{0,9};/;
/** What aaencode begins with, and what it spells each letter with: a decoder of it names that only a few times. */
const AAENCODE_START = /\uff9f\u03c9\uff9f\uff89\s*=/;
const AAENCODE_LETTER = /\(\uff9f\u0414\uff9f\)\s*\[/g;
const AAENCODE_LETTERS_MIN = 10;
const PACKED = /eval\(function\(p,\s*a,\s*c,\s*k,\s*e,\s*[dr]\)/;
const HEX_NAME = /\b_0x[0-9a-f]{3,7}\b/g;
/** The loop with which a string table is turned until its checksum fits. */
const ROTATION = /(?:\['push'\]|\.push|\["push"\])\(\s*\w+(?:\['shift'\]|\.shift|\["shift"\])\(\)\s*\)/;
const CHECKSUM = /parseInt\(\w+\(.{1,40}\)\)\s*\/\s*(?:\(?-?\s*)?(?:0x[0-9a-f]+|\d)/;
const ESCAPES = /\\x[0-9a-f]{2}|\\u[0-9a-f]{4}/gi;
const HEX_NAMES_MIN = 20;
/** Above this, escapes are counted only in what runs at install: tables of characters are full of them. */
const ESCAPED_CHARS_MAX = 200_000;
/** Letters in a row that nobody has to escape, and how many of them in a file are no accident. */
const PLAIN_RUN = /(?:\\x(?:[2-6][0-9a-f]|7[0-9a-e])|\\u00(?:[2-6][0-9a-f]|7[0-9a-e])){8,4096}/gi;
const PLAIN_CHARS_MIN = 150;

interface Sign {
  readonly rule: string;
  readonly offset: number;
  readonly what: string;
  readonly confidence: number;
  /** At install, at import, elsewhere. */
  readonly severity: readonly [Severity, Severity, Severity];
}

function countOf(text: string, pattern: RegExp, max: number): number {
  let count = 0;
  pattern.lastIndex = 0;
  while (count < max && pattern.exec(text)) count++;
  pattern.lastIndex = 0;
  return count;
}

/** Code after so many blanks that no window shows it. */
function offScreen({ facts }: UnitContent, text: string): Sign[] {
  for (const start of offScreenStarts(text)) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const within = ({ offset }: { readonly offset: number }): boolean => offset >= start && offset < end;
    const does =
      facts.codeSinks.some(within) ||
      facts.commands.some(within) ||
      facts.imports.some(within) ||
      facts.flow.flows.some(within) ||
      facts.fileActions.some(within) ||
      [...facts.apis.values()].some(within);
    if (does) {
      return [
        {
          rule: 'off-screen',
          offset: start,
          what: 'code stands behind so many blanks that no window shows it',
          confidence: 0.9,
          severity: ['high', 'high', 'medium'],
        },
      ];
    }
  }
  return [];
}

function encodings(text: string): Sign[] {
  const signs: Sign[] = [];
  const found = findRun(text, 0, SYMBOLS_MIN, isSign);
  const run = found && text.slice(found.start, found.end);
  // Brackets alone are nesting.
  const symbols = found && run?.includes('!') && run.includes('+') ? found.start : -1;
  if (symbols >= 0)
    signs.push({
      rule: 'symbols-only',
      offset: symbols,
      what: 'code is written in six symbols only',
      confidence: 0.9,
      severity: ['high', 'high', 'medium'],
    });
  const odd = Math.max(aaencoded(text), jjencoded(text));
  if (odd >= 0)
    signs.push({
      rule: 'symbols-only',
      offset: odd,
      what: 'code is written in symbols and faces only',
      confidence: 0.9,
      severity: ['high', 'high', 'medium'],
    });
  const packed = text.search(PACKED);
  if (packed >= 0)
    signs.push({
      rule: 'packed',
      offset: packed,
      what: 'code unpacks itself and is run',
      confidence: 0.8,
      severity: ['high', 'medium', 'low'],
    });
  return signs;
}

/** Where text that aaencode wrote begins; -1 where there is none. */
function aaencoded(text: string): number {
  if (!text.includes('\uff9f')) return -1;
  const start = text.search(AAENCODE_START);
  if (start >= 0 || countOf(text, AAENCODE_LETTER, AAENCODE_LETTERS_MIN) < AAENCODE_LETTERS_MIN) return start;
  return text.indexOf('(\uff9f\u0414\uff9f)');
}

/** `$=~[];$={___:++$,…}`: the object that jjencode spells everything with. */
function jjencoded(text: string): number {
  if (!text.includes('~')) return -1;
  const at = text.search(JJENCODE);
  return at >= 0 && /\+\+\s*[$_]/.test(text.slice(at, at + 400)) ? at : -1;
}

/** String tables of the common obfuscator: mangled names, a turned table, a decoder with offsets. */
function stringTable(unit: UnitContent, text: string): Sign[] {
  const names = text.includes('_0x') ? countOf(text, HEX_NAME, 200) : 0;
  const turned = text.includes('push') && ROTATION.test(text) && CHECKSUM.test(text);
  if (names < HEX_NAMES_MIN && !turned) return [];
  const first = text.search(/\b_0x[0-9a-f]{3,7}\b/);
  const acts = abilitiesOf(unit).length > 0 || unit.facts.codeSinks.length > 0;
  const strong = turned || names >= 100;
  return [
    {
      rule: 'string-table',
      offset: Math.max(0, first),
      what: `names and texts are mangled by an obfuscator${acts ? `, in code that can ${[...abilitiesOf(unit), 'run text'].slice(0, 3).join(', ')}` : ''}`,
      confidence: strong ? (acts ? 0.85 : 0.6) : 0.6,
      severity: ['high', strong ? 'high' : 'medium', strong ? 'medium' : 'low'],
    },
  ];
}

/** Names that nobody can tell apart. */
const LOOK_ALIKE =
  /(?<![\w'"|/\\.])_{0,2}(?:[Il1i]{8,80}|[oO0DQ]{8,80}|[mn]{10,80}|[XWxw]{8,80}|[ijl]{8,80})(?=\s{0,3}[=(,:)\][.])/g;
const LOOK_ALIKES_MIN = 4;
/** The letters of all of them, and how long the shortest is: a text without so many in a row has none. */
const LOOK_ALIKE_LETTERS = Uint8Array.from({ length: 128 }, (_, code) =>
  'Il1ioO0DQmnXWxwj'.includes(String.fromCharCode(code)) ? 1 : 0,
);
const LOOK_ALIKE_CHARS_MIN = 8;
/** Loaders of encrypted Python, by how a source asks for them. */
const LOADERS: readonly (readonly [string, RegExp])[] = [
  [
    'PyArmor',
    /^from (?:pytransform|pyarmor_runtime\w*|\.pyarmor_runtime\w*) import|\b__pyarmor__\s*\(\s*__name__/m,
  ],
  ['SourceDefender', /^(?:import|from) sourcedefender\b/m],
  ['pyconcrete', /^(?:import|from) pyconcrete\b/m],
];

/** What all of them spell: nearly no source does. */
const LOADER_WORD = /pyarmor|pytransform|sourcedefender|pyconcrete/;

/** Python that an obfuscator wrote. */
function mangledPython(text: string): Sign[] {
  const signs: Sign[] = [];
  const code = text.slice(0, 300_000);
  const names = new Map<string, number>();
  const mayBe = findRun(code, 0, LOOK_ALIKE_CHARS_MIN, (letter) => LOOK_ALIKE_LETTERS[letter] === 1) !== null;
  for (const match of mayBe ? code.matchAll(LOOK_ALIKE) : []) {
    if (!names.has(match[0])) names.set(match[0], match.index);
    if (names.size >= LOOK_ALIKES_MIN) break;
  }
  const [first] = names.values();
  if (names.size >= LOOK_ALIKES_MIN && first !== undefined)
    signs.push({
      rule: 'look-alike-names',
      offset: first,
      what: 'names are spelled so that nobody can tell them apart',
      confidence: 0.7,
      severity: ['high', 'high', 'high'],
    });
  for (const [maker, pattern] of LOADER_WORD.test(code) ? LOADERS : []) {
    const offset = code.search(pattern);
    if (offset < 0) continue;
    signs.push({
      rule: 'locked',
      offset,
      what: `code is encrypted by ${maker}: nobody can read it`,
      confidence: 0.55,
      severity: ['high', 'high', 'medium'],
    });
  }
  return signs;
}

function invisible(text: string): Sign[] {
  const signs: Sign[] = [];
  if (!BEYOND_LATIN.test(text)) return signs;
  INVISIBLE.lastIndex = 0;
  const run = INVISIBLE.exec(text);
  if (run)
    signs.push({
      rule: 'invisible',
      offset: run.index,
      what: 'characters that show nothing stand in a row: a hidden text',
      confidence: 0.95,
      severity: ['high', 'high', 'medium'],
    });
  const bidi = text.search(BIDI);
  if (bidi >= 0 && isCodeLine(lineAround(text, bidi)))
    signs.push({
      rule: 'reordered',
      offset: bidi,
      what: 'characters that turn the reading direction stand in code',
      confidence: 0.6,
      severity: ['medium', 'medium', 'low'],
    });
  const mixed = text.search(MIXED_NAME);
  if (mixed >= 0)
    signs.push({
      rule: 'mixed-name',
      offset: mixed,
      what: 'a name mixes Latin and Cyrillic letters',
      confidence: 0.8,
      severity: ['medium', 'medium', 'low'],
    });
  return signs;
}

/** A line that a person may have written; tables of characters are longer, and data. */
function isCodeLine(line: string): boolean {
  return line.length < 300 && /[({;=]/.test(line);
}

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(Math.max(start, offset - 500), Math.min(end < 0 ? text.length : end, offset + 500));
}

/** Text that is mostly escapes of plain letters. */
function escaped(unit: UnitContent, text: string): Sign[] {
  const count = countOf(text, ESCAPES, text.length);
  const mostly = count >= 150 && (count * 4) / text.length >= 0.35;
  // In much other text, what is escaped without need tells as much.
  const plain = mostly || count < PLAIN_CHARS_MIN ? null : plainEscapes(text);
  if (!mostly && plain === null) return [];
  const acts = abilitiesOf(unit).length > 0 || unit.facts.codeSinks.length > 0;
  return acts
    ? [
        {
          rule: 'escaped',
          offset: plain ?? text.search(/\\x|\\u/),
          what: mostly ? 'most of the source is written as escapes' : 'plain text is written as escapes',
          confidence: 0.75,
          severity: ['high', 'medium', 'low'],
        },
      ]
    : [];
}

/** Where plain letters begin to be escaped in long runs, null where there are few of them. */
function plainEscapes(text: string): number | null {
  let first: number | null = null;
  let chars = 0;
  for (const match of text.matchAll(PLAIN_RUN)) {
    first ??= match.index;
    chars += match[0].split('\\').length - 1;
    if (chars >= PLAIN_CHARS_MIN) return first;
  }
  return null;
}

const SIGNS: Question<readonly Sign[]> = {
  id: 'concealment',
  answer(content) {
    const text = content.text.slice(0, SCANNED_CHARS_MAX);
    return [
      ...offScreen(content, text),
      ...invisible(text),
      ...encodings(text),
      ...stringTable(content, text),
    ];
  },
};
/** Of Python only. */
const MANGLED: Question<readonly Sign[]> = {
  id: 'concealment mangled',
  answer: ({ text }) => mangledPython(text),
};
const ESCAPED: Question<readonly Sign[]> = {
  id: 'concealment escaped',
  answer: (content) => escaped(content, content.text.slice(0, SCANNED_CHARS_MAX)),
};

/** Code that takes pains not to be read. What it hides is told by the detectors that read the decoded layers. */
export const concealment: Detector = {
  id: ID,
  title: 'Concealed code',
  rules: [
    {
      id: 'off-screen',
      severityMax: 'high',
      describes: 'Code that does something stands behind a long run of blanks.',
    },
    {
      id: 'invisible',
      severityMax: 'high',
      describes:
        'A run of characters that show nothing: variation selectors, zero-width characters, fillers.',
    },
    {
      id: 'symbols-only',
      severityMax: 'high',
      describes: 'Code is spelled in symbols only (JSFuck, jjencode, aaencode).',
    },
    {
      id: 'string-table',
      severityMax: 'high',
      describes: 'Names and texts are mangled by an obfuscator with a string table.',
    },
    { id: 'packed', severityMax: 'high', describes: 'The code unpacks itself and is run by eval.' },
    {
      id: 'look-alike-names',
      severityMax: 'high',
      describes:
        'Names of Python code consist of letters that nobody can tell apart, as obfuscators write them.',
    },
    {
      id: 'locked',
      severityMax: 'high',
      describes:
        'Python code is encrypted for a loader that is no source (PyArmor, SourceDefender, pyconcrete).',
    },
    {
      id: 'escaped',
      severityMax: 'high',
      describes: 'Most of the source, or a long text in it, is escapes of plain letters.',
    },
    {
      id: 'reordered',
      severityMax: 'medium',
      describes: 'Characters that turn the reading direction stand in code.',
    },
    { id: 'mixed-name', severityMax: 'medium', describes: 'A name mixes Latin and Cyrillic letters.' },
    {
      id: 'locked-archive',
      severityMax: 'high',
      describes:
        'An encrypted archive of the package is opened with a password that stands in the package; medium where somebody has to ask for it.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = lockedArchives(ID, input);
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      const counts = unit.stage === 'install' || unit.source.text.length <= ESCAPED_CHARS_MAX;
      const signs = [
        ...ask(unit, SIGNS),
        ...(unit.language === 'python' ? ask(unit, MANGLED) : []),
        ...(counts ? ask(unit, ESCAPED) : []),
      ];
      const stage = unit.stage === 'install' ? 0 : unit.stage === 'import' ? 1 : 2;
      for (const { rule, offset, what, confidence, severity } of signs) {
        found.push(
          unitFinding(ID, unit, { offset }, { rule, severity: severity[stage], confidence, summary: what }),
        );
      }
    }
    return found;
  },
};
