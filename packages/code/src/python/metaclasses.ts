import { classAttribute } from './attributes.ts';
import { callFunction, hasDecorator } from './functions.ts';
import { namesOfClass } from './held-attributes.ts';
import type { Machine } from './machine.ts';
import { type Arguments, byPosition } from './methods.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import { type ClassValue, list, str, type Value } from './value.ts';

/** Classes that are being made just now, with what makes them, innermost last. */
const making = new WeakMap<Machine, ClassValue[]>();
/** Classes inside of classes that are made so. */
const MAKING_MAX = 8;

/** The class of the source of which a class is an object, as it says or as what it is made from does; null for `type`. */
export function metaclassOf(
  machine: Machine,
  node: Node,
  bases: readonly Value[],
  scope: Scope,
): ClassValue | null {
  const said = nodes(node, 'keywords').find((keyword) => textField(keyword, 'arg') === 'metaclass');
  const meta = said ? machine.evaluate(child(said, 'value'), scope) : null;
  if (meta) return meta.kind === 'class' ? meta : null;
  for (const base of bases) if (base.kind === 'class' && base.meta) return base.meta;
  return null;
}

/** Calls what a class's metaclass does when a class is made: it is given the name, the bases and what the body holds. */
export function runMetaclass(machine: Machine, type: ClassValue): void {
  const { meta } = type;
  const stack = making.get(machine) ?? [];
  making.set(machine, stack);
  if (!meta || stack.length >= MAKING_MAX) return;
  const given = [str(type.name), list([...type.bases], 'tuple'), namesOfClass(type)];
  stack.push(type);
  try {
    for (const [name, positional] of [
      ['__prepare__', [meta, ...given.slice(0, 2)]],
      ['__new__', [meta, ...given]],
      ['__init__', [type, ...given]],
    ] as const) {
      const method = classAttribute(machine, meta, name);
      if (method?.kind === 'function') callFunction(machine, method, byPosition(positional));
    }
  } finally {
    stack.pop();
  }
}

/** What `super().__new__(meta, …)` gives in a metaclass: the class that is being made; null for other classes. */
export function madeByMetaclass(machine: Machine, meta: Value | undefined): ClassValue | null {
  const type = meta?.kind === 'class' ? making.get(machine)?.at(-1) : undefined;
  return type && isMadeFrom(meta, type.meta) ? type : null;
}

function isMadeFrom(meta: Value | undefined, of: ClassValue | undefined, depth = 0): boolean {
  if (!of || meta?.kind !== 'class' || depth > MAKING_MAX) return false;
  return (
    of.scope === meta.scope ||
    of.bases.some((base) => base.kind === 'class' && isMadeFrom(meta, base, depth + 1))
  );
}

/** A method that a class has as an object of its metaclass; null where it has none. */
function methodOfMeta(
  machine: Machine,
  type: ClassValue,
  name: string,
): Extract<Value, { kind: 'function' }> | null {
  const found = type.meta ? classAttribute(machine, type.meta, name) : null;
  return found?.kind === 'function' && !machine.stack.includes(found.node) ? { ...found, self: type } : null;
}

/** What a class has as an object of its metaclass, or what that one's `__getattr__` gives; null where it has neither. */
export function attributeOfMeta(machine: Machine, type: ClassValue, name: string): Value | null {
  if (!type.meta) return null;
  const found = classAttribute(machine, type.meta, name);
  if (found?.kind === 'function') {
    const bound = { ...found, self: type };
    return hasDecorator(found.node, 'property') ? callFunction(machine, bound, byPosition()) : bound;
  }
  if (found && found.kind !== 'ref') return found;
  return name.startsWith('__') ? null : callOfMeta(machine, type, '__getattr__', byPosition([str(name)]));
}

/** Calls a method that a class has as an object of its metaclass: `Class[key]`; null where it has none. */
export function callOfMeta(machine: Machine, type: ClassValue, name: string, args: Arguments): Value | null {
  const method = methodOfMeta(machine, type, name);
  return method && callFunction(machine, method, args);
}
