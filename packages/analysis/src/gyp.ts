import { posix } from 'node:path';
import { createSourceText } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import { type GypDict, type GypText, type GypValue, parseGyp } from './gyp-literal.ts';
import { looseGypHooks } from './gyp-loose.ts';
import { createHook, unreadHook } from './hook-command.ts';

/** Hooks of one file. */
const HOOKS_MAX = 500;
/** Where a command expansion begins: `<!(…)`, `<!@(…)`, `<|(…)`, and the same in the later phases `>` and `^`. */
const EXPANSION = /[<>^][!|]@?\(/g;
/** A variable of the file itself. */
const VARIABLE = /[<>^]@?\((?<name>\w+)\)/g;
/** Conditions are evaluated as Python: what no comparison of settings needs. */
const CONDITION_CODE = /__\w+__|\bimport\b|\b(?:eval|exec|open|getattr|compile|lambda)\b/;
const COMMAND_CHARS_MAX = 20_000;
/** Characters that all substitutions of a file make together. */
const SUBSTITUTED_CHARS_MAX = 2_000_000;

/** What npm's node-gyp would run of one file, and which files it reads along. */
export interface GypFile {
  readonly hooks: readonly HookCommand[];
  /** Paths inside the package. */
  readonly includes: readonly string[];
}

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

/** Commands of the expansions in a text. */
function expansionsIn(text: string): string[] {
  const found: string[] = [];
  let after = 0;
  for (const match of text.matchAll(EXPANSION)) {
    // What stands inside of an expansion is a part of its command.
    if (match.index < after || found.length >= 100) continue;
    const start = match.index + match[0].length;
    after = closingParenthesis(text, start);
    const command = text.slice(start, after);
    const list = /^\s*\[/.test(command) ? parseGyp(command) : null;
    found.push(list?.type === 'list' ? wordsOf(list.items).join(' ') : command);
  }
  return found;
}

function quoted(word: string): string {
  return /[\s"'$`\\|&;<>()]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word;
}

function wordsOf(items: readonly GypValue[]): string[] {
  return items.filter((item): item is GypText => item.type === 'text').map(({ value }) => quoted(value));
}

/** Every pair of every dictionary below a value. */
function* pairsOf(value: GypValue, key: string | null = null): Generator<readonly [string | null, GypValue]> {
  yield [key, value];
  if (value.type === 'list') for (const item of value.items) yield* pairsOf(item, key);
  if (value.type === 'dict')
    for (const [name, item] of value.entries) {
      // Names can hold expansions as well.
      yield [null, name];
      yield* pairsOf(item, name.value);
    }
}

/** Texts of the file's variables by name; the last one of a name. */
function variablesOf(tree: GypValue): Map<string, string> {
  const variables = new Map<string, string>();
  for (const [key, value] of pairsOf(tree)) {
    if (key !== 'variables' || value.type !== 'dict') continue;
    for (const [name, item] of value.entries) {
      const plain = name.value.replace(/[%+?=!/]$/, '');
      if (item.type === 'text') variables.set(plain, item.value);
      if (item.type === 'list') variables.set(plain, wordsOf(item.items).join(' '));
    }
  }
  return variables;
}

function substitute(text: string, variables: ReadonlyMap<string, string>): string {
  let made = text;
  for (let i = 0; i < 5; i++) {
    const next = made
      .replace(VARIABLE, (whole, name: string) => variables.get(name) ?? whole)
      .slice(0, COMMAND_CHARS_MAX);
    if (next === made) break;
    made = next;
  }
  return made;
}

/** Commands of a list: an action of a target, of a rule, or after the build. */
function actionOf(key: string | null, value: GypValue): string | null {
  if (key !== 'action' || value.type !== 'list') return null;
  const words = wordsOf(value.items);
  return words.length === 0 ? null : words.join(' ');
}

/** The condition of an entry `['condition', {…}, {…}]`, when it is more than a comparison. */
function conditionCode(key: string | null, value: GypValue): GypText | null {
  if ((key !== 'conditions' && key !== 'target_conditions') || value.type !== 'list') return null;
  const [first] = value.items;
  return first?.type === 'text' && CONDITION_CODE.test(first.value) ? first : null;
}

/** Files that a dictionary includes, and gyp files whose targets it depends on. */
function includesOf(tree: GypValue, path: string): string[] {
  const found = new Set<string>();
  const folder = posix.dirname(path);
  for (const [key, value] of pairsOf(tree)) {
    if (value.type !== 'text' || (key !== 'includes' && key !== 'dependencies')) continue;
    const plain = value.value.replace(/^[<>]\((?:module_root_dir|DEPTH)\)\//, '').replace(/:[^:/]*$/, '');
    if (key === 'dependencies' && !/\.gypi?$/.test(plain)) continue;
    const included = posix.normalize(posix.join(folder, plain));
    if (!included.startsWith('..') && included !== path) found.add(included);
  }
  return [...found].slice(0, 50);
}

/**
 * Reads a gyp file: command expansions (run while it is configured), actions, rules and what follows a build, and
 * conditions that are code.
 * @param hook the hook's name: `binding.gyp`, also for files that it includes.
 */
export function readGyp(text: string, path: string, hook = 'binding.gyp'): GypFile {
  const tree = parseGyp(text.replace(/^\uFEFF/, ''));
  if (tree?.type !== 'dict') return { hooks: looseGypHooks(text, path, { hook }), includes: [] };
  return { hooks: hooksOf(tree, text, path, hook), includes: includesOf(tree, path) };
}

function hooksOf(tree: GypDict, text: string, path: string, hook: string): HookCommand[] {
  const lines = createSourceText(text);
  const variables = variablesOf(tree);
  const hooks: HookCommand[] = [];
  let made = 0;
  function filled(source: string): string {
    if (made > SUBSTITUTED_CHARS_MAX) return source;
    const done = substitute(source, variables);
    made += done.length;
    return done;
  }
  function add(value: GypValue, command: string): void {
    const line = lines.lineAt(value.offset);
    hooks.push(createHook(hook, path, line, 'install', filled(command), 'script'));
  }
  for (const [key, value] of pairsOf(tree)) {
    if (hooks.length >= HOOKS_MAX) {
      hooks.push(unreadHook(hook, path, lines.lineAt(value.offset), 'install', text.slice(value.offset)));
      break;
    }
    if (value.type === 'text') for (const command of expansionsIn(filled(value.value))) add(value, command);
    const action = actionOf(key, value);
    if (action !== null) add(value, action);
    const code = conditionCode(key, value);
    if (code) hooks.push(codeHook(code, lines.lineAt(code.offset), path, hook));
  }
  return hooks;
}

function codeHook({ value }: GypText, line: number, file: string, hook: string): HookCommand {
  return {
    hook,
    file,
    line,
    stage: 'install',
    text: value,
    complete: true,
    actions: [
      {
        kind: 'inline-code',
        language: 'python',
        code: value,
        offset: 0,
        endOffset: value.length,
        layers: [],
        argv: ['python', '-c', value],
      },
    ],
  };
}
