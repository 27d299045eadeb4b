import { LABEL } from '../js/labels.ts';
import { FOLD_CHARS_MAX } from '../limits.ts';
import { isUnasked } from './asked-commands.ts';
import { attributeOf } from './attributes.ts';
import { callExpression } from './calls.ts';
import { comprehension, display, either, elementOf, ITERATIONS_MAX, mapping } from './displays.ts';
import { formatted } from './format.ts';
import { secretLabels } from './held-attributes.ts';
import { type Frame, type Machine, spend } from './machine.ts';
import { lookup } from './names.ts';
import { tableFor } from './namespaces.ts';
import { binary, compare } from './operators.ts';
import { noteTaken } from './passed-on.ts';
import { asked, awaited, compared, iterated, shownAs, unaryOf } from './protocols.ts';
import { iterate } from './sequences.ts';
import { operated } from './special-methods.ts';
import { subscript } from './subscripts.ts';
import { child, createScope, type Node, nodes, type Scope, textField } from './tree.ts';
import { isMainGuard, readUntakenOperand } from './untaken.ts';
import {
  bool,
  bytes,
  displayOf,
  type FunctionValue,
  joinLayers,
  labelsOf,
  none,
  number,
  ref,
  type StrValue,
  str,
  textOf,
  truthOf,
  unknown,
  type Value,
} from './value.ts';

/** What a generator that runs again yields beyond what it was sent: many never end. */
const YIELDS_AHEAD_MAX = 20;

/** The value of an expression as far as it is known. Never throws for what the source holds but RangeError (nesting). */
export function evaluate(machine: Machine, node: Node | null, scope: Scope): Value {
  if (node === null || !spend(machine)) return unknown();
  switch (node.nodeType) {
    case 'Constant':
      return constant(node);
    case 'Name':
      return lookup(machine, textField(node, 'id'), scope);
    case 'Attribute': {
      const holder = evaluate(machine, child(node, 'value'), scope);
      const attribute = textField(node, 'attr');
      const value = attributeOf(machine, holder, attribute);
      noteTaken(machine, holder, attribute);
      const secret = secretLabels(machine, holder, value, node);
      if (secret !== 0) return unknown(value.labels | secret);
      noteEnvironment(machine, value, node);
      if (value.kind === 'ref') machine.recorder.useName(value.name);
      return value;
    }
    case 'Call':
      return callExpression(machine, node, scope);
    case 'BinOp':
      return binaryChain(machine, node, scope);
    case 'UnaryOp':
      return unaryOf(
        machine,
        child(node, 'op')?.nodeType ?? '',
        evaluate(machine, child(node, 'operand'), scope),
      );
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
      const test = child(node, 'test');
      const truth = isGuarded(machine, test)
        ? false
        : truthOf(asked(machine, evaluate(machine, test, scope)));
      if (truth !== null) {
        readDead(machine, child(node, truth ? 'orelse' : 'body'), test, scope);
        return evaluate(machine, child(node, truth ? 'body' : 'orelse'), scope);
      }
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
      const given = evaluate(machine, child(node, 'value'), scope);
      const value = node.nodeType === 'Await' ? awaited(machine, given) : iterated(machine, given);
      if (node.nodeType === 'YieldFrom')
        machine.frames
          .at(-1)
          ?.yields.push(...(iterate(value) ?? [elementOf(machine, value)]).slice(0, 10_000));
      return value;
    }
    case 'Yield': {
      const value = evaluate(machine, child(node, 'value'), scope);
      const frame: Frame | undefined = machine.frames.at(-1);
      if (frame && frame.yields.length < ITERATIONS_MAX) frame.yields.push(value);
      if (frame && frame.looping > 0) frame.isOpen = true;
      if (frame && frame.sent.size > 0 && frame.yields.length > frame.sent.size + YIELDS_AHEAD_MAX)
        machine.raised = true;
      return frame?.sent.get(frame.yields.length - 1) ?? unknown();
    }
    case 'FormattedValue':
    case 'Interpolation':
      return evaluate(machine, child(node, 'value'), scope);
    default:
      return unknown();
  }
}

function constant(node: Node): Value {
  const { value } = node;
  const style = textField(node, 'quote_style');
  if (typeof value === 'string') {
    // Most begin with their quotes.
    const opening = style.charCodeAt(0);
    if (opening !== 34 && opening !== 39 && /b/i.test(style)) return bytes(value);
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
  for (let step = chain.pop(); step; step = chain.pop()) {
    const op = child(step, 'op')?.nodeType ?? '';
    const given = evaluate(machine, child(step, 'right'), scope);
    const right = op === 'Mod' && value.kind === 'str' ? filling(machine, value, given, scope) : given;
    // `Path() / 'x'`: a path goes on.
    if (op === 'Div' && value.kind === 'ref' && value.name.startsWith('pathlib.Path')) {
      const piece = displayOf(right).text;
      const folders = value.targets ?? ['$UNKNOWN'];
      value = ref(
        'pathlib.Path()',
        labelsOf(value) | labelsOf(right),
        folders.map((folder) => `${folder}/${piece}`),
      );
    } else
      value =
        (value.kind === 'object' || right.kind === 'object' ? operated(machine, op, value, right) : null) ??
        binary(op, value, right);
    if (value.kind === 'str' || value.kind === 'bytes') spend(machine, value.text.length >> 10);
  }
  return value;
}

/** What fills a pattern: texts in the place of objects that give one. */
function filling(machine: Machine, { text }: StrValue, given: Value, scope: Scope): Value {
  const table = tableFor(text, given, scope);
  if (table.kind === 'object') return shownAs(machine, table);
  if (table.kind !== 'list' || table.type !== 'tuple' || !table.items.some(({ kind }) => kind === 'object'))
    return table;
  return { ...table, items: table.items.map((value) => shownAs(machine, value)) };
}

function logical(machine: Machine, node: Node, scope: Scope): Value {
  const stopsAt = child(node, 'op')?.nodeType === 'Or';
  let result: Value | null = null;
  const operands = nodes(node, 'values');
  for (let at = 0; at < operands.length; at++) {
    const value = evaluate(machine, operands[at] as Node, scope);
    const truth = isGuarded(machine, operands[at] as Node) ? false : truthOf(asked(machine, value));
    if (truth === stopsAt) {
      for (let rest = at + 1; rest < operands.length; rest++)
        readDead(machine, operands[rest] as Node, operands[at] as Node, scope);
      return result ? either(result, value) : value;
    }
    if (truth === null) result = result ? either(result, value) : value;
    else if (!result) result = null;
    if (at === operands.length - 1 && result === null) return value;
  }
  return result ?? unknown();
}

/** True for the question whether the source runs as a program, where it does not. */
function isGuarded(machine: Machine, test: Node | null): boolean {
  return !machine.script && isMainGuard(test);
}

/** Reads an expression that is not evaluated for what stands before it. */
function readDead(machine: Machine, node: Node | null, test: Node | null, scope: Scope): void {
  if (!node) return;
  readUntakenOperand(machine, node, test, () => void evaluate(machine, node, createScope('function', scope)));
}

function comparison(machine: Machine, node: Node, scope: Scope): Value {
  let left = evaluate(machine, child(node, 'left'), scope);
  const operators = nodes(node, 'ops');
  let known = true;
  const operands = nodes(node, 'comparators');
  for (let index = 0; index < operands.length; index++) {
    const right = evaluate(machine, operands[index] as Node, scope);
    const operator = operators[index]?.nodeType ?? '';
    const own = compared(machine, operator, left, right);
    const truth = own
      ? null
      : isUnasked(machine, operator, left, right)
        ? false
        : compare(operator, left, right);
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
    const value = shownAs(machine, evaluate(machine, part, scope), '__format__');
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

function noteEnvironment(machine: Machine, value: Value, node: Node): void {
  if (value.kind !== 'ref' || value.name !== 'os.environ' || machine.muted > 0) return;
  machine.recorder.addOrigin(LABEL.envAll, 'os.environ', machine.positionOf(node).offset);
}
