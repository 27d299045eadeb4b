import type { BlockStatement, FunctionExpression, Program } from 'acorn';
import { forEachChild } from '../children.ts';
import type { Node } from '../parse.ts';

/** A module of a package, parsed. */
export interface ParsedModule {
  /** Its path in the package. */
  readonly id: string;
  readonly chars: number;
  readonly program: Program;
}

/** A module in the program that all are put into. */
export interface MergedModule {
  readonly id: string;
  /** What is added to its own offsets. */
  readonly base: number;
  readonly endOffset: number;
  /** The function that its statements are put into, so that each module keeps its names to itself. */
  readonly body: FunctionExpression;
}

export interface MergedProgram {
  readonly program: Program;
  readonly modules: readonly MergedModule[];
  /** The module that an offset lies in; null for none. */
  readonly moduleAt: (offset: number) => MergedModule | null;
}

/**
 * Puts modules into one program, each as the body of a function, their offsets one behind the other. The trees that are
 * given are part of it afterwards.
 */
export function mergeModules(parsed: readonly ParsedModule[]): MergedProgram {
  const modules: MergedModule[] = [];
  let base = 0;
  for (const { id, chars, program } of parsed) {
    shift(program, base);
    const place = { start: base, end: base + chars };
    const block = { type: 'BlockStatement', body: program.body, ...place } as BlockStatement;
    const body: FunctionExpression = {
      type: 'FunctionExpression',
      id: null,
      params: [],
      body: block,
      expression: false,
      generator: false,
      async: true,
      ...place,
    };
    modules.push({ id, base, endOffset: place.end, body });
    // One between two, so that no offset belongs to both.
    base += chars + 1;
  }
  const program: Program = {
    type: 'Program',
    sourceType: 'module',
    body: modules.map(({ body }) => ({
      type: 'ExpressionStatement',
      expression: body,
      start: body.start,
      end: body.end,
    })),
    start: 0,
    end: base,
  };
  return { program, modules, moduleAt: (offset) => findModule(modules, offset) };
}

function findModule(modules: readonly MergedModule[], offset: number): MergedModule | null {
  let from = 0;
  let to = modules.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const module = modules[middle] as MergedModule;
    if (offset < module.base) to = middle;
    else if (offset > module.endOffset) from = middle + 1;
    else return module;
  }
  return null;
}

function shift(program: Node, base: number): void {
  if (base === 0) return;
  // Parsers use one node twice, as the name that is imported and as that which it gets.
  const seen = new Set<Node>();
  const pending: Node[] = [program];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    node.start += base;
    node.end += base;
    forEachChild(node, (child) => pending.push(child));
  }
}
