import type { Node } from '../tree.ts';
import {
  type Cursor,
  DELETE,
  expect,
  fail,
  goTo,
  isWord,
  kindAfter,
  type Made,
  NOWHERE,
  placed,
  STORE,
  setContext,
  take,
  takeName,
} from './cursor.ts';
import { expression, test, testList, testOrStarred } from './expressions.ts';
import { PythonSyntaxError } from './tokens.ts';

/** True for what stands behind the last statement of a line. */
export function endsStatement(kind: string): boolean {
  return kind === 'newline' || kind === 'dedent' || kind === 'end';
}

/** What was tried; null where it is no Python. */
export function attempted<T>(work: () => T | null): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof PythonSyntaxError) return null;
    throw error;
  }
}

/** `[T: bound = default, *Ts, **P]` behind a name; nothing without brackets. */
export function typeParameters(c: Cursor): Made[] {
  const found: Made[] = [];
  if (!take(c, '[')) return found;
  do {
    const start = c.at;
    const nodeType = take(c, '**') ? 'ParamSpec' : take(c, '*') ? 'TypeVarTuple' : 'TypeVar';
    const name = takeName(c);
    const bound = nodeType === 'TypeVar' && take(c, ':') ? test(c) : undefined;
    const default_value = take(c, '=') ? testOrStarred(c) : undefined;
    found.push(placed(c, start, { nodeType, ...NOWHERE, name, bound, default_value }));
  } while (take(c, ',') && c.kind !== ']');
  expect(c, ']');
  return found;
}

const SIMPLE: ReadonlyMap<string, (c: Cursor) => Made> = new Map<string, (c: Cursor) => Made>([
  ['pass', (c) => word(c, 'Pass')],
  ['break', (c) => word(c, 'Break')],
  ['continue', (c) => word(c, 'Continue')],
  ['return', returning],
  ['del', deletion],
  ['global', (c) => declaration(c, 'Global')],
  ['nonlocal', (c) => declaration(c, 'Nonlocal')],
  ['import', (c) => importing(c, c.at)],
  ['from', (c) => importingFrom(c, c.at)],
  ['raise', raising],
  ['assert', assertion],
]);

/** One statement without a block. */
export function simple(c: Cursor): Made {
  if (c.kind !== 'name') {
    const known = SIMPLE.get(c.kind);
    return known ? known(c) : assignment(c);
  }
  const start = c.at;
  const after = kindAfter(c);
  if (isWord(c, 'type') && after === 'name') {
    const made = attempted(() => typeAlias(c));
    if (made) return made;
    goTo(c, start);
  }
  if (isWord(c, 'lazy') && (after === 'import' || after === 'from')) {
    goTo(c, start + 1);
    return after === 'import' ? importing(c, start) : importingFrom(c, start);
  }
  return assignment(c);
}

function word(c: Cursor, nodeType: string): Made {
  const start = c.at;
  goTo(c, start + 1);
  return placed(c, start, { nodeType, ...NOWHERE });
}

function returning(c: Cursor): Made {
  const start = c.at;
  expect(c, 'return');
  const value = endsStatement(c.kind) || c.kind === ';' ? undefined : testList(c);
  return placed(c, start, {
    nodeType: 'Return',
    lineno: 0,
    col_offset: 0,
    end_lineno: 0,
    end_col_offset: 0,
    value,
  });
}

function deletion(c: Cursor): Made {
  const start = c.at;
  expect(c, 'del');
  const list: Made[] = [];
  do {
    if (list.length > 0 && (endsStatement(c.kind) || c.kind === ';')) break;
    list.push(expression(c));
  } while (take(c, ','));
  for (const target of list) {
    asTarget(target);
    setContext(target, DELETE);
  }
  return placed(c, start, { nodeType: 'Delete', ...NOWHERE, targets: list });
}

function declaration(c: Cursor, nodeType: 'Global' | 'Nonlocal'): Made {
  const start = c.at;
  goTo(c, start + 1);
  const names = [takeName(c)];
  while (take(c, ',')) names.push(takeName(c));
  return placed(c, start, { nodeType, ...NOWHERE, names });
}

function dottedName(c: Cursor): string {
  let name = takeName(c);
  while (take(c, '.')) name += `.${takeName(c)}`;
  return name;
}

function alias(c: Cursor, read: (c: Cursor) => string): Made {
  const start = c.at;
  const name = read(c);
  const asname = take(c, 'as') ? takeName(c) : undefined;
  return placed(c, start, { nodeType: 'Alias', ...NOWHERE, name, asname });
}

function importing(c: Cursor, start: number): Made {
  expect(c, 'import');
  const names: Made[] = [];
  do names.push(alias(c, dottedName));
  while (take(c, ','));
  return placed(c, start, { nodeType: 'Import', ...NOWHERE, names });
}

function importingFrom(c: Cursor, start: number): Made {
  expect(c, 'from');
  let level = 0;
  for (;;) {
    if (take(c, '.')) level++;
    else if (take(c, '...')) level += 3;
    else break;
  }
  const module = c.kind === 'name' ? dottedName(c) : undefined;
  expect(c, 'import');
  const names: Made[] = [];
  const isBracketed = take(c, '(');
  if (c.kind === '*') {
    const at = c.at;
    goTo(c, at + 1);
    names.push(placed(c, at, { nodeType: 'Alias', ...NOWHERE, name: '*', asname: undefined }));
  } else {
    do {
      if (names.length > 0 && (isBracketed ? c.kind === ')' : endsStatement(c.kind))) break;
      names.push(alias(c, takeName));
    } while (take(c, ','));
  }
  if (isBracketed) expect(c, ')');
  return placed(c, start, { nodeType: 'ImportFrom', ...NOWHERE, module, names, level });
}

function raising(c: Cursor): Made {
  const start = c.at;
  expect(c, 'raise');
  const exc = endsStatement(c.kind) || c.kind === ';' ? undefined : test(c);
  const cause = exc && take(c, 'from') ? test(c) : undefined;
  return placed(c, start, { nodeType: 'Raise', ...NOWHERE, exc, cause });
}

function assertion(c: Cursor): Made {
  const start = c.at;
  expect(c, 'assert');
  const condition = test(c);
  const msg = take(c, ',') ? test(c) : undefined;
  return placed(c, start, { nodeType: 'Assert', ...NOWHERE, test: condition, msg });
}

function typeAlias(c: Cursor): Made {
  const start = c.at;
  goTo(c, start + 1);
  const at = c.at;
  const id = takeName(c);
  const name = placed(c, at, { nodeType: 'Name', ...NOWHERE, id, ctx: STORE });
  const type_params = typeParameters(c);
  expect(c, '=');
  const value = test(c);
  return placed(c, start, { nodeType: 'TypeAlias', ...NOWHERE, name, type_params, value });
}

const AUGMENTED: ReadonlyMap<string, Node> = new Map(
  [
    ['+=', 'Add'],
    ['-=', 'Sub'],
    ['*=', 'Mult'],
    ['/=', 'Div'],
    ['%=', 'Mod'],
    ['&=', 'BitAnd'],
    ['|=', 'BitOr'],
    ['^=', 'BitXor'],
    ['<<=', 'LShift'],
    ['>>=', 'RShift'],
    ['**=', 'Pow'],
    ['//=', 'FloorDiv'],
    ['@=', 'MatMult'],
  ].map(([kind = '', nodeType = '']) => [kind, { nodeType }]),
);

/** An expression by itself, or what is assigned to it. */
function assignment(c: Cursor): Made {
  const start = c.at;
  const first = testList(c);
  if (c.kind === '=') {
    const list: Made[] = [];
    let value = first;
    while (take(c, '=')) {
      asTarget(value);
      list.push(value);
      value = testList(c);
    }
    return placed(c, start, {
      nodeType: 'Assign',
      lineno: 0,
      col_offset: 0,
      end_lineno: 0,
      end_col_offset: 0,
      targets: list,
      value,
    });
  }
  if (take(c, ':')) {
    asTarget(first);
    const annotation = test(c);
    const value = take(c, '=') ? testList(c) : undefined;
    return placed(c, start, {
      nodeType: 'AnnAssign',
      lineno: 0,
      col_offset: 0,
      end_lineno: 0,
      end_col_offset: 0,
      target: first,
      annotation,
      value,
    });
  }
  const op = c.kind === 'newline' ? undefined : AUGMENTED.get(c.kind);
  if (op !== undefined) {
    if (!/^(?:Name|Attribute|Subscript)$/.test(first.nodeType)) fail();
    setContext(first, STORE);
    goTo(c, c.at + 1);
    const value = testList(c);
    return placed(c, start, { nodeType: 'AugAssign', ...NOWHERE, target: first, op, value });
  }
  return placed(c, start, {
    nodeType: 'Expr',
    lineno: 0,
    col_offset: 0,
    end_lineno: 0,
    end_col_offset: 0,
    value: first,
  });
}

/** @throws PythonSyntaxError for what nothing can be assigned to. */
export function asTarget(node: Made): void {
  checkTarget(node);
  setContext(node, STORE);
}

function checkTarget(node: Made): void {
  if (node.nodeType === 'Starred') checkTarget(node.value as Made);
  else if (node.nodeType === 'List' || node.nodeType === 'Tuple') {
    for (const element of node.elts as Made[]) checkTarget(element);
  } else if (!/^(?:Name|Attribute|Subscript)$/.test(node.nodeType)) fail();
}
