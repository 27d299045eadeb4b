import { exportRuns } from '@weir/code';
import { type CodeUnit, forwardsOf, isModule, type ResolvedCall, resolveCall } from '@weir/detectors';
import type { EntryGraph } from './entry-graph.ts';

/** Calls from file to file that are followed: enough for any package that a person reads. Beyond it all is called. */
const CALLS_MAX = 50_000;
/** Exports of one file, and methods of those, that are told apart. Where more are called, all of the file is. */
const MEMBERS_MAX = 200;
/** Methods of those: where more of them are called, all of their classes are. */
const METHODS_MAX = 150;
/** Any function of a file. No export is called so. */
const ANY = '';

/**
 * A file's export; null is the file's whole value, called itself; {@link ANY} all that is in it. In Python `Class()` is
 * made and asked for nothing more, `Class.method` is asked for that; `Class` may be asked for anything.
 */
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
    const [whole, part] = partsOf(member);
    const isTold = known.size < (part === '' ? MEMBERS_MAX : METHODS_MAX);
    const which = isTold ? member : known.size < MEMBERS_MAX ? whole : ANY;
    if (known.has(member) || known.has(which)) return;
    known.set(which, { unit, member: which });
    queue.push({ unit, member: which });
  }

  /** @param asked whether what is called may be an object of a class, which is asked for more than to be made. */
  function follow(from: CodeUnit, name: string, asked: boolean): void {
    const target = resolveCall(graph, from.file, name);
    const unit = target && files.get(target.file);
    if (unit) call(unit, memberOf(unit, target, asked || name.endsWith(')')));
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
    if (next.member === ANY) {
      for (const [, target] of next.unit.facts.exportRuns?.forwards ?? []) follow(next.unit, target, true);
      continue;
    }
    const [whole, part] = partsOf(next.member);
    for (const target of forwardsOf(next.unit, whole))
      follow(next.unit, part.startsWith('.') ? `${target}${part}` : target, part === '');
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

/** What of an export a call runs, as far as its file tells; of what is another file's, that one tells. */
function memberOf(
  { language, facts }: CodeUnit,
  { member, rest }: ResolvedCall,
  asked: boolean,
): string | null {
  const told = facts.exportRuns;
  if (member === null || language !== 'python' || told === null || rest.includes('.')) return member;
  const part = rest !== '' ? `${member}.${rest}` : asked ? member : `${member}()`;
  return told.runs.has(part) || told.forwards.some(([name]) => name === member) ? part : member;
}

/** `Class()` and `Class.method` as the export and the rest. */
function partsOf(member: string | null): [whole: string | null, part: string] {
  const at = member?.search(/[.(]/) ?? -1;
  return member === null || at < 1 ? [member, ''] : [member.slice(0, at), member.slice(at)];
}

function reaches({ unit, member }: Called, offset: number): boolean {
  if (member === ANY) return true;
  const runs = unit.facts.exportRuns;
  return runs !== null && exportRuns(runs, member ?? '*', offset);
}
