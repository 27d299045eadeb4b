import { pushChildren } from './children.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import type { Binding, Bindings } from './scope.ts';
import { soleOf } from './sole.ts';

/** A condition that holds only after a date which the code spells, and then only by chance. */
export interface RareCondition {
  readonly offset: number;
  readonly endOffset: number;
}

/** Dates that a source spells; without one nothing is looked for. */
const SPELLS_DATE = /\bDate\.(?:UTC|parse)\(\s{0,4}['"`\d]|\bnew Date\(\s{0,4}['"`\d]|\b1[6-9]\d{11}\b/;
/** Numbers that are milliseconds of this century's dates, from 2020 on. */
const TIME = { min: 1_577_836_800_000, max: 2_500_000_000_000 } as const;
/** Names and functions that one condition is followed through, and its parts. */
const DEPTH_MAX = 4;
const PARTS_MAX = 40;
/** What is every second or third time is a pattern, and no chance. */
const EVERY_MIN = 5;

/** Finds such conditions, joined by `&&`, with names and functions of the file followed. */
export function findRareConditions(text: string, bindings: Bindings): RareCondition[] {
  if (!SPELLS_DATE.test(text)) return [];
  const named = onlyNames(bindings);

  /** The value of a name that means one thing in the whole file. */
  function valueOf(node: Node): Node | null {
    if (node.type !== 'Identifier') return null;
    const write = soleOf(named.get(node.name)?.writes);
    return write?.kind === 'value' && write.path.length === 0 ? write.value : null;
  }

  /** What a function of the file gives back, where it gives back one thing only. */
  function returnedBy(callee: Node): Node | null {
    if (callee.type !== 'Identifier') return null;
    const value = valueOf(callee);
    const fn = named.get(callee.name)?.fn ?? (value ? bindings.functions.get(value) : undefined);
    return soleOf(fn?.returns)?.value ?? null;
  }

  /** The conditions that all have to hold for one to hold. */
  function partsOf(condition: Node): Node[] {
    const found: Node[] = [];
    const pending = [{ node: condition, depth: 0 }];
    for (let part = pending.pop(); part && found.length < PARTS_MAX; part = pending.pop()) {
      const { node, depth } = part;
      if (node.type === 'LogicalExpression' && node.operator === '&&') {
        pending.push({ node: node.left, depth }, { node: node.right, depth });
        continue;
      }
      const behind =
        depth > DEPTH_MAX ? null : node.type === 'CallExpression' ? returnedBy(node.callee) : valueOf(node);
      if (behind) pending.push({ node: behind, depth: depth + 1 });
      else found.push(node);
    }
    return found;
  }

  function isFixedDate(node: Node): boolean {
    if (node.type === 'Literal')
      return typeof node.value === 'number' && node.value >= TIME.min && node.value <= TIME.max;
    const value = valueOf(node);
    if (value) return value.type !== 'Identifier' && isFixedDate(value);
    return (
      isDate(node) && node.arguments.length > 0 && node.arguments.every((item) => item.type === 'Literal')
    );
  }

  /** `Date.now() > due`, `due < new Date()`. */
  function isAfterDate(node: Node): boolean {
    if (node.type !== 'BinaryExpression' || !/^[<>]=?$/.test(node.operator)) return false;
    const [late, early] = node.operator.startsWith('>') ? [node.right, node.left] : [node.left, node.right];
    return isNow(early) && isFixedDate(late);
  }

  /** `Math.random() < 0.2`, `count % 41 === 0`. */
  function isByChance(node: Node): boolean {
    if (node.type !== 'BinaryExpression') return false;
    const sides: Node[] = [node.left, node.right];
    if (/^[<>]=?$/.test(node.operator)) return sides.some(isRandom);
    return /^===?$/.test(node.operator) && sides.some(isRemainder);
  }

  const found: RareCondition[] = [];
  const pending: Node[] = [bindings.root.node as Node];
  for (let node = pending.pop(); node; node = pending.pop()) {
    // Warnings of what will go away are thinned out so.
    if (node.type === 'IfStatement' && onlyTells(node.consequent) && !node.alternate) continue;
    const condition =
      node.type === 'IfStatement' || node.type === 'ConditionalExpression'
        ? node.test
        : node.type === 'LogicalExpression' && node.operator === '&&'
          ? node
          : null;
    const parts = condition ? partsOf(condition) : [];
    if (parts.some(isTelling)) continue;
    if (condition && parts.some(isAfterDate) && parts.some(isByChance))
      found.push({ offset: condition.start, endOffset: condition.end });
    pushChildren(node, pending);
  }
  return found;
}

/** Names that one binding of the file has. */
function onlyNames({ all }: Bindings): ReadonlyMap<string, Binding | null> {
  const found = new Map<string, Binding | null>();
  for (const binding of all) found.set(binding.name, found.has(binding.name) ? null : binding);
  return found;
}

/** `new Date(…)`, `Date.UTC(…)`, `Date.parse(…)`, and what a date says of itself as a number. */
function isDate(node: Node): node is Extract<Node, { type: 'CallExpression' | 'NewExpression' }> {
  if (node.type === 'NewExpression') return isNamed(node.callee, 'Date');
  return node.type === 'CallExpression' && /^(?:UTC|parse)$/.test(memberOf(node.callee, 'Date') ?? '');
}

/** What the time is: `Date.now()`, `new Date()`, `+new Date()`, `new Date().getTime()`. */
function isNow(node: Node): boolean {
  if (node.type === 'UnaryExpression') return node.operator === '+' && isNow(node.argument);
  if (node.type === 'NewExpression') return isNamed(node.callee, 'Date') && node.arguments.length === 0;
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  if (memberOf(node.callee, 'Date') === 'now') return true;
  const { object, property, computed } = node.callee;
  return /^(?:getTime|valueOf)$/.test(keyName(property, computed) ?? '') && isNow(object);
}

/** A number that is thrown, also made larger or whole: `Math.floor(Math.random() * 100)`. */
function isRandom(node: Node): boolean {
  if (node.type === 'BinaryExpression')
    return /^[*+]$/.test(node.operator) && [node.left, node.right].some(isRandom);
  if (node.type !== 'CallExpression') return false;
  const method = memberOf(node.callee, 'Math');
  if (method === 'random') return true;
  return method !== null && /^(?:floor|round|ceil|trunc)$/.test(method) && node.arguments.some(isRandom);
}

/** `console.warn(…)`, `process.emitWarning(…)`. */
function isTelling(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  return memberOf(node.callee, 'console') !== null || memberOf(node.callee, 'process') === 'emitWarning';
}

/** Statements that say something and do nothing else. */
function onlyTells(node: Node): boolean {
  if (node.type === 'BlockStatement') return node.body.every(onlyTells);
  return node.type === 'ExpressionStatement' && isTelling(node.expression);
}

function isRemainder(node: Node): boolean {
  return (
    node.type === 'BinaryExpression' &&
    node.operator === '%' &&
    node.right.type === 'Literal' &&
    typeof node.right.value === 'number' &&
    node.right.value >= EVERY_MIN
  );
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

/** `now` of `Date.now`; null for members of anything else. */
function memberOf(node: Node, object: string): string | null {
  if (node.type !== 'MemberExpression' || !isNamed(node.object, object)) return null;
  return keyName(node.property, node.computed);
}
