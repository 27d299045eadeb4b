import { posix } from 'node:path';
import { decodeSource, makefileText } from '@weir/code';
import { type CodeUnit, ownFileIn, type PlacedAction, placedActions } from '@weir/detectors';
import { actionEdges, manifestEdges } from '../edges.ts';
import type { EntryGraph, GraphOptions } from '../graph-types.ts';
import { createHook } from '../hook-command.ts';
import { importReach } from '../import-reach.ts';
import { folderOf } from '../inner-manifests.ts';
import { createResolver, type Resolver } from '../resolve.ts';
import { startsManager } from '../script-folders.ts';
import { MAKEFILES, type Reader, SCRIPT_WORD, startedFiles } from '../started-files.ts';
import { createWalk } from '../walk.ts';
import type { Walk } from '../walk-types.ts';
import { recipesFor } from './makefile.ts';
import { openShippedManifests } from './shipped-manifests.ts';
import { TEXT_BYTES_MAX } from './texts.ts';

/** What code of a distribution starts that is not Python: read as npm's hooks and sources are. */
export interface OtherLanguages {
  readonly walk: Walk;
  readonly resolver: Resolver;
  /** Files that commands of Python start, as far as something runs them by itself. */
  readonly started: ReadonlySet<string>;
  /** Notes what commands of units bring in, reads what those start, and what that leads to. */
  follow(
    units: readonly CodeUnit[],
    graph: Pick<EntryGraph, 'units' | 'resolve' | 'buildCalls'>,
  ): Promise<void>;
}

/** Python, and what its own walk opens. */
const PYTHON = /\.(?:py[cow]?|pth|whl|egg|zip|tar|gz|bz2|xz)$/i;
const JS = /\.[cm]?js$/i;

/** Opens the walk over what Python starts of a distribution; nothing is read before it is asked for. */
export function openOtherLanguages(
  options: Pick<GraphOptions, 'index' | 'read' | 'budget' | 'now' | 'analyzeJs'>,
): OtherLanguages {
  const { index, read } = options;
  const resolver = createResolver({
    has: (path) => index.has(path),
    paths: () => index.keys(),
    manifestOf: () => null,
  });
  const manifests = openShippedManifests(index, read);
  const walk = createWalk({
    ...options,
    resolver,
    registryHost: null,
    followsOwnName: false,
    scriptsOf: manifests.scriptsOf,
    manifestOf: manifests.manifestOf,
    commandFiles: () => [],
  });
  const started = new Set<string>();
  const made = new Set<string>();

  /** Recipes of a makefile that a command asks for. */
  async function startMake({ action: { argv }, folder: place }: PlacedAction, unit: CodeUnit): Promise<void> {
    const { folder, file, goals } = makeArguments(argv);
    const names = file === null ? MAKEFILES : [file];
    const wanted = names.map((name) => posix.join(folder, name));
    const path = ownFileIn(index, unit.file, place, wanted);
    const entry = path === null ? undefined : index.get(path);
    const key = `${path} ${goals.join(' ')}`;
    if (path === null || !entry || entry.sizeBytes > TEXT_BYTES_MAX || made.has(key)) return;
    made.add(key);
    started.add(path);
    const text = recipesFor(decodeSource(await read(entry)), goals);
    walk.addHook(createHook(path, path, 1, unit.stage, makefileText(text)));
  }

  /** Files of the package that an action starts, other than Python's, and who reads them. */
  function filesOf(
    { action, folder }: PlacedAction,
    unit: CodeUnit,
  ): { path: string; reader: Reader | null }[] {
    const [program = ''] = action.argv;
    const reader = action.kind === 'run-file' ? (startedFiles(action, [''])[0]?.reader ?? null) : null;
    const named =
      action.kind === 'run-file' ? [action.path] : action.argv.filter((word) => SCRIPT_WORD.test(word));
    if (program.includes('/')) named.push(program);
    return [...new Set(named)].flatMap((word) => {
      const words = reader === 'js' ? [word, `${word}.js`] : [word];
      const found = ownFileIn(index, unit.file, folder, words);
      return found === null || PYTHON.test(found) || !isScript(found) ? [] : [{ path: found, reader }];
    });
  }

  /** Scripts that a package manager of JavaScript runs, and what it installs, by a package.json that is shipped. */
  function startManager(placed: PlacedAction, unit: CodeUnit): void {
    const folder = managedFolder(placed, unit);
    if (folder === null) return;
    const own = { ...placed.action, folder: undefined };
    for (const hook of manifests.scriptsOf(folder)?.follow(own, unit.stage) ?? []) walk.addHook(hook);
    const manifest = placed.action.kind === 'install-package' ? manifests.manifestOf(folder) : null;
    if (manifest) walk.edges.add(manifestEdges(manifest, posix.join(folder, 'package.json')));
  }

  /** The folder of the package.json by which an action of a package manager goes; null for other actions. */
  function managedFolder({ action, folder }: PlacedAction, unit: CodeUnit): string | null {
    if (!startsManager(action)) return null;
    const inner = 'folder' in action ? (action.folder ?? '') : '';
    const found = ownFileIn(index, unit.file, folder, [posix.join(inner, 'package.json')]);
    return found === null ? null : folderOf(found);
  }

  function isScript(path: string): boolean {
    return JS.test(path) || (index.get(path)?.sizeBytes ?? 0) <= TEXT_BYTES_MAX;
  }

  async function start(actions: readonly PlacedAction[], unit: CodeUnit): Promise<void> {
    await manifests.load();
    for (const placed of actions) {
      startManager(placed, unit);
      if (MAKE.test(placed.action.argv[0] ?? '')) await startMake(placed, unit);
      for (const { path, reader } of filesOf(placed, unit)) {
        started.add(path);
        walk.reach(path, unit.stage, reader);
      }
    }
  }

  return {
    walk,
    resolver,
    started,
    async follow(units, graph) {
      let reach: ReturnType<typeof importReach> | undefined;
      for (const unit of units) {
        if (unit.language !== 'python') continue;
        for (const command of unit.facts.commands) {
          const actions = placedActions(command);
          if (actions.length === 0) continue;
          const place = { stage: unit.stage, file: unit.file, line: unit.source.lineAt(command.offset) };
          for (const { action } of actions) walk.edges.add(actionEdges(action, place, null));
          if (unit.stage === 'dead' || !actions.some((placed) => startsOwn(placed, unit))) continue;
          // What a function starts when somebody calls it is not looked at: every tool has such.
          const runs =
            unit.stage === 'install' || command.live || (reach ??= importReach(graph))(unit, command.offset);
          if (runs) await start(actions, unit);
        }
      }
      await walk.drain();
    },
  };

  function startsOwn(placed: PlacedAction, unit: CodeUnit): boolean {
    const isBuild = MAKE.test(placed.action.argv[0] ?? '') || managedFolder(placed, unit) !== null;
    return isBuild || filesOf(placed, unit).length > 0;
  }
}

const MAKE = /^(?:\S*\/)?(?:g?make|nmake)$/;

/** Words of `make` that take the next one along. */
const MAKE_VALUES = /^-(?:[CfIoWl]|-(?:directory|file|makefile|include-dir))$/;

/** Where `make` looks, and what it is asked for. */
function makeArguments([, ...words]: readonly string[]): {
  readonly folder: string;
  readonly file: string | null;
  readonly goals: readonly string[];
} {
  let folder = '';
  let file: string | null = null;
  const goals: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (/^(?:-C|--directory)$/.test(word)) folder = words[at + 1] ?? '';
    if (/^(?:-f|--file|--makefile)$/.test(word)) file = words[at + 1] ?? null;
    if (MAKE_VALUES.test(word)) at++;
    else if (!word.startsWith('-') && !word.includes('=') && !/^\d+$/.test(word)) goals.push(word);
  }
  return { folder, file, goals };
}
