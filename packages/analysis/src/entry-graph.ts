import { posix } from 'node:path';
import { argvActions, decodeSource, type PackageManifest, type ShellAction, shellActions } from '@weir/code';
import type { CodeUnit, HookCommand, PackageFile } from '@weir/detectors';
import type { ArtifactEntry, Skipped, Stage } from '@weir/model';
import { sniffFormat } from './file-format.ts';
import { createHook, gypHooks, manifestHooks } from './hooks.ts';
import { type AnalysisBudget, SOURCE_BYTES_MAX } from './limits.ts';
import type { PackageIndex } from './package-index.ts';
import { createResolver, type ResolvePath, resolveFrom } from './resolve.ts';
import { sniffRest } from './sniff-rest.ts';
import { createUnits } from './units.ts';

/** What runs when: every file with its stage, every piece of code and every command that something reaches. */
export interface EntryGraph {
  readonly files: ReadonlyMap<string, PackageFile>;
  readonly units: readonly CodeUnit[];
  readonly hooks: readonly HookCommand[];
  readonly skipped: readonly Skipped[];
  /** npm builds the package with node-gyp though no script says so. */
  readonly implicitBuild: boolean;
  readonly resolve: (fromFile: string, specifier: string) => string | null;
  /** Files that hooks run. */
  readonly started: ReadonlySet<string>;
  /** Files that install-reachable code leads to in other ways than by importing them. */
  readonly references: readonly FileReference[];
}

/** A file that code starts as a program, or only names: whatever a named one exports may be called. */
export interface FileReference {
  readonly unit: CodeUnit;
  readonly offset: number;
  readonly path: string;
  readonly how: 'started' | 'named';
}

export interface GraphOptions {
  readonly index: PackageIndex;
  readonly manifest: PackageManifest;
  readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
  /** `main` fields of package.json files in folders of the package. */
  readonly folderMains: ReadonlyMap<string, string>;
  readonly budget: AnalysisBudget;
  readonly now: () => number;
}

const SCRIPT_FILE = /\.(?:js|cjs|mjs|ts|cts|mts|jsx|tsx|node|json|sh|bash)$/i;
const JS_FILE = /\.(?:js|cjs|mjs|jsx|es6)$/i;
const TS_FILE = /(?<!\.d)\.(?:ts|cts|mts|tsx)$/i;
const SHELL_FILE = /\.(?:sh|bash|zsh|command)$/i;

/** Follows what runs from the package's entry points and gives each file the earliest stage that reaches it. */
export async function buildEntryGraph(options: GraphOptions): Promise<EntryGraph> {
  const { index, manifest, budget } = options;
  const startedMs = options.now();
  const resolvePath: ResolvePath = createResolver({
    has: (path) => index.has(path),
    mainOf: (folder) => options.folderMains.get(folder) ?? null,
  });
  const resolve = (fromFile: string, specifier: string): string | null =>
    resolveFrom(resolvePath, fromFile, specifier);
  const stages = new Map<string, Stage>();
  const formats = new Map<string, PackageFile['format']>();
  const units: CodeUnit[] = [];
  const hooks: HookCommand[] = [];
  const skipped: Skipped[] = [];
  const started = new Set<string>();
  const references: FileReference[] = [];
  let parsedBytes = 0;
  let queue: string[] = [];

  function reach(path: string | null, stage: Stage): void {
    if (path === null || stages.has(path)) return;
    stages.set(path, stage);
    queue.push(path);
  }

  function refer(
    unit: CodeUnit,
    offset: number,
    path: string | null,
    how: FileReference['how'] | null = null,
  ): void {
    if (path !== null && how !== null && unit.stage === 'install')
      references.push({ unit, offset, path, how });
    reach(path, unit.stage);
  }

  function overBudget(path: string, sizeBytes: number): string | null {
    if (sizeBytes > SOURCE_BYTES_MAX) return `larger than ${SOURCE_BYTES_MAX} bytes`;
    if (parsedBytes + sizeBytes > budget.parsedBytesMax) return 'source budget of the release is spent';
    if (stages.size > budget.parsedFilesMax && units.length > budget.parsedFilesMax)
      return 'file budget of the release is spent';
    if (options.now() - startedMs > budget.timeMsMax)
      return `time budget of the release is spent at ${path.slice(0, 60)}`;
    return null;
  }

  /** Files that an action starts: relative to the package root, where hooks run, then to the file that starts it. */
  function followAction(action: ShellAction, fromFile: string, stage: Stage): string[] {
    if (action.kind === 'inline-code' && action.language === 'js') {
      addUnits({ file: fromFile, layer: 'node -e', stage, text: action.code });
    }
    const words =
      action.kind === 'run-file' ? [action.path] : action.argv.filter((word) => SCRIPT_FILE.test(word));
    return words
      .map((word) => resolvePath(word) ?? resolvePath(posix.join(posix.dirname(fromFile), word)))
      .filter((path) => path !== null);
  }

  function addHook(hook: HookCommand): void {
    hooks.push(hook);
    if (!hook.complete && hook.actions.length === 0) {
      skipped.push({
        file: hook.file,
        reason: `the command of ${hook.hook} could not be parsed`.slice(0, 200),
        sizeBytes: null,
      });
    }
    if (hook.stage === 'dead') return;
    for (const action of hook.actions) {
      for (const path of followAction(action, hook.file, hook.stage)) {
        if (hook.stage === 'install') started.add(path);
        reach(path, hook.stage);
      }
    }
  }

  function addUnits(source: Parameters<typeof createUnits>[0]): void {
    for (const unit of createUnits(source)) {
      units.push(unit);
      followUnit(unit);
    }
  }

  function followUnit(unit: CodeUnit): void {
    const { facts, file, stage } = unit;
    for (const item of facts.imports) {
      const starts = item.kind === 'start';
      const specifier = starts && !item.specifier.startsWith('.') ? `./${item.specifier}` : item.specifier;
      // A path that is only looked up is loaded by other means.
      const how = starts ? 'started' : item.kind === 'lookup' ? 'named' : null;
      refer(unit, item.offset, resolve(file, specifier), how);
    }
    for (const command of facts.commands) {
      const actions =
        command.line === null
          ? argvActions(command.argv ?? [], command.offset)
          : shellActions(command.line).actions;
      for (const action of actions) {
        for (const path of followAction(action, file, stage)) refer(unit, command.offset, path, 'started');
      }
    }
    if (stage !== 'install') return;
    // A hook's code may start what it names in ways that are not followed: each file that it names counts as run.
    const imported = new Set(facts.imports.map((item) => item.specifier));
    for (const { value, offset } of facts.strings) {
      if (value.length > 256 || imported.has(value) || !SCRIPT_FILE.test(value)) continue;
      const path =
        resolve(file, value.startsWith('.') ? value : `./${value}`) ?? (index.has(value) ? value : null);
      refer(unit, offset, path, 'named');
    }
  }

  async function visit(path: string, stage: Stage): Promise<void> {
    const entry = index.get(path);
    if (!entry) return;
    const head = await options.read(entry, 512);
    const format = sniffFormat(head);
    formats.set(path, format);
    const shell =
      SHELL_FILE.test(path) || (format === 'script' && /^#!.*\b(?:ba|z|da|k)?sh\b/.test(decodeSource(head)));
    const js =
      JS_FILE.test(path) ||
      (!/\.\w{1,5}$/.test(path) && !shell && (format === 'text' || format === 'script'));
    const ts = TS_FILE.test(path);
    if (!js && !ts && !shell) return;
    const reason = overBudget(path, entry.sizeBytes);
    if (reason !== null) {
      skipped.push({ file: path.slice(0, 1024), reason, sizeBytes: entry.sizeBytes });
      return;
    }
    parsedBytes += entry.sizeBytes;
    const text = decodeSource(await options.read(entry));
    if (shell) addHook(createHook(path, path, 1, stage, text));
    else addUnits({ file: path, layer: null, stage, text, typescript: ts });
    const problem = units.findLast((unit) => unit.file === path && unit.origin === null)?.facts.problem;
    if (problem === 'nesting' || problem === 'too-large' || problem === 'too-many-nodes') {
      skipped.push({
        file: path.slice(0, 1024),
        reason: `not parsed: ${problem}`,
        sizeBytes: entry.sizeBytes,
      });
    }
  }

  async function drain(): Promise<void> {
    for (let at = 0; at < queue.length; at++) {
      const path = queue[at];
      if (path !== undefined) await visit(path, stages.get(path) ?? 'dead');
    }
    queue = [];
  }

  for (const hook of manifestHooks(manifest)) addHook(hook);
  const gyp = index.get('binding.gyp');
  const builds = gyp !== undefined && manifest.gypfile !== false;
  const implicitBuild = builds && !manifest.scripts.has('install') && !manifest.scripts.has('preinstall');
  if (gyp && builds) {
    stages.set('binding.gyp', 'install');
    for (const hook of gypHooks(decodeSource(await options.read(gyp, 256 * 1024)), 'binding.gyp'))
      addHook(hook);
  }
  await drain();
  const mains = manifest.entries.length > 0 ? manifest.entries : ['index.js'];
  for (const target of mains) for (const path of expand(target, index, resolvePath)) reach(path, 'import');
  reach(resolvePath('.'), 'import');
  await drain();
  for (const target of manifest.bin) reach(resolvePath(target), 'use');
  await drain();

  await sniffRest(index, formats, options.read);
  const files = new Map<string, PackageFile>();
  for (const [path, entry] of index) {
    files.set(path, {
      path,
      sizeBytes: entry.sizeBytes,
      stage: stages.get(path) ?? 'dead',
      format: formats.get(path) ?? 'unknown',
    });
  }
  return { files, units, hooks, skipped, implicitBuild, resolve, started, references };
}

/** Files behind an entry: a path, or a pattern with one `*` as in `exports`. */
function expand(target: string, index: PackageIndex, resolvePath: ResolvePath): string[] {
  const star = target.indexOf('*');
  if (star < 0) {
    const path = resolvePath(target);
    return path === null ? [] : [path];
  }
  const prefix = posix.normalize(target.slice(0, star)).replace(/^\.\//, '');
  const suffix = target.slice(target.lastIndexOf('*') + 1);
  const folder = prefix === './' ? '' : prefix;
  return [...index.keys()].filter(
    (path) => path.startsWith(folder) && path.endsWith(suffix) && SCRIPT_FILE.test(path),
  );
}
