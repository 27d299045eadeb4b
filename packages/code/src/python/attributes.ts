import { byTwoNames } from '../by-name.ts';
import { ANY_SOURCE } from '../js/labels.ts';
import { attributeOfSome } from './any-entry.ts';
import { canonical } from './api.ts';
import { attributeOfFunction } from './attribute-stores.ts';
import { hasDecorator } from './functions.ts';
import { attributesOf, GIVES_ALL, namesOfClass } from './held-attributes.ts';
import { madeWith } from './kept.ts';
import { attributeOfModule, localLabels } from './linked.ts';
import { runsModule } from './loaders.ts';
import { type Machine } from './machine.ts';
import { madeAttribute } from './made-objects.ts';
import { attributeOfMeta } from './metaclasses.ts';
import { byPosition } from './methods.ts';
import { identifier, outside } from './names.ts';
import { classAttributeOf } from './object-classes.ts';
import { docstringOf } from './special-methods.ts';
import { textField } from './tree.ts';
import {
  type ClassValue,
  dict,
  labelsOf,
  list,
  none,
  type ObjectValue,
  type RefValue,
  ref,
  str,
  unknown,
  type Value,
} from './value.ts';
import { versionPart } from './version.ts';
import { memberOfRequest } from './visitors.ts';

/** The folder that a path lies in, so many levels up. */
export function parentOf(path: string, levels: number): string {
  return path.split('/').slice(0, -Math.max(1, levels)).join('/');
}

/** What stands for the module that is looked at itself: `sys.modules[__name__]`. */
export const OWN_MODULE = 'sys.modules[__name__]';

const longerName = byTwoNames((name, attribute) => canonical(`${name}.${attribute}`));

/** `value.name`: of outside things the longer name, of known data its method, of objects what they hold. */
export function attributeOf(machine: Machine, value: Value, written: string): Value {
  const name = identifier(written);
  switch (value.kind) {
    case 'ref': {
      if (value.bound && (name === 'bound' || (name === 'value' && value.name === 'functools.partial()')))
        return value;
      const known = value.bound && madeAttribute(`${value.name}.${name}`, value.bound.self);
      if (known) return known;
      const some = attributeOfSome(machine, value, name);
      if (some) return some;
      const own = value.module && attributeOfModule(machine, value, name);
      if (own) return own;
      if (value.name === OWN_MODULE) return machine.module.names.get(name) ?? unknown();
      if (name === 'parent' && value.name.startsWith('pathlib.Path'))
        return ref(
          'pathlib.Path()',
          value.labels,
          (value.targets ?? ['']).map((path) => parentOf(path, 1)),
        );
      if (name === '__getattribute__') return asker(value);
      const listed = name.startsWith('__') ? classAttributeOf(value.name, name) : null;
      if (listed) return listed;
      if (name === '__dict__' || name === '__wrapped__' || name === '__func__') return value;
      const longer = value.name === 'builtins' ? name : longerName(value.name, name);
      const made = outside(longer, machine, labelsOfMember(machine, value, longer));
      if (made.kind !== 'ref') return made;
      // What stands in for it is shared, and what is made just now is not.
      if (!value.targets && !value.bound && machine.patched.size === 0) return made;
      return {
        ...made,
        ...(value.targets ? { targets: value.targets } : {}),
        ...(value.bound ? { bound: value.bound } : {}),
      };
    }
    case 'object': {
      const own = value.attributes.get(name);
      if (own) return own;
      if (name === '__dict__') return attributesOf(value);
      const found = classAttribute(machine, value.type, name);
      const asked = found === null || isOfObject(found) ? lookedUp(machine, value, name) : null;
      if (asked) return asked;
      if (found?.kind === 'ref' && found.name === 'functools.partial()') return withSelf(found, value);
      if (found?.kind === 'object') return described(machine, found, [value, value.type]);
      if (found?.kind === 'ref' && runsModule(found.name))
        return { ...found, bound: { self: value, method: '' } };
      // What a base of somebody else's has is asked of what the object holds.
      const held = GIVES_ALL.test(name) ? labelsOf(value) : value.labels;
      if (found?.kind === 'ref' && held !== 0) return { ...found, labels: found.labels | held };
      if (found?.kind !== 'function') return found ?? unknown(held);
      const bound = { ...found, self: value };
      return hasDecorator(found.node, 'property') || hasDecorator(found.node, 'cached_property')
        ? machine.callValue(bound, byPosition(), found.node, found.scope)
        : bound;
    }
    case 'class':
      if (name === '__subclasses__') return subclassesOf(machine, value);
      if (name === '__dict__') return namesOfClass(value);
      return ofClass(
        machine,
        classAttribute(machine, value, name) ?? attributeOfMeta(machine, value, name),
        value,
      );
    case 'str':
    case 'bytes':
    case 'list':
    case 'dict':
    case 'number': {
      // A member of an enumeration is what it stands for.
      if (name === 'value') return value;
      const part = value.kind === 'list' ? versionPart(value.items, name) : null;
      if (part) return part;
      if (name === '__class__') return ref(value.kind === 'number' ? 'int' : value.kind);
      return {
        ...ref(`${value.kind === 'number' ? 'int' : value.kind}.${name}`, value.labels),
        bound: { self: value, method: name },
      };
    }
    case 'function': {
      const held = attributeOfFunction(value, name);
      if (held) return held;
      if (name === '__code__' || name === '__globals__' || name === '__builtins__')
        return ref(name === '__code__' ? 'function.__code__' : 'globals()');
      // Tables of functions hold them by their names.
      if (name === '__name__' && value.node.nodeType !== 'Lambda') return str(textField(value.node, 'name'));
      return (name === '__doc__' ? docstringOf(value.node) : null) ?? unknown();
    }
    default:
      return value.request === true ? memberOfRequest(machine, value, name) : unknown(value.labels);
  }
}

/** What a member of another module of the package carries: what that module gives under this name, and under no other. */
function labelsOfMember(machine: Machine, { name, labels }: RefValue, longer: string): number {
  if (machine.site !== null || !name.startsWith('.') || !machine.locals.has(name)) return labels;
  return (labels & ~ANY_SOURCE) | localLabels(machine, longer, machine.module, 'members');
}

/** `module.__getattribute__`: what gives the attribute of a name that it is given. */
function asker(value: RefValue): Value {
  const callee = ref('getattr');
  if (/^(?:object|type|super\(\))$/.test(value.name)) return callee;
  return {
    ...ref('functools.partial()'),
    bound: { self: list([callee, list([value]), dict()]), method: '' },
  };
}

/** A partial of a function of the class itself is one of a method of the object: `functools.partialmethod`. */
function withSelf(found: RefValue, self: ObjectValue): Value {
  const [callee, ...rest] = madeWith(found);
  if (callee?.kind !== 'function' || callee.scope !== self.type.scope) return found;
  return { ...found, bound: { self: list([{ ...callee, self }, ...rest]), method: '' } };
}

/** What a class, or one of the source that it is made from, defines under a name; others are not asked. */
function methodOfSource({ scope, bases }: ClassValue, name: string, depth = 0): Value | undefined {
  const own = scope.names.get(name);
  if (own || depth > BASES_DEPTH_MAX) return own;
  for (const base of bases) {
    const found = base.kind === 'class' ? methodOfSource(base, name, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** What reading a descriptor of the source gives; an object that is none is what it is. */
function described(machine: Machine, found: ObjectValue, positional: readonly Value[]): Value {
  const own = methodOfSource(found.type, '__get__');
  if (own?.kind !== 'function') return found;
  return machine.callValue({ ...own, self: found }, byPosition(positional), own.node, own.scope);
}

/** What a base from outside may have, and nobody knows. */
const isOfObject = (value: Value): boolean =>
  value.kind === 'ref' && /^(?:object|super)\(\)/.test(value.name);

/** What `__getattr__` of an object gives for a name that its class has not; null where it has none. */
function lookedUp(machine: Machine, self: ObjectValue, name: string): Value | null {
  return name.startsWith('__') ? null : callOwn(machine, self, '__getattr__', [str(name)]);
}

/** Calls what is a function as a method of an object; null for others, and inside of that function itself. */
export function callAsMethod(
  machine: Machine,
  method: Value | null,
  self: ObjectValue,
  positional: readonly Value[],
): Value | null {
  if (method?.kind !== 'function' || machine.stack.includes(method.node)) return null;
  return machine.callValue({ ...method, self }, byPosition(positional), method.node, method.scope);
}

/** Calls a method that an object's class, or one of the source that it is made from, has; null where none has it. */
export function callOwn(
  machine: Machine,
  self: ObjectValue,
  name: string,
  positional: readonly Value[] = [],
): Value | null {
  return callAsMethod(machine, classAttribute(machine, self.type, name), self, positional);
}

/** What lists the classes of the source that are made from one. */
function subclassesOf({ classes }: Machine, type: ClassValue): Value {
  const found = classes.filter(({ bases }) => bases.includes(type));
  return { ...ref('list.copy'), bound: { self: list(found), method: 'copy' } };
}

/** An attribute read from a class itself: a class method gets the class. */
function ofClass(machine: Machine, found: Value | null, type: Value): Value {
  if (found?.kind === 'object') return described(machine, found, [none(), type]);
  if (found?.kind === 'function' && hasDecorator(found.node, 'classmethod')) return { ...found, self: type };
  return found ?? unknown();
}

/** Classes between one and the base that has an attribute: more is hostile. */
const BASES_DEPTH_MAX = 8;

/**
 * What a class, or one that it is made from, has under a name; a name outside for a base that is not of the source, null
 * for none.
 */
export function classAttribute(
  machine: Machine,
  type: Extract<Value, { kind: 'class' }>,
  name: string,
  depth = 0,
): Value | null {
  const own = type.scope.names.get(name);
  if (own) return own;
  if (depth > BASES_DEPTH_MAX) return null;
  for (const base of type.bases) {
    if (base.kind === 'class') {
      const found = classAttribute(machine, base, name, depth + 1);
      if (found) return found;
    } else if (base.kind === 'ref') return outside(`${base.name}().${name}`, machine);
  }
  return null;
}
