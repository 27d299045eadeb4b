import type { CodeObject, MarshalValue } from './marshal.ts';

/** What decompiling makes of values. `size` and `depth` count nodes, so that what is rendered stays bounded. */
export type Expr = Shape & { readonly size: number; readonly depth: number };

export interface Keyword {
  /** Null for `**value`. */
  readonly name: string | null;
  readonly value: Expr;
}

export interface Clause {
  readonly target: Expr;
  readonly iter: Expr;
  readonly asynchronous: boolean;
  readonly tests: readonly Expr[];
}

/** A piece of an f-string. */
export type Piece =
  | string
  | { readonly value: Expr; readonly conversion: '' | 's' | 'r' | 'a'; readonly spec: Expr | null };

export type Shape =
  | { readonly kind: 'name'; readonly id: string }
  | { readonly kind: 'const'; readonly value: MarshalValue }
  | { readonly kind: 'attribute'; readonly value: Expr; readonly name: string }
  | { readonly kind: 'item'; readonly value: Expr; readonly index: Expr }
  | { readonly kind: 'slice'; readonly bounds: readonly (Expr | null)[] }
  | {
      readonly kind: 'call';
      readonly func: Expr;
      readonly args: readonly Expr[];
      readonly keywords: readonly Keyword[];
    }
  | { readonly kind: 'star'; readonly value: Expr }
  | {
      readonly kind: 'binary';
      readonly op: string;
      readonly left: Expr;
      readonly right: Expr;
      readonly inplace: boolean;
    }
  | { readonly kind: 'unary'; readonly op: string; readonly value: Expr }
  | { readonly kind: 'compare'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'logical'; readonly op: 'and' | 'or'; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'choice'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly kind: 'display'; readonly type: 'list' | 'tuple' | 'set'; readonly items: Expr[] }
  | { readonly kind: 'mapping'; readonly entries: (readonly [Expr | null, Expr])[] }
  | { readonly kind: 'joined'; readonly pieces: readonly Piece[] }
  | {
      readonly kind: 'comprehension';
      readonly type: 'list' | 'set' | 'generator' | 'mapping';
      readonly key: Expr | null;
      readonly value: Expr;
      readonly clauses: readonly Clause[];
    }
  | {
      readonly kind: 'function';
      readonly code: CodeObject;
      defaults: Expr | null;
      keywordDefaults: Expr | null;
    }
  | {
      readonly kind: 'class';
      readonly code: CodeObject;
      readonly name: string;
      readonly bases: readonly Expr[];
      readonly keywords: readonly Keyword[];
    }
  | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expr }
  /** A function or class with the decorators that were called with it, outermost first. */
  | { readonly kind: 'decorated'; readonly made: Expr; readonly decorators: readonly Expr[] }
  | { readonly kind: 'yield' | 'yield from' | 'await'; readonly value: Expr }
  | {
      readonly kind: 'module';
      readonly name: string;
      readonly level: number;
      readonly plain: boolean;
      /** True once a name was taken out of it. */
      used: boolean;
      statement: Extract<Statement, { kind: 'from' }> | null;
    }
  | { readonly kind: 'imported'; readonly module: Expr; readonly name: string }
  /** An item of an unpacked sequence that waits for the name it is stored under. */
  | { readonly kind: 'part'; readonly unpacked: Unpacked; readonly index: number }
  /** What a loop hands out. */
  | { readonly kind: 'element'; readonly loop: LoopTarget }
  | { readonly kind: 'matches'; readonly type: Expr }
  /** The `__enter__` of a value, which is called next. */
  | { readonly kind: 'enter'; readonly value: Expr }
  /** Things of the interpreter that no source names. */
  | { readonly kind: 'null' | 'build-class' | 'exit' | 'exception' | 'unknown' };

/** Targets of one unpacking; the assignment is made once all are known. */
export interface Unpacked {
  readonly value: Expr;
  readonly targets: (Expr | null)[];
  readonly star: number;
  left: number;
}

export interface LoopTarget {
  target: Expr | null;
}

export interface Parameter {
  readonly name: string;
  readonly prefix: '' | '*' | '**' | '/';
  readonly fallback: Expr | null;
}

export type Statement = { readonly line: number } & (
  | { readonly kind: 'expression'; readonly value: Expr }
  | { readonly kind: 'assign'; readonly target: Expr; readonly value: Expr }
  | { readonly kind: 'augment'; readonly target: Expr; readonly op: string; readonly value: Expr }
  | { readonly kind: 'import'; readonly name: string; readonly as: string }
  | {
      readonly kind: 'from';
      readonly module: string;
      readonly names: { readonly name: string; readonly as: string }[];
    }
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly asynchronous: boolean;
      readonly parameters: readonly Parameter[];
      readonly decorators: readonly Expr[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'class';
      readonly name: string;
      readonly bases: readonly Expr[];
      readonly keywords: readonly Keyword[];
      readonly decorators: readonly Expr[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'return'; readonly value: Expr | null }
  | { readonly kind: 'raise'; readonly value: Expr | null; readonly cause: Expr | null }
  | { readonly kind: 'delete'; readonly target: Expr }
  | {
      readonly kind: 'if';
      readonly test: Expr;
      readonly body: readonly Statement[];
      readonly orelse: readonly Statement[];
    }
  | { readonly kind: 'while'; readonly test: Expr; readonly body: readonly Statement[] }
  | {
      readonly kind: 'for';
      readonly target: Expr;
      readonly iter: Expr;
      readonly asynchronous: boolean;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly handlers: readonly Handler[];
      readonly final: readonly Statement[];
    }
  | { readonly kind: 'scope'; readonly word: 'global' | 'nonlocal'; readonly names: readonly string[] }
  /** An item that a comprehension adds to what it builds. */
  | { readonly kind: 'yielded'; readonly into: Expr; readonly key: Expr | null; readonly value: Expr }
  | { readonly kind: 'break' | 'continue' }
);

export interface Handler {
  readonly type: Expr | null;
  readonly name: string;
  readonly body: readonly Statement[];
}

/** Nodes of one expression. */
const SIZE_MAX = 400_000;

/** A node with its size; one that grew beyond all bounds (a value that was doubled again and again) is unknown. */
export function make(shape: Shape): Expr {
  let size = 1;
  let depth = 0;
  for (const part of partsOf(shape)) {
    size += part.size;
    depth = Math.max(depth, part.depth);
  }
  if (size > SIZE_MAX) return { kind: 'unknown', size: 1, depth: 1 };
  return { ...shape, size, depth: depth + 1 };
}

function* partsOf(shape: Shape): Generator<Expr> {
  switch (shape.kind) {
    case 'attribute':
    case 'star':
    case 'unary':
    case 'yield':
    case 'yield from':
    case 'await':
    case 'enter':
      yield shape.value;
      return;
    case 'item':
      yield shape.value;
      yield shape.index;
      return;
    case 'slice':
      for (const bound of shape.bounds) if (bound) yield bound;
      return;
    case 'call':
      yield shape.func;
      yield* shape.args;
      for (const { value } of shape.keywords) yield value;
      return;
    case 'binary':
    case 'compare':
    case 'logical':
      yield shape.left;
      yield shape.right;
      return;
    case 'choice':
      yield shape.test;
      yield shape.yes;
      yield shape.no;
      return;
    case 'display':
      yield* shape.items;
      return;
    case 'mapping':
      for (const [key, value] of shape.entries) {
        if (key) yield key;
        yield value;
      }
      return;
    case 'joined':
      for (const piece of shape.pieces) {
        if (typeof piece === 'string') continue;
        yield piece.value;
        if (piece.spec) yield piece.spec;
      }
      return;
    case 'comprehension':
      if (shape.key) yield shape.key;
      yield shape.value;
      for (const { target, iter, tests } of shape.clauses) {
        yield target;
        yield iter;
        yield* tests;
      }
      return;
    case 'class':
      yield* shape.bases;
      for (const { value } of shape.keywords) yield value;
      return;
    case 'lambda':
      yield shape.body;
      for (const { fallback } of shape.parameters) if (fallback) yield fallback;
      return;
    default:
  }
}

export const name = (id: string): Expr => make({ kind: 'name', id });
export const constant = (value: MarshalValue): Expr => make({ kind: 'const', value });
export const text = (value: string): Expr => constant({ type: 'str', value });
export const none = (): Expr => constant({ type: 'none' });
export const unknown = (): Expr => make({ kind: 'unknown' });
export const call = (func: Expr, args: readonly Expr[], keywords: readonly Keyword[] = []): Expr =>
  make({ kind: 'call', func, args, keywords });

/** The opposite of a condition. */
export function not(test: Expr): Expr {
  return test.kind === 'unary' && test.op === 'not '
    ? test.value
    : make({ kind: 'unary', op: 'not ', value: test });
}

/** True for a value that does nothing when it is left out. */
export function isIdle(value: Expr): boolean {
  switch (value.kind) {
    case 'await':
      return value.value.kind === 'exit';
    case 'name':
    case 'const':
    case 'null':
    case 'build-class':
    case 'exit':
    case 'exception':
    case 'unknown':
    case 'element':
    case 'matches':
      return true;
    default:
      return false;
  }
}
