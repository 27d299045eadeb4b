import { constant, type Expr, make, type Piece, unknown } from './ir.ts';
import { type Operation, type Operations, sliceOf, toTuple } from './operation.ts';
import { drop, emit, peek, pop, popManyPlain, popPlain, push } from './symbols.ts';

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
  let value = popPlain(state, context);
  let key: Expr | null = null;
  if (op === 'MAP_ADD') {
    // Since 3.8 the key lies below the value.
    key = popPlain(state, context);
    if (context.minor < 8) [key, value] = [value, key];
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

/** Instructions that put values together: displays, slices and formatted text. */
export const DISPLAY_OPERATIONS: Operations = {
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
};
