import { evaluate } from './expressions.ts';
import { type Machine } from './machine.ts';
import { iterate } from './sequences.ts';
import { child, children, createScope, type Node, nodes, type Scope } from './tree.ts';
import { type DictValue, dict, keyOf, labelsOf, list, ref, truthOf, unknown, type Value } from './value.ts';

/** Iterations of one loop or comprehension over known items. */
export const ITERATIONS_MAX = 200_000;

/** One of two values that a branch gives: equal ones are that, else what is known of both. */
export function either(a: Value, b: Value): Value {
  if (a === b) return a;
  const [x, y] = [keyOf(a), keyOf(b)];
  if (x !== null && x === y) return a;
  const labels = labelsOf(a) | labelsOf(b);
  if (a.kind === 'unknown' || a.kind === 'none') return { ...b, labels: b.labels | labels };
  return { ...a, labels: a.labels | labels };
}

export function display(machine: Machine, node: Node, scope: Scope): Value {
  const type = node.nodeType === 'List' ? 'list' : node.nodeType === 'Set' ? 'set' : 'tuple';
  const items: Value[] = [];
  let whole = true;
  for (const element of nodes(node, 'elts')) {
    const value = evaluate(machine, element, scope);
    if (element.nodeType === 'Starred') {
      const parts = iterate(value);
      if (parts) for (const entry of parts) items.push(entry);
      else {
        whole = false;
        items.push(value);
      }
    } else items.push(value);
  }
  return list(items, type, whole);
}

export function mapping(machine: Machine, node: Node, scope: Scope): Value {
  const made = dict();
  const values = children(node, 'values');
  for (const [index, keyNode] of children(node, 'keys').entries()) {
    const value = evaluate(machine, values[index] ?? null, scope);
    if (keyNode === null) spread(made, value);
    else put(made, evaluate(machine, keyNode, scope), value);
  }
  return made;
}

function spread(into: DictValue, value: Value): void {
  if (value.kind === 'dict') for (const [key, entry] of value.entries) into.entries.set(key, { ...entry });
  else {
    into.whole = false;
    into.labels |= labelsOf(value);
  }
}

/** Sets an entry of a mapping; a key that is not known leaves its labels. */
export function put(into: DictValue, key: Value, value: Value): void {
  const text = keyOf(key);
  if (text !== null && into.entries.size < ITERATIONS_MAX) into.entries.set(text, { key, value });
  else {
    into.whole = false;
    into.labels |= labelsOf(key) | labelsOf(value);
  }
}

export function comprehension(machine: Machine, node: Node, scope: Scope): Value {
  const inner = createScope('function', scope);
  const made = node.nodeType === 'DictComp' ? dict() : list([], node.nodeType === 'SetComp' ? 'set' : 'list');
  const generators = nodes(node, 'generators');
  let count = 0;

  function level(index: number): void {
    const generator = generators[index];
    if (!generator) {
      if (made.kind === 'dict') {
        put(
          made,
          evaluate(machine, child(node, 'key'), inner),
          evaluate(machine, child(node, 'value'), inner),
        );
      } else made.items.push(evaluate(machine, child(node, 'elt'), inner));
      return;
    }
    const source = evaluate(machine, child(generator, 'iter'), inner);
    const items = iterate(source);
    if (!items) made.whole = false;
    for (const entry of items ?? [elementOf(source)]) {
      if (++count > ITERATIONS_MAX || machine.exhausted) {
        made.whole = false;
        return;
      }
      const target = child(generator, 'target');
      if (target) machine.assign(target, entry, inner);
      const truths = nodes(generator, 'ifs').map((test) => truthOf(evaluate(machine, test, inner)));
      if (truths.includes(false)) continue;
      if (truths.includes(null)) made.whole = false;
      level(index + 1);
    }
  }
  level(0);
  return made;
}

/** What a loop over something unknown hands out. */
export function elementOf(source: Value): Value {
  if (source.kind === 'list' && source.items.length > 0) return source.items.reduce((a, b) => either(a, b));
  return source.kind === 'ref' ? ref(`${source.name}[]`, source.labels) : unknown(labelsOf(source));
}
