import type { Program } from 'acorn';
import type { Evaluator } from './evaluator.ts';
import { collectForwards, exportOf, type Forward } from './forwards.ts';
import { keyName } from './keys.ts';
import { type CallEdges, functionOf, methodsOf } from './liveness.ts';
import type { Node } from './parse.ts';
import { type Bindings, type FunctionInfo, type Scope } from './scope.ts';

/** What runs when somebody calls an export of a file, as far as the file itself calls it. */
export interface ExportRuns {
  /** Start and end of every function of the file, outer ones first. */
  readonly functions: readonly (readonly [start: number, end: number])[];
  /** Indexes into `functions` by the name of the export; `*` is the file's value itself. */
  readonly runs: ReadonlyMap<string, readonly number[]>;
  /** Exports that are those of other files. */
  readonly forwards: readonly Forward[];
}

/** Exports of one file that are told apart; all others run what any of them runs. */
const EXPORTS_MAX = 500;
/** Functions of all exports together, one of several counted for each; past that, too, exports are told apart no more. */
const RUNS_MAX = 200_000;
/** What stands in {@link ExportRuns.runs} for the exports beyond that: no name is like it. */
const OTHERS = '';
/** What was found of each file, by offset. */
const innermostOf = new WeakMap<ExportRuns, Map<number, number>>();

/** Finds the functions that each export runs; `edges` are the calls between functions of the file. */
export function collectExportRuns(
  program: Program,
  bindings: Bindings,
  ev: Evaluator,
  edges: CallEdges,
): ExportRuns {
  const roots = new Map<string, FunctionInfo[]>();

  function add(name: string, value: Node, scope: Scope): void {
    const fn = functionOf(bindings, value, scope);
    const found = fn ? [fn] : [...methodsOf(bindings, value, scope)];
    if (found.length > 0) {
      const key = roots.size < EXPORTS_MAX || roots.has(name) ? name : OTHERS;
      const known = roots.get(key);
      if (known) known.push(...found);
      else roots.set(key, found);
    }
    if (value.type !== 'ObjectExpression') return;
    for (const property of value.properties) {
      const key = property.type === 'Property' ? keyName(property.key, property.computed) : null;
      if (property.type === 'Property' && key !== null) add(key, property.value, scope);
    }
  }

  for (const { target, value, scope } of bindings.assigns) {
    const name = ev.nameOf(target, scope);
    const exported = name === null ? null : exportOf(name);
    if (exported !== null) add(exported, value, scope);
  }
  const scope = bindings.rootScope;
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration') {
      add('default', statement.declaration, scope);
      add('*', statement.declaration, scope);
    }
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const { declaration } = statement;
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id, init } of declaration.declarations)
        if (id.type === 'Identifier' && init) add(id.name, init, scope);
    } else if (declaration?.id) add(declaration.id.name, declaration, scope);
    for (const { local, exported } of statement.specifiers) {
      const name = keyName(exported, false);
      if (!statement.source && name !== null) add(name, local, scope);
    }
  }
  const infos = [...bindings.functions.values()].filter((info) => info.parent !== null);
  const indexes = new Map(infos.map((info, index) => [info, index]));
  const runs = new Map<string, number[]>();
  const others: FunctionInfo[] = [];
  let total = 0;
  for (const [name, first] of roots) {
    if (name === OTHERS || total > RUNS_MAX) {
      for (const fn of first) others.push(fn);
      continue;
    }
    const reached = reachedFrom(first, edges, indexes);
    total += reached.length;
    runs.set(name, reached);
  }
  if (others.length > 0) runs.set(OTHERS, reachedFrom(others, edges, indexes));
  const functions = infos.map(({ node }) => [node.start, node.end] as const);
  return { functions, runs, forwards: collectForwards(program, bindings, ev) };
}

function reachedFrom(
  first: readonly FunctionInfo[],
  edges: CallEdges,
  indexes: ReadonlyMap<FunctionInfo, number>,
): number[] {
  const seen = new Set<FunctionInfo>(first);
  const pending = [...first];
  function reach(fn: FunctionInfo): void {
    if (seen.has(fn)) return;
    seen.add(fn);
    pending.push(fn);
  }
  for (let fn = pending.pop(); fn; fn = pending.pop()) edges.get(fn)?.forEach(reach);
  return [...seen].flatMap((fn) => indexes.get(fn) ?? []);
}

/** True when calling an export runs the code at an offset: the innermost function around it is one that runs. */
export function exportRuns(file: ExportRuns, name: string, offset: number): boolean {
  const runs = file.runs.get(name) ?? file.runs.get(OTHERS);
  return runs?.includes(innermostAt(file, offset)) ?? false;
}

/** Index of the innermost function around an offset; -1 for none. Asked of the same sites for each export. */
function innermostAt(file: ExportRuns, offset: number): number {
  let known = innermostOf.get(file);
  if (!known) innermostOf.set(file, (known = new Map()));
  let index = known.get(offset);
  if (index === undefined) known.set(offset, (index = findInnermost(file, offset)));
  return index;
}

function findInnermost({ functions }: ExportRuns, offset: number): number {
  let innermost = -1;
  let size = Number.POSITIVE_INFINITY;
  // By index: this is asked of every site of a release, and an iterator makes two objects a function.
  for (let index = 0; index < functions.length; index++) {
    const range = functions[index];
    if (!range || range[0] > offset || offset >= range[1] || range[1] - range[0] >= size) continue;
    innermost = index;
    size = range[1] - range[0];
  }
  return innermost;
}
