import { comprehensionOf } from './comprehensions.ts';
import { definition, parametersOf, titleOf } from './definitions.ts';
import type { Minor } from './instructions.ts';
import {
  call,
  constant,
  type Expr,
  isIdle,
  type Keyword,
  make,
  name,
  none,
  type Statement,
  text,
  type Unpacked,
  unknown,
} from './ir.ts';
import type { CodeObject } from './marshal.ts';

/** What the walk through one code object holds at one place. */
export interface State {
  readonly stack: Expr[];
  readonly out: Statement[];
  line: number;
  /** Names of keyword arguments that `KW_NAMES` set for the next call. */
  keywords: readonly string[];
}

/** What is the same for all of a code object. */
export interface Context {
  readonly minor: Minor;
  readonly code: CodeObject;
  /** Names that the code stores in the module or in a function around it. */
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
  /** Values of one number each, for values used twice. */
  temporaries: number;
  /** The statements of a code object inside this one. */
  readonly inner: (code: CodeObject) => readonly Statement[];
  /** Loops around the place that is walked, and the lists that were begun inside them. */
  loops: number;
  readonly begun: WeakMap<Expr, number>;
  /** Values of which there are two: one that is dropped was only tested. */
  readonly copied: WeakSet<Expr>;
}

/** Nodes from which on a value that is used twice, and one that is nested, gets a name. */
const SHARED_MAX = 64;
const NESTED_MAX = 60;
const STACK_MAX = 100_000;

export function pop(state: State): Expr {
  return state.stack.pop() ?? unknown();
}

export function popMany(state: State, count: number): Expr[] {
  const size = Math.min(count, STACK_MAX);
  const found = state.stack.splice(Math.max(0, state.stack.length - size));
  while (found.length < size && found.length < 1000) found.unshift(unknown());
  return found;
}

/** Puts a value on the stack; one that is nested too deep gets a name first. */
export function push(state: State, context: Context, value: Expr): void {
  if (state.stack.length >= STACK_MAX) return;
  state.stack.push(value.depth > NESTED_MAX && !isMade(value) ? nameFor(state, context, value) : value);
}

/** True for what has no value of its own yet: it is stored under a name or called. */
function isMade(value: Expr): boolean {
  return /^(?:function|class|decorated|module|part)$/.test(value.kind);
}

function isLambda(value: Expr): boolean {
  return value.kind === 'function' && value.code.name.startsWith('<');
}

function nameFor(state: State, context: Context, value: Expr): Expr {
  const made = name(`_value${context.temporaries++}`);
  emit(state, { kind: 'assign', target: made, value, line: state.line });
  return made;
}

/** The value a number of places below the top, 1 being the top. */
export function peek(state: State, depth: number): Expr {
  return state.stack[state.stack.length - depth] ?? unknown();
}

/** Copies a value of the stack; a large one gets a name, so that it is not written twice. */
export function copy(state: State, context: Context, depth: number): void {
  const value = peek(state, depth);
  if (value.size > SHARED_MAX && !isMade(value) && state.stack.length >= depth) {
    const made = nameFor(state, context, value);
    state.stack[state.stack.length - depth] = made;
    push(state, context, made);
  } else {
    context.copied.add(value);
    push(state, context, value);
  }
}

export function emit(state: State, statement: Statement): void {
  state.out.push(statement);
}

/** A value that is dropped: a statement when it does something. */
export function drop(state: State, context: Context, value: Expr): void {
  const { line } = state;
  if (context.copied.delete(value)) return;
  if (value.kind === 'module') {
    if (!value.used) emit(state, { kind: 'import', name: dotted(value), as: '', line });
  } else if (value.kind === 'imported') {
    if (value.module.kind !== 'module' || !value.module.plain) store(state, context, name(value.name), value);
  } else if (value.kind === 'part') fill(state, context, value, name('_'));
  else if (!isIdle(value)) {
    const plain = plainly(state, context, value);
    if (!isIdle(plain)) emit(state, { kind: 'expression', value: plain, line });
  }
}

const dotted = (value: { readonly name: string; readonly level: number }): string =>
  '.'.repeat(Math.min(value.level, 20)) + value.name;

/** Stores a value: as the statement that it was in the source. */
export function store(state: State, context: Context, target: Expr, value: Expr): void {
  const { line } = state;
  if (target.kind === 'name' && value.kind === 'name' && target.id === value.id) return;
  switch (value.kind) {
    case 'function':
    case 'class':
    case 'decorated':
      if (target.kind !== 'name' || isLambda(value)) break;
      emit(state, definition(context, target.id, value, line));
      return;
    case 'part':
      fill(state, context, value, target);
      return;
    case 'element':
      if (value.loop.target === null) value.loop.target = target;
      else emit(state, { kind: 'assign', target, value: value.loop.target, line });
      return;
    case 'module': {
      if (!value.plain) break;
      const top = value.name.split('.')[0] ?? '';
      const as = target.kind === 'name' && target.id !== top ? target.id : '';
      if (target.kind !== 'name') break;
      emit(state, { kind: 'import', name: dotted(value), as, line });
      return;
    }
    case 'imported':
      if (target.kind !== 'name' || value.module.kind !== 'module') break;
      // `import a.b as c` reads `b` of `a`.
      if (value.module.plain)
        emit(state, { kind: 'import', name: dotted(value.module), as: target.id, line });
      else {
        const as = target.id === value.name ? '' : target.id;
        const before = value.module.statement;
        if (before) before.names.push({ name: value.name, as });
        else {
          const made = {
            kind: 'from' as const,
            module: dotted(value.module),
            names: [{ name: value.name, as }],
            line,
          };
          value.module.statement = made;
          emit(state, made);
        }
      }
      return;
    case 'binary':
      if (value.inplace && sameTarget(value.left, target)) {
        emit(state, { kind: 'augment', target, op: value.op, value: value.right, line });
        return;
      }
      break;
    default:
  }
  emit(state, { kind: 'assign', target, value: plainly(state, context, value), line });
  // The same value elsewhere on the stack is what was just stored: `a = b = f()`.
  if (target.kind === 'name' && !isIdle(value))
    for (const [index, held] of state.stack.entries()) if (held === value) state.stack[index] = target;
}

function sameTarget(a: Expr, b: Expr): boolean {
  if (a.kind === 'name' && b.kind === 'name') return a.id === b.id;
  if (a.kind === 'attribute' && b.kind === 'attribute') return a.name === b.name && a.value === b.value;
  return a.kind === 'item' && b.kind === 'item' && a.value === b.value && a.index === b.index;
}

function fill(state: State, context: Context, part: Extract<Expr, { kind: 'part' }>, target: Expr): void {
  const { unpacked, index } = part;
  if (unpacked.targets[index]) {
    emit(state, { kind: 'assign', target, value: unpacked.targets[index], line: state.line });
    return;
  }
  unpacked.targets[index] = target;
  unpacked.left--;
  if (unpacked.left > 0) return;
  const items = unpacked.targets.map((item, at) => {
    const known = item ?? name('_');
    return at === unpacked.star ? make({ kind: 'star', value: known }) : known;
  });
  store(state, context, make({ kind: 'display', type: 'tuple', items }), unpacked.value);
}

/** Replaces a sequence by its items, of which one may stand for the rest. */
export function unpack(state: State, context: Context, count: number, star: number): void {
  const value = pop(state);
  const total = Math.min(count, 10_000);
  const known = value.kind === 'display' && value.items.length === total && star < 0 ? value.items : null;
  const unpacked: Unpacked = { value, targets: Array.from({ length: total }, () => null), star, left: total };
  if (total === 0) store(state, context, make({ kind: 'display', type: 'tuple', items: [] }), value);
  for (let index = total - 1; index >= 0; index--)
    push(state, context, known?.[index] ?? make({ kind: 'part', unpacked, index }));
}

/** A value as an expression: what waits for a name gets what it would be without one. */
export function plainly(state: State, context: Context, value: Expr): Expr {
  switch (value.kind) {
    case 'module':
      return call(name('__import__'), [text(dotted(value))]);
    case 'imported':
      return make({ kind: 'attribute', value: plainly(state, context, value.module), name: value.name });
    case 'part':
      return make({
        kind: 'item',
        value: plainly(state, context, value.unpacked.value),
        index: constant({ type: 'int', value: value.index }),
      });
    case 'element':
      value.loop.target ??= name('_each');
      return value.loop.target;
    case 'const': {
      if (value.value.type !== 'code') return value;
      // Code that stands for itself: a function that nobody made yet.
      const made = make({ kind: 'function', code: value.value, defaults: null, keywordDefaults: null });
      return plainly(state, context, made);
    }
    case 'function': {
      const body = isLambda(value) ? context.inner(value.code) : [];
      const [only] = body;
      if (body.length === 1 && only?.kind === 'return' && value.code.name === '<lambda>')
        return make({ kind: 'lambda', parameters: parametersOf(value), body: only.value ?? none() });
      return hoisted(state, context, value, value.code.name);
    }
    case 'class':
      return hoisted(state, context, value, value.name);
    case 'decorated':
      return hoisted(state, context, value, titleOf(value.made));
    default:
      return value;
  }
}

/** A definition as a statement before the place that uses it. */
function hoisted(state: State, context: Context, value: Expr, title: string): Expr {
  const id = title.startsWith('<') ? `_${title.replace(/\W/g, '')}${context.temporaries++}` : title;
  emit(state, definition(context, id, value, state.line));
  return name(id);
}

/** Takes values away that a source does not have; one that does something stays as a statement. */
export function discard(state: State, context: Context, count: number): void {
  for (const value of popMany(state, count)) drop(state, context, value);
}

export const popPlain = (state: State, context: Context): Expr => plainly(state, context, pop(state));
export const popManyPlain = (state: State, context: Context, count: number): Expr[] =>
  popMany(state, count).map((value) => plainly(state, context, value));

type Named = readonly { readonly name: string | null; readonly value: Expr }[];

/** Calls a value with positional and keyword arguments. */
export function applied(
  state: State,
  context: Context,
  func: Expr,
  args: readonly Expr[],
  named: Named = [],
): Expr {
  const plain = (value: Expr): Expr => plainly(state, context, value);
  const keywords = (): Keyword[] => named.map((keyword) => ({ ...keyword, value: plain(keyword.value) }));
  const [first, title, ...bases] = args;
  switch (func.kind) {
    case 'build-class':
      if (first?.kind !== 'function') break;
      return make({
        kind: 'class',
        code: first.code,
        name: title?.kind === 'const' && title.value.type === 'str' ? title.value.value : first.code.name,
        bases: bases.map(plain),
        keywords: keywords(),
      });
    case 'enter':
      return func.value;
    case 'exit':
      for (const value of [...args, ...named.map((keyword) => keyword.value)]) drop(state, context, value);
      return make({ kind: 'exit' });
    case 'function': {
      const made =
        first && args.length === 1 ? comprehensionOf(context.inner, func.code, plain(first)) : null;
      if (made) return made;
      break;
    }
    case 'unknown':
    case 'null':
      // Leaving a `with` whose beginning was not seen calls with three times nothing.
      if (args.every(isNothing) && named.length === 0) return unknown();
      break;
    default:
  }
  if (first && args.length === 1 && named.length === 0 && isDefinition(first)) {
    const [made, inner] = first.kind === 'decorated' ? [first.made, first.decorators] : [first, []];
    return make({ kind: 'decorated', made, decorators: [plain(func), ...inner] });
  }
  return call(plain(func), args.map(plain), keywords());
}

const isNothing = (value: Expr): boolean =>
  value.kind === 'exit' || (value.kind === 'const' && value.value.type === 'none');

const isDefinition = (value: Expr): boolean =>
  value.kind === 'decorated' || value.kind === 'class' || (value.kind === 'function' && !isLambda(value));

/** `func(*args, **keywords)` as it was written, as far as the pieces tell. */
export function appliedToAll(
  state: State,
  context: Context,
  func: Expr,
  positional: Expr,
  named: Expr | null,
): Expr {
  const args =
    positional.kind === 'display' && positional.type !== 'set'
      ? positional.items
      : positional.kind === 'const' && positional.value.type === 'tuple'
        ? positional.value.items.map(constant)
        : [make({ kind: 'star', value: plainly(state, context, positional) })];
  return applied(
    state,
    context,
    func,
    args,
    named === null || named.kind === 'null' ? [] : keywordsIn(named),
  );
}

function keywordsIn(named: Expr): Named {
  if (named.kind !== 'mapping') return [{ name: null, value: named }];
  return named.entries.map(([key, value]) => {
    if (key?.kind === 'const' && key.value.type === 'str') return { name: key.value.value, value };
    return { name: null, value: key === null ? value : make({ kind: 'mapping', entries: [[key, value]] }) };
  });
}
