import { type Machine } from './machine.ts';
import { children, isNode, type Node, type Scope } from './tree.ts';
import {
  isSameKey,
  labelsOf,
  layersOf,
  list,
  number,
  type PlainValue,
  unknown,
  type Value,
} from './value.ts';

/** Rounds of a loop over more numbers than are gone through, where its body may end it. */
const ROUNDS_MAX = 5_000;

/** Numbers one after the other, more of them than are made: `range(10 ** 9)`, `itertools.count()`. */
export function progression(start: number, step: number): PlainValue {
  return { ...unknown(), progression: { start, step } };
}

/** The first numbers of a progression; null for other values. */
export function firstOf(value: Value, count: number): Value[] | null {
  const { progression: from } = value.kind === 'unknown' ? value : {};
  return from ? Array.from({ length: count }, (_, index) => number(from.start + index * from.step)) : null;
}

/** Numbers for the rounds of a loop that may end before they do; null for a loop over something else. */
export function roundsOf(source: Value, body: readonly Node[]): Value[] | null {
  if (source.kind !== 'unknown' || !source.progression || !body.some((node) => leaves(node, 0))) return null;
  return firstOf(source, ROUNDS_MAX);
}

const LEAVES_DEPTH_MAX = 30;

/** Whether a statement may end the loop around it. */
function leaves(node: Node, depth: number): boolean {
  if (node.nodeType === 'Break' || node.nodeType === 'Return') return true;
  if (depth > LEAVES_DEPTH_MAX || /^(?:FunctionDef|AsyncFunctionDef|ClassDef|Lambda)$/.test(node.nodeType))
    return false;
  return ['body', 'orelse', 'handlers', 'finalbody'].some((field) =>
    children(node, field).some((inner) => inner !== null && isNode(inner) && leaves(inner, depth + 1)),
  );
}

type Held = ReadonlyMap<string, { readonly value: Value; readonly size: number }>;

const sizeOf = (value: Value): number =>
  value.kind === 'list' ? value.items.length : value.kind === 'dict' ? value.entries.size : 0;

/** What the names of a scope hold now, for {@link forgetChanged}. */
export function heldIn(scope: Scope): Held {
  return new Map([...scope.names].map(([name, value]) => [name, { value, size: sizeOf(value) }]));
}

/**
 * Takes what a loop made that was not gone through to its end for what it is: not known. What one more round did not
 * change stays; so does what is outside of the source.
 */
export function forgetChanged(machine: Machine, scope: Scope, before: Held): void {
  if (machine.live) machine.cutShort = true;
  for (const [name, value] of scope.names) {
    const held = before.get(name);
    if (held?.value === value ? held.size === sizeOf(value) : held && isSameKey(held.value, value)) continue;
    if (value.kind === 'list')
      scope.names.set(name, { ...list([...value.items], value.type, false, labelsOf(value)) });
    else if (value.kind === 'str' || value.kind === 'bytes' || value.kind === 'number')
      scope.names.set(name, { ...unknown(labelsOf(value)), layers: layersOf(value) });
  }
}

/** Takes numbers that a loop counts with for what they are where nobody knows how often it goes round: not known. */
export function forgetCounts(scope: Scope, before: Held): void {
  for (const [name, value] of scope.names) {
    if (value.kind !== 'number') continue;
    const held = before.get(name);
    if (held?.value.kind === 'number' && held.value.value !== value.value)
      scope.names.set(name, { ...unknown(labelsOf(value)), layers: layersOf(value) });
  }
}

/** Notes that something which loading runs is not known because a loop was not gone through to its end. */
export function noteLost(machine: Machine, kind: string, source: Value | undefined): void {
  if (!machine.cutShort || !machine.live || !source) return;
  if (source.kind === 'unknown' || (kind === 'code' && source.kind === 'str' && source.partial))
    machine.lost = true;
}
