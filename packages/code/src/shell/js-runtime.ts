import { decodeBase64 } from '../decode.ts';
import type { ActionBase, ShellAction, ShellActions, Site } from './action.ts';
import { fed, fedBySubstitution } from './feeding.ts';
import { createName, inFolder, installAction, runAction } from './package-actions.ts';
import { firstOperand, operandIndex, operands, optionValue, optionValues, urlsIn } from './words.ts';

/** Options of node and its kin that take the next word along (nodejs.org/api/cli.html). */
const WITH_VALUE =
  /^(?:-r|--require|--import|--loader|--experimental-loader|--env-file|--env-file-if-exists|--tsconfig|--project|-P|--conditions|-C|--title|--input-type|--icu-data-dir|--openssl-config|--diagnostic-dir|--redirect-warnings|--trace-event-categories|--inspect-port|--watch-path|--experimental-config-file|--preload|--cwd)$/;
/** The same of programs that start node again and again. */
const STARTER_VALUES =
  /^(?:-r|--require|-w|--watch|-e|--ext|-i|--ignore|-d|--delay|-n|--name|-x|--exec|--cwd|--config|--interpreter|--node-args)$/;
const STARTERS = /^(?:nodemon|pm2|forever)$/;
const EVAL = /^(?:-e|-p|-pe|-ep|--eval|--print|-print)$/;
const PRELOAD = /^(?:-r|--require|--import|--loader|--experimental-loader|--preload)$/;
const SOURCE_FILE = /\.[cm]?[jt]sx?$/i;

/** What `node --test` looks for by itself. */
const TEST_FILES = [
  '**/*.test.*js',
  '**/*-test.*js',
  '**/*_test.*js',
  '**/test-*.*js',
  '**/test.*js',
  '**/test/**/*.*js',
].flatMap((pattern) => [pattern, pattern.replace('.*js', '.js')]);

/** Code of a `data:` address, null when it is none. */
function codeOfDataUrl(address: string): string | null {
  const groups = /^data:(?<type>[^,]{0,200}),(?<data>[^]*)$/i.exec(address)?.groups;
  if (groups?.data === undefined) return null;
  if (/;base64$/i.test(groups.type ?? '')) return Buffer.from(decodeBase64(groups.data)).toString('utf8');
  try {
    return decodeURIComponent(groups.data);
  } catch {
    // Not well encoded: node would refuse it, what is there is looked at all the same.
    return groups.data;
  }
}

function inlineJs(base: ActionBase, code: string, layers: readonly string[] = []): ShellAction {
  return { ...base, layers: [...base.layers, ...layers], kind: 'inline-code', language: 'js', code };
}

/** What `--require`, `--import` and loaders name: files, code in an address, or packages, which say nothing here. */
export function preloads(base: ActionBase, args: readonly string[]): ShellAction[] {
  return optionValues(args, PRELOAD).flatMap((path): ShellAction[] => {
    const code = codeOfDataUrl(path);
    if (code !== null) return [inlineJs(base, code, ['data-url'])];
    return /^(?:\.{0,2}[\\/]|file:|[A-Za-z]:[\\/])/.test(path) || SOURCE_FILE.test(path)
      ? [{ ...base, kind: 'run-file', runtime: 'node', path: path.replace(/^file:(?:\/\/)?/, '') }]
      : [];
  });
}

/** Preloads of a `NODE_OPTIONS` value. */
export function nodeOptions(base: ActionBase, value: string): ShellAction[] {
  const words = [...value.matchAll(/"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^\s"]+)/g)].map(
    ({ groups }) => groups?.quoted ?? groups?.plain ?? '',
  );
  return preloads(base, words);
}

function runFile(base: ActionBase, runtime: string, path: string): ShellAction {
  const code = codeOfDataUrl(path);
  if (code !== null) return inlineJs(base, code, ['data-url']);
  if (/^https?:/i.test(path)) {
    return {
      ...base,
      kind: 'download',
      urls: urlsIn(path),
      into: runtime,
      output: null,
      sends: false,
    };
  }
  return { ...base, kind: 'run-file', runtime, path };
}

function bunActions(base: ActionBase, args: readonly string[]): ShellAction[] | null {
  const at = operandIndex(args, WITH_VALUE);
  const operand = args[at];
  const rest = args.slice(at + 1);
  if (operand === undefined) return null;
  if (operand === 'run') {
    const what = firstOperand(rest, WITH_VALUE);
    if (what === null) return [];
    const isFile = SOURCE_FILE.test(what) || /[\\/]/.test(what);
    return [isFile ? runFile(base, 'bun', what) : { ...base, kind: 'run-script', script: what }];
  }
  if (operand === 'x') return [runAction(base, 'npm', operands(rest, /^(?:-p|--package)$/)[0] ?? '')];
  if (operand === 'create' && rest[0] !== undefined) return [runAction(base, 'npm', createName(rest[0]))];
  if (/^(?:install|i|add|a)$/.test(operand)) return [installAction(base, 'npm', rest)];
  if (operand === 'exec') return null;
  return /^(?:test|build|repl|link|pm|remove|rm|update|outdated|publish|upgrade|init)$/.test(operand)
    ? []
    : [runFile(base, 'bun', operand)];
}

function denoActions(base: ActionBase, args: readonly string[]): ShellAction[] | null {
  const at = operandIndex(args, /^$/);
  const operand = args[at];
  const rest = args.slice(at + 1);
  if (operand === undefined) return null;
  const target = firstOperand(rest, /^(?:-c|--config|--import-map|--lock)$/);
  if (operand === 'eval') return target === null ? [] : [inlineJs(base, target)];
  if (operand === 'task') return target === null ? [] : [{ ...base, kind: 'run-script', script: target }];
  const runs = /^(?:run|serve|install|x|test|bench)$/.test(operand);
  const what = runs ? target : operand;
  if (what === null) return [];
  if (/^npm:/i.test(what)) return [runAction(base, 'npm', what.slice(4).replace(/^\//, ''))];
  if (/^jsr:/i.test(what)) return [runAction(base, 'other', what)];
  return [runFile(base, 'deno', what)];
}

/** What a JavaScript runtime does: preloads, then code, then the file. */
export function jsActions(site: Site): ShellActions {
  const { base, program, args, input, reads, command } = site;
  const before = preloads(base, args);
  const all = (actions: readonly ShellAction[]): ShellActions => ({
    actions: before.length + actions.length > 0 ? [...before, ...actions] : [{ ...base, kind: 'other' }],
    complete: true,
  });
  if (STARTERS.test(program)) {
    const exec = optionValue(args, /^(?:-x|--exec)$/);
    const words = operands(args, STARTER_VALUES).filter((word) => word !== 'start');
    if (exec !== null) return command([...exec.split(/\s+/), ...words.slice(0, 1)]);
    return all(words.slice(0, 1).map((path) => runFile(base, program, path)));
  }
  const code = optionValue(args, EVAL);
  if (code !== null) return all(fedBySubstitution(site, program, code)?.actions ?? [inlineJs(base, code)]);
  const script = program === 'node' ? optionValue(args, /^--run$/) : null;
  if (script !== null) return all([{ ...base, kind: 'run-script', script }]);
  const special =
    program === 'bun' ? bunActions(base, args) : program === 'deno' ? denoActions(base, args) : null;
  if (special) return inFolder(all(special), program === 'bun' ? args : []);
  // `node inspect a.js`, `tsx watch a.ts`, `node --max-old-space-size 4096 a.js`: words that are no file.
  const operand =
    operands(args, WITH_VALUE).find((word) => !/^(?:\d+|inspect|debug|watch)$/.test(word)) ?? null;
  // `node $npm_execpath run x`.
  if (operand === 'npm') return command(args.slice(args.indexOf(operand)));
  if (operand?.startsWith('<('))
    return all(fedBySubstitution(site, program, operand)?.actions ?? [{ ...base, kind: 'other' }]);
  if (operand !== null && operand !== '-') return all([runFile(base, program, operand)]);
  if (args.includes('--test')) return all(TEST_FILES.map((path) => runFile(base, program, path)));
  if (input) return all([inlineJs(base, input.text, input.layers)]);
  if (reads.length > 0) return all(reads.map((path) => runFile(base, program, path)));
  return all(fed(site, program, site.source)?.actions ?? []);
}
