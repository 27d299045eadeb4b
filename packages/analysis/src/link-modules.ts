import {
  analyzeLinked,
  type CommandFact,
  type DecodedText,
  type FileAction,
  type JsFacts,
  type LinkedFacts,
  type ModuleSource,
  textOfCommand,
} from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import type { Stage } from '@weir/model';
import { type DataModules, readDataModules } from './data-modules.ts';
import { TS_FILE } from './file-readers.ts';
import type { GraphOptions } from './graph-types.ts';
import type { ReadText } from './gyp-builds.ts';
import { createLayers } from './units.ts';
import type { Walk } from './walk-types.ts';

/** Characters of modules that are analysed as one program: they are parsed again, and what is passed around ends up everywhere in more. */
const LINKED_CHARS_MAX = 120_000;
/** Modules that are analysed as one program. */
const MODULES_MAX = 80;
/** What makes it worth to know what a module is given: code that runs, sends, starts, writes or deletes. */
const ACTS =
  /^(?:process\.spawn|net\.\w+|eval|vm|native|worker|fs\.(?:write|delete)|clipboard|foreign\.runtime)$/;
/** Modules that act: what is called of them may be picked by a name that is computed. */
const ACTING_MODULE =
  /^(?:node:)?(?:child_process|vm|worker_threads|module|inspector|https?|http2|net|tls|dgram)$/;
/** Globals of a page by which it asks for payments. */
const WALLET = /\b(?:ethereum|solana|tronWeb|phantom)\b/;
/** What loads a module whose name is no constant may do anything. */
const LOADS_ANY = /\b(?:import|require)\s{0,4}\(\s{0,4}[^'"`)\s]/;
const STAGES: readonly Stage[] = ['install', 'import', 'use', 'dead'];

/** What a specifier in a file means inside of the package. */
type ResolveAll = (fromFile: string, specifier: string) => readonly string[];

/** Rounds of linking: what the first one shows to be started may be modules that nobody had reached. */
const ROUNDS_MAX = 2;

/**
 * Follows data and calls between the files of a package that load each other, and out of the data files that they load,
 * where any of them does something, and what they are found to start or to run as code.
 */
export async function followLinks(
  { analyzeJs }: Pick<GraphOptions, 'analyzeJs'>,
  walk: Walk,
  resolveAll: ResolveAll,
  readText: ReadText,
): Promise<void> {
  const done = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const known = walk.units.length;
    const data = await readDataModules(walk.units, resolveAll, readText);
    for (const group of groupsOf(walk.units, resolveAll, data)) {
      const key = group.map(({ source }) => source.id).join('\0');
      if (done.has(key) || !group.some(({ unit }) => unit !== null && mayAct(unit))) continue;
      done.add(key);
      for (const { unit, commands, texts } of linkGroup(group))
        walk.addRuns(unit, commands, createLayers(unit, texts, analyzeJs));
    }
    await walk.drain();
    if (walk.units.length === known) return;
  }
}

function mayAct({ facts, source }: CodeUnit): boolean {
  return (
    facts.capabilities.some((id) => ACTS.test(id)) ||
    facts.codeSinks.length > 0 ||
    facts.imports.some(({ specifier }) => ACTING_MODULE.test(specifier)) ||
    LOADS_ANY.test(source.text) ||
    WALLET.test(source.text)
  );
}

/** What became known of a module: commands, and texts that it runs as code. */
interface LinkedRun {
  readonly unit: CodeUnit;
  readonly commands: readonly CommandFact[];
  readonly texts: readonly Pick<DecodedText, 'text' | 'layers' | 'offset'>[];
}

/** Adds to the facts of modules what they do with what others give them. */
function linkGroup(group: readonly Linkable[]): LinkedRun[] {
  const found = analyzeLinked(within(group).map(({ source }) => source));
  if (!found) return [];
  return group.flatMap(({ unit }): LinkedRun[] => {
    const linked = unit && found.get(unit.file);
    if (!linked) return [];
    const { facts } = unit;
    // In place: layers and references know the unit by identity.
    Object.assign(unit, { facts: withLinked(facts, linked), answers: new Map() });
    const texts = unit.facts.codeSinks.flatMap(({ text, layers, offset, name }) =>
      text === null || facts.codeSinks.some((own) => own.offset === offset && own.text === text)
        ? []
        : [{ text, layers: layers.length > 0 ? layers : [name], offset }],
    );
    const before = new Set(facts.commands.map(keyOf));
    return [{ unit, commands: unit.facts.commands.filter((one) => !before.has(keyOf(one))), texts }];
  });
}

function keyOf(command: CommandFact): string {
  return `${command.offset} ${textOfCommand(command)}`;
}

interface Linkable {
  /** Null for a data file. */
  readonly unit: CodeUnit | null;
  readonly source: ModuleSource;
}

/** Modules that load each other, directly or through others; none of a single one. */
function groupsOf(
  units: readonly CodeUnit[],
  resolveAll: ResolveAll,
  data: DataModules,
): readonly (readonly Linkable[])[] {
  const byFile = new Map<string, CodeUnit>();
  for (const unit of units)
    if (unit.layer === null && unit.language === 'js' && unit.stage !== 'dead' && !unit.piece)
      byFile.set(unit.file, unit);
  const linkables = new Map<string, Linkable>();
  const near = new Map<string, string[]>();
  for (const [file, unit] of byFile) {
    const loads = unit.facts.imports.flatMap(({ specifier, offset, kind }) => {
      if (kind !== 'require' && kind !== 'import') return [];
      const target = resolveAll(file, specifier).find((path) => byFile.has(path) || data.has(path));
      return target === undefined || target === file ? [] : [{ specifier, offset, target }];
    });
    const { text } = unit.source;
    const source = {
      id: file,
      text,
      typescript: TS_FILE.test(file),
      loads,
      order: STAGES.indexOf(unit.stage),
    };
    linkables.set(file, { unit, source });
    for (const { target } of loads) {
      join(near, file, target);
      join(near, target, file);
    }
  }
  for (const [file, text] of data) {
    const source = { id: file, text, typescript: false, loads: [], order: 0 };
    if (near.has(file) && !linkables.has(file)) linkables.set(file, { unit: null, source });
  }
  const seen = new Set<string>();
  const groups: Linkable[][] = [];
  for (const file of near.keys()) {
    if (seen.has(file)) continue;
    const reached = new Set([file]);
    for (const one of reached) for (const next of near.get(one) ?? []) reached.add(next);
    for (const one of reached) seen.add(one);
    groups.push([...reached].flatMap((one) => linkables.get(one) ?? []));
  }
  return groups;
}

function join(near: Map<string, string[]>, from: string, to: string): void {
  const known = near.get(from);
  if (known) known.push(to);
  else near.set(from, [to]);
}

/**
 * As many of a group as may be analysed at once: what runs first, of that what does something or loads what does, and
 * then the small ones.
 */
function within(group: readonly Linkable[]): readonly Linkable[] {
  const acting = new Set(group.flatMap(({ unit }) => (unit !== null && mayAct(unit) ? unit.file : [])));
  const isFar = ({ source }: Linkable): boolean =>
    !acting.has(source.id) && !source.loads.some(({ target }) => acting.has(target));
  let left = LINKED_CHARS_MAX;
  return group
    .map((linkable) => ({ linkable, ...linkable.source, far: Number(isFar(linkable)) }))
    .toSorted((a, b) => a.order - b.order || a.far - b.far || a.text.length - b.text.length)
    .slice(0, MODULES_MAX)
    .filter(({ text }) => {
      left -= text.length;
      return left >= 0;
    })
    .map(({ linkable }) => linkable);
}

/** What is known of a module by itself, and what became known. */
function withLinked(facts: JsFacts, linked: LinkedFacts): JsFacts {
  const flows = [...facts.flow.flows];
  for (const flow of linked.flows) {
    const at = flows.findIndex(({ offset, sink }) => offset === flow.offset && sink === flow.sink);
    const known = flows[at];
    if (known)
      flows[at] = {
        ...flow,
        ...known,
        labels: known.labels | flow.labels,
        live: known.live || flow.live,
        // An address may come from where the client is made.
        targets: flow.targets.length > 0 ? flow.targets : known.targets,
      };
    else flows.push(flow);
  }
  const apis = new Map(facts.apis);
  for (const [name, use] of linked.apis) if (!apis.has(name) || use.live) apis.set(name, use);
  return {
    ...facts,
    apis,
    commands: merged(lessKnown(facts.commands, linked.commands), linked.commands, ({ line, argv }) =>
      isKnown(line ?? argv?.join(' ')),
    ),
    codeSinks: merged(facts.codeSinks, linked.codeSinks, ({ text }) => text !== null),
    fileActions: withTexts(
      withScripts(
        merged(
          withPaths(facts.fileActions, linked.fileActions),
          linked.fileActions,
          ({ paths }) => paths.length > 0,
        ),
        linked.fileActions,
      ),
      linked.fileActions,
    ),
    patches: merged(facts.patches, linked.patches, () => true),
    flow: {
      ...facts.flow,
      flows,
      askedBehind: linked.asked,
      origins: new Map([...linked.origins, ...facts.flow.origins]),
    },
  };
}

/** What is written may be made by another module, whoever knows the path. */
function withScripts(actions: readonly FileAction[], linked: readonly FileAction[]): FileAction[] {
  const setting = new Set(
    linked.filter((action) => action.setsInstallScript === true).map(({ offset }) => offset),
  );
  return actions.map((action) =>
    setting.has(action.offset) ? { ...action, setsInstallScript: true as const } : action,
  );
}

/** What leads out of the package: what is beside the code is the package's own to change. */
const LEADS_OUT = /^[~/$]/;

/** Paths of which a file knows a part at most, where other files have the rest. */
function withPaths(own: readonly FileAction[], linked: readonly FileAction[]): readonly FileAction[] {
  const byOffset = new Map(linked.map((action) => [action.offset, action.paths]));
  return own.map((action) => {
    const told = action.paths.some(isKnown) ? [] : (byOffset.get(action.offset) ?? []);
    const paths = [...told.filter((path) => LEADS_OUT.test(path)), ...action.paths];
    return told.length === 0 ? action : { ...action, paths: [...new Set(paths)] };
  });
}

/** What is written where another file has the text. */
function withTexts(own: readonly FileAction[], linked: readonly FileAction[]): FileAction[] {
  const texts = new Map(linked.map((action) => [action.offset, action.texts]));
  return own.map((action) => {
    const found = action.texts ?? texts.get(action.offset);
    return found === undefined ? action : { ...action, texts: found };
  });
}

/** Commands of a module without those of which the other files tell more, though not all. */
function lessKnown(own: readonly CommandFact[], linked: readonly CommandFact[]): readonly CommandFact[] {
  const byOffset = Map.groupBy(linked, ({ offset }) => offset);
  return own.filter((command) => {
    if (isKnown(wordsOf(command))) return true;
    const spelled = spelledChars(command);
    return byOffset.get(command.offset)?.some((other) => spelledChars(other) > spelled) !== true;
  });
}

function wordsOf({ line, argv }: CommandFact): string {
  return line ?? argv?.join(' ') ?? '';
}

function spelledChars(command: CommandFact): number {
  return wordsOf(command).replaceAll('$UNKNOWN', '').trim().length;
}

function isKnown(text: string | undefined): boolean {
  return text !== undefined && !text.includes('$UNKNOWN');
}

/** Facts of one place are those of the file itself where they say something, else what the other files tell. */
function merged<Fact extends { readonly offset: number; readonly live: boolean }>(
  own: readonly Fact[],
  linked: readonly Fact[],
  says: (fact: Fact) => boolean,
): Fact[] {
  const byOffset = Map.groupBy(linked, ({ offset }) => offset);
  const known = new Set(own.map(({ offset }) => offset));
  return [
    ...own.flatMap((fact) => {
      const others = byOffset.get(fact.offset);
      const live = fact.live || (others?.some((other) => other.live) ?? false);
      return says(fact) || !others?.some(says) ? [{ ...fact, live }] : [];
    }),
    ...linked.filter(
      (fact) =>
        !known.has(fact.offset) ||
        (says(fact) && !own.some((one) => one.offset === fact.offset && says(one))),
    ),
  ];
}
