import type { Node } from '../tree.ts';
import {
  type Cursor,
  expect,
  fail,
  goTo,
  isAt,
  kindAfter,
  LOAD,
  type Made,
  NOWHERE,
  placed,
  placeOf,
  take,
  takeName,
} from './cursor.ts';
import { expression, orTest, targets, test, testList, testOrStarred } from './expressions.ts';
import { strings } from './strings.ts';

/** `await` and what it waits for. */
export function awaited(c: Cursor): Made {
  const start = c.at;
  expect(c, 'await');
  const value = trailers(c);
  return placed(c, start, { nodeType: 'Await', ...NOWHERE, value });
}

/** An atom with the attributes, subscripts and calls behind it. */
export function trailers(c: Cursor): Made {
  const start = c.at;
  let value = atom(c);
  for (;;) {
    if (c.kind === '.') {
      goTo(c, c.at + 1);
      const attr = takeName(c);
      value = placed(c, start, {
        nodeType: 'Attribute',
        lineno: 0,
        col_offset: 0,
        end_lineno: 0,
        end_col_offset: 0,
        value,
        attr,
        ctx: LOAD,
      });
    } else if (c.kind === '(') value = call(c, start, value);
    else if (c.kind === '[') {
      goTo(c, c.at + 1);
      const slice = subscripts(c);
      expect(c, ']');
      value = placed(c, start, {
        nodeType: 'Subscript',
        lineno: 0,
        col_offset: 0,
        end_lineno: 0,
        end_col_offset: 0,
        value,
        slice,
        ctx: LOAD,
      });
    } else return value;
  }
}

function call(c: Cursor, start: number, func: Made): Made {
  const open = c.at;
  expect(c, '(');
  const args: Made[] = [];
  const keywords: Made[] = [];
  let spread = false;
  let bare: Made | null = null;
  while (c.kind !== ')') {
    const first = c.at;
    if (c.kind === 'name' && kindAfter(c) === '=') {
      const arg = takeName(c);
      expect(c, '=');
      const value = test(c);
      keywords.push(
        placed(c, first, {
          nodeType: 'Keyword',
          lineno: 0,
          col_offset: 0,
          end_lineno: 0,
          end_col_offset: 0,
          arg,
          value,
        }),
      );
    } else if (take(c, '**')) {
      const value = test(c);
      keywords.push(placed(c, first, { nodeType: 'Keyword', ...NOWHERE, arg: undefined, value }));
      spread = true;
    } else if (take(c, '*')) {
      if (spread) fail();
      const value = test(c);
      args.push(placed(c, first, { nodeType: 'Starred', ...NOWHERE, value, ctx: LOAD }));
    } else {
      if (keywords.length > 0) fail();
      const value = test(c);
      if (c.kind === 'for' || (c.kind === 'async' && kindAfter(c) === 'for')) {
        const generators = comprehensions(c);
        bare = placed(c, open, { nodeType: 'GeneratorExp', ...NOWHERE, elt: value, generators });
        args.push(bare);
      } else args.push(value);
    }
    if (!take(c, ',')) break;
  }
  expect(c, ')');
  // The brackets of a call are those of the one generator inside.
  if (bare !== null && args.length === 1 && keywords.length === 0) placed(c, open, bare);
  return placed(c, start, {
    nodeType: 'Call',
    lineno: 0,
    col_offset: 0,
    end_lineno: 0,
    end_col_offset: 0,
    func,
    args,
    keywords,
  });
}

const CONSTANTS: ReadonlyMap<string, boolean | string | null> = new Map<string, boolean | string | null>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['...', '...'],
]);

function atom(c: Cursor): Made {
  const start = c.at;
  const { kind } = c;
  if (kind === 'name') {
    const id = takeName(c);
    return placed(c, start, {
      nodeType: 'Name',
      lineno: 0,
      col_offset: 0,
      end_lineno: 0,
      end_col_offset: 0,
      id,
      ctx: LOAD,
    });
  }
  if (kind === 'string') return strings(c);
  if (kind === '(') return parenthesis(c);
  if (kind === '[') return brackets(c);
  if (kind === '{') return braces(c);
  if (kind === 'number') return number(c);
  if (kind === 'yield') return yielding(c);
  const value = CONSTANTS.get(kind);
  if (value === undefined) fail();
  goTo(c, c.at + 1);
  return placed(c, start, { nodeType: 'Constant', ...NOWHERE, value });
}

/** A number; imaginary ones have no value. */
export function number(c: Cursor): Made {
  const start = c.at;
  const value = valueOf(c.tokens.text.slice(placeOf(c, start, 'start'), placeOf(c, start, 'end')));
  expect(c, 'number');
  return placed(c, start, { nodeType: 'Constant', ...NOWHERE, value });
}

/** Digits up to this many are a number that is exact. */
const SAFE_DIGITS = 15;

function valueOf(written: string): number | bigint | undefined {
  const text = written.includes('_') ? written.replaceAll('_', '') : written;
  if (/j$/i.test(text)) return undefined;
  const isBased = /^0[xob]/i.test(text);
  if (!isBased && /[.e]/i.test(text)) return Number.parseFloat(text);
  if (isBased ? text.length === 2 : text.length <= SAFE_DIGITS) return isBased ? fail() : Number(text);
  const exact = BigInt(text);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function yielding(c: Cursor): Made {
  const start = c.at;
  expect(c, 'yield');
  if (take(c, 'from')) {
    const value = test(c);
    return placed(c, start, { nodeType: 'YieldFrom', ...NOWHERE, value });
  }
  const isBare = /^(?:newline|end|;|[)\]},])$/.test(c.kind);
  const value = isBare ? undefined : testList(c);
  return placed(c, start, { nodeType: 'Yield', ...NOWHERE, value });
}

function isComprehension(c: Cursor): boolean {
  return c.kind === 'for' || (c.kind === 'async' && kindAfter(c) === 'for');
}

/** A tuple whose brackets, if any, begin at a token. */
export function tuple(c: Cursor, start: number, elts: Made[]): Made {
  return placed(c, start, {
    nodeType: 'Tuple',
    lineno: 0,
    col_offset: 0,
    end_lineno: 0,
    end_col_offset: 0,
    elts,
    ctx: LOAD,
  });
}

/** Elements up to a closing bracket, which stays. */
function elements(c: Cursor, close: string, first: Made): Made[] {
  const elts = [first];
  while (take(c, ',')) {
    if (c.kind === close) break;
    elts.push(testOrStarred(c));
  }
  return elts;
}

function parenthesis(c: Cursor): Made {
  const start = c.at;
  expect(c, '(');
  if (take(c, ')')) return tuple(c, start, []);
  const first = testOrStarred(c);
  if (isComprehension(c)) {
    const generators = comprehensions(c);
    expect(c, ')');
    return placed(c, start, { nodeType: 'GeneratorExp', ...NOWHERE, elt: first, generators });
  }
  if (c.kind !== ',') {
    expect(c, ')');
    return first;
  }
  const elts = elements(c, ')', first);
  expect(c, ')');
  return tuple(c, start, elts);
}

function brackets(c: Cursor): Made {
  const start = c.at;
  expect(c, '[');
  const first = c.kind === ']' ? null : testOrStarred(c);
  if (first !== null && isComprehension(c)) {
    if (first.nodeType === 'Starred') fail();
    const generators = comprehensions(c);
    expect(c, ']');
    return placed(c, start, { nodeType: 'ListComp', ...NOWHERE, elt: first, generators });
  }
  const elts = first === null ? [] : elements(c, ']', first);
  expect(c, ']');
  return placed(c, start, {
    nodeType: 'List',
    lineno: 0,
    col_offset: 0,
    end_lineno: 0,
    end_col_offset: 0,
    elts,
    ctx: LOAD,
  });
}

function braces(c: Cursor): Made {
  const start = c.at;
  expect(c, '{');
  if (c.kind === '}' || c.kind === '**') return dict(c, start, null);
  const first = testOrStarred(c);
  if (c.kind === ':') return dict(c, start, first);
  if (isComprehension(c)) {
    const generators = comprehensions(c);
    expect(c, '}');
    return placed(c, start, { nodeType: 'SetComp', ...NOWHERE, elt: first, generators });
  }
  const elts = elements(c, '}', first);
  expect(c, '}');
  return placed(c, start, { nodeType: 'Set', ...NOWHERE, elts });
}

/** The rest of a dict after its first key, which is null where none was taken. */
function dict(c: Cursor, start: number, first: Made | null): Made {
  const keys: (Made | null)[] = [];
  const values: Made[] = [];
  let key = first;
  while (c.kind !== '}') {
    if (key === null && take(c, '**')) {
      keys.push(null);
      values.push(expression(c));
    } else {
      const name = key ?? test(c);
      expect(c, ':');
      const value = test(c);
      if (values.length === 0 && isComprehension(c)) {
        const generators = comprehensions(c);
        expect(c, '}');
        return placed(c, start, { nodeType: 'DictComp', ...NOWHERE, key: name, value, generators });
      }
      keys.push(name);
      values.push(value);
    }
    key = null;
    if (!take(c, ',')) break;
  }
  expect(c, '}');
  return placed(c, start, {
    nodeType: 'Dict',
    lineno: 0,
    col_offset: 0,
    end_lineno: 0,
    end_col_offset: 0,
    keys,
    values,
  });
}

function comprehensions(c: Cursor): Node[] {
  const found: Node[] = [];
  while (isComprehension(c)) {
    const is_async = take(c, 'async') ? 1 : 0;
    expect(c, 'for');
    const target = targets(c);
    expect(c, 'in');
    const iter = orTest(c);
    const ifs: Made[] = [];
    while (take(c, 'if')) ifs.push(orTest(c));
    found.push({ nodeType: 'Comprehension', target, iter, ifs, is_async });
  }
  return found;
}

function subscripts(c: Cursor): Made {
  const start = c.at;
  const first = subscript(c);
  if (!isAt(c, ',') && first.nodeType !== 'Starred') return first;
  const elts = [first];
  while (take(c, ',')) {
    if (c.kind === ']') break;
    elts.push(subscript(c));
  }
  return tuple(c, start, elts);
}

function subscript(c: Cursor): Made {
  const start = c.at;
  const lower = c.kind === ':' ? undefined : testOrStarred(c);
  if (lower !== undefined && c.kind !== ':') return lower;
  expect(c, ':');
  const bound = (): Made | undefined =>
    c.kind === ':' || c.kind === ']' || c.kind === ',' ? undefined : test(c);
  const upper = bound();
  const step = take(c, ':') ? bound() : undefined;
  return placed(c, start, { nodeType: 'Slice', ...NOWHERE, lower, upper, step });
}
