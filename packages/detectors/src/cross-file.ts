import { exportReaches, exportRuns, type Flow, LABEL } from '@weir/code';
import type { CodeUnit, DetectorInput } from './contract.ts';

const SENDS = new Set<Flow['sink']>(['network', 'dns']);

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
}

/** The request that a call of another file's export may end in; null when that export leads to none. */
export function sendBehind(target: ResolvedCall, senders: ReadonlyMap<string, CodeUnit>): Flow | null {
  const unit = senders.get(target.file);
  if (!unit) return null;
  const { member } = target;
  return sendsOf(unit).find(({ offset }) => member === null || runsAt(unit, member, offset)) ?? null;
}

/** True unless calling that export is known to run nothing at that place. */
function runsAt({ facts, language }: CodeUnit, member: string, offset: number): boolean {
  if (facts.parts !== null) return exportReaches(facts.parts, member, offset);
  if (language === 'python' && facts.exportRuns !== null) return exportRuns(facts.exportRuns, member, offset);
  return true;
}

/** `./send.post` is a member of `./send`: the longest prefix that is a file wins. */
export function resolveCall(input: DetectorInput, from: string, name: string): ResolvedCall | null {
  let specifier = name.replace(/\(\)/g, '');
  let member: string | null = null;
  for (let i = 0; i < 6; i++) {
    const file = input.resolve(from, specifier);
    if (file !== null) return { file, member };
    const dot = specifier.lastIndexOf('.');
    if (dot <= 1) return null;
    member = specifier.slice(dot + 1);
    specifier = specifier.slice(0, dot);
  }
  return null;
}
