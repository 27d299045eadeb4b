import type { Instruction } from './instructions.ts';
import { call, constant, type Expr, make, name, none, type Piece, text, unknown } from './ir.ts';
import type { MarshalValue } from './marshal.ts';
import {
  applied,
  appliedToAll,
  type Context,
  copy,
  discard,
  drop,
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

/** What one instruction does to the stack and to the statements before it. */
type Operation = (state: State, arg: number, context: Context, op: string) => void;

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
  LSHIFT: '<<',
  RSHIFT: '>>',
  AND: '&',
  XOR: '^',
  OR: '|',
};
/** Operators by the argument of `COMPARE_OP`; from 3.9 on only the first six. */
const COMPARE = ['<', '<=', '==', '!=', '>', '>=', 'in', 'not in', 'is', 'is not'] as const;
/** Objects by the argument of `LOAD_COMMON_CONSTANT` (Include/internal/pycore_opcode_utils.h). */
const COMMON = ['AssertionError', 'NotImplementedError', 'tuple', 'all', 'any'] as const;

const SWAPS_MAX = 10_000;

const constAt = ({ code }: Context, index: number): MarshalValue => code.consts[index] ?? { type: 'null' };
const nameAt = ({ code }: Context, index: number): string => code.names[index] ?? `_name${index}`;
const localAt = ({ code }: Context, index: number): string => code.locals[index] ?? `_local${index}`;
const derefAt = ({ code }: Context, index: number): string => code.derefs[index] ?? `_cell${index}`;

const loadName: Operation = (state, arg, context) => push(state, context, name(nameAt(context, arg)));
const loadLocal: Operation = (state, arg, context) => push(state, context, name(localAt(context, arg)));
const loadDeref: Operation = (state, arg, context) => push(state, context, name(derefAt(context, arg)));
const nothing: Operation = () => {};
const dropTop: Operation = (state, _arg, context) => drop(state, context, pop(state));

function attribute(state: State, context: Context, value: Expr, title: string): Expr {
  return make({ kind: 'attribute', value: plainly(state, context, value), name: title });
}

/** Turns the items on top round by one: the top one goes below the others. */
function rotate(count: number): Operation {
  return (state) => {
    const items = popMany(state, count);
    const top = items.pop();
    if (top) state.stack.push(top, ...items);
  };
}

function swap(state: State, depth: number): void {
  const { stack } = state;
  while (stack.length < depth && depth < SWAPS_MAX) stack.unshift(unknown());
  const [top, other] = [stack.length - 1, stack.length - depth];
  const [a, b] = [stack[top], stack[other]];
  if (a && b) [stack[top], stack[other]] = [b, a];
}

function binary(op: string, inplace: boolean): Operation {
  return (state, _arg, context) => {
    const [left = unknown(), right = unknown()] = popManyPlain(state, context, 2);
    push(state, context, make({ kind: 'binary', op, left, right, inplace }));
  };
}

function unary(op: string): Operation {
  return (state, _arg, context) =>
    push(state, context, make({ kind: 'unary', op, value: popPlain(state, context) }));
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

function subscript(state: State, context: Context): void {
  const [value = unknown(), index = unknown()] = popManyPlain(state, context, 2);
  push(state, context, make({ kind: 'item', value, index: asSlice(index) }));
}

/** A constant slice (3.14) as it is written between brackets. */
function asSlice(index: Expr): Expr {
  return index.kind === 'const' && index.value.type === 'slice'
    ? sliceOf(index.value.items.map(constant))
    : index;
}

function build(type: 'tuple' | 'list' | 'set'): Operation {
  return (state, arg, context) => {
    const made = make({ kind: 'display', type, items: popManyPlain(state, context, arg) });
    context.begun.set(made, context.loops);
    push(state, context, made);
  };
}

/** Displays of several sequences, before 3.9. */
function buildUnpacked(type: 'tuple' | 'list' | 'set'): Operation {
  return (state, arg, context) => {
    const items = popManyPlain(state, context, arg).flatMap((value) => itemsOf(value));
    push(state, context, make({ kind: 'display', type, items }));
  };
}

const mapUnpacked: Operation = (state, arg, context) => {
  const parts = popManyPlain(state, context, arg);
  const entries = parts.flatMap((value) =>
    value.kind === 'mapping' ? value.entries : [[null, value] as const],
  );
  push(state, context, make({ kind: 'mapping', entries }));
};

/** Adds an item to the display that lies in the stack; in a loop begun after it, it is what a comprehension gives. */
const addItem: Operation = (state, arg, context, op) => {
  const value = popPlain(state, context);
  let key: Expr | null = null;
  if (op === 'MAP_ADD') {
    // Since 3.8 the key lies below the value.
    key = popPlain(state, context);
  }
  const into = peek(state, arg);
  const inLoop = context.loops > (context.begun.get(into) ?? -1);
  if (into.kind === 'display' && key === null && !inLoop) into.items.push(value);
  else if (into.kind === 'mapping' && key !== null && !inLoop) into.entries.push([key, value]);
  else emit(state, { kind: 'yielded', into, key, value, line: state.line });
};

const extend: Operation = (state, arg, context) => {
  const value = popPlain(state, context);
  const into = peek(state, arg);
  if (into.kind !== 'display') {
    emit(state, { kind: 'yielded', into, key: null, value: make({ kind: 'star', value }), line: state.line });
    return;
  }
  for (const item of itemsOf(value)) into.items.push(item);
};

/** What a sequence adds to another one, item by item where they are known. */
function itemsOf(value: Expr): readonly Expr[] {
  if (value.kind === 'const' && 'items' in value.value) return value.value.items.map(constant);
  return value.kind === 'display' ? value.items : [make({ kind: 'star', value })];
}

const mergeMap: Operation = (state, arg, context) => {
  const value = popPlain(state, context);
  const into = peek(state, arg);
  if (into.kind !== 'mapping') {
    drop(state, context, value);
    return;
  }
  if (value.kind === 'mapping') for (const entry of value.entries) into.entries.push(entry);
  else into.entries.push([null, value]);
};

const formatValue: Operation = (state, arg, context) => {
  const spec = (arg & 4) === 0 ? null : popPlain(state, context);
  const conversion = (['', 's', 'r', 'a'] as const)[arg & 3] ?? '';
  push(
    state,
    context,
    make({ kind: 'joined', pieces: [{ value: popPlain(state, context), conversion, spec }] }),
  );
};

/** `CONVERT_VALUE` and `FORMAT_*` (3.13): the piece is converted first and formatted then. */
function format(withSpec: boolean): Operation {
  return (state, _arg, context) => {
    const spec = withSpec ? popPlain(state, context) : null;
    const value = popPlain(state, context);
    const [only] = value.kind === 'joined' ? value.pieces : [];
    const piece: Piece =
      value.kind === 'joined' &&
      value.pieces.length === 1 &&
      typeof only === 'object' &&
      only.spec === null &&
      context.minor >= 13
        ? { ...only, spec }
        : { value, conversion: '', spec };
    push(state, context, make({ kind: 'joined', pieces: [piece] }));
  };
}

const buildString: Operation = (state, arg, context) => {
  const pieces = popManyPlain(state, context, arg).flatMap((value): readonly Piece[] => {
    if (value.kind === 'joined') return value.pieces;
    if (value.kind === 'const' && value.value.type === 'str') return [value.value.value];
    return [{ value, conversion: '', spec: null }];
  });
  push(state, context, make({ kind: 'joined', pieces }));
};

const functionOf: Operation = (state, arg, context) => {
  if (context.minor <= 10) pop(state);
  const body = pop(state);
  if (context.minor < 13) {
    if ((arg & 8) !== 0) pop(state);
    if ((arg & 4) !== 0) pop(state);
  }
  const keywordDefaults = context.minor < 13 && (arg & 2) !== 0 ? popPlain(state, context) : null;
  const defaults = context.minor < 13 && (arg & 1) !== 0 ? popPlain(state, context) : null;
  const code = body.kind === 'const' && body.value.type === 'code' ? body.value : null;
  push(state, context, code ? make({ kind: 'function', code, defaults, keywordDefaults }) : unknown());
};

const setFunctionAttribute: Operation = (state, arg, context) => {
  const made = pop(state);
  const value = popPlain(state, context);
  if (made.kind === 'function') {
    if (arg === 1) made.defaults = value;
    else if (arg === 2) made.keywordDefaults = value;
  }
  push(state, context, made);
};

/** A call from 3.11 on: the callable, what it is bound to or nothing, and the arguments. */
function callWith(state: State, context: Context, count: number, names: readonly string[]): void {
  const args = popMany(state, count);
  const [a = unknown(), b = unknown()] = popMany(state, 2);
  const [func, self] = a.kind === 'null' ? [b, null] : b.kind === 'null' ? [a, null] : [a, b];
  push(state, context, callNamed(state, context, func, self ? [self, ...args] : args, names));
}

function callNamed(
  state: State,
  context: Context,
  func: Expr,
  args: readonly Expr[],
  names: readonly string[],
): Expr {
  const positional = args.length - names.length;
  return applied(
    state,
    context,
    func,
    args.slice(0, Math.max(0, positional)),
    names.map((title, index) => ({ name: title, value: args[Math.max(0, positional) + index] ?? unknown() })),
  );
}

function namesIn(value: Expr): string[] {
  if (value.kind !== 'const' || value.value.type !== 'tuple') return [];
  return value.value.items.map((item) => (item.type === 'str' ? item.value : '_'));
}

const callEx: Operation = (state, arg, context) => {
  const { minor } = context;
  const named = minor >= 14 || (arg & 1) !== 0 ? pop(state) : null;
  const positional = popPlain(state, context);
  if (minor >= 13) pop(state);
  const func = pop(state);
  if (minor === 11 || minor === 12) pop(state);
  push(
    state,
    context,
    appliedToAll(state, context, func, positional, named && plainly(state, context, named)),
  );
};

const importName: Operation = (state, arg, context) => {
  const [level, names] = popMany(state, 2);
  const up = level?.kind === 'const' && level.value.type === 'int' ? Number(level.value.value) : 0;
  const plain = names?.kind === 'const' && names.value.type === 'none';
  push(
    state,
    context,
    make({
      kind: 'module',
      name: nameAt(context, arg),
      level: Math.max(0, up),
      plain,
      used: false,
      statement: null,
    }),
  );
};

const importFrom: Operation = (state, arg, context) => {
  const top = peek(state, 1);
  const module = top.kind === 'imported' ? top.module : top;
  if (module.kind === 'module') module.used = true;
  push(state, context, make({ kind: 'imported', module, name: nameAt(context, arg) }));
};

const importStar: Operation = (state) => {
  const module = pop(state);
  if (module.kind !== 'module') return;
  const dots = '.'.repeat(Math.min(module.level, 20));
  emit(state, { kind: 'from', module: dots + module.name, names: [{ name: '*', as: '' }], line: state.line });
};

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

/** `CALL_INTRINSIC_1` by its argument (Include/internal/pycore_intrinsics.h). */
function intrinsic(state: State, arg: number, context: Context): void {
  if (arg === 1) {
    emit(state, { kind: 'expression', value: popPlain(state, context), line: state.line });
    push(state, context, none());
  } else if (arg === 2) {
    importStar(state, 0, context, '');
    push(state, context, none());
  } else if (arg === 5) unary('+')(state, 0, context, '');
  else if (arg === 6) toTuple(state, 0, context, '');
  else if (arg >= 7 && arg <= 9) {
    const title = popPlain(state, context);
    push(
      state,
      context,
      call(
        attribute(state, context, name('typing'), ['TypeVar', 'ParamSpec', 'TypeVarTuple'][arg - 7] ?? ''),
        [title],
      ),
    );
  }
}

const toTuple: Operation = (state, _arg, context) => {
  const value = pop(state);
  push(state, context, value.kind === 'display' ? make({ ...value, type: 'tuple' }) : value);
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

const sliceOf = (items: readonly Expr[]): Expr =>
  make({
    kind: 'slice',
    bounds: items.map((item) => (item.kind === 'const' && item.value.type === 'none' ? null : item)),
  });

const OPERATIONS: Readonly<Record<string, Operation>> = {
  POP_TOP: dropTop,
  POP_ITER: dropTop,
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
    if (minor === 8 && arg === 10) matches(state, context);
    else compare(state, context, COMPARE[minor >= 13 ? arg >> 5 : minor === 12 ? arg >> 4 : arg] ?? '==');
  },
  IS_OP: (state, arg, context) => compare(state, context, arg === 0 ? 'is' : 'is not'),
  CONTAINS_OP: (state, arg, context) => compare(state, context, arg === 0 ? 'in' : 'not in'),

  LOAD_CONST: (state, arg, context) => push(state, context, constant(constAt(context, arg))),
  LOAD_SMALL_INT: (state, arg, context) => push(state, context, constant({ type: 'int', value: arg })),
  LOAD_COMMON_CONSTANT: (state, arg, context) => push(state, context, name(COMMON[arg] ?? '_constant')),
  LOAD_ASSERTION_ERROR: (state, _arg, context) => push(state, context, name('AssertionError')),
  LOAD_BUILD_CLASS: (state, _arg, context) => push(state, context, make({ kind: 'build-class' })),
  LOAD_NAME: loadName,
  LOAD_GLOBAL: (state, arg, context) => {
    if (context.minor < 11) push(state, context, name(nameAt(context, arg)));
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
  LOAD_LOCALS: (state, _arg, context) => push(state, context, call(name('locals'), [])),
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

  BUILD_TUPLE: build('tuple'),
  BUILD_LIST: build('list'),
  BUILD_SET: build('set'),
  BUILD_MAP: (state, arg, context) => {
    const items = popManyPlain(state, context, arg * 2);
    const entries: (readonly [Expr | null, Expr])[] = [];
    for (let at = 0; at + 1 < items.length; at += 2)
      entries.push([items[at] ?? unknown(), items[at + 1] ?? unknown()]);
    const made = make({ kind: 'mapping', entries });
    context.begun.set(made, context.loops);
    push(state, context, made);
  },
  BUILD_CONST_KEY_MAP: (state, arg, context) => {
    const keys = pop(state);
    const values = popManyPlain(state, context, arg);
    const known = keys.kind === 'const' && keys.value.type === 'tuple' ? keys.value.items : [];
    const entries = values.map(
      (value, index) => [constant(known[index] ?? { type: 'none' }), value] as const,
    );
    push(state, context, make({ kind: 'mapping', entries }));
  },
  BUILD_SLICE: (state, arg, context) =>
    push(state, context, sliceOf(popManyPlain(state, context, arg === 3 ? 3 : 2))),
  BUILD_STRING: buildString,
  BUILD_TUPLE_UNPACK: buildUnpacked('tuple'),
  BUILD_TUPLE_UNPACK_WITH_CALL: buildUnpacked('tuple'),
  BUILD_LIST_UNPACK: buildUnpacked('list'),
  BUILD_SET_UNPACK: buildUnpacked('set'),
  BUILD_MAP_UNPACK: mapUnpacked,
  BUILD_MAP_UNPACK_WITH_CALL: mapUnpacked,
  LIST_APPEND: addItem,
  SET_ADD: addItem,
  MAP_ADD: addItem,
  LIST_EXTEND: extend,
  SET_UPDATE: extend,
  DICT_UPDATE: mergeMap,
  DICT_MERGE: mergeMap,
  LIST_TO_TUPLE: toTuple,
  FORMAT_VALUE: formatValue,
  CONVERT_VALUE: (state, arg, context) => {
    const conversion = (['', 's', 'r', 'a'] as const)[arg & 3] ?? '';
    push(
      state,
      context,
      make({ kind: 'joined', pieces: [{ value: popPlain(state, context), conversion, spec: null }] }),
    );
  },
  FORMAT_SIMPLE: format(false),
  FORMAT_WITH_SPEC: format(true),
  BUILD_INTERPOLATION: (state, arg, context) => {
    const spec = (arg & 1) === 0 ? null : popPlain(state, context);
    const [value = unknown()] = popManyPlain(state, context, 2);
    push(state, context, make({ kind: 'joined', pieces: [{ value, conversion: '', spec }] }));
  },
  BUILD_TEMPLATE: (state, _arg, context) => {
    const [, pieces = unknown()] = popManyPlain(state, context, 2);
    push(state, context, pieces);
  },

  MAKE_FUNCTION: functionOf,
  SET_FUNCTION_ATTRIBUTE: setFunctionAttribute,
  CALL_FUNCTION: (state, arg, context) => {
    const args = popMany(state, arg);
    push(state, context, applied(state, context, pop(state), args));
  },
  CALL_FUNCTION_KW: (state, _arg, context) => {
    const names = namesIn(pop(state));
    const args = popMany(state, _arg);
    push(state, context, callNamed(state, context, pop(state), args, names));
  },
  CALL_FUNCTION_EX: callEx,
  CALL_METHOD: (state, arg, context) => callWith(state, context, arg, []),
  KW_NAMES: (state, arg, context) => {
    state.keywords = namesIn(constant(constAt(context, arg)));
  },
  CALL: (state, arg, context) => {
    const { keywords } = state;
    state.keywords = [];
    callWith(state, context, arg, keywords);
  },
  CALL_KW: (state, arg, context) => {
    const names = namesIn(pop(state));
    callWith(state, context, arg, names);
  },
  CALL_INTRINSIC_1: intrinsic,
  CALL_INTRINSIC_2: dropTop,
  PREP_RERAISE_STAR: dropTop,
  PRINT_EXPR: dropTop,

  IMPORT_NAME: importName,
  IMPORT_FROM: importFrom,
  IMPORT_STAR: importStar,

  UNPACK_SEQUENCE: (state, arg, context) => unpack(state, context, arg, -1),
  UNPACK_EX: (state, arg, context) => unpack(state, context, (arg & 255) + 1 + (arg >> 8), arg & 255),

  GET_AWAITABLE: yielded('await'),
  GET_YIELD_FROM_ITER: yielded('yield from'),
  YIELD_FROM: dropTop,
  YIELD_VALUE: yielded('yield'),
  END_SEND: (state, _arg, context) => {
    const [, value = unknown()] = popMany(state, 2);
    push(state, context, value);
  },
  GET_ITER: nothing,
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
