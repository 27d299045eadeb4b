import { posix } from 'node:path';
import { createSourceText } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import {
  automatic,
  commandLine,
  type Expansion,
  expandWords,
  expansionsIn,
  type Lookup,
  pairsOf,
  plainKey,
  ruleInputs,
  substitute,
  textsOf,
} from './gyp-expand.ts';
import { type GypDict, type GypText, type GypValue, parseGyp } from './gyp-literal.ts';
import { looseGypHooks } from './gyp-loose.ts';
import { gypModuleHook } from './gyp-module.ts';
import { createHook, unreadHook } from './hook-command.ts';
import { GYP_MODULE } from './started-files.ts';

/** Hooks of one file. */
const HOOKS_MAX = 500;
/** Conditions are evaluated as Python: what no comparison of settings needs. */
const CONDITION_CODE = /__\w+__|\bimport\b|\b(?:eval|exec|open|getattr|compile|lambda)\b/;
/** A text inside of such code that may be a command. */
const CODE_TEXT = /"(?<double>[^"\\\n]{4,4000})"|'(?<single>[^'\\\n]{4,4000})'/g;
const CODE_TEXTS_MAX = 20;
/** Characters that all substitutions of a file make together. */
const SUBSTITUTED_CHARS_MAX = 2_000_000;

/** What npm's node-gyp would run of one file, and which files it reads along. */
export interface GypFile {
  readonly hooks: readonly HookCommand[];
  /** Paths inside the package. */
  readonly includes: readonly string[];
}

/** Words of the file's variables by name; the last one of a name. */
function variablesOf(tree: GypValue): Map<string, readonly string[]> {
  const variables = new Map<string, readonly string[]>();
  for (const [key, value] of pairsOf(tree)) {
    if (key !== 'variables' || value.type !== 'dict') continue;
    for (const [name, item] of value.entries)
      if (item.type === 'text' || item.type === 'list') variables.set(plainKey(name.value), textsOf(item));
  }
  return variables;
}

/** What targets are built from. */
function sourcesOf(tree: GypValue): string[] {
  const found: string[] = [];
  for (const [key, value] of pairsOf(tree))
    if (value.type === 'text' && key !== null && plainKey(key) === 'sources') found.push(value.value);
  return found;
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

/** Words of a list that is an action of a target, of a rule, or after the build. */
function actionWords(key: string | null, value: GypValue): string[] {
  return key === 'action' && value.type === 'list' ? textsOf(value) : [];
}

function hooksOf(tree: GypDict, text: string, path: string, hook: string): HookCommand[] {
  const lines = createSourceText(text);
  const variables = variablesOf(tree);
  let sources: string[] | undefined;
  const hooks: HookCommand[] = [];
  let made = 0;
  function filled(source: string, lookup: Lookup): string {
    if (made > SUBSTITUTED_CHARS_MAX) return source;
    const done = substitute(source, lookup);
    made += done.length;
    return done;
  }
  function add(value: GypValue, command: string, call: Expansion['call'] = ''): void {
    const line = lines.lineAt(value.offset);
    if (call === '') hooks.push(createHook(hook, path, line, 'install', command, 'script'));
    else if (call === GYP_MODULE) hooks.push(gypModuleHook(hook, path, line, command));
  }
  for (const [key, value, scope] of pairsOf(tree)) {
    if (hooks.length >= HOOKS_MAX) {
      hooks.push(unreadHook(hook, path, lines.lineAt(value.offset), 'install', text.slice(value.offset)));
      break;
    }
    const ofScope = automatic(scope);
    const lookup: Lookup = (name) => variables.get(name) ?? ofScope(name);
    if (value.type === 'text')
      for (const { call, command } of expansionsIn(filled(value.value, lookup))) add(value, command, call);
    const words = actionWords(key, value);
    if (words.length > 0) {
      for (const input of ruleInputs(words, scope, (sources ??= sourcesOf(tree)))) {
        const ofInput: Lookup = input ? (name) => input(name) ?? lookup(name) : lookup;
        add(value, filled(commandLine(expandWords(words, ofInput)), ofInput));
      }
    }
    const code = conditionCode(key, value);
    if (!code) continue;
    hooks.push(codeHook(code, lines.lineAt(code.offset), path, hook));
    // Python that gets out of its cage does so by ways that nobody follows: what it is given is a command.
    const texts = [...code.value.matchAll(CODE_TEXT)].map(
      ({ groups }) => groups?.double ?? groups?.single ?? '',
    );
    for (const command of texts.filter((item) => /\s/.test(item)).slice(0, CODE_TEXTS_MAX))
      add(code, command);
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
