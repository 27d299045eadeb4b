import type { Program } from 'acorn';
import { moduleName } from '../names.ts';
import { type Node, parseJs } from '../parse.ts';
import { moduleOf } from './builtins.ts';
import { isDecoded } from './codes.ts';
import { type SeenCall, seenCall } from './emulator.ts';
import { callExports } from './exports.ts';
import { createInterpreter } from './interpreter.ts';
import { PACKAGE_ROOT } from './module-names.ts';
import { asObject, based } from './objects.ts';
import {
  type EmuFile,
  type Env,
  fromHost,
  isArray,
  kindOf,
  native,
  opaque,
  Thrown,
  toText,
  type Value,
} from './values.ts';

/** The files of a package, for running them together. */
export interface PackageSources {
  /** The path that a specifier means in a file; null for what is no file of the package. */
  resolve(from: string, specifier: string): string | null;
  /** What the package's own `imports` name a module of node; the specifier itself for others. */
  alias(specifier: string): string;
  /** Variables of the environment that are known. */
  readonly env?: ReadonlyMap<string, string>;
  /** The text of a file; null for what is not at hand. */
  read(path: string): string | null;
  /** Whether what is exported is called as well, for the texts that it runs as code. */
  readonly callsExports?: boolean;
}

/** What a place of a package's code did when it was loaded: a call, or a text that it ran as code. */
export interface SeenRun {
  readonly file: string;
  readonly offset: number;
  readonly endOffset: number;
  readonly call: SeenCall | null;
  readonly code: string | null;
  /** Whether decoders made the text, or a part of it. */
  readonly decoded: boolean;
  /** True for what only happens when somebody calls what the package exports. */
  readonly called: boolean;
}

const STEPS = 60_000;
const STEPS_EARNED_MAX = 240_000;
const CHARS_MADE_MAX = 8_000_000;
const FILES_MAX = 1_000;
/** Words of one list that a call was given. */
const WORDS_MAX = 100;

/** Loads files of a package as node would, without an outside world, and tells what they call in it. */
export function runPackage(entries: readonly string[], sources: PackageSources): readonly SeenRun[] {
  const machine = createInterpreter(
    { steps: STEPS, chars: CHARS_MADE_MAX, credit: STEPS_EARNED_MAX },
    { env: new Map(sources.env ?? []) },
  );
  const loaded = new Map<string, () => Value>();

  function loadFrom(from: string, specifier: string): Value {
    const path = sources.resolve(from, specifier);
    const text = path === null ? null : (loaded.get(path) ?? sources.read(path));
    if (path === null || text === null) return outsideOf(sources.alias(specifier));
    return typeof text === 'function' ? text() : loadFile(path, text);
  }

  function outsideOf(specifier: string): Value {
    return fileSystemOf(specifier) ?? moduleOf(machine, specifier) ?? opaque(moduleName(specifier));
  }

  /** What reads files of the package itself, and puts paths together; everything else is the outside world's. */
  function fileSystemOf(specifier: string): Value | null {
    const name = moduleName(specifier);
    if (name === 'path') {
      const joined = (args: readonly Value[]): Value =>
        args.every((item) => typeof item === 'string') ? cleaned(args.join('/')) : opaque('path.join()');
      return based('path', { join: native('join', joined), resolve: native('resolve', joined) });
    }
    if (name !== 'fs') return null;
    const read = (args: readonly Value[]): Value => {
      const [file, options] = args;
      const path = pathOf(file);
      const text = path === null ? null : sources.read(cleaned(path).replace(PACKAGE_ROOT, ''));
      if (text === null) return opaque('fs.readFileSync()');
      return typeof options === 'string' || kindOf(options) === 'object'
        ? text
        : new Uint8Array(Buffer.from(text));
    };
    const readThen = (args: readonly Value[]): Value => {
      const done = args.at(-1);
      const value = read(args);
      return kindOf(done) === 'function' ? machine.call(done, [null, value]) : value;
    };
    const files = { readFileSync: native('readFileSync', read), readFile: native('readFile', readThen) };
    return based('fs', { ...files, promises: based('fs', files) });
  }

  function loadFile(path: string, text: string): Value {
    let value: Value;
    const exported = (): Value => value;
    loaded.set(path, exported);
    if (loaded.size > FILES_MAX) return undefined;
    if (path.endsWith('.json')) {
      value = jsonOf(text);
      return value;
    }
    const program: Program | null = parseJs(text).program;
    const load = (specifier: string): Value => loadFrom(path, specifier);
    const names = new Map(machine.moduleNames(load).map(([name, item]) => [name, { value: item }]));
    const module = asObject(names.get('module')?.value);
    const current = (): Value => module?.props.get('exports');
    loaded.set(path, current);
    const file: EmuFile = { path, load, exported: current };
    names.set('__filename', { value: PACKAGE_ROOT + path });
    names.set('__dirname', { value: (PACKAGE_ROOT + path).replace(/\/[^/]*$/, '') });
    const scope: Env = { names, parent: machine.globals, self: current(), file, source: text };
    if (program) machine.run(program, scope);
    return current();
  }

  const exported: Value[] = [];
  for (const path of entries) {
    const text = loaded.has(path) ? null : sources.read(path);
    try {
      if (text !== null) exported.push(loadFile(path, text));
    } catch {
      // Out of budget, or led astray: what was seen so far counts.
      break;
    }
  }
  const atLoad: ReadonlySet<unknown> = new Set([
    ...[...machine.codes.values()].flat(),
    ...[...machine.outside.values()].flat(),
  ]);
  if (sources.callsExports === true) callExports(machine, exported);
  const found: SeenRun[] = [];
  for (const [node, codes] of machine.codes)
    for (const code of codes)
      if (code.file !== null)
        found.push({
          file: code.file,
          ...place(node),
          call: null,
          code: code.text,
          decoded: code.decoded,
          called: !atLoad.has(code),
        });
  for (const [node, calls] of machine.outside)
    for (const outside of calls) {
      const call = seenCall(outside);
      if (!call || outside.file === null) continue;
      const decoded = isDecoded(outside.args.map((word) => wordsIn(word)).join(' '), machine.budget);
      found.push({
        file: outside.file,
        ...place(node),
        call,
        code: null,
        decoded,
        called: !atLoad.has(outside),
      });
    }
  return found;
}

/** Words that a call was given. */
function wordsIn(value: Value): string {
  if (typeof value === 'string') return value;
  return isArray(value)
    ? value.items
        .slice(0, WORDS_MAX)
        .map((item) => wordsIn(item))
        .join(' ')
    : '';
}

/** The path that a file is named by, as such or as an address; null for what is not known. */
function pathOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  const href = asObject(value)?.props.get('href');
  return typeof href === 'string' && href.startsWith('file://') ? href.slice('file://'.length) : null;
}

function place({ start, end }: Node): { offset: number; endOffset: number } {
  return { offset: start, endOffset: end };
}

function jsonOf(text: string): Value {
  try {
    return fromHost(JSON.parse(text));
  } catch {
    throw new Thrown('SyntaxError');
  }
}

/** A path without `.` steps, and without what `..` takes back. */
function cleaned(path: string): string {
  const steps: string[] = [];
  for (const step of toText(path).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return (path.startsWith('/') ? '/' : '') + steps.join('/');
}
