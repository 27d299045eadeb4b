import type { Node } from '../tree.ts';
import { cases } from './cases.ts';
import {
  type Cursor,
  expect,
  fail,
  goTo,
  isAt,
  isWord,
  kindAfter,
  type Made,
  NOWHERE,
  placed,
  placeOf,
  take,
  takeName,
} from './cursor.ts';
import { expression, targets, test, testList, testOrStarred } from './expressions.ts';
import { parameters } from './parameters.ts';
import { asTarget, attempted, endsStatement, simple, typeParameters } from './simple.ts';

/** The statements of a whole source. */
export function statements(c: Cursor): Made[] {
  const body: Made[] = [];
  while (c.kind !== 'end') {
    if (take(c, 'newline')) continue;
    body.push(statement(c));
  }
  return body;
}

function statement(c: Cursor): Made {
  c.semicolon = -1;
  if (c.kind === 'name') return (isWord(c, 'match') ? match(c) : null) ?? simpleLine(c);
  const compound = COMPOUND.get(c.kind);
  return compound ? compound(c) : simpleLine(c);
}

const COMPOUND: ReadonlyMap<string, (c: Cursor) => Made> = new Map<string, (c: Cursor) => Made>([
  ['if', branch],
  ['while', whileLoop],
  ['for', (c) => forLoop(c)],
  ['try', attempt],
  ['with', (c) => context(c)],
  ['def', (c) => definition(c)],
  ['class', (c) => classDefinition(c)],
  ['async', asynchronous],
  ['@', decorated],
]);

/** One statement of a line, with the semicolon or the line end behind it. */
function simpleLine(c: Cursor): Made {
  const made = simple(c);
  if (take(c, ';')) {
    if (endsStatement(c.kind)) c.semicolon = c.at - 1;
  } else if (!endsStatement(c.kind)) fail();
  take(c, 'newline');
  return made;
}

/** What belongs to a statement: a block of lines, or the rest of its line. */
export function suite(c: Cursor): Made[] {
  expect(c, ':');
  c.semicolon = -1;
  const body: Made[] = [];
  if (take(c, 'newline')) {
    expect(c, 'indent');
    while (c.kind !== 'dedent' && c.kind !== 'end') {
      if (take(c, 'newline')) continue;
      body.push(statement(c));
    }
    expect(c, 'dedent');
    return body;
  }
  for (;;) {
    body.push(simple(c));
    if (!take(c, ';')) break;
    if (c.kind !== 'newline' && c.kind !== 'end') continue;
    c.semicolon = c.at - 1;
    break;
  }
  if (!endsStatement(c.kind)) fail();
  take(c, 'newline');
  return body;
}

/** Ends a statement where the last one inside it does, or its semicolon. */
export function closed(c: Cursor, start: number, node: Made, ...blocks: readonly (readonly Made[])[]): Made {
  placed(c, start, node);
  if (c.semicolon >= 0) {
    node.end_lineno = placeOf(c, c.semicolon, 'endLine');
    node.end_col_offset = placeOf(c, c.semicolon, 'endColumn');
    c.semicolon = -1;
    return node;
  }
  const last = blocks.findLast((block) => block.length > 0)?.at(-1);
  if (last) {
    node.end_lineno = last.end_lineno;
    node.end_col_offset = last.end_col_offset;
  }
  return node;
}

function otherwise(c: Cursor): Made[] {
  return take(c, 'else') ? suite(c) : [];
}

function branch(c: Cursor): Made {
  const start = c.at;
  goTo(c, c.at + 1);
  const condition = test(c);
  const body = suite(c);
  const orelse = c.kind === 'elif' ? [branch(c)] : otherwise(c);
  return closed(c, start, { nodeType: 'If', ...NOWHERE, test: condition, body, orelse }, body, orelse);
}

function whileLoop(c: Cursor): Made {
  const start = c.at;
  expect(c, 'while');
  const condition = test(c);
  const body = suite(c);
  const orelse = otherwise(c);
  return closed(c, start, { nodeType: 'While', ...NOWHERE, test: condition, body, orelse }, body, orelse);
}

function forLoop(c: Cursor, nodeType = 'For', start = c.at): Made {
  expect(c, 'for');
  const target = targets(c);
  expect(c, 'in');
  const iter = testList(c);
  const body = suite(c);
  const orelse = otherwise(c);
  return closed(c, start, { nodeType, ...NOWHERE, target, iter, body, orelse }, body, orelse);
}

function attempt(c: Cursor): Made {
  const start = c.at;
  expect(c, 'try');
  const body = suite(c);
  const handlers: Made[] = [];
  let kind: 'plain' | 'star' | null = null;
  while (isAt(c, 'except')) {
    const at = c.at;
    expect(c, 'except');
    const own = take(c, '*') ? 'star' : 'plain';
    if (kind !== null && kind !== own) fail();
    kind = own;
    const type = c.kind === ':' ? undefined : test(c);
    const name = type && take(c, 'as') ? takeName(c) : undefined;
    const inner = suite(c);
    handlers.push(closed(c, at, { nodeType: 'ExceptHandler', ...NOWHERE, type, name, body: inner }, inner));
  }
  const orelse = otherwise(c);
  const finalbody = take(c, 'finally') ? suite(c) : [];
  const nodeType = kind === 'star' ? 'TryStar' : 'Try';
  const node = { nodeType, ...NOWHERE, body, handlers, orelse, finalbody };
  return closed(c, start, node, body, handlers.slice(-1), orelse, finalbody);
}

function context(c: Cursor, nodeType = 'With', start = c.at): Made {
  expect(c, 'with');
  const items = bracketedItems(c) ?? contextItems(c, false);
  const body = suite(c);
  return closed(c, start, { nodeType, ...NOWHERE, items, body }, body);
}

/** Items in brackets of their own; null where the brackets are an expression's. */
function bracketedItems(c: Cursor): Node[] | null {
  const before = c.at;
  if (c.kind !== '(') return null;
  const items = attempted(() => {
    expect(c, '(');
    const found = contextItems(c, true);
    expect(c, ')');
    return c.kind === ':' ? found : null;
  });
  if (items === null) goTo(c, before);
  return items;
}

function contextItems(c: Cursor, isBracketed: boolean): Node[] {
  const items: Node[] = [];
  do {
    if (isBracketed && c.kind === ')') break;
    const context_expr = test(c);
    const optional_vars = take(c, 'as') ? expression(c) : undefined;
    if (optional_vars) asTarget(optional_vars);
    items.push({ nodeType: 'WithItem', context_expr, optional_vars });
  } while (take(c, ','));
  return items;
}

function decorated(c: Cursor): Made {
  const decorators: Made[] = [];
  while (take(c, '@')) {
    decorators.push(test(c));
    take(c, 'newline');
  }
  if (c.kind === 'def') return definition(c, 'FunctionDef', c.at, decorators);
  if (c.kind === 'class') return classDefinition(c, decorators);
  const start = c.at;
  expect(c, 'async');
  return definition(c, 'AsyncFunctionDef', start, decorators);
}

function asynchronous(c: Cursor): Made {
  const start = c.at;
  expect(c, 'async');
  if (c.kind === 'def') return definition(c, 'AsyncFunctionDef', start);
  return c.kind === 'for' ? forLoop(c, 'AsyncFor', start) : context(c, 'AsyncWith', start);
}

function definition(
  c: Cursor,
  nodeType = 'FunctionDef',
  start = c.at,
  decorator_list: readonly Made[] = [],
): Made {
  expect(c, 'def');
  const name = takeName(c);
  const type_params = typeParameters(c);
  expect(c, '(');
  const args = parameters(c, ')', true);
  expect(c, ')');
  const returns = take(c, '->') ? test(c) : undefined;
  const body = suite(c);
  return closed(
    c,
    start,
    {
      nodeType,
      lineno: 0,
      col_offset: 0,
      end_lineno: 0,
      end_col_offset: 0,
      name,
      args,
      body,
      decorator_list,
      returns,
      type_params,
    },
    body,
  );
}

function classDefinition(c: Cursor, decorator_list: readonly Made[] = []): Made {
  const start = c.at;
  expect(c, 'class');
  const name = takeName(c);
  const type_params = typeParameters(c);
  const bases: Made[] = [];
  const keywords: Made[] = [];
  if (take(c, '(')) {
    while (c.kind !== ')') {
      const first = c.at;
      if (take(c, '**')) {
        const value = expression(c);
        keywords.push(placed(c, first, { nodeType: 'Keyword', ...NOWHERE, arg: undefined, value }));
      } else if (c.kind === 'name' && kindAfter(c) === '=') {
        const arg = takeName(c);
        expect(c, '=');
        const value = test(c);
        keywords.push(placed(c, first, { nodeType: 'Keyword', ...NOWHERE, arg, value }));
      } else bases.push(testOrStarred(c));
      if (!take(c, ',')) break;
    }
    expect(c, ')');
  }
  const body = suite(c);
  const node = { nodeType: 'ClassDef', ...NOWHERE, name, bases, keywords, body, decorator_list, type_params };
  return closed(c, start, node, body);
}

/** A `match` statement; null where the word is a name. */
function match(c: Cursor): Made | null {
  const start = c.at;
  const subject = attempted(() => {
    goTo(c, start + 1);
    const value = testList(c);
    expect(c, ':');
    return c.kind === 'newline' ? value : null;
  });
  if (subject === null) {
    goTo(c, start);
    return null;
  }
  expect(c, 'newline');
  expect(c, 'indent');
  const found = cases(c);
  expect(c, 'dedent');
  const last = found.at(-1)?.body as readonly Made[];
  return closed(c, start, { nodeType: 'Match', ...NOWHERE, subject, cases: found }, last);
}
