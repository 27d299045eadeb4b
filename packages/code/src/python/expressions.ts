import { isSecretName, LABEL } from '../js/labels.ts';
import { FOLD_CHARS_MAX } from '../limits.ts';
import { callExpression } from './calls.ts';
import type { Frame, Machine } from './machine.ts';
import { spend } from './machine.ts';
import { identifier, lookup, namesOf, outside } from './names.ts';
import { binary, compare, formatted, item, iterate, slice, unary } from './operators.ts';
import { child, children, createScope, type Node, nodes, type Scope, textField } from './tree.ts';
import {
  bool,
  bytes,
  type DictValue,
  dict,
  displayOf,
  type FunctionValue,
  joinLayers,
  keyOf,
  labelsOf,
  list,
  none,
  number,
  ref,
  str,
  textOf,
  truthOf,
  unknown,
  type Value,
} from './value.ts';

/** Iterations of one loop or comprehension over known items. */
export const ITERATIONS_MAX = 200_000;

/** The value of an expression as far as it is known. Never throws for what the source holds but RangeError (nesting). */
export function evaluate(machine: Machine, node: Node | null, scope: Scope): Value {
  if (node === null || !spend(machine)) return unknown();
  switch (node.nodeType) {
    case 'Constant':
      return constant(node);
    case 'Name':
      return lookup(machine, textField(node, 'id'), scope);
    case 'Attribute': {
      const value = attributeOf(
        machine,
        evaluate(machine, child(node, 'value'), scope),
        textField(node, 'attr'),
      );
      noteEnvironment(machine, value, node);
      if (value.kind === 'ref') machine.recorder.useName(value.name);
      return value;
    }
    case 'Call':
      return callExpression(machine, node, scope);
    case 'BinOp':
      return binaryChain(machine, node, scope);
    case 'UnaryOp':
      return unary(child(node, 'op')?.nodeType ?? '', evaluate(machine, child(node, 'operand'), scope));
    case 'BoolOp':
      return logical(machine, node, scope);
    case 'Compare':
      return comparison(machine, node, scope);
    case 'JoinedStr':
    case 'TemplateStr':
      return joined(machine, node, scope);
    case 'Subscript':
      return subscript(machine, node, scope);
    case 'List':
    case 'Set':
    case 'Tuple':
      return display(machine, node, scope);
    case 'Dict':
      return mapping(machine, node, scope);
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
    case 'DictComp':
      return comprehension(machine, node, scope);
    case 'Lambda': {
      const known = machine.functions.get(node);
      if (known && known.scope === scope) return known;
      const made: FunctionValue = { kind: 'function', node, scope, self: null, labels: 0, layers: [] };
      machine.functions.set(node, made);
      return made;
    }
    case 'IfExp': {
      const truth = truthOf(evaluate(machine, child(node, 'test'), scope));
      if (truth !== null) return evaluate(machine, child(node, truth ? 'body' : 'orelse'), scope);
      const a = evaluate(machine, child(node, 'body'), scope);
      const b = evaluate(machine, child(node, 'orelse'), scope);
      return either(a, b);
    }
    case 'NamedExpr': {
      const value = evaluate(machine, child(node, 'value'), scope);
      const target = child(node, 'target');
      if (target) machine.assign(target, value, scope);
      return value;
    }
    case 'Await':
    case 'Starred':
    case 'YieldFrom': {
      const value = evaluate(machine, child(node, 'value'), scope);
      if (node.nodeType === 'YieldFrom')
        machine.frames.at(-1)?.yields.push(...(iterate(value) ?? [value]).slice(0, 10_000));
      return value;
    }
    case 'Yield': {
      const value = evaluate(machine, child(node, 'value'), scope);
      const frame: Frame | undefined = machine.frames.at(-1);
      if (frame && frame.yields.length < ITERATIONS_MAX) frame.yields.push(value);
      return unknown();
    }
    case 'FormattedValue':
    case 'Interpolation':
      return evaluate(machine, child(node, 'value'), scope);
    default:
      return unknown();
  }
}

/** One of two values that a branch gives: equal ones are that, else what is known of both. */
export function either(a: Value, b: Value): Value {
  if (a === b) return a;
  const [x, y] = [keyOf(a), keyOf(b)];
  if (x !== null && x === y) return a;
  const labels = labelsOf(a) | labelsOf(b);
  if (a.kind === 'unknown' || a.kind === 'none') return { ...b, labels: b.labels | labels };
  return { ...a, labels: a.labels | labels };
}

function constant(node: Node): Value {
  const { value } = node;
  const style = textField(node, 'quote_style');
  if (typeof value === 'string') {
    if (/b/i.test(style)) return bytes(value);
    return style === '' && value === '...' ? unknown() : str(value);
  }
  if (typeof value === 'number' || typeof value === 'bigint') return number(value);
  if (typeof value === 'boolean') return bool(value);
  return value === null ? none() : unknown();
}

/** A chain of operators is as deep as it is long: the left side is walked, not recursed into. */
function binaryChain(machine: Machine, node: Node, scope: Scope): Value {
  const chain: Node[] = [];
  let at: Node | null = node;
  while (at?.nodeType === 'BinOp') {
    chain.push(at);
    at = child(at, 'left');
  }
  let value = evaluate(machine, at, scope);
  for (const step of chain.reverse()) {
    const right = evaluate(machine, child(step, 'right'), scope);
    const op = child(step, 'op')?.nodeType ?? '';
    // `Path() / 'x'`: a path goes on.
    if (op === 'Div' && value.kind === 'ref' && value.name.startsWith('pathlib.Path')) {
      const piece = displayOf(right).text;
      value = ref('pathlib.Path()', labelsOf(value) | labelsOf(right), [
        `${value.targets?.[0] ?? '$UNKNOWN'}/${piece}`,
      ]);
    } else value = binary(op, value, right);
    if (value.kind === 'str' || value.kind === 'bytes') spend(machine, value.text.length >> 10);
  }
  return value;
}

function logical(machine: Machine, node: Node, scope: Scope): Value {
  const stopsAt = child(node, 'op')?.nodeType === 'Or';
  let result: Value | null = null;
  for (const operand of nodes(node, 'values')) {
    const value = evaluate(machine, operand, scope);
    const truth = truthOf(value);
    if (truth === stopsAt) return result ? either(result, value) : value;
    if (truth === null) result = result ? either(result, value) : value;
    else if (!result) result = null;
    if (operand === nodes(node, 'values').at(-1) && result === null) return value;
  }
  return result ?? unknown();
}

function comparison(machine: Machine, node: Node, scope: Scope): Value {
  let left = evaluate(machine, child(node, 'left'), scope);
  const operators = nodes(node, 'ops');
  let known = true;
  for (const [index, operand] of nodes(node, 'comparators').entries()) {
    const right = evaluate(machine, operand, scope);
    const truth = compare(operators[index]?.nodeType ?? '', left, right);
    if (truth === false) return bool(false);
    if (truth === null) known = false;
    left = right;
  }
  return known ? bool(true) : unknown();
}

function joined(machine: Machine, node: Node, scope: Scope): Value {
  const parts: string[] = [];
  let labels = 0;
  let partial = false;
  let chars = 0;
  const layers: (readonly string[])[] = [];
  for (const part of nodes(node, 'values')) {
    const value = evaluate(machine, part, scope);
    const spec = child(part, 'format_spec');
    const format = spec ? textOf(evaluate(machine, spec, scope)) : '';
    const shown = format === null ? { text: '$UNKNOWN', partial: true } : formatted(value, format);
    labels |= labelsOf(value);
    layers.push(value.layers);
    partial ||= shown.partial;
    chars += shown.text.length;
    if (chars > FOLD_CHARS_MAX) return unknown(labels);
    parts.push(shown.text);
  }
  return str(parts.join(''), labels, joinLayers(...layers.slice(0, 64)), partial);
}

function display(machine: Machine, node: Node, scope: Scope): Value {
  const type = node.nodeType === 'List' ? 'list' : node.nodeType === 'Set' ? 'set' : 'tuple';
  const items: Value[] = [];
  let whole = true;
  for (const element of nodes(node, 'elts')) {
    const value = evaluate(machine, element, scope);
    if (element.nodeType === 'Starred') {
      const spread = iterate(value);
      if (spread) for (const entry of spread) items.push(entry);
      else {
        whole = false;
        items.push(value);
      }
    } else items.push(value);
  }
  return list(items, type, whole);
}

function mapping(machine: Machine, node: Node, scope: Scope): Value {
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

function comprehension(machine: Machine, node: Node, scope: Scope): Value {
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

/** `value.name`: of outside things the longer name, of known data its method, of objects what they hold. */
export function attributeOf(machine: Machine, value: Value, written: string): Value {
  const name = identifier(written);
  switch (value.kind) {
    case 'ref': {
      if (value.bound && name === 'bound') return value;
      if (name === '__dict__' || name === '__wrapped__' || name === '__func__') return value;
      const made = outside(value.name === 'builtins' ? name : `${value.name}.${name}`, machine, value.labels);
      if (made.kind !== 'ref') return made;
      return {
        ...made,
        ...(value.targets ? { targets: value.targets } : {}),
        ...(value.bound ? { bound: value.bound } : {}),
      };
    }
    case 'object': {
      const own = value.attributes.get(name);
      if (own) return own;
      const found = classAttribute(machine, value.type, name);
      if (found?.kind === 'function') return { ...found, self: value };
      return found ?? unknown(value.labels);
    }
    case 'class':
      return classAttribute(machine, value, name) ?? unknown();
    case 'str':
    case 'bytes':
    case 'list':
    case 'dict':
    case 'number':
      if (name === '__class__') return ref(value.kind === 'number' ? 'int' : value.kind);
      return {
        ...ref(`${value.kind === 'number' ? 'int' : value.kind}.${name}`, value.labels),
        bound: { self: value, method: name },
      };
    case 'function':
      if (name === '__code__' || name === '__globals__' || name === '__builtins__')
        return ref(name === '__code__' ? 'function.__code__' : 'globals()');
      return unknown();
    default:
      return unknown(value.labels);
  }
}

function classAttribute(
  machine: Machine,
  type: Extract<Value, { kind: 'class' }>,
  name: string,
  depth = 0,
): Value | null {
  const own = type.scope.names.get(name);
  if (own) return own;
  if (depth > 8) return null;
  for (const base of type.bases) {
    if (base.kind === 'class') {
      const found = classAttribute(machine, base, name, depth + 1);
      if (found) return found;
    } else if (base.kind === 'ref') return outside(`${base.name}().${name}`, machine);
  }
  return null;
}

function noteEnvironment(machine: Machine, value: Value, node: Node): void {
  if (value.kind !== 'ref' || value.name !== 'os.environ' || machine.muted > 0) return;
  machine.recorder.addOrigin(LABEL.envAll, 'os.environ', machine.positionOf(node).offset);
}

/** One variable of the environment, read by a name that is known or not. */
export function environmentVariable(machine: Machine, key: Value | undefined, node: Node): Value {
  const name = textOf(key);
  const { offset } = machine.positionOf(node);
  if (name === null) return ref('os.environ[]', LABEL.envNamed | (key ? labelsOf(key) : 0));
  const label = isSecretName(name) ? LABEL.envSecret : LABEL.envNamed;
  if (machine.muted === 0) {
    machine.recorder.addEnv(name);
    machine.recorder.addOrigin(label, `os.environ['${name.slice(0, 64)}']`, offset);
  }
  // Folders of the user keep their names: what is written there and started from there must read the same.
  return str(`$${name}`, label, [], true);
}

function subscript(machine: Machine, node: Node, scope: Scope): Value {
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
      if (name === null) return unknown();
      return namesOf(value.name, scope).names.get(name) ?? lookup(machine, name, scope);
    }
    if (value.name === 'sys.modules' && name !== null) return outside(name, machine);
    if (value.name === 'builtins' && name !== null) return outside(name, machine);
    // A namespace read by name, or the item of an answer.
    if (name !== null && !value.name.includes('(')) return attributeOf(machine, value, name);
    return ref(`${value.name}[]`, value.labels, value.targets);
  }
  return item(value, key) ?? elementAt(value);
}

function elementAt(value: Value): Value {
  if (value.kind === 'list' || value.kind === 'dict') return elementOf(value);
  return unknown(labelsOf(value));
}
