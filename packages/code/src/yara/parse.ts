import { createSourceText } from '../text.ts';
import { lexYara, type YaraToken } from './lex.ts';

export type YaraMetaValue = string | number | boolean;

/** A rule as it stands in its file. Nothing here is compiled: whether it is a valid rule, the engine says. */
export interface YaraRule {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isGlobal: boolean;
  readonly tags: readonly string[];
  /** The last value of each key. */
  readonly meta: Readonly<Record<string, YaraMetaValue>>;
  /** 1-based line of its name. */
  readonly line: number;
  /** UTF-16 offsets of the whole rule, modifiers included. */
  readonly start: number;
  readonly end: number;
  /** Words of its condition: names of other rules, modules and variables among them. */
  readonly words: ReadonlySet<string>;
  /** Highest count that the condition asks of a pattern (`#a > 20`); 0 without one. */
  readonly countMax: number;
}

/** A YARA file's rules and the modules that it imports. */
export interface YaraFile {
  readonly imports: readonly string[];
  readonly rules: readonly YaraRule[];
}

interface Cursor {
  readonly tokens: readonly YaraToken[];
  at: number;
}

function is(token: YaraToken | undefined, kind: YaraToken['kind'], text?: string): boolean {
  return token?.kind === kind && (text === undefined || token.text === text);
}

/** Index of the token that closes the brace at `open`; the last token when nothing does. */
function closing(tokens: readonly YaraToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (is(tokens[at], 'mark', '{')) depth++;
    if (is(tokens[at], 'mark', '}') && --depth === 0) return at;
  }
  return tokens.length - 1;
}

function sectionAt(tokens: readonly YaraToken[], at: number): string | null {
  const token = tokens[at];
  return token?.kind === 'word' &&
    /^(?:meta|strings|condition)$/.test(token.text) &&
    is(tokens[at + 1], 'mark', ':')
    ? token.text
    : null;
}

function valueAt(tokens: readonly YaraToken[], at: number): YaraMetaValue | null {
  const token = tokens[at];
  if (token?.kind === 'string') return token.text;
  if (token?.kind === 'number') return Number(token.text);
  if (is(token, 'mark', '-')) return -Number(tokens[at + 1]?.text);
  return is(token, 'word', 'true') ? true : is(token, 'word', 'false') ? false : null;
}

function readMeta(tokens: readonly YaraToken[]): Record<string, YaraMetaValue> {
  const meta: Record<string, YaraMetaValue> = Object.create(null) as Record<string, YaraMetaValue>;
  for (let at = 0; at + 2 < tokens.length; at++) {
    const key = tokens[at];
    const value = is(tokens[at + 1], 'mark', '=') ? valueAt(tokens, at + 2) : null;
    if (key?.kind === 'word' && value !== null) meta[key.text] = value;
  }
  return meta;
}

function readCondition(tokens: readonly YaraToken[]): Pick<YaraRule, 'words' | 'countMax'> {
  let countMax = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'word' || !token.text.startsWith('#')) continue;
    const compared = tokens.slice(at + 1, at + 4).find((near) => near.kind === 'number');
    if (compared && is(tokens[at + 1], 'mark')) countMax = Math.max(countMax, Number(compared.text) || 0);
  }
  return {
    words: new Set(tokens.filter((token) => token.kind === 'word').map((token) => token.text)),
    countMax,
  };
}

function readRule(cursor: Cursor, start: number, lineAt: (offset: number) => number): YaraRule | null {
  const { tokens } = cursor;
  const modifiers = new Set<string>();
  while (is(tokens[cursor.at], 'word') && tokens[cursor.at]?.text !== 'rule')
    modifiers.add(tokens[cursor.at++]?.text ?? '');
  const name = tokens[++cursor.at];
  if (name?.kind !== 'word') return null;
  const tags: string[] = [];
  let open = cursor.at + 1;
  for (; open < tokens.length && !is(tokens[open], 'mark', '{'); open++) {
    const tag = tokens[open];
    if (tag?.kind === 'word') tags.push(tag.text);
  }
  const close = closing(tokens, open);
  cursor.at = close + 1;
  const sections = new Map<string, YaraToken[]>();
  let section = '';
  for (let at = open + 1; at < close; at++) {
    // A pattern in braces has no sections in it, and `condition:` is the last one.
    const next = section === 'condition' ? null : sectionAt(tokens, at);
    if (next !== null) {
      section = next;
      at++;
    } else {
      const token = tokens[at];
      const own = sections.get(section) ?? [];
      if (token) own.push(token);
      sections.set(section, own);
    }
  }
  return {
    name: name.text,
    isPrivate: modifiers.has('private'),
    isGlobal: modifiers.has('global'),
    tags,
    meta: readMeta(sections.get('meta') ?? []),
    line: lineAt(name.start),
    start,
    end: tokens[close]?.end ?? start,
    ...readCondition(sections.get('condition') ?? []),
  };
}

/** Reads names, tags, meta and places of the rules in a YARA file; what it does not understand it passes over. */
export function parseYara(text: string): YaraFile {
  const cursor: Cursor = { tokens: lexYara(text), at: 0 };
  const { lineAt } = createSourceText(text);
  const imports: string[] = [];
  const rules: YaraRule[] = [];
  while (cursor.at < cursor.tokens.length) {
    const token = cursor.tokens[cursor.at];
    const next = cursor.tokens[cursor.at + 1];
    if (is(token, 'word', 'import') && next?.kind === 'string') {
      imports.push(next.text);
      cursor.at += 2;
    } else if (token?.kind === 'word' && /^(?:rule|private|global)$/.test(token.text)) {
      const rule = readRule(cursor, token.start, lineAt);
      if (rule) rules.push(rule);
    } else {
      cursor.at++;
    }
  }
  return { imports, rules };
}
