import { isSecretName, LABEL } from '../js/labels.ts';
import { anyEntry, isKnownKey, UNKNOWN_KEY } from './any-entry.ts';
import { attributeOf, callOwn, OWN_MODULE, parentOf } from './attributes.ts';
import { sectionOf } from './configurations.ts';
import { elementOf } from './displays.ts';
import { evaluate } from './expressions.ts';
import { type Machine, spend } from './machine.ts';
import { callOfMeta } from './metaclasses.ts';
import { byPosition } from './methods.ts';
import { functionsNamed } from './named-methods.ts';
import { lookup, namesOf, outside } from './names.ts';
import { item, slice } from './sequences.ts';
import { child, type Node, type Scope } from './tree.ts';
import {
  type DictValue,
  keyOf,
  labelsOf,
  ref,
  smallIntOf,
  str,
  textOf,
  unknown,
  type Value,
} from './value.ts';

/** One variable of the environment, read by a name that is known or not. */
export function environmentVariable(machine: Machine, key: Value | undefined, node: Node): Value {
  const name = textOf(key);
  const { offset } = machine.positionOf(node);
  if (name === null) return ref('os.environ[]', LABEL.envNamed | (key ? labelsOf(key) : 0));
  const set = machine.patched.get(`os.environ[${name}]`);
  if (set) return set;
  const label = isSecretName(name) ? LABEL.envSecret : LABEL.envNamed;
  if (machine.muted === 0) {
    machine.recorder.addEnv(name);
    machine.recorder.addOrigin(label, `os.environ['${name.slice(0, 64)}']`, offset);
  }
  // Folders of the user keep their names: what is written there and started from there must read the same.
  return str(`$${name}`, label, [], true);
}

export function subscript(machine: Machine, node: Node, scope: Scope): Value {
  const value = evaluate(machine, child(node, 'value'), scope);
  const index = child(node, 'slice');
  if (index?.nodeType === 'Slice') {
    const part = (field: string): Value | null => {
      const bound = child(index, field);
      return bound ? evaluate(machine, bound, scope) : null;
    };
    const labels = labelsOf(value);
    const cut = slice(value, part('lower'), part('upper'), part('step'));
    if (cut && (cut.kind === 'str' || cut.kind === 'bytes')) spend(machine, cut.text.length >> 8);
    return cut ?? (value.kind === 'ref' ? value : unknown(labels));
  }
  const key = evaluate(machine, index, scope);
  if (value.kind === 'ref') {
    if (value.name === 'os.environ') return environmentVariable(machine, key, node);
    const name = textOf(key);
    if (value.name === 'globals()' || value.name === 'locals()') {
      if (name === null) return functionsNamed(namesOf(value.name, scope), key) ?? unknown();
      return namesOf(value.name, scope).names.get(name) ?? lookup(machine, name, scope);
    }
    if (value.name === 'sys.modules' && index?.nodeType === 'Name' && index.id === '__name__')
      return ref(OWN_MODULE);
    if (value.name === 'sys.modules' && name !== null) return outside(name, machine);
    if (value.name === 'builtins' && name !== null) return outside(name, machine);
    if (value.name === 're.Match()' && value.bound?.self.kind === 'list')
      return item(value.bound.self, key) ?? unknown(value.labels);
    const section = sectionOf(value, key);
    if (section) return section;
    // A namespace read by name, or the item of an answer.
    if (name !== null && !value.name.includes('(')) return attributeOf(machine, value, name);
    const level = smallIntOf(key);
    if (level !== null && level >= 0 && level < 20 && /^pathlib\.Path.*\.parents$/.test(value.name))
      return ref('pathlib.Path()', value.labels, [parentOf(value.targets?.[0] ?? '', level + 1)]);
    return ref(`${value.name}[]`, value.labels, value.targets);
  }
  const asking = value.kind === 'class' ? '__class_getitem__' : '__getitem__';
  const method = value.kind === 'object' || value.kind === 'class' ? machine.attribute(value, asking) : null;
  if (method?.kind === 'function')
    return machine.callValue(
      value.kind === 'class' ? { ...method, self: value } : method,
      byPosition([key]),
      node,
      scope,
    );
  const ofMeta = value.kind === 'class' ? callOfMeta(machine, value, '__getitem__', byPosition([key])) : null;
  if (ofMeta) return ofMeta;
  const missing = value.kind === 'object' ? callOwn(machine, value, '__missing__', [key]) : null;
  if (missing) return missing;
  const made = value.kind === 'dict' && value.factory ? madeFor(machine, value, key, node, scope) : null;
  return item(value, key) ?? made ?? elementAt(machine, value, key);
}

/** What a table that makes what it does not have gives for a key, and has from then on; null where it has it. */
function madeFor(machine: Machine, table: DictValue, key: Value, node: Node, scope: Scope): Value | null {
  const known = isKnownKey(key) ? keyOf(key) : null;
  const at = known ?? UNKNOWN_KEY;
  if (!table.factory || table.entries.has(at) || (known === null && table.entries.size > 0)) return null;
  const value = machine.callValue(table.factory, byPosition(), node, scope);
  table.entries.set(at, { key, value });
  if (known === null) table.whole = false;
  return value;
}

function elementAt(machine: Machine, value: Value, key: Value): Value {
  const some = value.kind === 'dict' && !(value.whole && isKnownKey(key)) ? anyEntry(value, key) : null;
  if (some) return some;
  if (value.kind === 'list' || value.kind === 'dict') return elementOf(machine, value);
  return unknown(labelsOf(value));
}
