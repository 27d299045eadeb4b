import { exportRuns } from '@weir/code';
import { type CodeUnit, isModule } from '@weir/detectors';
import type { EntryGraph } from './entry-graph.ts';

/** Calls from file to file that are followed: enough for any package that a person reads. */
const CALLS_MAX = 5_000;

/** A file's export; null is the file's whole value, called itself. */
interface Called {
  readonly unit: CodeUnit;
  readonly member: string | null;
}

/**
 * Whether importing the package calls, through other files of it, the export that holds the code at an offset: what
 * one file calls when it is loaded, and what the functions called so call in turn.
 */
export function importReach(
  graph: Pick<EntryGraph, 'units' | 'resolve'>,
): (unit: CodeUnit, offset: number) => boolean {
  const files = new Map<string, CodeUnit>();
  for (const unit of graph.units) {
    // Modules of Python are loaded one by one, at whatever stage.
    const isLoaded = unit.stage === 'import' || (unit.language === 'python' && unit.stage !== 'dead');
    if (isLoaded && unit.layer === null) files.set(unit.file, unit);
  }
  const called = new Map<string, Called[]>();
  const queue: Called[] = [];

  /** `./lib/agent.start` is a member of `./lib/agent`: the longest prefix that is a file wins. */
  function follow(from: CodeUnit, name: string): void {
    let specifier = name.replaceAll('()', '');
    let member: string | null = null;
    for (let i = 0; i < 4; i++) {
      const path = graph.resolve(from.file, specifier);
      const unit = path === null ? undefined : files.get(path);
      if (unit) {
        const known = called.get(unit.file) ?? [];
        if (known.some((item) => item.member === member) || known.length > 200) return;
        known.push({ unit, member });
        called.set(unit.file, known);
        queue.push({ unit, member });
        return;
      }
      const dot = specifier.lastIndexOf('.');
      if (dot <= 1) return;
      member = specifier.slice(dot + 1);
      specifier = specifier.slice(0, dot);
    }
  }

  for (const unit of files.values()) {
    // What a command does that somebody starts is asked for.
    if (unit.stage === 'use' && !isModule(unit)) continue;
    for (const use of unit.facts.localUses) if (use.live) follow(unit, use.name);
  }
  for (let at = 0; at < queue.length && at < CALLS_MAX; at++) {
    const next = queue[at];
    if (!next) break;
    for (const use of next.unit.facts.localUses) {
      if (!use.live && reaches(next, use.offset)) follow(next.unit, use.name);
    }
  }

  function runsAtImport(unit: CodeUnit, offset: number): boolean {
    if (unit.stage !== 'import' && unit.language !== 'python') return false;
    if (unit.origin !== null) return runsAtImport(unit.origin.parent, unit.origin.offset);
    return called.get(unit.file)?.some((item) => reaches(item, offset)) ?? false;
  }
  return runsAtImport;
}

function reaches({ unit, member }: Called, offset: number): boolean {
  const runs = unit.facts.exportRuns;
  return runs !== null && exportRuns(runs, member ?? '*', offset);
}
