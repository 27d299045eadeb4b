import { type CarriedPython, carriedPython, type JsFacts, LABEL } from '@weir/code';
import type { CodeUnit, HookCommand, PackageFile } from '@weir/detectors';
import { type ArtifactEntry, describeError, type Skipped, type Stage } from '@weir/model';
import { uncachedPython } from '../facts-cache-python.ts';
import { sniffFormat } from '../file-format.ts';
import type { EntryGraph } from '../graph-types.ts';
import { sniffRest } from '../sniff-rest.ts';
import { openSourceBudget, readSource } from '../source-budget.ts';
import { stagedFiles } from '../staged-files.ts';
import { createUnits } from '../units.ts';
import { type BuildParts, buildParts } from './build.ts';
import { buildCommands } from './build-files.ts';
import { combiningModules } from './combining.ts';
import { embeddedCode, isSource, readCarried } from './embedded-code.ts';
import { nativeCommands } from './extensions.ts';
import { hasCompiledMark, isRelic, mayDoHarm } from './first-look.ts';
import type { PythonGraphOptions } from './graph-options.ts';
import {
  CONTAINERS_MAX,
  type InnerModules,
  innerContainers,
  isContainer,
  modulesNamed,
  readInnerModules,
} from './inner-modules.ts';
import { isAside, moduleRoots } from './layout.ts';
import { createLinker, type ReadModule, unitsToLink } from './linking.ts';
import { loadedFiles } from './loaded-files.ts';
import { openOtherLanguages } from './other-languages.ts';
import { createDataReader, ownPaths } from './own-data.ts';
import { createModuleResolver } from './resolve.ts';
import { listRoots, type Root, readBuild } from './roots.ts';
import { isAskedProgram, type Start, startedAtLoad, startedBy } from './started-programs.ts';
import { TEXT_BYTES_MAX } from './texts.ts';
import { factsWithData } from './with-data.ts';

const SCRIPT_HEAD_BYTES = 512;
/** Lines of a `.pth` file that Python runs begin so. */
const PTH_CODE = /^(?:import[ \t].*)$/gm;
const MODULE_SCRIPT = /^[^/]+\.data\/scripts\//;
const PROSE = /\.(?:rst|md|txt)$/i;

/** Follows what runs from a distribution's entry points and gives each file the earliest stage that reaches it. */
export async function buildPythonGraph(options: PythonGraphOptions): Promise<EntryGraph> {
  const { index, kind, budget, analyzePython = uncachedPython } = options;
  const sources = openSourceBudget(budget, options.now);
  const roots = moduleRoots(kind, index);
  const modules = createModuleResolver((path) => index.has(path), roots);
  const resolve = (from: string, name: string) => modules.resolveWhole(from, name);
  const stages = new Map<string, Stage>();
  const formats = new Map<string, PackageFile['format']>();
  const units: CodeUnit[] = [];
  const hooks: HookCommand[] = [];
  const skipped: Skipped[] = [];
  const cut = new Set<string>();
  const startedPaths = new Set<string>();
  const starts: Start[] = [];
  const atLoad = new Set<string>();
  const sourced = new Set<string>();
  const modulesRead = new Map<string, ReadModule>();
  const containers = new Map<string, Promise<InnerModules>>();
  /** Modules inside of containers, and containers, that were dealt with. */
  const inside = new Set<string>();
  const others = openOtherLanguages(options);
  const followed = new Set<CodeUnit>();
  let buildCalls: BuildParts['calls'] = [];
  let asked: { readonly path: string; readonly unit: CodeUnit }[] = [];
  let queue: { readonly path: string; readonly script: boolean }[] = [];

  function reach(path: string, stage: Stage, script = false): void {
    if (!index.has(path) || stages.has(path)) return;
    stages.set(path, stage);
    queue.push({ path, script });
  }

  function skip(path: string, reason: string, sizeBytes: number | null): void {
    skipped.push({ file: path.slice(0, 1024), reason, sizeBytes });
  }

  async function readText(path: string): Promise<string | null> {
    const sizeBytes = index.get(path)?.sizeBytes ?? 0;
    // Several ask for the same text: what is left of it is told once.
    if (sizeBytes > TEXT_BYTES_MAX && !cut.has(path)) {
      cut.add(path);
      skip(path, `larger than ${TEXT_BYTES_MAX} bytes`, sizeBytes);
    }
    return options.readText(path);
  }

  /** A file of Python, as far as the budget of sources goes; what it leaves unread is told. */
  async function readPython(
    path: string,
    entry: ArtifactEntry,
    reason: string | null,
  ): Promise<string | null> {
    if (reason !== null) skip(path, reason, entry.sizeBytes);
    const text = await readSource(sources, {
      entry,
      reason,
      comments: 'hash',
      read: options.read,
      onPadded: () => skip(path, 'read without its padding', entry.sizeBytes),
    });
    if (text !== null) sources.spend(text.length);
    return text;
  }

  function refusalOf(path: string, { sizeBytes }: ArtifactEntry): string | null {
    return sources.refusal(path, sizeBytes, units.length > budget.parsedFilesMax);
  }

  /** Modules of a container that a unit imports are units of their own, and may import others of it. */
  async function visitInner({ path, unit }: { path: string; unit: CodeUnit }): Promise<void> {
    const entry = index.get(path);
    if (!entry || !options.openInner || entry.unread !== undefined) return;
    if (!containers.has(path) && containers.size === CONTAINERS_MAX) {
      if (!inside.has(path))
        skip(path, `more than ${CONTAINERS_MAX} containers that code imports from`, entry.sizeBytes);
      inside.add(path);
      return;
    }
    const reading = containers.get(path) ?? readInnerModules(options.openInner, entry, unit);
    containers.set(path, reading);
    let held: InnerModules;
    try {
      held = await reading;
    } catch (error) {
      skip(path, describeError(error, 200), entry.sizeBytes);
      return;
    }
    for (const inner of modulesNamed(unit, held)) {
      const module = held.get(inner);
      const file = `${path}!/${inner}`;
      if (!module || inside.has(file)) continue;
      inside.add(file);
      const { sizeBytes } = module;
      const unread = module.unread ?? refusalOf(file, { ...entry, sizeBytes });
      if (unread !== null) {
        skip(file, unread, sizeBytes);
        continue;
      }
      sources.spend(sizeBytes);
      const before = units.length;
      // The main module of a container runs as a program.
      const script = /^__main__\.py[co]?$/.test(inner);
      if (module.compiled === null) add(file, unit.stage, module.text, script);
      else addCarried(file, unit.stage, { layers: [], compiled: module.compiled, text: '' }, script);
      const made = units[before];
      if (made) asked.push({ path, unit: made });
    }
  }

  function follow(unit: CodeUnit): void {
    if (options.openInner) for (const path of innerContainers(unit, index)) asked.push({ path, unit });
    for (const path of loadedFiles(unit, index)) {
      sourced.add(path);
      reach(path, unit.stage, true);
    }
    for (const { specifier } of unit.facts.imports)
      for (const path of modules.resolve(unit.file, specifier)) reach(path, unit.stage);
    for (const command of unit.facts.commands) {
      // What a function starts that somebody has to call does not come with an import.
      const stage = command.live || unit.stage !== 'import' ? unit.stage : 'use';
      const { sources: given, modules: started, named } = startedBy(command, unit, index, modules);
      for (const path of given) sourced.add(path);
      for (const path of [...started, ...named]) {
        if (stage === 'use') starts.push({ unit, offset: command.offset, live: command.live, path });
        reach(path, stage, true);
      }
      for (const path of named) {
        startedPaths.add(path);
        if (options.openInner && isContainer(path)) asked.push({ path, unit });
      }
    }
    // `exec(open('tables.dat').read())`: what is read and run is code, whatever it is called.
    if (unit.facts.flow.flows.some(({ sink, labels }) => sink === 'code' && (labels & LABEL.file) !== 0)) {
      const read = unit.facts.fileActions.filter(({ operation }) => operation === 'read');
      for (const path of read.flatMap(({ paths }) => paths).flatMap((text) => ownPaths(index, unit, text))) {
        sourced.add(path);
        reach(path, unit.stage);
      }
    }
    const runsFiles = unit.facts.capabilities.includes('eval') || unit.facts.apis.has('runpy.run_path');
    if (unit.stage !== 'install' || !runsFiles) return;
    // `exec(open('pkg/_version.py').read())`: what a setup script names counts as run.
    for (const { value } of unit.facts.strings)
      if (value.endsWith('.py') && value.length < 256) reach(value.replace(/^\.\//, ''), 'install');
  }

  /** A source as units are made of it: what only a program does counts where it runs as one. */
  function sourceOf(file: string, stage: Stage, { text, script }: ReadModule, more: object = {}) {
    const main = script && (!isAskedProgram(file, stage) || atLoad.has(file));
    return { file, layer: null, stage, text, language: 'python' as const, script: main, ...more };
  }

  function analyzerOf({ script }: { readonly script: boolean }) {
    return (code: string) => analyzePython.source(code, { script });
  }

  /** Puts other units in the place of a file's. */
  function renew(source: ReturnType<typeof sourceOf>): void {
    const made = createUnits(source, analyzerOf(source));
    const first = units.findIndex((other) => other.file === source.file);
    units.splice(first, units.filter((other) => other.file === source.file).length, ...made);
    for (const again of made) follow(again);
  }

  function add(
    file: string,
    stage: Stage,
    text: string,
    script: boolean,
    compiled?: { readonly layer: string; readonly facts: JsFacts },
  ): void {
    // Who links it later looks at this text again: a unit without one would lose what it did.
    modulesRead.set(file, { text, script });
    const source = sourceOf(file, stage, { text, script }, compiled);
    // The file's own unit comes first, those of its layers behind it.
    const made = createUnits(source, analyzerOf(source));
    for (const unit of made) {
      units.push(unit);
      follow(unit);
    }
    const problem = made[0]?.facts.problem;
    if (problem === 'nesting' || problem === 'too-large') skip(file, `not parsed: ${problem}`, text.length);
  }

  /** What a file that code loads is packed in, or compiled to, under whatever name. */
  function addCarried(path: string, stage: Stage, carried: CarriedPython, script: boolean): void {
    const { text, layer, facts, problem } = readCarried(carried, script, analyzePython);
    if (problem !== null) skip(path, `compiled Python cannot be read: ${problem}`, null);
    add(path, stage, text, script, { layer, facts });
  }

  async function visit(path: string, script: boolean): Promise<void> {
    const entry = index.get(path);
    const stage = stages.get(path);
    if (!entry || stage === undefined) return;
    const head = await options.read(entry, SCRIPT_HEAD_BYTES);
    const format = sniffFormat(head);
    formats.set(path, format);
    // Code may read as its source what Python does not take for compiled.
    const isCompiled = /\.py[co]$/.test(path) && (hasCompiledMark(head) || !sourced.has(path));
    const isPython = isCompiled || sourced.has(path) || isSource(path, entry.sizeBytes, script ? head : null);
    if (!isPython) {
      // A command that is put on the path: of a shell, read as those that are started are.
      if (script && MODULE_SCRIPT.test(path) && format === 'script') others.walk.reach(path, stage);
      const isStarted = startedPaths.has(path);
      for (const inner of await embeddedCode({ path, entry, head, format, isStarted, read: options.read })) {
        sources.spend(inner.compiled?.length ?? inner.text.length);
        addCarried(inner.file, stage, inner, inner.script);
      }
      return;
    }
    const reason = refusalOf(path, entry);
    if (!isCompiled && sourced.has(path) && reason === null && !/\.pyw?$/.test(path)) {
      const carried = carriedPython(await options.read(entry));
      if (carried !== null) {
        sources.spend(entry.sizeBytes);
        addCarried(path, stage, carried, script);
        return;
      }
    }
    if (!isCompiled) {
      const text = await readPython(path, entry, reason);
      // Python runs nothing of a text that it cannot read as a whole: prose with examples is no program.
      if (text !== null && PROSE.test(path) && analyzePython.source(text, { script }).facts.mode === 'loose')
        return;
      if (text !== null) modulesRead.set(path, { text, script });
      const isSpared = stage === 'use' || path.endsWith('.pyx');
      if (text !== null && (!isSpared || mayDoHarm(text))) add(path, stage, text, script);
      return;
    }
    if (reason !== null) {
      skip(path, reason, entry.sizeBytes);
      return;
    }
    sources.spend(entry.sizeBytes);
    const bytes = await options.read(entry);
    const { text, facts, version, problem } = analyzePython.compiled(bytes, { script });
    if (problem !== null && hasCompiledMark(bytes) && !isRelic(bytes))
      skip(path, `compiled Python cannot be read: ${problem}`, entry.sizeBytes);
    add(path, stage, text, script, { layer: `pyc ${version ?? ''}`.trim(), facts });
  }

  async function drain(): Promise<void> {
    for (let at = 0; at < queue.length; at++) {
      const next = queue[at];
      if (next) await visit(next.path, next.script);
      for (let inner = asked.shift(); inner; inner = asked.shift()) await visitInner(inner);
    }
    queue = [];
  }

  /** Reads what was reached since, and what that starts in other languages, which may start Python in turn. */
  async function followOthers(): Promise<void> {
    await drain();
    let fresh = units.filter((unit) => !followed.has(unit));
    do {
      for (const unit of fresh) followed.add(unit);
      await others.follow(fresh, { units, resolve, buildCalls });
      for (const [path, stage] of others.walk.stages) if (/\.pyw?$/.test(path)) reach(path, stage, true);
      await drain();
      fresh = units.filter((unit) => !followed.has(unit));
    } while (fresh.length > 0);
  }

  /** Looks again at units whose values come from other modules or from data, with those; may reach more files. */
  async function linkModules(called: readonly Root[]): Promise<void> {
    for (const path of combiningModules(called, units, modulesRead, modules))
      add(path, 'use', modulesRead.get(path)?.text ?? '', modulesRead.get(path)?.script === true);
    const linkFrom = createLinker(modules, modulesRead);
    // What was looked at as code is told where it stands.
    const isActive = (path: string): boolean =>
      units.some((unit) => unit.file === path && unit.facts.capabilities.length > 0);
    const dataOf = createDataReader(index, options.read, isActive);
    const linked = new Set(unitsToLink(units, modulesRead, linkFrom));
    const rest = units.filter((unit) => unit.layer === null && unit.stage !== 'dead' && !linked.has(unit));
    for (const unit of [...linked, ...rest]) {
      const { file, stage } = unit;
      const module = modulesRead.get(file);
      if (!module) continue;
      const { text, script } = sourceOf(file, stage, module);
      const isLinked = linked.has(unit);
      const plain = isLinked ? { script, linked: { id: file, link: linkFrom(file) } } : { script };
      const facts = await factsWithData(unit, isLinked, dataOf, (files) => {
        return analyzePython.source(text, files ? { ...plain, files } : plain).facts;
      });
      if (facts) renew(sourceOf(file, stage, module, { facts }));
    }
    await drain();
  }

  for (const [path, entry] of index) {
    // Python runs these lines at each start, once the file lies in site-packages.
    if (!path.endsWith('.pth') || isAside(path)) continue;
    const text = (await readPython(path, entry, refusalOf(path, entry))) ?? '';
    stages.set(path, 'install');
    const code = text.match(PTH_CODE);
    if (code) add(path, 'install', text.replace(/^(?!import[ \t]).*$/gm, ''), true);
  }
  const built = await readBuild({ kind, readText });
  skipped.push(...built.skipped);
  const parts = { kind, paths: [...index.keys()], roots, modules, build: built.build, readText };
  let stage: Stage | null = null;
  const build = await buildParts(parts);
  buildCalls = build.calls;
  const all = [...build.roots, ...(await listRoots(parts))];
  for (const root of all) {
    // Earlier stages are followed to their end first.
    if (stage !== null && root.stage !== stage) await followOthers();
    ({ stage } = root);
    reach(root.path, root.stage, root.script);
  }
  await followOthers();
  await linkModules(all);
  if (kind === 'sdist') {
    hooks.push(...(await nativeCommands(index, readText)));
    for (const hook of await buildCommands(index, built.build, readText)) others.walk.addHook(hook);
  }
  await followOthers();
  const programs = () => startedAtLoad(starts, atLoad, { units, resolve, buildCalls });
  for (let more = programs(); more.length > 0; more = programs()) {
    for (const path of more) {
      atLoad.add(path);
      const text = modulesRead.get(path)?.text;
      if (text === undefined || !isAskedProgram(path, stages.get(path) ?? 'dead')) continue;
      const linked = { id: path, link: createLinker(modules, modulesRead)(path) };
      const { facts } = analyzePython.source(text, { script: true, linked });
      renew(sourceOf(path, 'use', { text, script: true }, { facts }));
    }
    await followOthers();
  }
  const { walk, resolver } = others;
  for (const [path, format] of walk.formats) formats.set(path, format);
  for (const [path, at] of walk.stages) if (!stages.has(path)) stages.set(path, at);
  await sniffRest(index, formats, [...units, ...walk.units], options.read);
  const isJs = new Set(walk.units.filter(({ layer }) => layer === null).map(({ file }) => file));

  return {
    files: stagedFiles(index, stages, formats),
    units: [...units, ...walk.units],
    hooks: [...hooks, ...walk.hooks],
    skipped: [...skipped, ...walk.skipped],
    implicitBuild: false,
    resolve: (fromFile, specifier) =>
      isJs.has(fromFile)
        ? (resolver.resolveAll(fromFile, specifier)[0] ?? null)
        : modules.resolveWhole(fromFile, specifier),
    resolveAll: (fromFile, specifier) =>
      isJs.has(fromFile) ? resolver.resolveAll(fromFile, specifier) : modules.resolve(fromFile, specifier),
    started: new Set([...startedPaths, ...others.started, ...walk.started]),
    references: walk.references,
    edges: walk.edges.list(),
    buildCalls,
    shadows: [],
  };
}
