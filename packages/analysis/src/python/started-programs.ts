import type { CommandFact } from '@weir/code';
import { type CodeUnit, isModule, pathsIn, placedActions } from '@weir/detectors';
import type { Stage } from '@weir/model';
import { importReach } from '../import-reach.ts';
import type { PackageIndex } from '../package-index.ts';
import { pythonFile } from './loaded-files.ts';
import { ownPaths } from './own-data.ts';
import type { ModuleResolver } from './resolve.ts';

/** Programs of one distribution that are looked at again. */
const PROGRAMS_MAX = 50;

/** A place that starts a file of the distribution as a program. */
export interface Start {
  readonly unit: CodeUnit;
  readonly offset: number;
  readonly live: boolean;
  readonly path: string;
}

/** Files of the distribution that a command starts. */
export interface StartedFiles {
  /** Given to Python, whatever they are called. */
  readonly sources: readonly string[];
  /** Named by `python -m package.module`, whatever the interpreter is called. */
  readonly modules: readonly string[];
  /** Named by any of its words. */
  readonly named: readonly string[];
}

/** The files of the distribution that a command of a unit starts. */
export function startedBy(
  command: CommandFact,
  unit: CodeUnit,
  index: PackageIndex,
  modules: Pick<ModuleResolver, 'resolve'>,
): StartedFiles {
  const sources: string[] = [];
  const started: string[] = [];
  const named: string[] = [];
  for (const { action, folder } of placedActions(command)) {
    const { argv } = action;
    const file = pythonFile(argv);
    for (const text of file === null ? [] : pathsIn(folder, file))
      sources.push(...ownPaths(index, unit, text));
    for (const word of argv.flatMap((text) => pathsIn(folder, text)))
      named.push(...ownPaths(index, unit, word));
    const module = argv[argv.indexOf('-m') + 1];
    if (argv.indexOf('-m') !== 1 || module === undefined) continue;
    for (const name of [module, `${module}.__main__`])
      for (const from of pathsIn(folder, unit.file)) started.push(...modules.resolve(from, name));
  }
  return { sources, modules: started, named };
}

/**
 * True for a module that code starts as a program when somebody asks for it: importing the module does not run what
 * stands behind `if __name__ == '__main__'`, and nothing else runs it unasked.
 */
export function isAskedProgram(path: string, stage: Stage): boolean {
  return stage === 'use' && /\.py[cow]?$/.test(path) && isModule({ language: 'python', file: path });
}

/** Such modules that what loading another module runs starts after all, without those that are known to be. */
export function startedAtLoad(
  starts: readonly Start[],
  known: ReadonlySet<string>,
  graph: Parameters<typeof importReach>[0],
): readonly string[] {
  const units = new Set(graph.units);
  const asked = starts.filter(({ unit, path }) => units.has(unit) && path !== unit.file && !known.has(path));
  if (asked.length === 0) return [];
  const isCalled = importReach(graph);
  const runs = ({ unit, offset, live }: Start): boolean =>
    (unit.stage === 'import' || isModule(unit)) && (live || isCalled(unit, offset));
  return [...new Set(asked.filter(runs).map(({ path }) => path))].slice(0, PROGRAMS_MAX - known.size);
}
