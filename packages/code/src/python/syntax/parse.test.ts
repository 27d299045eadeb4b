import { describe, expect, test } from 'vitest';
import { isNode } from '../tree.ts';
import { parseSource } from './parse.ts';
import samples from './samples.json' with { type: 'json' };
import { PythonSyntaxError } from './tokens.ts';

/** What only our trees have, or have otherwise than CPython's. */
const OURS = /^(?:nodeType|lineno|col_offset|end_lineno|end_col_offset|ctx|quote_style|conversion|is_async)$/;

/** A tree as `tools/syntax_samples.py` prints it. */
function told(value: unknown, placed = true): unknown {
  if (Array.isArray(value)) return value.map((item) => told(item, placed));
  if (typeof value === 'bigint') return `${value}n`;
  if (!isNode(value)) return value;
  const { nodeType, lineno, col_offset, end_lineno, end_col_offset } = value;
  const inner = placed && nodeType !== 'JoinedStr';
  const fields = Object.entries(value)
    .filter(
      ([key, item]) =>
        !OURS.test(key) && item !== undefined && (key !== 'type_params' || (item as unknown[]).length > 0),
    )
    .map(([key, item]) => [key, told(item, inner)] as const);
  const imaginary = nodeType === 'Constant' && value.value === undefined ? { value: 'imaginary' } : {};
  const at = placed && lineno !== undefined ? { at: [lineno, col_offset, end_lineno, end_col_offset] } : {};
  return { is: nodeType, ...Object.fromEntries(fields), ...imaginary, ...at };
}

test.each(samples.map(({ source, tree }) => [source, tree] as const))('as CPython: %j', (source, tree) => {
  expect(told(parseSource(source))).toEqual(tree);
});

describe('texts between three quotes', () => {
  test.each([
    [String.raw`'''a\'''b'''`, `a'''b`],
    [String.raw`'''a\\'''`, 'a\\'],
    [String.raw`'''a\''''`, `a'`],
    [`'''it''s'''`, `it''s`],
    [`''''a'''`, `'a`],
    [`"""a'''b"""`, `a'''b`],
    [String.raw`r'''a\'b'''`, String.raw`a\'b`],
    [`''''''`, ''],
  ])('%s', (source, value) => {
    expect(parseSource(source)[0]?.value).toMatchObject({ value });
  });

  test.each([`'''a`, `'''a''`, String.raw`'''a\'''`, `'''\u005c`])('%s has no end', (source) => {
    expect(() => parseSource(source)).toThrow(PythonSyntaxError);
  });

  test('lines inside of them count, however long they are', () => {
    for (const middle of ['\n', `${'x'.repeat(50)}\n\n`, `\n${'é'.repeat(50)}\n`]) {
      const [, after] = parseSource(`'''${middle}'''\na`);

      expect(after?.lineno).toBe(middle.split('\n').length + 1);
    }
  });
});

describe('what came after 3.11', () => {
  test.each([
    ['quotes inside of an f-string', `f"{a["b"]}{c("d")}"`, `f"{a['b']}{c('d')}"`],
    ['lines and comments', `f'''{\n  a  # why\n  + b\n}'''`, `f'''{a + b}'''`],
  ])('%s', (_what, source, before) => {
    const [value, known] = [source, before].map((text) => parseSource(text)[0]?.value as { values: unknown });

    expect(told(value?.values, false)).toEqual(told(known?.values, false));
  });

  test('type parameters', () => {
    const body = parseSource(
      'def f[T: int = str, *Ts, **P](a: T): pass\nclass A[T]: pass\ntype B[T] = list[T]\n',
    );

    expect(body.map(({ nodeType, type_params }) => [nodeType, told(type_params, false)])).toEqual([
      [
        'FunctionDef',
        [
          {
            is: 'TypeVar',
            name: 'T',
            bound: { is: 'Name', id: 'int' },
            default_value: { is: 'Name', id: 'str' },
          },
          { is: 'TypeVarTuple', name: 'Ts' },
          { is: 'ParamSpec', name: 'P' },
        ],
      ],
      ['ClassDef', [{ is: 'TypeVar', name: 'T' }]],
      ['TypeAlias', [{ is: 'TypeVar', name: 'T' }]],
    ]);
  });

  test('templates', () => {
    expect(told(parseSource(`t'a{b!r:>{c}}' t"{d=}"`)[0]?.value, false)).toEqual({
      is: 'TemplateStr',
      values: [
        { is: 'Constant', value: 'a' },
        {
          is: 'Interpolation',
          value: { is: 'Name', id: 'b' },
          str: 'b',
          format_spec: {
            is: 'JoinedStr',
            values: [
              { is: 'Constant', value: '>' },
              { is: 'FormattedValue', value: { is: 'Name', id: 'c' } },
            ],
          },
        },
        { is: 'Constant', value: 'd=' },
        { is: 'Interpolation', value: { is: 'Name', id: 'd' }, str: 'd' },
      ],
    });
  });

  test('imports that wait', () => {
    const body = parseSource('lazy import a\nlazy from b import c\nlazy = 1\n');

    expect(body.map(({ nodeType }) => nodeType)).toEqual(['Import', 'ImportFrom', 'Assign']);
  });
});

test.each([
  'x = ',
  'print "a"',
  'exec a in b',
  'raise A, b',
  'except A, b: pass',
  'x = 0777L',
  'a <> b',
  '`a`',
  "ur'a'",
  '1 = a',
  'f() = 1',
  'a + b = c',
  'f(a=1, b)',
  'f(**a, *b)',
  'def f(a=1, b): pass',
  'def f(*): pass',
  'def f(**a, b): pass',
  'if a:\nb',
  'if a:\n    b\n  c',
  '  a',
  'a b',
  "'a",
  "'''a",
  "f'{a'",
  "f'{}'",
  "f'{a b}'",
  '(a',
  'a)',
  'a ? b',
  '0x',
  'class',
  'try:\n  a\nexcept:\n  b\nexcept* C:\n  d',
  'async = 1',
  'x = $a',
  '[*a for a in b]',
])('refuses %j', (source) => {
  expect(() => parseSource(source)).toThrow(PythonSyntaxError);
});

test('nesting is taken as deep as the stack goes, and long chains and lists as long as they are', () => {
  expect(() => parseSource('['.repeat(100_000))).toThrow(RangeError);
  expect(parseSource(`${'['.repeat(400)}${']'.repeat(400)}`)).toHaveLength(1);
  expect(parseSource(`x = ${'1 + '.repeat(50_000)}1`)).toHaveLength(1);
  expect(parseSource(`x${'.y()'.repeat(50_000)}`)).toHaveLength(1);
});

test('positions beyond ASCII cost no more than the line is long', () => {
  const long = `x = ['é', ${"f'{a}', ".repeat(50_000)}]`;
  const [made] = parseSource(long);
  const last = (made?.value as { elts: { col_offset: number }[] } | undefined)?.elts.at(-1);

  expect(last?.col_offset).toBe(Buffer.byteLength(long) - 9);
});

test('texts with holes stand behind a source of any length, and what was refused leaves nothing to the next one', () => {
  const holes = "f'{a + 1} {b[0]:>{width}}'";
  const fill = 'x = [1, 2]\n'.repeat(3_000);
  const [alone] = parseSource(holes);
  const moved = (line: number): unknown =>
    JSON.parse(JSON.stringify(alone), (key, value) =>
      key.endsWith('lineno') ? (value as number) + line : value,
    );
  const around = parseSource(`${fill}${holes}\n${fill}${holes}\n`);

  expect(around).toHaveLength(6_002);
  expect([around[3_000], around[6_001]]).toEqual([moved(3_000), moved(6_001)]);

  for (const refused of [`${fill}f'{a b}'`, `${fill}f'{a'`, `${fill}a b`, 'f\'{f"{a b}"}\'']) {
    expect(() => parseSource(refused)).toThrow(PythonSyntaxError);
    expect(parseSource(holes)).toEqual([alone]);
  }
});
