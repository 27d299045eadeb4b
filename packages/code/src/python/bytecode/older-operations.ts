import { call, constant, type Expr, type Keyword, make, name, none, unknown } from './ir.ts';
import { type Operation, type Operations, sliceOf } from './operation.ts';
import {
  applied,
  appliedToAll,
  type Context,
  copy,
  discard,
  emit,
  peek,
  plainly,
  pop,
  popMany,
  popManyPlain,
  popPlain,
  push,
  type State,
  store,
} from './symbols.ts';

const isText = (value: Expr | undefined): boolean => value?.kind === 'const' && value.value.type === 'str';

const textIn = (value: Expr): string =>
  value.kind === 'const' && value.value.type === 'str' ? value.value.value : '_';

/** A call before 3.6: so many values by place in the low byte of the argument, name and value pairs in the next one. */
function callOld(withAll: boolean, withNamed: boolean): Operation {
  return (state, arg, context) => {
    const named = withNamed ? pop(state) : null;
    const [places, pairs] = [arg & 255, (arg >> 8) & 255];
    const items = popMany(state, places + pairs * 2 + (withAll ? 1 : 0));
    // 3.5 has `*args` before the pairs, others behind them.
    const isFirst = withAll && pairs > 0 && !isText(items[places]);
    const all = withAll ? (isFirst ? items.splice(places, 1)[0] : items.pop()) : undefined;
    const args = items.slice(0, places);
    const keywords = Array.from({ length: pairs }, (_, index) => ({
      name: textIn(items[places + index * 2] ?? unknown()),
      value: items[places + index * 2 + 1] ?? unknown(),
    }));
    const func = pop(state);
    if (!all && !named) {
      push(state, context, applied(state, context, func, args, keywords));
      return;
    }
    const positional = make({
      kind: 'display',
      type: 'tuple',
      items: [...args, ...starred(state, context, all)],
    });
    const entries = keywords.map(
      (keyword) => [constant({ type: 'str', value: keyword.name }), keyword.value] as const,
    );
    const more = named?.kind === 'mapping' ? named.entries : named ? [[null, named] as const] : [];
    const mapping = make({ kind: 'mapping', entries: [...entries, ...more] });
    push(state, context, appliedToAll(state, context, func, positional, mapping));
  };
}

/** What `*all` adds to the arguments of a call. */
function starred(state: State, context: Context, all: Expr | undefined): readonly Expr[] {
  if (!all) return [];
  if (all.kind === 'display' && all.type !== 'set') return all.items;
  if (all.kind === 'const' && all.value.type === 'tuple') return all.value.items.map(constant);
  return [make({ kind: 'star', value: plainly(state, context, all) })];
}

/**
 * A function before 3.6: so many defaults in the low byte of the argument, name and value pairs of keyword-only ones in
 * the next one, annotations above them.
 */
function functionOld(closure: boolean): Operation {
  return (state, arg, context) => {
    let body = pop(state);
    // Its qualified name lies on it since 3.3.
    if (body.kind === 'const' && body.value.type === 'str') body = pop(state);
    if (closure) pop(state);
    const places = context.minor < 0 ? arg : arg & 255;
    const [pairs, notes] = context.minor < 0 ? [0, 0] : [(arg >> 8) & 255, (arg >> 16) & 0x7fff];
    if (notes > 0) popMany(state, notes);
    const items = popManyPlain(state, context, places + pairs * 2);
    const code = body.kind === 'const' && body.value.type === 'code' ? body.value : null;
    const only = new Set(code?.locals.slice(code.argcount, code.argcount + code.kwonlyargcount));
    const isFirst = pairs > 0 && isText(items[0]) && only.has(textIn(items[0] ?? unknown()));
    const from = isFirst ? 0 : places;
    const given = isFirst ? items.slice(pairs * 2) : items.slice(0, places);
    const entries = Array.from(
      { length: pairs },
      (_, index) => [items[from + index * 2] ?? unknown(), items[from + index * 2 + 1] ?? unknown()] as const,
    );
    const defaults = given.length > 0 ? make({ kind: 'display', type: 'tuple', items: given }) : null;
    const keywordDefaults = pairs > 0 ? make({ kind: 'mapping', entries }) : null;
    push(state, context, code ? make({ kind: 'function', code, defaults, keywordDefaults }) : unknown());
  };
}

/** Takes the bounds of a slice away: none, the lower one, the upper one, both (2.x). */
function boundsOf(state: State, context: Context, which: number): Expr {
  const upper = (which & 2) === 0 ? none() : popPlain(state, context);
  const lower = (which & 1) === 0 ? none() : popPlain(state, context);
  return sliceOf([lower, upper]);
}

const slice =
  (which: number): Operation =>
  (state, _arg, context) => {
    const index = boundsOf(state, context, which);
    push(state, context, make({ kind: 'item', value: popPlain(state, context), index }));
  };

const storeSlice =
  (which: number): Operation =>
  (state, _arg, context) => {
    const index = boundsOf(state, context, which);
    const holder = popPlain(state, context);
    store(state, context, make({ kind: 'item', value: holder, index }), pop(state));
  };

const deleteSlice =
  (which: number): Operation =>
  (state, _arg, context) => {
    const index = boundsOf(state, context, which);
    const target = make({ kind: 'item', value: popPlain(state, context), index });
    emit(state, { kind: 'delete', target, line: state.line });
  };

function printed(state: State, value: Expr, keywords: readonly Keyword[]): void {
  emit(state, { kind: 'expression', value: call(name('print'), [value], keywords), line: state.line });
}

/** A class of 2.x: its name, bases and the code that makes its names. */
const buildClass: Operation = (state, _arg, context) => {
  const [title, bases, body] = popMany(state, 3);
  const items = bases ? starred(state, context, bases) : [];
  if (body?.kind !== 'function') {
    push(state, context, unknown());
    return;
  }
  const { code } = body;
  const id = title?.kind === 'const' && title.value.type === 'str' ? title.value.value : code.name;
  const plain = items.map((item) => plainly(state, context, item));
  push(state, context, make({ kind: 'class', code, name: id, bases: plain, keywords: [] }));
};

/** `exec code in globals, locals` as a call. */
const execute: Operation = (state, _arg, context) => {
  const [code = unknown(), ...places] = popManyPlain(state, context, 3);
  const [all, own] = places;
  const given = places.filter((place) => !(place.kind === 'const' && place.value.type === 'none'));
  const args = all === own ? given.slice(0, 1) : given;
  emit(state, { kind: 'expression', value: call(name('exec'), [code, ...args]), line: state.line });
};

/** `raise Type, value, traceback` (2.x). */
const raiseOld: Operation = (state, arg, context) => {
  const [type = null, argument] = popManyPlain(state, context, Math.min(arg, 3));
  const isNone = argument?.kind === 'const' && argument.value.type === 'none';
  const value = type && argument && !isNone ? call(type, [argument]) : type;
  emit(state, { kind: 'raise', value, cause: null, line: state.line });
};

const add =
  (method: string): Operation =>
  (state, _arg, context) => {
    const [list = unknown(), item = unknown()] = popManyPlain(state, context, 2);
    const func = make({ kind: 'attribute', value: list, name: method });
    emit(state, { kind: 'expression', value: call(func, [item]), line: state.line });
  };

/** Instructions that are gone, or mean something else, since 3.6; `OLD_` names are given by `asOf36`. */
export const OLDER_OPERATIONS: Operations = {
  OLD_CALL_FUNCTION: callOld(false, false),
  OLD_CALL_FUNCTION_VAR: callOld(true, false),
  OLD_CALL_FUNCTION_KW: callOld(false, true),
  OLD_CALL_FUNCTION_VAR_KW: callOld(true, true),
  OLD_MAKE_FUNCTION: functionOld(false),
  OLD_MAKE_CLOSURE: functionOld(true),
  OLD_RAISE_VARARGS: raiseOld,
  OLD_LIST_APPEND: add('append'),
  OLD_SET_ADD: add('add'),
  STORE_MAP: (state, _arg, context) => {
    const [value = unknown(), key = unknown()] = popManyPlain(state, context, 2);
    const into = peek(state, 1);
    if (into.kind === 'mapping') into.entries.push([key, value]);
  },
  STORE_LOCALS: (state) => {
    pop(state);
  },
  WITH_CLEANUP: (state, _arg, context) => {
    discard(state, context, 2);
    push(state, context, make({ kind: 'null' }));
  },
  DUP_TOPX: (state, arg, context) => {
    const count = Math.min(arg, 5);
    for (let left = count; left > 0; left--) copy(state, context, count);
  },
  BUILD_CLASS: buildClass,
  EXEC_STMT: execute,
  UNARY_CONVERT: (state, _arg, context) =>
    push(state, context, call(name('repr'), [popPlain(state, context)])),
  PRINT_ITEM: (state, _arg, context) => printed(state, popPlain(state, context), []),
  PRINT_ITEM_TO: (state, _arg, context) => {
    const [item = unknown(), file = unknown()] = popManyPlain(state, context, 2);
    printed(state, item, [{ name: 'file', value: file }]);
  },
  PRINT_NEWLINE_TO: (state) => {
    pop(state);
  },
  'SLICE+0': slice(0),
  'SLICE+1': slice(1),
  'SLICE+2': slice(2),
  'SLICE+3': slice(3),
  'STORE_SLICE+0': storeSlice(0),
  'STORE_SLICE+1': storeSlice(1),
  'STORE_SLICE+2': storeSlice(2),
  'STORE_SLICE+3': storeSlice(3),
  'DELETE_SLICE+0': deleteSlice(0),
  'DELETE_SLICE+1': deleteSlice(1),
  'DELETE_SLICE+2': deleteSlice(2),
  'DELETE_SLICE+3': deleteSlice(3),
};
