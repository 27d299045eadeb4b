import {
  type CodeSink,
  type CommandFact,
  commandSeen,
  decodeSource,
  HIDDEN_CODE,
  PACKAGE_ROOT,
  runPackage,
  type SeenRun,
  textOfCommand,
  UNKNOWN_WORD,
} from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import type { GraphOptions } from './graph-types.ts';
import { createIsHidden, type IsHidden } from './hidden-code.ts';
import type { Resolver } from './resolve.ts';
import { createLayers } from './units.ts';
import type { Walk } from './walk-types.ts';

/** What one file has from another matters where one of them can start a process, or text as code. */
const ACTS = /^(?:process\.spawn|eval|vm|worker|native|foreign\.runtime)$/;
/** Modules that do so, by whatever they are loaded. */
const ACTING_MODULE = /^(?:node:)?(?:child_process|vm|worker_threads|module|cluster)$/;
/** What runs texts as code, and what may: the callers of a package that does so are looked at as well. */
const RUNS_TEXTS = /^(?:eval|vm|worker)$/;
const RUNS_MODULE = /^(?:node:)?(?:vm|module|worker_threads)$/;
const LOADS_ANY =
  /\bimport\s{0,4}\(\s{0,4}[^'")\s]|\bmodule\.require\b|(?<!\bthis)\.constructor\s{0,4}[;,(?:]/;
/** What decodes, and what glues pieces together: what runs may then be another thing than what stands there. */
const DECODES =
  /\batob\b|\bbase64\b|['"`]hex['"`]|fromCharCode|fromCodePoint|createDecipher|TextDecoder|\.join\((['"`])\1\)/;
/** Larger packages are bundles, or do not hide by being taken apart. */
const CHARS_MAX = 150_000;
const FILES_MAX = 1_000;
/** Files that are no code and may be read by code. */
const DATA_FILES_MAX = 20;
const DATA_BYTES_MAX = 32 * 1024;

/**
 * Runs the files of a small package together where they load each other: what one is given by another, and starts or
 * runs as code, is known of no file alone. Adds to the facts of the files what they were seen to do.
 */
export async function followPackageRun(
  { read, index, manifest, analyzeJs }: Pick<GraphOptions, 'read' | 'index' | 'manifest' | 'analyzeJs'>,
  walk: Walk,
  resolver: Resolver,
): Promise<void> {
  const files = new Map<string, CodeUnit>();
  let chars = 0;
  for (const unit of walk.units) {
    if (unit.layer !== null || unit.language !== 'js') continue;
    if (unit.stage !== 'install' && unit.stage !== 'import') continue;
    files.set(unit.file, unit);
    chars += unit.source.text.length;
  }
  const units = [...files.values()];
  if (chars > CHARS_MAX || files.size > FILES_MAX) return;
  const aliases = aliasesOf(manifest);
  const callsExports = units.some(decodes) && units.some((unit) => runsTexts(unit) || acts(unit));
  if (aliases.size === 0 && !callsExports && !units.some(acts)) return;
  const data = await readData(units, { read, index }, resolver);
  const env = settingsOf(manifest);
  if (data.size === 0 && !callsExports && !units.some((unit) => loadsOther(unit) || asksForMore(unit, env)))
    return;

  const runs = runPackage([...files.keys()], {
    resolve: (from, specifier) => resolver.resolveAll(from, specifier)[0] ?? null,
    alias: (specifier) => aliases.get(specifier) ?? specifier,
    env,
    read: (path) => files.get(path)?.source.text ?? data.get(path) ?? null,
    callsExports,
  });
  const isHidden = createIsHidden(units, [...data.values()]);
  for (const [path, ofFile] of Map.groupBy(runs, ({ file }) => file)) {
    const unit = files.get(path);
    if (!unit) continue;
    const commands = newCommands(unit, ofFile, isHidden);
    const codes = newCodes(unit, ofFile, isHidden);
    if (commands.length === 0 && codes.length === 0) continue;
    addToFacts(unit, commands, codes);
    const texts = codes.map(({ text, layers, offset }) => ({ text: text ?? '', layers, offset }));
    walk.addRuns(unit, commands, createLayers(unit, texts, analyzeJs));
  }
}

/** Names that the package gives modules that start processes, or text as code. */
function aliasesOf({ json }: GraphOptions['manifest']): ReadonlyMap<string, string> {
  const { imports } = json;
  if (typeof imports !== 'object' || imports === null) return new Map();
  return new Map(
    Object.entries(imports).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && ACTING_MODULE.test(entry[1]),
    ),
  );
}

function acts({ facts }: CodeUnit): boolean {
  return (
    facts.capabilities.some((id) => ACTS.test(id)) ||
    facts.imports.some(({ specifier }) => ACTING_MODULE.test(specifier)) ||
    facts.strings.some(({ value }) => value.length <= 19 && ACTING_MODULE.test(value))
  );
}

/** Whether a file runs texts, or modules whose text may be in their address. */
function runsTexts({ facts, source }: CodeUnit): boolean {
  return (
    facts.capabilities.some((id) => RUNS_TEXTS.test(id)) ||
    facts.imports.some(({ specifier }) => RUNS_MODULE.test(specifier)) ||
    LOADS_ANY.test(source.text)
  );
}

/** Whether a file may hide what another one runs. */
function decodes({ source }: CodeUnit): boolean {
  return DECODES.test(source.text);
}

function loadsOther({ facts }: CodeUnit): boolean {
  return facts.imports.some(({ specifier }) => /^[.#]/.test(specifier));
}

/** What the package's own settings are called where npm runs it (package.json, `config`, in the documentation of the npm client). */
function settingsOf({ json }: GraphOptions['manifest']): ReadonlyMap<string, string> {
  const { config } = json;
  if (typeof config !== 'object' || config === null) return new Map();
  return new Map(
    Object.entries(config).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`npm_package_config_${key}`, value]] : [],
    ),
  );
}

/** Whether code that acts speaks of what only running it with the package's folder and settings tells. */
function asksForMore(unit: CodeUnit, env: ReadonlyMap<string, string>): boolean {
  const { text } = unit.source;
  return (
    acts(unit) && (text.includes('NODE_OPTIONS') || (env.size > 0 && text.includes('npm_package_config')))
  );
}

/** Texts beside the code that it names or loads, by path. */
async function readData(
  units: readonly CodeUnit[],
  { read, index }: Pick<GraphOptions, 'read' | 'index'>,
  resolver: Resolver,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let byName: ReadonlyMap<string, string | null> | undefined;
  for (const unit of units) {
    const named = unit.facts.strings.filter(({ value }) => /^[\w./-]{1,200}\.\w{1,8}$/.test(value));
    for (const { value } of named.slice(0, 200)) {
      if (found.size >= DATA_FILES_MAX) return found;
      const beside = value.startsWith('.') ? value : `./${value.replace(/^\/+/, '')}`;
      const path = resolver.resolveAll(unit.file, beside)[0] ?? (byName ??= filesByName(index)).get(value);
      const entry = path ? index.get(path) : undefined;
      if (!path || !entry || found.has(path)) continue;
      if (entry.sizeBytes > DATA_BYTES_MAX || /\.[cm]?[jt]sx?$/.test(path)) continue;
      found.set(path, decodeSource(await read(entry, DATA_BYTES_MAX)));
    }
  }
  return found;
}

/** Paths by the last part of theirs, whose folder may be named elsewhere; null where there are several. */
function filesByName(index: GraphOptions['index']): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const path of index.keys()) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    found.set(name, found.has(name) ? null : path);
  }
  return found;
}

/** Why nobody reads a text where it is run or started. */
const HIDDEN_BY: readonly string[] = ['other-file', HIDDEN_CODE];
/** Shorter texts that speak of nothing that acts say nothing. */
const CODE_CHARS_MIN = 20;
const ACTS_IN_TEXT = /\b(?:require|import|eval|fetch|process|module)\b/;

/** Commands that the file alone does not tell, or not all of. */
function newCommands(unit: CodeUnit, runs: readonly SeenRun[], isHidden: IsHidden): CommandFact[] {
  const known = new Set(
    unit.facts.commands
      .filter(({ live }) => live)
      .map((command) => `${command.offset} ${textOfCommand(command)}`),
  );
  const found = new Map<string, CommandFact>();
  for (const { call, offset, decoded, called } of runs) {
    if (!call) continue;
    const place = { offset, live: !called, detached: false, muted: false };
    for (const command of commandSeen(call, place)) {
      const hidden = isHidden(textOfCommand(command).replaceAll('\0', ' '), decoded);
      if (called && !hidden) continue;
      const own = {
        ...command,
        layers: hidden ? HIDDEN_BY : command.layers,
        line: command.line?.replaceAll(PACKAGE_ROOT, './') ?? null,
        argv: command.argv?.map((word) => word.replaceAll(PACKAGE_ROOT, './')) ?? null,
      };
      const key = `${offset} ${textOfCommand(own)}`;
      if (!known.has(key) && own.argv?.includes(UNKNOWN_WORD) !== true) found.set(key, own);
    }
  }
  return [...found.values()];
}

/** Texts that run as code and that the file alone does not tell. */
function newCodes(unit: CodeUnit, runs: readonly SeenRun[], isHidden: IsHidden): CodeSink[] {
  const known = new Set(unit.facts.codeSinks.map(({ text }) => text));
  const places = new Set<number>();
  return runs.flatMap(({ code, decoded, offset, endOffset, called }) => {
    if (code === null || known.has(code)) return [];
    const hidden = isHidden(code, decoded);
    if (!hidden && code.length < CODE_CHARS_MIN && !ACTS_IN_TEXT.test(code)) return [];
    // What others call compiles templates and rules, whose text stands in the package as what it is.
    if (!hidden && (called || places.has(offset))) return [];
    places.add(offset);
    const layers = hidden ? HIDDEN_BY : ['other-file'];
    return [{ name: 'eval', offset, endOffset, live: !called, text: code, layers }];
  });
}

/** In place: layers and references know the unit by identity. Answers about its facts hold no more. */
function addToFacts(unit: CodeUnit, commands: readonly CommandFact[], codes: readonly CodeSink[]): void {
  const told = new Set(commands.map(({ offset }) => offset));
  const { facts } = unit;
  Object.assign(unit, {
    facts: {
      ...facts,
      commands: [...facts.commands.filter(({ offset }) => !told.has(offset)), ...commands],
      codeSinks: [...facts.codeSinks, ...codes],
      capabilities:
        commands.length > 0 && !facts.capabilities.includes('process.spawn')
          ? [...facts.capabilities, 'process.spawn'].sort()
          : facts.capabilities,
    },
    answers: new Map<string, unknown>(),
  });
}
