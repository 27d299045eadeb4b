import type { Part, Use } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import type { EntryGraph, FileReference } from './entry-graph.ts';

/** Files that hand the exports of other files on may do so in a chain of at most this many. */
const FORWARDS_MAX = 32;

/**
 * Which top-level pieces of the install-reachable code may run: from what runs when a file is loaded, through every
 * name that it mentions, in its own file and in others. Unknown members, dynamic access and files that are named
 * without being imported count as all of a file.
 */
export function installReach(
  graph: Pick<EntryGraph, 'units' | 'resolveAll' | 'started' | 'references'>,
): (unit: CodeUnit, offset: number) => boolean {
  const units = graph.units.filter((unit) => unit.stage === 'install');
  const files = new Map<string, CodeUnit>();
  for (const unit of units) if (unit.layer === null) files.set(unit.file, unit);
  const live = new Set<Part>();
  const loaded = new Set<CodeUnit>();
  const references = Map.groupBy(graph.references, (reference) => reference.unit);
  const asked = new Set<string>();
  const exporting = new Map<CodeUnit, ReadonlyMap<string, readonly Part[]>>();
  const mentioned = new Map<CodeUnit, Set<string>>();
  const queue: { unit: CodeUnit; part: Part }[] = [];
  const declaring = new Map<CodeUnit, ReadonlyMap<string, readonly Part[]>>();
  const whole = new Set<CodeUnit>();
  const wholly: CodeUnit[] = [];

  function mark(unit: CodeUnit, part: Part): void {
    if (live.has(part)) return;
    live.add(part);
    queue.push({ unit, part });
  }

  /** Loading a file runs its top-level code and loads what it imports. */
  function load(first: CodeUnit): void {
    const pending = [first];
    for (let unit = pending.pop(); unit; unit = pending.pop()) {
      if (loaded.has(unit)) continue;
      loaded.add(unit);
      for (const part of unit.facts.parts?.parts ?? []) if (part.atLoad) mark(unit, part);
      for (const reference of references.get(unit) ?? []) {
        if (partsAt(unit, reference.offset).length === 0) refer(reference);
      }
      for (const specifier of unit.facts.parts?.loads ?? []) {
        pending.push(...filesOf(unit, specifier));
      }
    }
  }

  function refer({ path, how }: FileReference): void {
    const target = files.get(path);
    if (target && how === 'named') markAll(target);
    else if (target) load(target);
  }

  /** Later, from the queue: files may hand on each other's exports in chains of thousands. */
  function markAll(unit: CodeUnit): void {
    if (!whole.has(unit)) wholly.push(unit);
    whole.add(unit);
  }

  function markWhole(unit: CodeUnit): void {
    load(unit);
    for (const part of unit.facts.parts?.parts ?? []) mark(unit, part);
    for (const specifier of unit.facts.parts?.forwards ?? []) use(unit, { specifier, member: '*' });
  }

  /** Marks the export of a name, looking through files that hand it on; false when no file is seen to have it. */
  function markExport(unit: CodeUnit, name: string, depth: number): boolean {
    const byExport = exporting.get(unit) ?? groupParts(unit, (part) => part.exports);
    exporting.set(unit, byExport);
    const parts = [...(byExport.get(name) ?? []), ...(byExport.get('*') ?? [])];
    let found = parts.length > 0;
    for (const part of parts) mark(unit, part);
    if (found || depth > FORWARDS_MAX) return found;
    for (const specifier of unit.facts.parts?.forwards ?? []) {
      for (const next of filesOf(unit, specifier)) found = markExport(next, name, depth + 1) || found;
      if (found) return true;
    }
    return false;
  }

  /** More than one where conditions decide which file is loaded: any of them may be. */
  function filesOf(unit: CodeUnit, specifier: string): CodeUnit[] {
    return graph.resolveAll(unit.file, specifier).flatMap((path) => files.get(path) ?? []);
  }

  function use(unit: CodeUnit, { specifier, member }: Use): void {
    for (const target of specifier === '' ? [unit] : filesOf(unit, specifier)) {
      load(target);
      const key = `${target.file}\0${target.layer ?? ''}\0${member}`;
      if (asked.has(key)) continue;
      asked.add(key);
      if (member === '*') markAll(target);
      // A file that mentions a member of its own exports which it never sets asks for nothing.
      else if (!markExport(target, member, 0) && specifier !== '') markAll(target);
    }
  }

  /** Marks whatever a part mentions. */
  function mention({ unit, part }: { readonly unit: CodeUnit; readonly part: Part }): void {
    const byName = declaring.get(unit) ?? groupParts(unit, (item) => item.declares);
    declaring.set(unit, byName);
    const done = mentioned.get(unit) ?? new Set();
    mentioned.set(unit, done);
    for (const name of part.names) {
      // One mention is as good as thousands.
      if (done.has(name)) continue;
      done.add(name);
      for (const other of byName.get(name) ?? []) mark(unit, other);
    }
    for (const item of part.uses) use(unit, item);
    for (const reference of references.get(unit) ?? []) {
      if (part.start <= reference.offset && reference.offset < part.end) refer(reference);
    }
  }

  for (const unit of units) {
    // Decoded code runs where its text is run, and it is hidden: nothing of it is given the benefit of the doubt.
    if (unit.layer !== null) markAll(unit);
    else if (graph.started.has(unit.file)) load(unit);
  }
  while (queue.length > 0 || wholly.length > 0) {
    const next = queue.pop();
    if (next) mention(next);
    else for (const unit of wholly.splice(0)) markWhole(unit);
  }

  return function runsAtInstall(unit, offset) {
    if (unit.stage !== 'install') return false;
    if (!unit.facts.parts) return true;
    const around = partsAt(unit, offset);
    return around.length === 0 || around.some((part) => live.has(part));
  };
}

function partsAt(unit: CodeUnit, offset: number): Part[] {
  return unit.facts.parts?.parts.filter((part) => part.start <= offset && offset < part.end) ?? [];
}

/** The parts of a unit by each of the names that they have. */
function groupParts(unit: CodeUnit, namesOf: (part: Part) => readonly string[]): Map<string, Part[]> {
  const found = new Map<string, Part[]>();
  for (const part of unit.facts.parts?.parts ?? []) {
    for (const name of namesOf(part)) {
      const known = found.get(name);
      if (known) known.push(part);
      else found.set(name, [part]);
    }
  }
  return found;
}
