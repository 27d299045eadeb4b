import { constant, type Expr, make, unknown } from './ir.ts';
import type { MarshalValue } from './marshal.ts';
import { type Context, drop, plainly, pop, popManyPlain, popPlain, push, type State } from './symbols.ts';

/** What one instruction does to the stack and to the statements before it. */
export type Operation = (state: State, arg: number, context: Context, op: string) => void;

export type Operations = Readonly<Record<string, Operation>>;

/** Values that one instruction turns round. */
export const SWAPS_MAX = 10_000;

/** The constant that an argument stands for. */
export const constAt = ({ code }: Context, index: number): MarshalValue =>
  code.consts[index] ?? { type: 'null' };

/** The name of `co_names`, `_name…` where there is none. */
export const nameAt = ({ code }: Context, index: number): string => code.names[index] ?? `_name${index}`;

/** The local name. */
export const localAt = ({ code }: Context, index: number): string => code.locals[index] ?? `_local${index}`;

/** The name of a cell. */
export const derefAt = ({ code }: Context, index: number): string => code.derefs[index] ?? `_cell${index}`;

/** What changes no value. */
export const nothing: Operation = () => {};

/** Takes the top value away; one that does something is a statement. */
export const dropTop: Operation = (state, _arg, context) => drop(state, context, pop(state));

/** An attribute of a value. */
export function attribute(state: State, context: Context, value: Expr, title: string): Expr {
  return make({ kind: 'attribute', value: plainly(state, context, value), name: title });
}

/** Changes the top value with one further down. */
export function swap(state: State, depth: number): void {
  const { stack } = state;
  if (depth < SWAPS_MAX && stack.length < depth)
    stack.unshift(...Array.from({ length: depth - stack.length }, unknown));
  const [top, other] = [stack.length - 1, stack.length - depth];
  const [a, b] = [stack[top], stack[other]];
  if (a && b) [stack[top], stack[other]] = [b, a];
}

/** A slice by its bounds. */
export const sliceOf = (items: readonly Expr[]): Expr =>
  make({
    kind: 'slice',
    bounds: items.map((item) => (item.kind === 'const' && item.value.type === 'none' ? null : item)),
  });

/** A constant slice (3.14) as it is written between brackets. */
export function asSlice(index: Expr): Expr {
  return index.kind === 'const' && index.value.type === 'slice'
    ? sliceOf(index.value.items.map(constant))
    : index;
}

/** Puts an item of a value in place of both. */
export function subscript(state: State, context: Context): void {
  const [value = unknown(), index = unknown()] = popManyPlain(state, context, 2);
  push(state, context, make({ kind: 'item', value, index: asSlice(index) }));
}

/** A list becomes a tuple. */
export const toTuple: Operation = (state, _arg, context) => {
  const value = pop(state);
  push(state, context, value.kind === 'display' ? make({ ...value, type: 'tuple' }) : value);
};

/** An operator with one operand. */
export function unary(op: string): Operation {
  return (state, _arg, context) =>
    push(state, context, make({ kind: 'unary', op, value: popPlain(state, context) }));
}
