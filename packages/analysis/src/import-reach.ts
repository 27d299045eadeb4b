import { exportRuns } from '@weir/code';
import { type CodeUnit, forwardsOf, isModule, resolveCall } from '@weir/detectors';
import type { EntryGraph } from './entry-graph.ts';

/** Calls from file to file that are followed: enough for any package that a person reads. Beyond it all is called. */
const CALLS_MAX = 50_000;
/** Exports of one file that are told apart. Where more are called, all of the file is. */
const MEMBERS_MAX = 200;
/** Any function of a file. No export is called so. */
const ANY = '';

/** A file's export; null is the file's whole value, called itself; {@link ANY} all that is in it. */
interface Called {
  readonly unit: CodeUnit;
  readonly member: string | null;
}

/**
 * Whether importing the package calls, through other files of it, the export that holds the code at an offset: what
 * one file calls when it is loaded, and what the functions called so call in turn.
 */
export function importReach(
  graph: Pick<EntryGraph, 'units' | 'resolve' | 'buildCalls'>,
): (unit: CodeUnit, offset: number) => boolean {
  const files = new Map<string, CodeUnit>();
  for (const unit of graph.units) {
    // Modules of Python are loaded one by one, at whatever stage.
    const isLoaded = unit.stage === 'import' || (unit.language === 'python' && unit.stage !== 'dead');
    if (isLoaded && unit.layer === null) files.set(unit.file, unit);
  }
  const called = new Map<string, Map<string | null, Called>>();
  const queue: Called[] = [];

  function call(unit: CodeUnit, member: string | null): void {
    const known = called.get(unit.file) ?? new Map<string | null, Called>();
    called.set(unit.file, known);
    const which = known.size < MEMBERS_MAX ? member : ANY;
    if (known.has(member) || known.has(which)) return;
    known.set(which, { unit, member: which });
    queue.push({ unit, member: which });
  }

  /** @param asked whether what is called may be an object of a class, which is asked for more than to be made. */
  function follow(from: CodeUnit, name: string, asked: boolean): void {
    const target = resolveCall(graph, from.file, name);
    const unit = target && files.get(target.file);
    if (!unit) return;
    const making = `${target.member}()`;
    const isOnlyMade = !asked && !name.includes('(') && unit.facts.exportRuns?.runs.has(making) === true;
    call(unit, isOnlyMade && name.endsWith(`.${target.member}`) ? making : target.member);
  }

  for (const { file, member } of graph.buildCalls ?? []) {
    const unit = files.get(file);
    if (unit) call(unit, member ?? ANY);
  }
  for (const unit of files.values()) {
    // What a command does that somebody starts is asked for.
    if (unit.stage === 'use' && !isModule(unit)) continue;
    for (const use of unit.facts.localUses) if (use.live) follow(unit, use.name, false);
  }
  for (let at = 0; at < queue.length && at < CALLS_MAX; at++) {
    const next = queue[at];
    if (!next) break;
    for (const use of next.unit.facts.localUses) {
      if (!use.live && reaches(next, use.offset)) follow(next.unit, use.name, false);
    }
    const forwards = next.unit.facts.exportRuns?.forwards ?? [];
    const targets =
      next.member === ANY ? forwards.map(([, target]) => target) : forwardsOf(next.unit, next.member);
    for (const target of targets) follow(next.unit, target, true);
  }
  const isCut = queue.length > CALLS_MAX;

  function runsAtImport(unit: CodeUnit, offset: number): boolean {
    if (unit.stage !== 'import' && unit.language !== 'python') return false;
    if (unit.origin !== null) return runsAtImport(unit.origin.parent, unit.origin.offset);
    if (isCut) return true;
    return (
      called
        .get(unit.file)
        ?.values()
        .some((item) => reaches(item, offset)) ?? false
    );
  }
  return runsAtImport;
}

function reaches({ unit, member }: Called, offset: number): boolean {
  if (member === ANY) return true;
  const runs = unit.facts.exportRuns;
  return runs !== null && exportRuns(runs, member ?? '*', offset);
}
