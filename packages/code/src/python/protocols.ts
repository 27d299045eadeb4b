import { callOwn } from './attributes.ts';
import type { Machine } from './machine.ts';
import { callOfMeta } from './metaclasses.ts';
import { byPosition } from './methods.ts';
import { unary } from './operators.ts';
import { child, type Node, type Scope, textField } from './tree.ts';
import { list, type ObjectValue, str, type Value } from './value.ts';

/** What a loop goes through: of an object, what its `__iter__` and `__next__` give. Other values are what they are. */
export function iterated(machine: Machine, value: Value): Value {
  if (value.kind === 'class' && value.meta)
    return callOfMeta(machine, value, '__iter__', byPosition()) ?? value;
  if (value.kind !== 'object') return value;
  const given = callOwn(machine, value, '__iter__') ?? callOwn(machine, value, '__aiter__');
  const source = given ?? value;
  if (source.kind !== 'object') return source;
  const next = callOwn(machine, source, '__next__') ?? callOwn(machine, source, '__anext__');
  if (next) return list([next], 'list', false);
  const at = callOwn(machine, source, '__getitem__');
  return at ? list([at], 'list', false) : value;
}

/** What decides whether a value counts as true: of an object, what its `__bool__` or `__len__` gives. */
export function asked(machine: Machine, value: Value): Value {
  if (value.kind !== 'object') return value;
  return callOwn(machine, value, '__bool__') ?? callOwn(machine, value, '__len__') ?? value;
}

const SIGNS: Readonly<Record<string, string>> = { USub: '__neg__', UAdd: '__pos__', Invert: '__invert__' };

/** What an operator in front of a value gives. */
export function unaryOf(machine: Machine, op: string, value: Value): Value {
  if (value.kind !== 'object') return unary(op, value);
  const name = SIGNS[op];
  return (name === undefined ? null : callOwn(machine, value, name)) ?? unary(op, asked(machine, value));
}

/** What waiting for a value gives. */
export function awaited(machine: Machine, value: Value): Value {
  return value.kind === 'object' ? (callOwn(machine, value, '__await__') ?? value) : value;
}

/** Methods by which objects are compared. */
const COMPARES: Readonly<Record<string, string>> = {
  Eq: '__eq__',
  NotEq: '__ne__',
  Lt: '__lt__',
  LtE: '__le__',
  Gt: '__gt__',
  GtE: '__ge__',
};

/** What a comparison with an object of the source's classes calls; null where it calls nothing. */
export function compared(machine: Machine, op: string, left: Value, right: Value): Value | null {
  if (op === 'In' || op === 'NotIn')
    return right.kind === 'object' ? callOwn(machine, right, '__contains__', [left]) : null;
  const name = COMPARES[op];
  return name !== undefined && left.kind === 'object' ? callOwn(machine, left, name, [right]) : null;
}

/** Methods that are called where a text of an object is wanted. */
export function shownAs(machine: Machine, value: Value, first = '__str__'): Value {
  if (value.kind !== 'object') return value;
  return (
    callOwn(machine, value, first) ??
    callOwn(machine, value, '__str__') ??
    callOwn(machine, value, '__repr__') ??
    value
  );
}

/** `del target`: what an object calls that loses something, or is lost itself. */
export function removeFrom(machine: Machine, target: Node, scope: Scope): void {
  const isName = target.nodeType === 'Name';
  const holder = isName
    ? scope.names.get(textField(target, 'id'))
    : machine.evaluate(child(target, 'value'), scope);
  if (holder?.kind !== 'object') return;
  if (isName) callOwn(machine, holder, '__del__');
  else if (target.nodeType === 'Attribute')
    callOwn(machine, holder, '__delattr__', [str(textField(target, 'attr'))]);
  else callOwn(machine, holder, '__delitem__', [machine.evaluate(child(target, 'slice'), scope)]);
}

/** What a builtin asks an object for: its answer is that of the method. */
const ASKS: Readonly<Record<string, string>> = {
  len: '__len__',
  bool: '__bool__',
  int: '__int__',
  float: '__float__',
  bytes: '__bytes__',
  hash: '__hash__',
  abs: '__abs__',
  next: '__next__',
  anext: '__anext__',
  reversed: '__reversed__',
  dir: '__dir__',
  'copy.copy': '__copy__',
  'copy.deepcopy': '__deepcopy__',
  'os.fspath': '__fspath__',
  'operator.index': '__index__',
};
/** Builtins that want the text of an object. */
const SHOWS: Readonly<Record<string, string>> = {
  str: '__str__',
  repr: '__repr__',
  format: '__format__',
  ascii: '__repr__',
  print: '__str__',
};
/** Builtins that go through an object. */
const GOES_THROUGH = new Set(
  'iter aiter list tuple set frozenset dict sorted sum any all max min enumerate zip collections.deque'.split(
    ' ',
  ),
);

/** What a builtin gives for an object whose methods answer for it; null where it has none of those. */
export function answered(machine: Machine, name: string, self: ObjectValue): Value | null {
  if (Object.hasOwn(ASKS, name)) return callOwn(machine, self, ASKS[name] ?? '');
  return null;
}

/** What a builtin is given in the place of an object: its text, or what it gives one by one. */
export function handedOver(machine: Machine, name: string, self: ObjectValue): Value {
  if (Object.hasOwn(SHOWS, name)) return shownAs(machine, self, SHOWS[name]);
  return GOES_THROUGH.has(name) ? iterated(machine, self) : self;
}
