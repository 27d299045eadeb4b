import { exportReaches, exportRuns, type Flow, LABEL } from '@weir/code';
import type { CodeUnit, DetectorInput } from './contract.ts';

const SENDS = new Set<Flow['sink']>(['network', 'dns']);
/** Exports that one call is looked for in, through files that hand on what others have. */
const FORWARDS_MAX = 100;
/** Names after the path of a file: `./lib/agent.Client.prototype.send` is as deep as code goes. */
const MEMBERS_MAX = 6;

/** Flows of parameters into requests, by file: what its exported functions send when they are given it. */
export function sendingFiles(input: DetectorInput): Map<string, CodeUnit> {
  const found = new Map<string, CodeUnit>();
  for (const unit of input.units) {
    if (unit.layer === null && sendsOf(unit).length > 0) found.set(unit.file, unit);
  }
  return found;
}

function sendsOf(unit: CodeUnit): Flow[] {
  return unit.facts.flow.flows.filter((flow) => SENDS.has(flow.sink) && (flow.labels & LABEL.param) !== 0);
}

/** A call of another file's export. */
export interface ResolvedCall {
  readonly file: string;
  /** The export that is called; null when the file itself is. */
  readonly member: string | null;
  /** What of the export is called, dotted: the method of a class; empty when it is the export itself. */
  readonly rest: string;
}

/** A request that a call of another file ends in. */
export interface SendBehind {
  readonly file: string;
  readonly flow: Flow;
}

/** A file, or a piece of one, that exports what is asked for, with what counts of that. */
export interface Gatherer {
  readonly unit: CodeUnit;
  readonly labels: number;
}

/** Labels out of other files, and which these are. */
export interface GatheredBehind {
  readonly labels: number;
  readonly files: readonly string[];
}

/**
 * The exports that names of other files (`./lib/env.read`) stand for, each once, then those that their files only hand
 * on; `name` is how the one who asks says it.
 */
function* reachedBehind(
  input: DetectorInput,
  from: string,
  names: readonly string[],
): Generator<ResolvedCall & { readonly name: string }> {
  const asked = new Set<string>();
  const pending = names.map((name) => ({ from, name }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const target = resolveCall(input, next.from, next.name);
    const key = `${target?.file}\0${target?.member}`;
    if (target === null || asked.has(key) || asked.size >= FORWARDS_MAX) continue;
    asked.add(key);
    const { file, member } = target;
    yield { ...target, name: next.name };
    const handing = unitsByFile(input).get(file);
    if (handing) for (const other of forwardsOf(handing, member)) pending.push({ from: file, name: other });
  }
}

/** Labels of what names of other files (`./lib/env.read`) stand for, also through files that hand on what others have. */
export function gatheredBehind(
  input: DetectorInput,
  from: string,
  names: readonly string[],
  gatherers: ReadonlyMap<string, readonly Gatherer[]>,
): GatheredBehind {
  let labels = 0;
  const files = new Set<string>();
  for (const { file, member } of reachedBehind(input, from, names)) {
    for (const { unit, labels: gathered } of gatherers.get(file) ?? []) {
      const found = exportedAs(unit, member) & gathered;
      if (found !== 0) files.add(file);
      labels |= found;
    }
  }
  return { labels, files: [...files] };
}

/**
 * What an export carries: what has its name, and what has none. A piece of a file says of its own names alone: what looks
 * like the value of the file is that of one of many modules.
 */
function exportedAs({ facts: { flow }, piece }: CodeUnit, member: string | null): number {
  if (member === null || !flow.exports) return flow.exported;
  let labels = 0;
  for (const [name, carried] of flow.exports) {
    if (name === member || (!piece && (name === '*' || name === 'default'))) labels |= carried;
  }
  return labels;
}

/**
 * The request that a call of another file's export may end in, also through files that hand on what others have; null
 * when that export leads to none.
 */
export function sendBehind(
  input: DetectorInput,
  from: string,
  name: string,
  senders: ReadonlyMap<string, CodeUnit>,
): SendBehind | null {
  for (const { file, member, name: asked } of reachedBehind(input, from, [name])) {
    const unit = senders.get(file);
    const isMade = unit !== undefined && member !== null && makesObject(unit, member, asked);
    const flow =
      unit &&
      sendsOf(unit).find(
        ({ offset, labels }) =>
          member === null ||
          (runsAt(unit, member, offset) &&
            // What a class is made with is sent by its making, or by a method that finds it in its object.
            (!isMade || (labels & LABEL.made) !== 0 || runsAt(unit, `${member}()`, offset))),
      );
    if (flow) return { file, flow };
  }
  return null;
}

/** Whether a name that is called is a class of Python itself, which makes an object, and none of its methods. */
function makesObject({ facts, language }: CodeUnit, member: string, name: string): boolean {
  if (language !== 'python' || name.includes('()') || facts.exportRuns?.runs.has(`${member}()`) !== true)
    return false;
  return name.endsWith(`.${member}`);
}

/** True unless calling that export is known to run nothing at that place. */
export function runsAt({ facts, language }: CodeUnit, member: string, offset: number): boolean {
  if (facts.parts !== null) return exportReaches(facts.parts, member, offset);
  if (language === 'python' && facts.exportRuns !== null) return exportRuns(facts.exportRuns, member, offset);
  return true;
}

/** What an export of a file stands for in other files (`./real.start`); `member` null is the file's value itself. */
export function forwardsOf({ facts }: CodeUnit, member: string | null): string[] {
  const found: string[] = [];
  const own = member ?? '*';
  const forwards = facts.exportRuns?.forwards ?? [];
  // By index: this is asked for each call from file to file, and most files hand on much or nothing.
  for (let at = 0; at < forwards.length; at++) {
    const [name, target] = forwards[at] as (typeof forwards)[number];
    if (name === own) found.push(target);
    else if (name === '*') found.push(`${target}.${member}`);
  }
  return found;
}

/** `./send.post` is a member of `./send`: the longest prefix that is a file wins. */
export function resolveCall(
  { resolve }: Pick<DetectorInput, 'resolve'>,
  from: string,
  name: string,
): ResolvedCall | null {
  let specifier = name.replaceAll('()', '');
  let member: string | null = null;
  let rest = '';
  for (let i = 0; i < MEMBERS_MAX; i++) {
    const file = resolve(from, specifier);
    if (file !== null) return { file, member, rest };
    const dot = specifier.lastIndexOf('.');
    if (dot <= 1) return null;
    if (member !== null) rest = rest === '' ? member : `${member}.${rest}`;
    member = specifier.slice(dot + 1);
    specifier = specifier.slice(0, dot);
  }
  return null;
}

/** Kept on the input itself, and gone with it; of an input that was made of another one, the units are others. */
interface UnitsMemo extends DetectorInput {
  $unitsByFile?: { readonly of: DetectorInput['units']; readonly found: ReadonlyMap<string, CodeUnit> };
}

/** The units of the files themselves, without those of decoded layers. */
export function unitsByFile(input: UnitsMemo): ReadonlyMap<string, CodeUnit> {
  if (input.$unitsByFile?.of !== input.units) {
    const files = input.units.filter(({ layer }) => layer === null);
    input.$unitsByFile = { of: input.units, found: new Map(files.map((unit) => [unit.file, unit])) };
  }
  return input.$unitsByFile.found;
}
