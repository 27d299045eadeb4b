import { type Clause, type Expr, make, not, type Statement } from './ir.ts';
import type { CodeObject } from './marshal.ts';

/** What a loop adds up to, when it does nothing else than to build one value. */
export interface Built {
  readonly clauses: readonly Clause[];
  /** What is added to; null for what a generator yields. */
  readonly into: Expr | null;
  readonly key: Expr | null;
  readonly value: Expr;
}

const CLAUSES_MAX = 20;

/** Reads a loop as the clauses of a comprehension; null when it does more than that. */
export function clausesOf(loop: Statement): Built | null {
  const clauses: { target: Expr; iter: Expr; asynchronous: boolean; tests: Expr[] }[] = [];
  let body: readonly Statement[] = [loop];
  while (clauses.length <= CLAUSES_MAX) {
    const [first, ...rest] = body.filter(({ kind }) => kind !== 'continue' || body.length === 1);
    if (first?.kind === 'for' && rest.length === 0) {
      const { target, iter, asynchronous } = first;
      clauses.push({ target, iter, asynchronous, tests: [] });
      body = first.body;
    } else if (first?.kind === 'if' && clauses.length > 0) {
      const jumpsOn = first.body.length === 1 && first.body[0]?.kind === 'continue';
      if (jumpsOn && first.orelse.length === 0) {
        clauses.at(-1)?.tests.push(not(first.test));
        body = rest;
      } else if (first.orelse.every(({ kind }) => kind === 'continue') && rest.length === 0) {
        clauses.at(-1)?.tests.push(first.test);
        body = first.body;
      } else return null;
    } else if (first?.kind === 'yielded' && rest.length === 0)
      return { clauses, into: first.into, key: first.key, value: first.value };
    else if (first?.kind === 'expression' && first.value.kind === 'yield' && rest.length === 0)
      return { clauses, into: null, key: null, value: first.value.value };
    else return null;
  }
  return null;
}

/** True for a code object that a comprehension was compiled to (before 3.12, and generators after it). */
export function isComprehension(code: CodeObject): boolean {
  return /^<(?:list|set|dict)comp>$|^<genexpr>$/.test(code.name);
}

/** The value of calling a comprehension's own code object with its source; null when it is none. */
export function comprehensionOf(
  inner: (code: CodeObject) => readonly Statement[],
  code: CodeObject,
  source: Expr,
): Expr | null {
  if (!isComprehension(code)) return null;
  const body = inner(code).filter(({ kind }) => kind === 'for' || kind === 'return');
  const [only] = body;
  const made = body.length === 1 && only?.kind === 'return' ? only.value : null;
  if (made?.kind === 'comprehension') return make({ ...made, clauses: withSource(made.clauses, source) });
  const loops = body.filter(({ kind }) => kind === 'for');
  const built = loops.length === 1 && loops[0] ? clausesOf(loops[0]) : null;
  return built && comprehension(built, withSource(built.clauses, source));
}

function withSource([first, ...rest]: readonly Clause[], iter: Expr): readonly Clause[] {
  return first ? [{ ...first, iter }, ...rest] : [];
}

/** A comprehension with the clauses that were read from a loop. */
export function comprehension(built: Built, clauses: readonly Clause[] = built.clauses): Expr {
  const { into, key, value } = built;
  const type =
    into === null
      ? 'generator'
      : key !== null
        ? 'mapping'
        : into.kind === 'display' && into.type === 'set'
          ? 'set'
          : 'list';
  return make({ kind: 'comprehension', type, key, value, clauses });
}
