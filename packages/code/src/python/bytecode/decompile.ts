import type { Minor } from './instructions.ts';
import { isIdle, type Statement } from './ir.ts';
import type { CodeObject, MarshalValue } from './marshal.ts';
import { render } from './render.ts';
import { structure } from './structure.ts';
import type { Context } from './symbols.ts';
import { withoutLastReturn, withoutReturns } from './tidy.ts';

/** Code objects inside each other, and bytes of code of all of them together. */
const DEPTH_MAX = 60;
const CODE_BYTES_MAX = 4_000_000;
/** `CO_NEWLOCALS`: a function, not a module or class. */
const NEW_LOCALS = 0x02;
/** `CO_OPTIMIZED`: locals have numbers. */
const OPTIMIZED = 0x01;

/** A source that does what a code object does. */
export interface Decompiled {
  readonly text: string;
  /** False when a budget left something out. */
  readonly whole: boolean;
}

/**
 * Turns a code object of CPython into Python source: names, calls, constants and the way through them are those of the
 * bytecode, statements stand on the lines that its line table names where they can. Never throws for what the code
 * holds. What cannot be expressed reads `_unknown`.
 */
export function decompile(code: CodeObject, minor: Minor): Decompiled {
  const budget = { bytes: 0, whole: true };
  /** Functions that nothing calls, for code that nothing reaches and code objects that nothing makes a function of. */
  const apart: Statement[] = [];
  const made = new Set<MarshalValue>();
  const running = new Set<CodeObject>();

  function body(inner: CodeObject, depth: number): readonly Statement[] {
    budget.bytes += inner.code.length + 16;
    if (depth > DEPTH_MAX || budget.bytes > CODE_BYTES_MAX || running.has(inner)) {
      budget.whole = false;
      return [];
    }
    made.add(inner);
    running.add(inner);
    const context: Context = {
      minor,
      code: inner,
      globals: new Set(),
      nonlocals: new Set(),
      inner: (found) => body(found, depth + 1),
      temporaries: 0,
      loops: 0,
      begun: new WeakMap(),
      copied: new WeakSet(),
    };
    try {
      const { body: statements, unreached } = structure(context);
      for (const part of unreached) setApart(part);
      for (const value of inner.consts)
        if (value.type === 'code' && !made.has(value)) setApart(body(value, depth + 1));
      return finished(statements, context);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      budget.whole = false;
      return [];
    } finally {
      running.delete(inner);
    }
  }

  function setApart(statements: readonly Statement[]): void {
    apart.push({
      kind: 'function',
      name: `_unreached${apart.length}`,
      asynchronous: false,
      parameters: [],
      decorators: [],
      body: statements,
      line: 0,
    });
  }

  const statements = [...body(code, 0), ...apart];
  const { text, whole } = render(statements);
  return { text, whole: whole && budget.whole };
}

/** Drops what the compiler adds by itself, and says which names live elsewhere. */
function finished(statements: readonly Statement[], { code, globals, nonlocals }: Context): Statement[] {
  // Classes have it as well before 3.4.
  const isClass = code.names[0] === '__name__' && code.names[1] === '__module__';
  const isFunction = (code.flags & NEW_LOCALS) !== 0 && !((code.flags & OPTIMIZED) === 0 && isClass);
  const scopes: Statement[] = [];
  const line = 0;
  if (isFunction && globals.size > 0)
    scopes.push({ kind: 'scope', word: 'global', names: [...globals], line });
  if (nonlocals.size > 0) scopes.push({ kind: 'scope', word: 'nonlocal', names: [...nonlocals], line });
  const kept = isFunction
    ? withoutLastReturn(statements)
    : withoutReturns(statements.filter((statement) => !isAdded(statement)));
  return [...scopes, ...kept];
}

function isAdded(statement: Statement): boolean {
  if (statement.kind !== 'assign' || statement.target.kind !== 'name') return false;
  const { id } = statement.target;
  if (/^__(?:classcell|static_attributes|firstlineno|classdictcell)__$/.test(id))
    return isIdle(statement.value) || statement.value.kind === 'display';
  if (id === '__classdict__') return statement.value.kind === 'call' && statement.value.args.length === 0;
  if (id === '__module__') return statement.value.kind === 'name' && statement.value.id === '__name__';
  return id === '__qualname__' && statement.value.kind === 'const';
}
