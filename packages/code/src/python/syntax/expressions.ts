import type { Node } from '../tree.ts';
import { awaited, trailers, tuple } from './atoms.ts';
import {
  type Cursor,
  expect,
  goTo,
  isAt,
  kindAfter,
  LOAD,
  type Made,
  NOWHERE,
  placed,
  STORE,
  setContext,
  take,
} from './cursor.ts';
import { parameters } from './parameters.ts';

/** Operators between two values by how closely they bind, with their nodes. */
const BINARY: ReadonlyMap<string, readonly [number, Node]> = new Map(
  [
    ['|', 1, 'BitOr'],
    ['^', 2, 'BitXor'],
    ['&', 3, 'BitAnd'],
    ['<<', 4, 'LShift'],
    ['>>', 4, 'RShift'],
    ['+', 5, 'Add'],
    ['-', 5, 'Sub'],
    ['*', 6, 'Mult'],
    ['@', 6, 'MatMult'],
    ['/', 6, 'Div'],
    ['//', 6, 'FloorDiv'],
    ['%', 6, 'Mod'],
  ].map(([kind, level, nodeType]) => [String(kind), [Number(level), { nodeType: String(nodeType) }]]),
);
const UNARY: ReadonlyMap<string, Node> = new Map(
  [
    ['+', 'UAdd'],
    ['-', 'USub'],
    ['~', 'Invert'],
  ].map(([kind = '', nodeType = '']) => [kind, { nodeType }]),
);
const COMPARISONS: ReadonlyMap<string, Node> = new Map(
  [
    ['<', 'Lt'],
    ['>', 'Gt'],
    ['==', 'Eq'],
    ['>=', 'GtE'],
    ['<=', 'LtE'],
    ['!=', 'NotEq'],
    ['in', 'In'],
    ['is', 'Is'],
  ].map(([kind = '', nodeType = '']) => [kind, { nodeType }]),
);
const NOT_IN: Node = { nodeType: 'NotIn' };
const IS_NOT: Node = { nodeType: 'IsNot' };
const NOT: Node = { nodeType: 'Not' };
const AND: Node = { nodeType: 'And' };
const OR: Node = { nodeType: 'Or' };
const POW: Node = { nodeType: 'Pow' };

/** `a if b else c`, and everything that binds closer. */
export function test(c: Cursor): Made {
  const start = c.at;
  const body = orTest(c);
  if (c.kind !== 'if') return body;
  expect(c, 'if');
  const condition = orTest(c);
  expect(c, 'else');
  const orelse = test(c);
  return placed(c, start, { nodeType: 'IfExp', ...NOWHERE, test: condition, body, orelse });
}

/** `a or b`, a lambda, and everything that binds closer. */
export function orTest(c: Cursor): Made {
  if (c.kind === 'lambda') return lambda(c);
  const start = c.at;
  const first = andTest(c);
  if (c.kind !== 'or') return first;
  const values = [first];
  while (take(c, 'or')) values.push(andTest(c));
  return placed(c, start, { nodeType: 'BoolOp', ...NOWHERE, op: OR, values });
}

function lambda(c: Cursor): Made {
  const start = c.at;
  expect(c, 'lambda');
  const args = parameters(c, ':', false);
  expect(c, ':');
  const body = test(c);
  return placed(c, start, { nodeType: 'Lambda', ...NOWHERE, args, body });
}

function andTest(c: Cursor): Made {
  const start = c.at;
  const first = notTest(c);
  if (take(c, ':=')) {
    setContext(first, STORE);
    const value = test(c);
    return placed(c, start, { nodeType: 'NamedExpr', ...NOWHERE, target: first, value });
  }
  if (c.kind !== 'and') return first;
  const values = [first];
  while (take(c, 'and')) values.push(notTest(c));
  return placed(c, start, { nodeType: 'BoolOp', ...NOWHERE, op: AND, values });
}

function notTest(c: Cursor): Made {
  if (c.kind !== 'not') return comparison(c);
  const start = c.at;
  expect(c, 'not');
  const operand = notTest(c);
  return placed(c, start, { nodeType: 'UnaryOp', ...NOWHERE, op: NOT, operand });
}

/** Nothing that compares or computes follows: most expressions end here. */
function isOver(kind: string): boolean {
  return kind === ')' || kind === ',' || kind === 'newline' || kind === ':' || kind === '=' || kind === ']';
}

function comparison(c: Cursor): Made {
  const start = c.at;
  const left = expression(c);
  if (isOver(c.kind)) return left;
  let op = comparisonOperator(c);
  if (op === null) return left;
  const ops: Node[] = [];
  const comparators: Made[] = [];
  for (; op !== null; op = comparisonOperator(c)) {
    ops.push(op);
    comparators.push(expression(c));
  }
  return placed(c, start, { nodeType: 'Compare', ...NOWHERE, left, ops, comparators });
}

function comparisonOperator(c: Cursor): Node | null {
  if (c.kind === 'not') {
    if (kindAfter(c) !== 'in') return null;
    goTo(c, c.at + 2);
    return NOT_IN;
  }
  const op = COMPARISONS.get(c.kind);
  if (op === undefined) return null;
  const { kind } = c;
  goTo(c, c.at + 1);
  return kind === 'is' && take(c, 'not') ? IS_NOT : op;
}

/** Everything that computes, and what binds closer; at least `level` closely. */
export function expression(c: Cursor, level = 1): Made {
  const start = c.at;
  let left = factor(c);
  while (!isOver(c.kind)) {
    const found = BINARY.get(c.kind);
    if (found === undefined || found[0] < level) break;
    goTo(c, c.at + 1);
    const right = expression(c, found[0] + 1);
    left = placed(c, start, {
      nodeType: 'BinOp',
      lineno: 0,
      col_offset: 0,
      end_lineno: 0,
      end_col_offset: 0,
      left,
      op: found[1],
      right,
    });
  }
  return left;
}

function factor(c: Cursor): Made {
  const start = c.at;
  const op = c.kind === 'name' ? undefined : UNARY.get(c.kind);
  if (op !== undefined) {
    goTo(c, c.at + 1);
    const operand = factor(c);
    return placed(c, start, { nodeType: 'UnaryOp', ...NOWHERE, op, operand });
  }
  const left = c.kind === 'await' ? awaited(c) : trailers(c);
  if (!take(c, '**')) return left;
  const right = factor(c);
  return placed(c, start, { nodeType: 'BinOp', ...NOWHERE, left, op: POW, right });
}

function starred(c: Cursor): Made {
  const start = c.at;
  expect(c, '*');
  const value = expression(c);
  return placed(c, start, { nodeType: 'Starred', ...NOWHERE, value, ctx: LOAD });
}

/** An expression, or `*` and one. */
export function testOrStarred(c: Cursor): Made {
  return c.kind === '*' ? starred(c) : test(c);
}

/** One expression, or a tuple without brackets. */
export function testList(c: Cursor): Made {
  const start = c.at;
  const first = testOrStarred(c);
  if (c.kind !== ',') return first;
  const elts = [first];
  while (take(c, ',')) {
    if (/^(?:newline|end|;|=|[)\]}])$/.test(c.kind)) break;
    elts.push(testOrStarred(c));
  }
  return tuple(c, start, elts);
}

/** What a loop assigns to, up to its `in`. */
export function targets(c: Cursor): Made {
  const start = c.at;
  const one = (): Made => (c.kind === '*' ? starred(c) : expression(c));
  const first = one();
  let made = first;
  if (isAt(c, ',')) {
    const elts = [first];
    while (take(c, ',')) {
      if (c.kind === 'in') break;
      elts.push(one());
    }
    made = tuple(c, start, elts);
  }
  setContext(made, STORE);
  return made;
}
