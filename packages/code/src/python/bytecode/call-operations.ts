import { call, constant, type Expr, make, name, none, unknown } from './ir.ts';
import {
  attribute,
  constAt,
  dropTop,
  nameAt,
  type Operation,
  type Operations,
  toTuple,
  unary,
} from './operation.ts';
import {
  applied,
  appliedToAll,
  type Context,
  emit,
  peek,
  plainly,
  pop,
  popMany,
  popPlain,
  push,
  type State,
} from './symbols.ts';

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
      // The lowest bits tell since 3.15 whether it is lazy.
      name: nameAt(context, context.minor >= 15 ? arg >> 2 : arg),
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

/** Instructions that make functions, call them and import. */
export const CALL_OPERATIONS: Operations = {
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
};
