import { CALL_OPERATIONS } from './call-operations.ts';
import { DISPLAY_OPERATIONS } from './display-operations.ts';
import type { Instruction } from './instructions.ts';
import { call, constant, type Expr, make, name, none, unknown } from './ir.ts';
import { OLDER_OPERATIONS } from './older-operations.ts';
import {
  asSlice,
  attribute,
  constAt,
  derefAt,
  dropTop,
  localAt,
  nameAt,
  nothing,
  type Operation,
  type Operations,
  SWAPS_MAX,
  sliceOf,
  subscript,
  swap,
  unary,
} from './operation.ts';
import {
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
  unpack,
} from './symbols.ts';

/** Operators by the argument of `BINARY_OP` (Include/opcode.h, `NB_*`); the second half works in place. */
const BINARY = ['+', '&', '//', '<<', '@', '*', '%', '|', '**', '>>', '-', '/', '^'] as const;

/** Operators by the names of the instructions before 3.11. */
const BINARY_NAMES: Readonly<Record<string, string>> = {
  POWER: '**',
  MULTIPLY: '*',
  MATRIX_MULTIPLY: '@',
  MODULO: '%',
  ADD: '+',
  SUBTRACT: '-',
  FLOOR_DIVIDE: '//',
  TRUE_DIVIDE: '/',
  DIVIDE: '/',
  LSHIFT: '<<',
  RSHIFT: '>>',
  AND: '&',
  XOR: '^',
  OR: '|',
};

/** Operators by the argument of `COMPARE_OP`; from 3.9 on only the first six. */
const COMPARE = ['<', '<=', '==', '!=', '>', '>=', 'in', 'not in', 'is', 'is not'] as const;

/** Objects by the argument of `LOAD_COMMON_CONSTANT` (Include/internal/pycore_opcode_utils.h); more since 3.15. */
const COMMON: readonly Expr[] = [
  ...['AssertionError', 'NotImplementedError', 'tuple', 'all', 'any', 'list', 'set'].map(name),
  none(),
  constant({ type: 'str', value: '' }),
  constant({ type: 'true' }),
  constant({ type: 'false' }),
  constant({ type: 'int', value: -1 }),
];

/** A value that is gone through has an index beside it since 3.15. */
const indexed: Operation = (state, _arg, context) => {
  if (context.minor >= 15) push(state, context, make({ kind: 'null' }));
};

const loadName: Operation = (state, arg, context) =>
  push(state, context, nameOf(nameAt(context, arg), context));

/** What a name stands for: constants were names before 3.4. */
function nameOf(title: string, { minor }: Context): Expr {
  if (minor >= 4 || !/^(?:None|True|False)$/.test(title)) return name(title);
  return title === 'None' ? none() : constant({ type: title === 'True' ? 'true' : 'false' });
}

const loadLocal: Operation = (state, arg, context) => push(state, context, name(localAt(context, arg)));

const loadDeref: Operation = (state, arg, context) => push(state, context, name(derefAt(context, arg)));

/** Turns the items on top round by one: the top one goes below the others. */
function rotate(count: number): Operation {
  return (state) => {
    const items = popMany(state, count);
    const top = items.pop();
    if (top) state.stack.push(top, ...items);
  };
}

function binary(op: string, inplace: boolean): Operation {
  return (state, _arg, context) => {
    const [left = unknown(), right = unknown()] = popManyPlain(state, context, 2);
    push(state, context, make({ kind: 'binary', op, left, right, inplace }));
  };
}

function compare(state: State, context: Context, op: string): void {
  const [left = unknown(), right = unknown()] = popManyPlain(state, context, 2);
  const made =
    op === 'in' || op === 'not in'
      ? make({ kind: 'compare', op, left, right: asSet(right) })
      : make({ kind: 'compare', op, left, right });
  push(state, context, made);
}

/** What `in` looks through is a frozen set when the source had a set of constants. */
function asSet(value: Expr): Expr {
  return value.kind === 'const' && value.value.type === 'frozenset'
    ? make({ kind: 'display', type: 'set', items: value.value.items.map(constant) })
    : value;
}

const raise: Operation = (state, arg, context) => {
  const cause = arg >= 2 ? popPlain(state, context) : null;
  const value = arg >= 1 ? popPlain(state, context) : null;
  emit(state, { kind: 'raise', value, cause, line: state.line });
};

const enter: Operation = (state, _arg, context) => {
  const value = pop(state);
  push(state, context, make({ kind: 'exit' }));
  push(state, context, value);
};

const exceptions =
  (count: number): Operation =>
  (state, _arg, context) =>
    discard(state, context, count);

function yielded(kind: 'yield' | 'yield from' | 'await'): Operation {
  return (state, _arg, context) => push(state, context, make({ kind, value: popPlain(state, context) }));
}

function storeItem(state: State, context: Context, value: Expr, holder: Expr, index: Expr): void {
  if (holder.kind === 'mapping') holder.entries.push([index, plainly(state, context, value)]);
  else store(state, context, make({ kind: 'item', value: holder, index: asSlice(index) }), value);
}

const remove = (state: State, target: Expr): void =>
  emit(state, { kind: 'delete', target, line: state.line });

const OPERATIONS: Operations = {
  ...DISPLAY_OPERATIONS,
  ...CALL_OPERATIONS,
  ...OLDER_OPERATIONS,
  POP_TOP: dropTop,
  POP_ITER: (state, _arg, context) => discard(state, context, context.minor >= 15 ? 2 : 1),
  // 3.6: an annotation of a name.
  STORE_ANNOTATION: dropTop,
  END_FOR: dropTop,
  ROT_TWO: rotate(2),
  ROT_THREE: rotate(3),
  ROT_FOUR: rotate(4),
  ROT_N: (state, arg, context, op) => rotate(Math.min(arg, SWAPS_MAX))(state, arg, context, op),
  DUP_TOP: (state, _arg, context) => copy(state, context, 1),
  DUP_TOP_TWO: (state, _arg, context) => {
    copy(state, context, 2);
    copy(state, context, 2);
  },
  COPY: (state, arg, context) => copy(state, context, arg),
  SWAP: (state, arg) => swap(state, arg),
  PUSH_NULL: (state, _arg, context) => push(state, context, make({ kind: 'null' })),
  BEGIN_FINALLY: (state, _arg, context) => push(state, context, make({ kind: 'null' })),

  UNARY_POSITIVE: unary('+'),
  UNARY_NEGATIVE: unary('-'),
  UNARY_NOT: unary('not '),
  UNARY_INVERT: unary('~'),
  BINARY_OP: (state, arg, context, op) => {
    if (arg === 26) subscript(state, context);
    else binary(BINARY[arg % 13] ?? '+', arg >= 13)(state, arg, context, op);
  },
  BINARY_SUBSCR: (state, _arg, context) => subscript(state, context),
  BINARY_SLICE: (state, _arg, context) => {
    const [value = unknown(), ...bounds] = popManyPlain(state, context, 3);
    push(state, context, make({ kind: 'item', value, index: sliceOf(bounds) }));
  },
  STORE_SLICE: (state, _arg, context) => {
    const [value = unknown(), holder = unknown(), ...bounds] = popManyPlain(state, context, 4);
    storeItem(state, context, value, holder, sliceOf(bounds));
  },
  STORE_SUBSCR: (state, _arg, context) => {
    const [value = unknown(), holder = unknown(), index = unknown()] = popMany(state, 3);
    storeItem(state, context, value, plainly(state, context, holder), plainly(state, context, index));
  },
  DELETE_SUBSCR: (state, _arg, context) => {
    const [value = unknown(), index = unknown()] = popManyPlain(state, context, 2);
    remove(state, make({ kind: 'item', value, index: asSlice(index) }));
  },
  COMPARE_OP: (state, arg, context) => {
    const { minor } = context;
    if (minor <= 8 && arg === 10) matches(state, context);
    else compare(state, context, COMPARE[minor >= 13 ? arg >> 5 : minor === 12 ? arg >> 4 : arg] ?? '==');
  },
  IS_OP: (state, arg, context) => compare(state, context, arg === 0 ? 'is' : 'is not'),
  CONTAINS_OP: (state, arg, context) => compare(state, context, arg === 0 ? 'in' : 'not in'),

  LOAD_CONST: (state, arg, context) => push(state, context, constant(constAt(context, arg))),
  LOAD_SMALL_INT: (state, arg, context) => push(state, context, constant({ type: 'int', value: arg })),
  LOAD_COMMON_CONSTANT: (state, arg, context) => push(state, context, COMMON[arg] ?? name('_constant')),
  LOAD_ASSERTION_ERROR: (state, _arg, context) => push(state, context, name('AssertionError')),
  LOAD_BUILD_CLASS: (state, _arg, context) => push(state, context, make({ kind: 'build-class' })),
  LOAD_NAME: loadName,
  LOAD_GLOBAL: (state, arg, context) => {
    if (context.minor < 11) loadName(state, arg, context, '');
    else {
      // The null comes first before 3.13 and last from then on.
      const bound = (arg & 1) !== 0;
      if (bound && context.minor < 13) push(state, context, make({ kind: 'null' }));
      push(state, context, name(nameAt(context, arg >> 1)));
      if (bound && context.minor >= 13) push(state, context, make({ kind: 'null' }));
    }
  },
  LOAD_FAST: loadLocal,
  LOAD_FAST_CHECK: loadLocal,
  LOAD_FAST_AND_CLEAR: loadLocal,
  LOAD_FAST_BORROW: loadLocal,
  LOAD_CLOSURE: loadDeref,
  LOAD_DEREF: loadDeref,
  LOAD_CLASSDEREF: loadDeref,
  LOAD_FROM_DICT_OR_DEREF: (state, arg, context) => {
    pop(state);
    push(state, context, name(derefAt(context, arg)));
  },
  LOAD_FROM_DICT_OR_GLOBALS: (state, arg, context) => {
    pop(state);
    push(state, context, name(nameAt(context, arg)));
  },
  LOAD_LOCALS: (state, _arg, context) =>
    // A class of 2.x ends with it.
    push(state, context, context.minor < 0 ? none() : call(name('locals'), [])),
  LOAD_ATTR: (state, arg, context) => {
    const value = pop(state);
    const method = context.minor >= 12 && (arg & 1) !== 0;
    const made = attribute(state, context, value, nameAt(context, context.minor >= 12 ? arg >> 1 : arg));
    if (method && context.minor === 12) push(state, context, make({ kind: 'null' }));
    push(state, context, made);
    if (method && context.minor > 12) push(state, context, make({ kind: 'null' }));
  },
  LOAD_METHOD: (state, arg, context) => {
    const made = attribute(state, context, pop(state), nameAt(context, arg));
    push(state, context, make({ kind: 'null' }));
    push(state, context, made);
  },
  LOAD_SUPER_ATTR: (state, arg, context) => {
    const [callee = unknown(), type = unknown(), self = unknown()] = popManyPlain(state, context, 3);
    const made = attribute(
      state,
      context,
      call(callee, (arg & 2) === 0 ? [] : [type, self]),
      nameAt(context, arg >> 2),
    );
    const method = (arg & 1) !== 0;
    if (method && context.minor === 12) push(state, context, make({ kind: 'null' }));
    push(state, context, made);
    if (method && context.minor > 12) push(state, context, make({ kind: 'null' }));
  },
  LOAD_SPECIAL: (state, arg, context) => {
    const value = pop(state);
    if (arg % 2 === 1) context.copied.delete(value);
    // `__exit__` is called with nothing that a source says; entering gives the thing itself.
    push(state, context, make(arg % 2 === 1 ? { kind: 'exit' } : { kind: 'enter', value }));
    push(state, context, make({ kind: 'null' }));
  },
  LOAD_FAST_LOAD_FAST: (state, arg, context) => {
    push(state, context, name(localAt(context, arg >> 4)));
    push(state, context, name(localAt(context, arg & 15)));
  },
  STORE_NAME: (state, arg, context) => store(state, context, name(nameAt(context, arg)), pop(state)),
  STORE_GLOBAL: (state, arg, context) => {
    const title = nameAt(context, arg);
    context.globals.add(title);
    store(state, context, name(title), pop(state));
  },
  STORE_FAST: (state, arg, context) => store(state, context, name(localAt(context, arg)), pop(state)),
  STORE_DEREF: (state, arg, context) => {
    const title = derefAt(context, arg);
    if (context.code.free.has(title)) context.nonlocals.add(title);
    store(state, context, name(title), pop(state));
  },
  STORE_FAST_LOAD_FAST: (state, arg, context) => {
    store(state, context, name(localAt(context, arg >> 4)), pop(state));
    push(state, context, name(localAt(context, arg & 15)));
  },
  STORE_FAST_STORE_FAST: (state, arg, context) => {
    store(state, context, name(localAt(context, arg >> 4)), pop(state));
    store(state, context, name(localAt(context, arg & 15)), pop(state));
  },
  STORE_ATTR: (state, arg, context) => {
    const holder = popPlain(state, context);
    store(state, context, attribute(state, context, holder, nameAt(context, arg)), pop(state));
  },
  DELETE_NAME: (state, arg, context) => remove(state, name(nameAt(context, arg))),
  DELETE_GLOBAL: (state, arg, context) => remove(state, name(nameAt(context, arg))),
  DELETE_FAST: (state, arg, context) => remove(state, name(localAt(context, arg))),
  DELETE_DEREF: (state, arg, context) => remove(state, name(derefAt(context, arg))),
  DELETE_ATTR: (state, arg, context) =>
    remove(state, attribute(state, context, pop(state), nameAt(context, arg))),

  UNPACK_SEQUENCE: (state, arg, context) => unpack(state, context, arg, -1),
  UNPACK_EX: (state, arg, context) => unpack(state, context, (arg & 255) + 1 + (arg >> 8), arg & 255),

  GET_AWAITABLE: yielded('await'),
  GET_YIELD_FROM_ITER: yielded('yield from'),
  YIELD_FROM: dropTop,
  YIELD_VALUE: yielded('yield'),
  END_SEND: (state, _arg, context) => {
    const value = popMany(state, context.minor >= 15 ? 3 : 2).at(-1) ?? unknown();
    push(state, context, value);
  },
  GET_ITER: (state, arg, context, op) => {
    if (arg !== 0 && context.minor >= 15) yielded('yield from')(state, arg, context, op);
    indexed(state, arg, context, op);
  },
  GET_AITER: nothing,

  RAISE_VARARGS: raise,
  BEFORE_WITH: enter,
  SETUP_WITH: enter,
  BEFORE_ASYNC_WITH: enter,
  PUSH_EXC_INFO: (state, _arg, context) => {
    const value = pop(state);
    push(state, context, make({ kind: 'exception' }));
    push(state, context, value);
  },
  POP_EXCEPT: (state, arg, context, op) => exceptions(context.minor < 11 ? 3 : 1)(state, arg, context, op),
  CHECK_EXC_MATCH: (state, _arg, context) => {
    const type = popPlain(state, context);
    push(state, context, make({ kind: 'matches', type }));
  },
  CHECK_EG_MATCH: (state, _arg, context) => {
    const type = popPlain(state, context);
    emit(state, { kind: 'expression', value: type, line: state.line });
  },
  WITH_EXCEPT_START: (state, _arg, context) => push(state, context, make({ kind: 'exit' })),
  WITH_CLEANUP_FINISH: (state, _arg, context) => {
    discard(state, context, 2);
    push(state, context, make({ kind: 'null' }));
  },
  END_FINALLY: dropTop,
  POP_FINALLY: (state, arg, context) => {
    if (arg !== 0) swap(state, 2);
    dropTop(state, arg, context, '');
  },
  CALL_FINALLY: nothing,
  END_ASYNC_FOR: (state, arg, context, op) => exceptions(context.minor < 11 ? 7 : 2)(state, arg, context, op),
  CLEANUP_THROW: (state, _arg, context) => {
    discard(state, context, 3);
    push(state, context, none());
    push(state, context, unknown());
  },

  GET_LEN: (state, _arg, context) =>
    push(state, context, call(name('len'), [plainly(state, context, peek(state, 1))])),
  MATCH_MAPPING: (state, _arg, context) => push(state, context, unknown()),
  MATCH_SEQUENCE: (state, _arg, context) => push(state, context, unknown()),
  MATCH_KEYS: (state, _arg, context) => {
    push(state, context, unknown());
    if (context.minor === 10) push(state, context, unknown());
  },
  MATCH_CLASS: (state, _arg, context) => {
    discard(state, context, 1);
    const [subject = unknown(), type = unknown()] = popManyPlain(state, context, 2);
    push(state, context, call(name('isinstance'), [subject, type]));
    if (context.minor === 10) push(state, context, unknown());
  },
};

function matches(state: State, context: Context): void {
  const [, type = unknown()] = popManyPlain(state, context, 2);
  push(state, context, make({ kind: 'matches', type }));
}

/** Carries out an instruction that does not jump; instructions that do nothing to values are passed over. */
export function operate(state: State, instruction: Instruction, context: Context): void {
  const { op, arg, line } = instruction;
  if (line > 0) state.line = line;
  const known = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
  if (known) {
    known(state, arg, context, op);
    return;
  }
  const [, way, word] = /^(BINARY|INPLACE)_(\w+)$/.exec(op) ?? [];
  const sign = word === undefined ? undefined : BINARY_NAMES[word];
  if (sign !== undefined) binary(sign, way === 'INPLACE')(state, arg, context, op);
  else if (/^LOAD_FAST\w*LOAD_FAST/.test(op)) OPERATIONS.LOAD_FAST_LOAD_FAST?.(state, arg, context, op);
}
