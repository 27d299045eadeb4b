import { runItemHook } from './assignment-hooks.ts';
import { elementOf, put } from './displays.ts';
import { noteOverwritten } from './forks.ts';
import { type Completion, type Machine, spend } from './machine.ts';
import { bind, identifier, namesOf } from './names.ts';
import { binary } from './operators.ts';
import { setVariable } from './package-sources.ts';
import { spreadTo } from './passed-on.ts';
import { setAttribute } from './reflection.ts';
import { iterate, placesOf } from './sequences.ts';
import { operated, runImportHooks } from './special-methods.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import { keyOf, labelsOf, list, smallIntOf, textOf, unknown, type Value } from './value.ts';

/** Gives a value to a target: names, parts of a sequence, attributes, items. */
export function assign(machine: Machine, target: Node, value: Value, scope: Scope): void {
  switch (target.nodeType) {
    case 'Name':
      bind(machine, textField(target, 'id'), value, scope);
      return;
    case 'Tuple':
    case 'List': {
      const targets = nodes(target, 'elts');
      const items = iterate(value);
      const star = targets.findIndex((element) => element.nodeType === 'Starred');
      for (let index = 0; index < targets.length; index++) {
        const element = targets[index] as Node;
        const fromEnd = items ? items.length - (targets.length - index) : 0;
        if (element.nodeType === 'Starred') {
          const inner = child(element, 'value');
          const rest = items ? list(items.slice(index, fromEnd + 1)) : unknown(labelsOf(value));
          if (inner) assign(machine, inner, rest, scope);
        } else {
          const at = star >= 0 && index > star ? fromEnd : index;
          assign(machine, element, items ? (items[at] ?? unknown()) : elementOf(machine, value), scope);
        }
      }
      return;
    }
    case 'Attribute':
      setAttribute(
        machine,
        machine.evaluate(child(target, 'value'), scope),
        identifier(textField(target, 'attr')),
        value,
      );
      return;
    case 'Subscript':
      assignItem(machine, target, value, scope);
      return;
    case 'Starred': {
      const inner = child(target, 'value');
      if (inner) assign(machine, inner, value, scope);
      return;
    }
    default:
  }
}

function assignItem(machine: Machine, target: Node, value: Value, scope: Scope): void {
  const place = child(target, 'value');
  const holder = machine.evaluate(place, scope);
  const index = child(target, 'slice');
  if (holder.kind === 'ref' && place) spreadTo(machine, place, labelsOf(value), scope);
  if (index?.nodeType === 'Slice') {
    holder.labels |= labelsOf(value);
    machine.changes++;
    if (holder.kind === 'list' && !assignSlice(machine, holder, index, value, scope)) holder.whole = false;
    return;
  }
  const key = machine.evaluate(index, scope);
  machine.changes++;
  const variable = holder.kind === 'ref' && holder.name === 'os.environ' ? textOf(key) : null;
  if (variable !== null) setVariable(machine, variable, value);
  if (holder.kind === 'dict') {
    const text = keyOf(key) ?? '';
    const before = holder.entries.get(text)?.value;
    if (machine.overwritten && before !== undefined) {
      noteOverwritten(machine, {
        before,
        read: () => holder.entries.get(text)?.value,
        write: (joined) => void holder.entries.set(text, { key, value: joined }),
      });
    }
    put(holder, key, value);
  } else if (holder.kind === 'list') {
    const at = smallIntOf(key);
    if (at === null || at >= holder.items.length || at < -holder.items.length) holder.whole = false;
    else holder.items[at < 0 ? holder.items.length + at : at] = value;
    holder.labels |= value.labels;
  } else if (holder.kind === 'ref') {
    const name = textOf(key);
    if ((holder.name === 'globals()' || holder.name === 'locals()') && name !== null)
      bind(machine, name, value, namesOf(holder.name, scope));
    else if (holder.name === 'sys.modules') runImportHooks(machine, holder.name, [value]);
    else if (holder.name === 'builtins' && name !== null) setAttribute(machine, holder, name, value);
    else holder.labels |= labelsOf(value);
  } else if (holder.kind === 'object' && runItemHook(machine, holder, key, value)) return;
  else if (holder.kind !== 'str' && holder.kind !== 'bytes') holder.labels |= labelsOf(value);
}

/** `holder[a:b:c] = value` in place; false when what goes where is not known. */
function assignSlice(
  machine: Machine,
  holder: Extract<Value, { kind: 'list' }>,
  index: Node,
  value: Value,
  scope: Scope,
): boolean {
  const items = iterate(value);
  const bound = (field: string): Value | null => {
    const node = child(index, field);
    return node ? machine.evaluate(node, scope) : null;
  };
  const [from, to, by] = [bound('lower'), bound('upper'), bound('step')];
  const targets = holder.whole ? placesOf(holder.items.length, from, to, by) : null;
  if (!items || targets === null) return false;
  spend(machine, (targets.length + items.length) >> 4);
  if (by === null || smallIntOf(by) === 1) {
    const start =
      targets[0] ?? Math.min(holder.items.length, Math.max(0, smallIntOf(from ?? undefined) ?? 0));
    if (holder.items.length + items.length > 400_000) return false;
    holder.items.splice(start, targets.length, ...items.slice(0, 100_000));
    return items.length <= 100_000;
  }
  if (items.length !== targets.length) return false;
  for (const [at, target] of targets.entries()) holder.items[target] = items[at] ?? unknown();
  return true;
}

/** `target += value`: a list grows in place. */
export function augment(machine: Machine, node: Node, scope: Scope): Completion {
  const target = child(node, 'target');
  if (!target) return 'normal';
  const before = machine.evaluate(target, scope);
  const value = machine.evaluate(child(node, 'value'), scope);
  const op = child(node, 'op')?.nodeType ?? '';
  const more = op === 'Add' && before.kind === 'list' && before.type !== 'tuple' ? iterate(value) : null;
  if (machine.raised) return 'return';
  // A list grows in place: who else holds it sees it.
  if (more && before.kind === 'list' && before.items.length + more.length < 400_000) {
    // As many as there were: `x += x` would never come to its end.
    const count = more.length;
    for (let at = 0; at < count; at++) before.items.push(more[at] ?? unknown());
    machine.changes++;
    return 'normal';
  }
  const own =
    before.kind === 'object' || value.kind === 'object' ? operated(machine, op, before, value, true) : null;
  const made = own ?? binary(op, before, value);
  if (made.kind === 'str' || made.kind === 'bytes') spend(machine, made.text.length >> 12);
  assign(machine, target, made, scope);
  return 'normal';
}
