import type { Node } from '../tree.ts';
import { number } from './atoms.ts';
import {
  type Cursor,
  expect,
  fail,
  goTo,
  isAt,
  isWord,
  kindAfter,
  LOAD,
  type Made,
  NOWHERE,
  nameHere,
  placed,
  take,
  takeName,
} from './cursor.ts';
import { test } from './expressions.ts';
import { suite } from './statements.ts';
import { strings } from './strings.ts';

/** The cases of a `match` statement. */
export function cases(c: Cursor): Node[] {
  const found: Node[] = [];
  while (c.kind !== 'dedent' && c.kind !== 'end') {
    if (!isWord(c, 'case')) fail();
    goTo(c, c.at + 1);
    const matched = patterns(c);
    const guard = take(c, 'if') ? test(c) : undefined;
    const body = suite(c);
    found.push({ nodeType: 'MatchCase', pattern: matched, guard, body });
  }
  return found;
}

/** One pattern, or a sequence without brackets. */
function patterns(c: Cursor): Made {
  const start = c.at;
  const first = pattern(c);
  if (!isAt(c, ',')) return first;
  const list = [first];
  while (take(c, ',')) {
    if (c.kind === ':' || c.kind === 'if') break;
    list.push(pattern(c));
  }
  return placed(c, start, { nodeType: 'MatchSequence', ...NOWHERE, patterns: list });
}

function pattern(c: Cursor): Made {
  const start = c.at;
  const first = closedPattern(c);
  let made = first;
  if (c.kind === '|') {
    const list = [first];
    while (take(c, '|')) list.push(closedPattern(c));
    made = placed(c, start, { nodeType: 'MatchOr', ...NOWHERE, patterns: list });
  }
  if (!take(c, 'as')) return made;
  const name = takeName(c);
  if (name === '_') fail();
  return placed(c, start, { nodeType: 'MatchAs', ...NOWHERE, pattern: made, name });
}

const SINGLETONS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

function closedPattern(c: Cursor): Made {
  const start = c.at;
  switch (c.kind) {
    case 'name':
      return named(c);
    case '[':
    case '(':
      return sequence(c);
    case '{':
      return mapping(c);
    case '*': {
      expect(c, '*');
      const name = takeName(c);
      return placed(c, start, { nodeType: 'MatchStar', ...NOWHERE, name: name === '_' ? undefined : name });
    }
    case 'string':
      return placed(c, start, { nodeType: 'MatchValue', ...NOWHERE, value: strings(c) });
    case '-':
    case 'number':
      return placed(c, start, { nodeType: 'MatchValue', ...NOWHERE, value: complex(c) });
    default: {
      const value = SINGLETONS.get(c.kind);
      if (value === undefined) fail();
      goTo(c, start + 1);
      return placed(c, start, { nodeType: 'MatchSingleton', ...NOWHERE, value });
    }
  }
}

/** A number with its sign, and the imaginary part behind it. */
function complex(c: Cursor): Made {
  const start = c.at;
  const isNegative = take(c, '-');
  const digits = number(c);
  const left = isNegative
    ? placed(c, start, { nodeType: 'UnaryOp', ...NOWHERE, op: { nodeType: 'USub' }, operand: digits })
    : digits;
  if (c.kind !== '+' && c.kind !== '-') return left;
  const op = { nodeType: c.kind === '+' ? 'Add' : 'Sub' };
  goTo(c, c.at + 1);
  const right = number(c);
  return placed(c, start, { nodeType: 'BinOp', ...NOWHERE, left, op, right });
}

/** A name that is bound, `_`, a dotted name whose value is meant, or a class with what it holds. */
function named(c: Cursor): Made {
  const start = c.at;
  const after = kindAfter(c);
  const first = takeName(c);
  if (after !== '.' && after !== '(')
    return placed(c, start, {
      nodeType: 'MatchAs',
      ...NOWHERE,
      pattern: undefined,
      name: first === '_' ? undefined : first,
    });
  let value = placed(c, start, { nodeType: 'Name', ...NOWHERE, id: first, ctx: LOAD });
  while (take(c, '.')) {
    const attr = takeName(c);
    value = placed(c, start, { nodeType: 'Attribute', ...NOWHERE, value, attr, ctx: LOAD });
  }
  if (!take(c, '(')) return placed(c, start, { nodeType: 'MatchValue', ...NOWHERE, value });
  const list: Made[] = [];
  const kwd_attrs: string[] = [];
  const kwd_patterns: Made[] = [];
  while (c.kind !== ')') {
    if (c.kind === 'name' && kindAfter(c) === '=') {
      kwd_attrs.push(nameHere(c));
      goTo(c, c.at + 2);
      kwd_patterns.push(pattern(c));
    } else list.push(pattern(c));
    if (!take(c, ',')) break;
  }
  expect(c, ')');
  const node = { nodeType: 'MatchClass', ...NOWHERE, cls: value, patterns: list, kwd_attrs, kwd_patterns };
  return placed(c, start, node);
}

function sequence(c: Cursor): Made {
  const start = c.at;
  const close = c.kind === '[' ? ']' : ')';
  goTo(c, start + 1);
  const list: Made[] = [];
  let isList = close === ']' || c.kind === close;
  while (c.kind !== close) {
    list.push(pattern(c));
    if (!take(c, ',')) break;
    isList = true;
  }
  expect(c, close);
  const [first] = list;
  if (!isList && first) return first;
  return placed(c, start, { nodeType: 'MatchSequence', ...NOWHERE, patterns: list });
}

function mapping(c: Cursor): Made {
  const start = c.at;
  expect(c, '{');
  const keys: Made[] = [];
  const list: Made[] = [];
  let rest: string | undefined;
  while (c.kind !== '}') {
    if (take(c, '**')) rest = takeName(c);
    else {
      keys.push(test(c));
      expect(c, ':');
      list.push(pattern(c));
    }
    if (!take(c, ',')) break;
  }
  expect(c, '}');
  return placed(c, start, { nodeType: 'MatchMapping', ...NOWHERE, keys, patterns: list, rest });
}
