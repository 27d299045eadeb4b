import { byName } from '../by-name.ts';
import type { ExportRuns } from '../js/export-runs.ts';
import type { Forward } from '../js/forwards.ts';
import { sinkKindOf, sourceLabelOf } from './api.ts';
import { labelsOfArguments } from './functions.ts';
import { linkedName } from './linked.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { moduleOf, type Node, textField } from './tree.ts';
import { type ClassValue, methodsOf, type RefValue } from './value.ts';

/** Functions of one source whose ranges are kept. */
const FUNCTIONS_MAX = 5_000;
/** Functions of all methods together, one of several counted for each: past that, a class is told as a whole only. */
const METHOD_RUNS_MAX = 20_000;
/** Classes between one and the base that has a method. */
const BASES_DEPTH_MAX = 8;
/** `.module.function`, `package.module.Class().method`: a name of another file, as far as a name tells. */
const MAY_BE_LOCAL = /^(?:\.+[\w.()]+|[A-Za-z_]\w*\.[\w.()]+)$/;

const mayBeLocal = byName(
  (name) =>
    MAY_BE_LOCAL.test(name) &&
    (name.startsWith('.') || (sinkKindOf(name) === null && sourceLabelOf(name) === 0)),
);

/** Notes a call that may be one of another file of the distribution; only its files tell. */
export function noteLocalCall(machine: Machine, { name }: RefValue, args: Arguments, at: Node): void {
  if (machine.muted > 0 || name.length > 200 || !mayBeLocal(name)) return;
  const { offset } = machine.positionOf(at);
  machine.recorder.addLocalCall(name, offset, labelsOfArguments(args), machine.live);
}

/** What making an object runs, and leaving it. */
const MAKES = /^__(?:init|new|post_init|del|set_name|init_subclass|call)__$/;

/** A thread, which somebody starts. */
const isStarted = ({ bases }: ClassValue): boolean =>
  bases.some(
    (base) => base.kind === 'ref' && /Thread|Process|Handler|Command|install|build|develop/.test(base.name),
  );

/** Methods of a class and of those of the source that it is made from, by their names. */
function allMethodsOf(type: ClassValue, depth = 0): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const base of depth > BASES_DEPTH_MAX ? [] : type.bases.toReversed())
    if (base.kind === 'class')
      for (const [name, node] of allMethodsOf(base, depth + 1)) found.set(name, node);
  for (const [name, value] of type.scope.names) {
    if (value.kind === 'function') found.set(name, value.node);
    else found.delete(name);
  }
  return found;
}

/**
 * What calling a function or class of a module by its name runs, as far as the module itself calls it; by the name with
 * `()` what making an object of a class runs, when nobody asks that object for anything, and by `Class.method` what one
 * method of it runs.
 */
export function exportRunsOf(machine: Machine): ExportRuns {
  const own = machine.links ? ownFunctions(machine) : null;
  const functions = [...machine.ran].filter((node) => own?.has(node) ?? true).slice(0, FUNCTIONS_MAX);
  const indexes = new Map(functions.map((node, index) => [node, index]));
  const runs = new Map<string, number[]>();
  let methodRuns = 0;
  const forwards: Forward[] = [];
  for (const [name, value] of machine.module.names) {
    const linked = linkedName(machine, value);
    if (linked !== null) {
      forwards.push([name, linked]);
      continue;
    }
    const first = value.kind === 'function' ? [value.node] : value.kind === 'class' ? methodsOf(value) : [];
    if (value.kind === 'class') {
      const makers = first.filter((node) => MAKES.test(textField(node, 'name')));
      runs.set(`${name}()`, reachedFrom(machine, isStarted(value) ? first : makers, indexes));
      for (const [method, node] of allMethodsOf(value)) {
        if (methodRuns > METHOD_RUNS_MAX) break;
        // What one from another class calls of its object may be any method that this class has in its place.
        const started = first.includes(node) ? [node] : [node, ...first];
        const reached = reachedFrom(machine, started, indexes, machine.baseCalls);
        methodRuns += reached.length;
        runs.set(`${name}.${method}`, reached);
      }
    }
    if (first.length > 0) runs.set(name, reachedFrom(machine, first, indexes));
    else if (value.kind === 'ref' && value.name.startsWith('.')) forwards.push([name, value.name]);
  }
  return {
    functions: functions.map((node) => {
      const { offset, endOffset } = machine.positionOf(node);
      return [offset, endOffset] as const;
    }),
    runs,
    forwards,
  };
}

function ownFunctions({ functions, module }: Machine): ReadonlySet<Node> {
  return new Set(
    [...functions.values()].flatMap(({ node, scope }) => (moduleOf(scope) === module ? [node] : [])),
  );
}

/** @param baseCalls what may call any method of a class, where that counts. */
function reachedFrom(
  machine: Machine,
  first: readonly Node[],
  indexes: ReadonlyMap<Node, number>,
  baseCalls?: Machine['baseCalls'],
): number[] {
  const seen = new Set(first);
  const types = new Set<ClassValue>();
  for (const node of seen) {
    for (const next of machine.calls.get(node) ?? []) seen.add(next);
    for (const type of baseCalls?.get(node) ?? []) {
      // All methods of a class are there after its first time.
      if (types.has(type)) continue;
      types.add(type);
      for (const method of methodsOf(type)) seen.add(method);
    }
  }
  return [...seen].flatMap((node) => indexes.get(node) ?? []);
}
