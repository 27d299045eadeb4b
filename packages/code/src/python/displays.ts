import { LABEL } from '../js/labels.ts';
import { canBeCalled, someOf, UNKNOWN_KEY } from './any-entry.ts';
import { evaluate } from './expressions.ts';
import { type Machine, spend } from './machine.ts';
import { asSecret, picksSecrets } from './picked.ts';
import { iterated } from './protocols.ts';
import { iterate } from './sequences.ts';
import { child, children, createScope, type Node, nodes, type Scope } from './tree.ts';
import {
  type DictValue,
  dict,
  eitherPath,
  fillFrom,
  isSameKey,
  keyOf,
  labelsOf,
  list,
  ref,
  truthOf,
  UNKNOWN_PIECE,
  unknown,
  type Value,
} from './value.ts';

/** Iterations of one loop or comprehension over known items. */
export const ITERATIONS_MAX = 200_000;

/** What a guard gives to say no. */
const isNo = ({ kind }: Value): boolean => kind === 'none' || kind === 'false';

/** True where one of two values says yes and the other no: which it is, nobody knows. */
function isUndecided(a: Value, b: Value): boolean {
  const isYesOrNo = (a.kind === 'true' && isNo(b)) || (b.kind === 'true' && isNo(a));
  return isYesOrNo || (isFlag(a) && (isFlag(b) || b.kind === 'none') && truthOf(a) !== truthOf(b));
}

/**
 * One of two values that a branch gives: equal ones are that, else what is known of both. Something tells more than
 * nothing; a yes that may as well be a no is neither, so that both ways are gone behind the guard that gives it.
 */
export function either(a: Value, b: Value): Value {
  if (a === b || isSameKey(a, b)) return a;
  const labels = labelsOf(a) | labelsOf(b);
  const isUnknown = isUndecided(a, b) || (a.kind === 'unknown' && isNo(b));
  if (isUnknown) return { ...unknown(labels), layers: a.layers };
  if (isNothing(a) || isNo(a)) return { ...b, labels: b.labels | labels };
  return eitherPath(a, b) ?? { ...a, labels: a.labels | labels };
}

/** Yes or no, and numbers, which are asked the same way. */
function isFlag({ kind }: Value): boolean {
  return kind === 'true' || kind === 'false' || kind === 'number';
}

/** What is not known, or holds nothing. */
function isNothing(value: Value): boolean {
  switch (value.kind) {
    case 'unknown':
    case 'none':
      return true;
    case 'str':
    case 'bytes':
      return value.text === '';
    case 'list':
      return value.whole && value.items.length === 0;
    case 'dict':
      return value.whole && value.entries.size === 0;
    default:
      return false;
  }
}

export function display(machine: Machine, node: Node, scope: Scope): Value {
  const type = node.nodeType === 'List' ? 'list' : node.nodeType === 'Set' ? 'set' : 'tuple';
  const items: Value[] = [];
  let whole = true;
  const elements = nodes(node, 'elts');
  for (let at = 0; at < elements.length; at++) {
    const element = elements[at] as Node;
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
  if (value.kind === 'dict') fillFrom(into, value);
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
    // `handlers[name] = function`: whoever asks for any of them may mean this one.
    const before = into.entries.get(UNKNOWN_KEY)?.value;
    const some = canBeCalled(value) ? someOf(before ? [before, value] : [value]) : null;
    if (some) into.entries.set(UNKNOWN_KEY, { key, value: some });
  }
}

export function comprehension(machine: Machine, node: Node, scope: Scope): Value {
  const inner = createScope('function', scope);
  const made = node.nodeType === 'DictComp' ? dict() : list([], node.nodeType === 'SetComp' ? 'set' : 'list');
  const generators = nodes(node, 'generators');
  let count = 0;
  // The names that are let through are those of secrets.
  let isPicked = false;
  const kept = (value: Value): Value => (isPicked ? asSecret(value) : value);

  function level(index: number): void {
    const generator = generators[index];
    if (!generator) {
      if (made.kind === 'dict') {
        put(
          made,
          evaluate(machine, child(node, 'key'), inner),
          kept(evaluate(machine, child(node, 'value'), inner)),
        );
      } else made.items.push(kept(evaluate(machine, child(node, 'elt'), inner)));
      return;
    }
    const source = iterated(machine, evaluate(machine, child(generator, 'iter'), inner));
    const items = iterate(source);
    if (!items) {
      made.whole = false;
      if (machine.live && source.kind === 'unknown' && source.progression) machine.cutShort = true;
    }
    for (const entry of items ?? [elementOf(machine, source)]) {
      if (++count > ITERATIONS_MAX || machine.exhausted) {
        made.whole = false;
        return;
      }
      const target = child(generator, 'target');
      if (target) machine.assign(target, entry, inner);
      const ifs = nodes(generator, 'ifs');
      if (ifs.length > 0) isPicked ||= ifs.some((test) => picksSecrets(machine, test, inner));
      const truths = ifs.map((test) => truthOf(evaluate(machine, test, inner)));
      if (truths.includes(false)) continue;
      if (truths.includes(null)) made.whole = false;
      level(index + 1);
    }
  }
  level(0);
  return made;
}

/** Items of which one is taken for the price of a step. */
const ITEMS_A_STEP = 256;

/** Any of several items, as {@link either} gives it of two: without an object for each of them. */
function anyOf(items: readonly Value[]): Value | undefined {
  let [found] = items;
  const some = found && canBeCalled(found) ? someOf(items) : null;
  if (some) return some;
  let labels: number | null = null;
  for (let at = 1; found && at < items.length; at++) {
    const next = items[at];
    if (!next || next === found) continue;
    // Tables of numbers are asked thousands of times.
    if (labels !== null && next.kind === 'number' && found.kind === 'number') {
      if (next.value !== found.value) labels |= next.labels;
      continue;
    }
    if (isSameKey(found, next)) continue;
    labels = (labels ?? labelsOf(found)) | labelsOf(next);
    const path = found.kind === 'ref' && next.kind === 'ref' ? eitherPath(found, next) : null;
    if (path) found = path;
    else if (found.kind === 'unknown' || found.kind === 'none') found = next;
  }
  return found && labels !== null ? { ...found, labels } : found;
}

/** Any entry of a table of addresses: whichever key it is asked by, it gives one of them; null for other tables. */
function addressIn(source: DictValue): Value | null {
  const values = [...source.entries.values()].map(({ value }) => value);
  const isAddress = (value: Value): boolean => value.kind === 'str' && value.text.includes('://');
  if (!source.whole || values.length === 0 || !values.every(isAddress)) return null;
  const found = anyOf(values);
  return found ? { ...found, labels: found.labels | labelsOf(source) } : null;
}

/** Rows and columns of what is taken apart column by column. */
const ROWS_MAX = 1_000;
const COLUMNS_MAX = 8;

/** Any of several tuples, each place of it for itself: names stay names beside values. Null for anything else. */
function anyRow(items: readonly Value[]): Value | null {
  const [first] = items;
  if (first?.kind !== 'list' || items.length === 1 || items.length > ROWS_MAX) return null;
  const width = first.items.length;
  const rows = items.filter((row) => row.kind === 'list');
  const isTable =
    rows.length === items.length &&
    rows.every((row) => row.type === 'tuple' && row.whole && row.items.length === width);
  if (!isTable || width > COLUMNS_MAX) return null;
  const columns = first.items.map((cell, at) => anyOf(rows.map((row) => row.items[at] ?? cell)) ?? cell);
  return list(
    columns,
    'tuple',
    true,
    rows.reduce((labels, row) => labels | row.labels, 0),
  );
}

const LISTS_PATHS = /^pathlib\.Path\(\)\.(?:r?glob|iterdir)\(\)$/;

/** The files that a pattern finds are called as it says. */
const LISTS_NAMES = /^glob\.i?glob\(\)$/;

/** What a loop over something unknown hands out. */
export function elementOf(machine: Machine, source: Value): Value {
  if (source.kind === 'list') {
    spend(machine, Math.floor(source.items.length / ITEMS_A_STEP));
    const found = anyRow(source.items) ?? anyOf(source.items);
    if (found) return found;
  }
  if (source.kind === 'dict') return addressIn(source) ?? unknown(labelsOf(source));
  if (source.kind !== 'ref') return unknown(labelsOf(source));
  // What a folder lists is a path again.
  if (LISTS_PATHS.test(source.name)) return ref('pathlib.Path()', source.labels, source.targets);
  // And so is an entry of it, whose name nobody knows.
  if (source.name === 'os.scandir()')
    return ref('os.scandir()[]', source.labels, [`${source.targets?.[0] ?? UNKNOWN_PIECE}/${UNKNOWN_PIECE}`]);
  if (LISTS_NAMES.test(source.name)) return ref(`${source.name}[]`, source.labels, source.targets);
  // A line of a file that is open.
  const read = source.name === 'open()' ? LABEL.file : 0;
  return ref(`${source.name}[]`, source.labels | read);
}
