import { type GypDict, type GypText, type GypValue, parseGyp } from './gyp-literal.ts';

/**
 * Where a command expansion begins: `<!(…)`, `<!@(…)`, `<|(…)`, and the same in the later phases `>` and `^`. A word
 * before the parenthesis is a function of gyp's own.
 */
export const EXPANSION = /[<>^][!|]@?(?<call>[-\w.]{0,64})\(/g;
/** A variable of the file itself, or an automatic one. */
const VARIABLE = /[<>^]@?\((?<name>\w+)\)/g;
/** An item that stands for the items of a list. */
const WHOLE = /^[<>^]@\((?<name>\w+)\)$/;
/** Characters of one command. */
const COMMAND_CHARS_MAX = 20_000;
const EXPANSIONS_MAX = 100;
/** Expansions inside of expansions that are followed. */
const NESTED_MAX = 8;
/** Sources of a target for each of which a rule runs. */
const RULE_SOURCES_MAX = 20;

/** A command of an expansion; `call` is the function of gyp's that gets it, empty for the shell. */
export interface Expansion {
  readonly call: string;
  readonly command: string;
}

/** A dictionary and those around it: what gyp's automatic variables are taken from. */
export interface Scope {
  readonly dict: GypDict;
  readonly outer: Scope | null;
}

/** Words of what a variable stands for; null when nothing is known of it. */
export type Lookup = (name: string) => readonly string[] | null;

/** Offset of the parenthesis that closes the one before `start`; the text's end when none does. */
function closingParenthesis(text: string, start: number): number {
  let depth = 1;
  const end = Math.min(text.length, start + COMMAND_CHARS_MAX);
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  return end;
}

/** Commands of the expansions in a text; what stands inside of one is run first, as a shell's own substitution is. */
export function expansionsIn(text: string): Expansion[] {
  const found: Expansion[] = [];

  function expand(part: string, depth: number): string {
    let made = '';
    let after = 0;
    for (const match of part.matchAll(EXPANSION)) {
      if (match.index < after || found.length >= EXPANSIONS_MAX) continue;
      const start = match.index + match[0].length;
      const end = closingParenthesis(part, start);
      const content = part.slice(start, end);
      const call = match.groups?.call ?? '';
      const inner = depth < NESTED_MAX ? expand(content, depth + 1) : content;
      if (depth === 0 || call !== '') found.push({ call, command: commandOf(inner) });
      made += `${part.slice(after, match.index)}${call === '' ? `$(${inner})` : ''}`;
      after = end + 1;
    }
    return made + part.slice(after);
  }

  expand(text, 0);
  return found;
}

/** A command that is written as a list of words. */
function commandOf(content: string): string {
  const list = /^\s*\[/.test(content) ? parseGyp(content) : null;
  return list?.type === 'list' ? commandLine(textsOf(list)) : content;
}

function quoted(word: string): string {
  return /[\s"'$`\\|&;<>()]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word;
}

/** Words as a shell would be given them. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

/** The texts of a list, or the text itself. */
export function textsOf(value: GypValue): string[] {
  if (value.type === 'text') return [value.value];
  if (value.type !== 'list') return [];
  return value.items.filter((item): item is GypText => item.type === 'text').map((item) => item.value);
}

/** A key without what says how its value is merged. */
export function plainKey(key: string): string {
  return key.replace(/[%+?=!/]$/, '');
}

/** Every pair of every dictionary below a value, with the dictionaries around it. */
export function* pairsOf(
  value: GypValue,
  key: string | null = null,
  scope: Scope | null = null,
): Generator<readonly [string | null, GypValue, Scope | null]> {
  yield [key, value, scope];
  if (value.type === 'list') for (const item of value.items) yield* pairsOf(item, key, scope);
  if (value.type === 'dict') {
    const inner = { dict: value, outer: scope };
    for (const [name, item] of value.entries) {
      // Names can hold expansions as well.
      yield [null, name, inner];
      yield* pairsOf(item, name.value, inner);
    }
  }
}

/** The nearest value of a key in the dictionaries around a place. */
function around(scope: Scope | null, key: string): GypValue | null {
  for (let at = scope; at; at = at.outer) {
    const entry = at.dict.entries.find(([name]) => plainKey(name.value) === key);
    if (entry) return entry[1];
  }
  return null;
}

/** What gyp itself sets: `_key` for each key of the dictionaries around a place. */
export function automatic(scope: Scope | null): Lookup {
  return (name) => {
    const value = name.startsWith('_') ? around(scope, name.slice(1)) : null;
    return value && value.type !== 'dict' ? textsOf(value) : null;
  };
}

/** What a rule's variables stand for, once for each source that it is for; null alone where it uses none. */
export function ruleInputs(
  words: readonly string[],
  scope: Scope | null,
  sources: readonly string[],
): (Lookup | null)[] {
  const extension = around(scope, 'extension');
  if (!words.some((word) => word.includes('(RULE_INPUT_')) || extension?.type !== 'text') return [null];
  const ending = `.${extension.value.replace(/^\./, '')}`;
  const inputs = [...new Set(sources.filter((path) => path.endsWith(ending)))];
  if (inputs.length === 0) return [null];
  return inputs.slice(0, RULE_SOURCES_MAX).map((path) => {
    const slash = path.lastIndexOf('/') + 1;
    const parts: Readonly<Record<string, string>> = {
      RULE_INPUT_PATH: path,
      RULE_INPUT_NAME: path.slice(slash),
      RULE_INPUT_ROOT: path.slice(slash, -ending.length),
      RULE_INPUT_DIRNAME: path.slice(0, Math.max(0, slash - 1)) || '.',
      RULE_INPUT_EXT: ending,
    };
    return (name) => {
      const part = parts[name];
      return part === undefined ? null : [part];
    };
  });
}

/** Words in which those that stand for a list are its items. */
export function expandWords(words: readonly string[], lookup: Lookup): string[] {
  return words.flatMap((word) => {
    const name = WHOLE.exec(word)?.groups?.name;
    return (name === undefined ? null : lookup(name)) ?? [word];
  });
}

/** A text with its variables replaced, and those in them. */
export function substitute(text: string, lookup: Lookup): string {
  let made = text;
  for (let i = 0; i < 5; i++) {
    const next = made
      .replace(VARIABLE, (whole, name: string) => {
        const words = lookup(name);
        if (words === null) return whole;
        return words.length === 1 ? (words[0] ?? '') : commandLine(words);
      })
      .slice(0, COMMAND_CHARS_MAX);
    if (next === made) break;
    made = next;
  }
  return made;
}
