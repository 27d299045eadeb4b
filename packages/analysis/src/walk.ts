import { isAscii } from 'node:buffer';
import { posix } from 'node:path';
import { argvActions, type CommandFact, makefileText, type ShellAction, shellActions } from '@weir/code';
import type { CodeUnit, HookCommand, PackageFile } from '@weir/detectors';
import type { Skipped, Stage } from '@weir/model';
import { actionEdges, createEdgeList, importEdge, isRemoteImport, manifestEdges } from './edges.ts';
import { FED_BYTES_MAX, type Feeding, fedText, unknownFeeding } from './fed-files.ts';
import { sniffFormat } from './file-format.ts';
import { isOther, JS_FILE, MEDIA, NO_CODE, ownReader, TS_FILE } from './file-readers.ts';
import type { FileReference } from './graph-types.ts';
import { createHook } from './hook-command.ts';
import { packageFolderOf } from './inner-manifests.ts';
import { createPatternFiles } from './pattern-files.ts';
import { commandNames, foldersNamed, isManager, scriptFolders } from './script-folders.ts';
import { openSourceBudget, readSource } from './source-budget.ts';
import { foldersOf, pathsOf, type Reader, readerByName, startedFiles } from './started-files.ts';
import { isPythonReader } from './started-python.ts';
import { createUnits } from './units.ts';
import type { Walk, WalkParts } from './walk-types.ts';

/** What a text of a hook's code may name that it starts. */
const SCRIPT_FILE = /\.(?:js|cjs|mjs|ts|cts|mts|jsx|tsx|node|json|sh|bash|bat|cmd|ps1)$/i;

/** No shorter text is cut by a limit on its commands; what is not read of one is a mistake in it, or a word too clever. */
const SHELL_CHARS_MIN_CUT = 1_000;

const NOTHING = new Uint8Array();

/** Starts a walk at nothing. */
export function createWalk(parts: WalkParts): Walk {
  const { index, budget, resolver, registryHost } = parts;
  const { resolvePath } = resolver;
  const sources = openSourceBudget(budget, parts.now);
  const stages = new Map<string, Stage>();
  const formats = new Map<string, PackageFile['format']>();
  const units: CodeUnit[] = [];
  const hooks: HookCommand[] = [];
  const skipped: Skipped[] = [];
  const started = new Set<string>();
  const references: FileReference[] = [];
  const edges = createEdgeList();
  /** Files with the reader that they were reached for, and those that they were read by. */
  const asked = new Set<string>();
  const read = new Set<string>();
  const filesFor = createPatternFiles(index, resolvePath);
  let queue: { path: string; stage: Stage; reader: Reader | null; feeding?: Feeding }[] = [];

  function reach(path: string | null, stage: Stage, reader: Reader | null = null): void {
    if (path === null) return;
    reachOne(path, stage, reader);
    for (const twin of parts.twins?.get(path) ?? []) {
      // Whatever is called of the one is called of the other.
      if (stage === 'install') started.add(twin);
      reachOne(twin, stage, reader);
    }
  }

  function reachOne(path: string, stage: Stage, reader: Reader | null): void {
    const known = stages.get(path);
    if (known === undefined) stages.set(path, stage);
    // A second way to read it can show something else: a file may be a script to one and data to the other.
    const key = `${reader ?? ''} ${path}`;
    if (asked.has(key) || (known !== undefined && reader === null)) return;
    asked.add(key);
    queue.push({ path, stage: known ?? stage, reader });
  }

  function refer(
    unit: CodeUnit,
    offset: number,
    path: string,
    how: FileReference['how'] | null,
    reader: Reader | null = null,
  ): void {
    if (how !== null && unit.stage === 'install') references.push({ unit, offset, path, how });
    reach(path, unit.stage, reader);
  }

  function skip(file: string, reason: string, sizeBytes: number | null): void {
    skipped.push({ file: file.slice(0, 1024), reason: reason.slice(0, 200), sizeBytes });
  }

  /** Files that an action starts, with code that stands in it and scripts of the manifest that it runs. */
  function followAction(
    action: ShellAction,
    fromFile: string,
    stage: Stage,
    folders: readonly string[],
    start: (path: string, reader: Reader | null) => void,
    hook: Feeding['hook'],
  ): void {
    if (action.kind === 'run-unknown' && stage === 'install') tellUnknown(fromFile, action.runtime);
    if (action.kind === 'inline-code' && action.language === 'python')
      addPython(
        parts.python?.inline({
          file: fromFile,
          layer: ['python -c', ...action.layers].join('>').slice(0, 128),
          stage,
          text: action.code,
        }),
      );
    if (action.kind === 'inline-code' && action.language === 'js')
      addUnits({
        file: fromFile,
        layer: ['node -e', ...action.layers].join('>').slice(0, 128),
        stage,
        text: action.code,
      });
    for (const [folder, meant] of scriptFolders(action, packageFolderOf(fromFile), folders)) {
      for (const next of parts.scriptsOf(folder)?.follow(meant, stage) ?? []) addHook(next);
      const inner = folder === '' || meant.kind !== 'install-package' ? null : parts.manifestOf(folder);
      if (inner) edges.add(manifestEdges(inner, posix.join(folder, 'package.json')));
    }
    for (const { candidates, reader, filters } of startedFiles(action, folders)) {
      const paths = new Set(candidates.flatMap(filesFor));
      if (filters !== undefined) feed({ action, hook, stage, filters }, paths, reader, start);
      else for (const path of paths) start(path, reader ?? readerByName(path));
    }
    for (const file of commandNames(action, stage).flatMap(parts.commandFiles)) start(file, 'js');
  }

  /** Has the files read that an interpreter is fed, through what changes them on the way. */
  function feed(
    feeding: Feeding,
    paths: ReadonlySet<string>,
    reader: Reader | null,
    start: (path: string, reader: Reader | null) => void,
  ): void {
    if (paths.size === 0 || reader === null) noteUnknown(feeding);
    else if (feeding.filters.length === 0) for (const path of paths) start(path, reader);
    else
      for (const path of paths) {
        reach(path, feeding.stage);
        queue.push({ path, stage: feeding.stage, reader, feeding });
      }
  }

  function noteUnknown(feeding: Feeding): void {
    if (feeding.stage !== 'install') return;
    hooks.push(unknownFeeding(feeding));
    tellUnknown(feeding.hook.file, feeding.action.argv[0] ?? '');
  }

  function tellUnknown(file: string, runtime: string): void {
    skip(file, `what ${runtime} is fed there is not known`, null);
  }

  async function visitFed(
    { path, feeding }: { path: string; feeding: Feeding },
    reader: Reader | null,
  ): Promise<void> {
    const entry = index.get(path);
    const key = `${reader ?? ''} ${path} ${JSON.stringify(feeding.filters)}`;
    if (!entry || read.has(key)) return;
    read.add(key);
    const isSmall =
      entry.sizeBytes <= FED_BYTES_MAX && sources.refusal(path, entry.sizeBytes, false) === null;
    const made = isSmall ? fedText(await parts.read(entry), feeding.filters) : null;
    if (!made) {
      noteUnknown(feeding);
      return;
    }
    sources.spend(made.text.length);
    const { text, layers } = made;
    if (reader === 'posix') addHook(createHook(path, path, 1, feeding.stage, text));
    else
      addUnits({
        file: path,
        layer: ['node -e', ...layers].join('>').slice(0, 128),
        stage: feeding.stage,
        text,
      });
  }

  function addHook(hook: HookCommand): void {
    hooks.push(hook);
    // What was read of it may be a beginning: what a budget or a mistake in it left unread runs all the same.
    if (!hook.complete) skip(hook.file, `the command of ${hook.hook} could not be read to its end`, null);
    for (const action of hook.actions) {
      const line = hook.line + hook.text.slice(0, action.offset).split('\n').length - 1;
      edges.add(actionEdges(action, { stage: hook.stage, file: hook.file, line }, registryHost));
    }
    if (hook.stage === 'dead') return;
    const folders = foldersOf(hook.file, hook.actions);
    for (const action of hook.actions) {
      const start = (path: string, reader: Reader | null): void => {
        if (hook.stage === 'install') started.add(path);
        reach(path, hook.stage, reader);
      };
      followAction(action, hook.file, hook.stage, folders, start, hook);
    }
  }

  function addUnits(source: Parameters<typeof createUnits>[0]): void {
    for (const unit of createUnits(source, parts.analyzeJs)) {
      units.push(unit);
      followUnit(unit);
    }
  }

  function addPython(made: readonly CodeUnit[] = []): void {
    for (const unit of made) {
      units.push(unit);
      followUnit(unit);
    }
  }

  /** Where code looks: in its own folder, and for what `node -e` runs, in the package's as well. */
  function resolveFor(unit: CodeUnit, specifier: string): readonly string[] {
    const found = resolver.resolveAll(unit.file, specifier, unit.stage === 'install' || parts.followsOwnName);
    if (unit.layer?.startsWith('node -e') !== true) return found;
    return [
      ...found,
      ...resolver.resolveAll(posix.join(packageFolderOf(unit.file), 'package.json'), specifier),
    ];
  }

  function followImports(unit: CodeUnit): void {
    const place = { stage: unit.stage, file: unit.file };
    for (const item of unit.facts.imports) {
      if (isRemoteImport(item.specifier)) {
        // Lines are counted for what needs one only.
        const remote = importEdge(item.specifier, { ...place, line: unit.source.lineAt(item.offset) });
        if (remote) edges.add([remote]);
        continue;
      }
      if (item.kind === 'start') {
        for (const path of pathsOf(item.specifier, foldersOf(unit.file, [])).map(resolvePath))
          if (path !== null) refer(unit, item.offset, path, 'started', 'js');
        continue;
      }
      // A path that is only looked up is loaded by other means.
      const how = item.kind === 'lookup' ? 'named' : null;
      for (const path of resolveFor(unit, item.specifier)) {
        const isCode = !NO_CODE.test(path) && (!MEDIA.test(path) || item.kind === 'require');
        refer(unit, item.offset, path, how, isCode || unit.stage === 'install' ? 'js' : null);
      }
    }
  }

  function addRuns(unit: CodeUnit, commands: readonly CommandFact[], layers: readonly CodeUnit[]): void {
    followCommands(unit, commands);
    for (const layer of layers) {
      units.push(layer);
      followUnit(layer);
    }
  }

  function followCommands(unit: CodeUnit, commands = unit.facts.commands): void {
    const folders = foldersOf(unit.file, []);
    for (const command of commands) {
      const { actions, complete } =
        command.line === null
          ? { actions: argvActions(command.argv ?? [], command.offset), complete: true }
          : shellActions(command.line);
      const place = { stage: unit.stage, file: unit.file, line: unit.source.lineAt(command.offset) };
      if (!complete && (unit.stage === 'install' || (command.line?.length ?? 0) > SHELL_CHARS_MIN_CUT))
        skip(unit.file, `the command in line ${place.line} could not be read to its end`, null);
      for (const action of actions) {
        edges.add(actionEdges(action, place, registryHost));
        // Layers below this one are units of their own.
        const start = (path: string, reader: Reader | null): void => {
          // When a function is called that starts another language, only its caller knows.
          const isAsked = reader !== null && isOther(reader) && unit.stage !== 'install' && !command.live;
          refer(unit, command.offset, path, 'started', isAsked ? null : reader);
        };
        const hook = { hook: command.name, file: unit.file, line: place.line, text: action.argv.join(' ') };
        const around = isManager(action) ? [...folders, ...foldersNamed(unit, parts.manifestOf)] : folders;
        followAction(action, unit.file, unit.stage, around, start, hook);
      }
    }
  }

  function followUnit(unit: CodeUnit): void {
    if (unit.language === 'python') {
      for (const { path, reader } of parts.python?.filesOf(unit) ?? []) reach(path, unit.stage, reader);
      followCommands(unit);
      return;
    }
    followImports(unit);
    followCommands(unit);
    if (unit.stage !== 'install') return;
    // A hook's code may start what it names in ways that are not followed: each file that it names counts as run.
    const imported = new Set(unit.facts.imports.map((item) => item.specifier));
    for (const { value, offset } of unit.facts.strings) {
      if (value.length > 256 || imported.has(value) || !SCRIPT_FILE.test(value)) continue;
      for (const path of new Set(pathsOf(value, foldersOf(unit.file, [])).map(resolvePath)))
        if (path !== null) refer(unit, offset, path, 'named');
    }
  }

  /** Other languages are looked at where something runs them by itself. */
  function isLeft(reader: Reader, stage: Stage): boolean {
    return isOther(reader) && (!parts.python || (stage !== 'install' && stage !== 'import'));
  }

  async function visit(path: string, stage: Stage, forced: Reader | null): Promise<void> {
    const entry = index.get(path);
    if (!entry) return;
    const head = await parts.read(entry, 512);
    const format = sniffFormat(head);
    formats.set(path, format);
    const own = ownReader(path, stage, head, format);
    const isText = format === 'text' || format === 'script' || format === 'unknown';
    // What a hook starts is read by whoever it is given to, whatever it is called.
    const isData = forced === 'js' && !started.has(path) && NO_CODE.test(path);
    const readers = [own, forced !== own && isText && !isData ? forced : null]
      .filter((reader) => reader !== null)
      .filter((reader) => !read.has(`${reader} ${path}`) && !isLeft(reader, stage));
    if (readers.length === 0) return;
    for (const reader of readers) read.add(`${reader} ${path}`);
    if (readers.includes('unread')) skip(path, 'a program in a language that is not read', entry.sizeBytes);
    if (readers.every((reader) => reader === 'unread')) return;
    const full = stages.size > budget.parsedFilesMax && units.length > budget.parsedFilesMax;
    const reason = sources.refusal(path, entry.sizeBytes, full);
    if (reason !== null) skip(path, reason, entry.sizeBytes);
    let bytes: Uint8Array = NOTHING;
    const text = await readSource(sources, {
      entry,
      reason,
      comments: JS_FILE.test(path) || TS_FILE.test(path) ? 'js' : 'hash',
      read: async () => (bytes = await parts.read(entry)),
      onPadded: () => skip(path, 'read without its padding', entry.sizeBytes),
    });
    if (text === null) return;
    sources.spend(text.length);
    for (const reader of readers) {
      if (reader === 'unread') continue;
      if (isPythonReader(reader)) addPython(parts.python?.read({ file: path, stage, text }, reader));
      else if (reader === 'make') addHook(createHook(path, path, 1, stage, makefileText(text)));
      else if (reader === 'js') addFile(path, stage, text, entry.sizeBytes, digestOf(text, bytes));
      else addHook(createHook(path, path, 1, stage, text, reader));
    }
  }

  /** The sha256 of a text in UTF-8 where it is that of its file, which is asked for anyway; absent: not known. */
  function digestOf(text: string, bytes: Uint8Array): string | undefined {
    return text.length === bytes.length && isAscii(bytes) ? parts.sha256Of?.(bytes) : undefined;
  }

  function addFile(path: string, stage: Stage, text: string, sizeBytes: number, sha256?: string): void {
    const source = { file: path, layer: null, stage, text, typescript: TS_FILE.test(path) };
    addUnits(sha256 === undefined ? source : { ...source, sha256 });
    const problem = units.findLast((unit) => unit.file === path && unit.origin === null)?.facts.problem;
    if (problem === 'nesting' || problem === 'too-large' || problem === 'too-many-nodes')
      skip(path, `not parsed: ${problem}`, sizeBytes);
  }

  async function drain(): Promise<void> {
    for (let at = 0; at < queue.length; at++) {
      const next = queue[at];
      if (next?.feeding) await visitFed({ path: next.path, feeding: next.feeding }, next.reader);
      else if (next) await visit(next.path, next.stage, next.reader);
    }
    queue = [];
  }

  return {
    stages,
    formats,
    units,
    hooks,
    skipped,
    started,
    references,
    edges,
    reach,
    skip,
    addHook,
    addRuns,
    drain,
  };
}
