import { describe, expect, test } from 'vitest';
import { bytesOf, int32, raw, tuple, word } from './fixtures.ts';
import { decompilePyc, loadMarshal } from './pyc.ts';

/** Instructions of one and three bytes as they were before 3.6. */
const OLD = {
  pop: [1],
  add: [23],
  storeMap: [54],
  yieldFrom: [72],
  return: [83],
  iterate: [68],
  name: (index: number) => [101, index, 0],
  store: (index: number) => [90, index, 0],
  const: (index: number) => [100, index, 0],
  local: (index: number) => [124, index, 0],
  call: (places: number, pairs: number) => [131, places, pairs],
  callAll: (places: number, pairs: number) => [140, places, pairs],
  callBoth: (places: number, pairs: number) => [142, places, pairs],
  make: (places: number, pairs: number) => [132, places, pairs],
  map: (size: number) => [105, size, 0],
} as const;

interface Parts {
  readonly code: readonly (readonly number[])[];
  readonly consts: readonly Buffer[];
  readonly names?: readonly string[];
  readonly locals?: readonly string[];
  readonly counts?: readonly [number, number];
  readonly title?: string;
}

/** A code object of CPython 3.0 to 3.5. */
function code35({
  code,
  consts,
  names = [],
  locals = [],
  counts = [0, 0],
  title = '<module>',
}: Parts): Buffer {
  return Buffer.concat([
    Buffer.from('c'),
    ...[...counts, locals.length, 10, locals.length > 0 ? 0x43 : 64].map(int32),
    bytesOf(...code.flat()),
    tuple(consts),
    tuple(names.map(word)),
    tuple(locals.map(word)),
    tuple([]),
    tuple([]),
    word('x.py'),
    word(title),
    int32(1),
    bytesOf(),
  ]);
}
const NONE = Buffer.from('N');
/** Magic numbers by version; the header has the size of the source since 3.3. */
const OLDER: readonly (readonly [string, number, number])[] = [
  ['3.1', 3151, 8],
  ['3.2', 3180, 8],
  ['3.3', 3230, 12],
  ['3.4', 3310, 12],
  ['3.5', 3350, 12],
];
const pycOf = (magic: number, header: number, code: Buffer): Buffer =>
  Buffer.concat([Buffer.from([magic & 255, magic >> 8, 0x0d, 0x0a]), Buffer.alloc(header - 4), code]);

/** No interpreter of these was at hand: what they differ in is put together by hand, after `dis` of their manuals. */
describe.each(OLDER)('CPython %s', (version, magic, header) => {
  const read = (parts: Parts): string => {
    const found = decompilePyc(pycOf(magic, header, code35(parts)));
    expect(found).toMatchObject({ version, problem: null, whole: true });
    return found.text;
  };

  test('calls have their names among their values', () => {
    const consts = [NONE, word('id'), word('shell'), Buffer.from('T')];
    const call = [OLD.const(1), OLD.const(2), OLD.const(3)];
    const names = ['f', 'more', 'named'];
    expect(
      read({
        code: [
          OLD.name(0),
          ...call,
          OLD.call(1, 1),
          OLD.pop,
          OLD.name(0),
          ...call,
          OLD.name(1),
          OLD.callAll(1, 1),
          OLD.pop,
          OLD.name(0),
          ...call,
          OLD.name(1),
          OLD.name(2),
          OLD.callBoth(1, 1),
          OLD.pop,
          OLD.const(0),
          OLD.return,
        ],
        consts,
        names,
      }),
    ).toBe("f('id', shell=True); f('id', *more, shell=True); f('id', *more, shell=True, **named)\n");
  });

  test('functions have their defaults below them', () => {
    const inner = code35({
      code: [OLD.local(0), OLD.return],
      consts: [NONE],
      locals: ['a', 'b', 'k'],
      counts: [2, 1],
      title: 'f',
    });
    const title = version < '3.3' ? [] : [OLD.const(4)];
    const consts = [NONE, word('x'), word('k'), inner, word('f')];
    const code = [OLD.const(1), OLD.const(2), OLD.const(0), OLD.const(3), ...title, OLD.make(1, 1)];
    expect(read({ code: [...code, OLD.store(0), OLD.const(0), OLD.return], consts, names: ['f'] })).toBe(
      "def f(a, b='x', *, k=None): return a\n",
    );
    // 3.3 and some before it had the pairs first.
    const first = [OLD.const(2), OLD.const(0), OLD.const(1), OLD.const(3), ...title, OLD.make(1, 1)];
    expect(read({ code: [...first, OLD.store(0), OLD.const(0), OLD.return], consts, names: ['f'] })).toBe(
      "def f(a, b='x', *, k=None): return a\n",
    );
  });

  test('a mapping is filled entry by entry before 3.5', () => {
    const consts = [NONE, word('k'), word('v')];
    const [key, value] = [OLD.const(1), OLD.const(2)];
    const code = version === '3.5' ? [key, value, OLD.map(1)] : [OLD.map(1), value, key, OLD.storeMap];
    expect(read({ code: [...code, OLD.store(0), OLD.const(0), OLD.return], consts, names: ['m'] })).toBe(
      "m = {'k': 'v'}\n",
    );
  });

  test('marshalled code is read by trial', () => {
    const code = [OLD.name(0), OLD.const(1), OLD.call(1, 0), OLD.pop, OLD.const(0), OLD.return];
    const data = code35({ code, consts: [NONE, word('id')], names: ['evil'] });
    expect(loadMarshal(data)).toMatchObject({ kind: 'code', text: "evil('id')\n" });
  });
});

describe('Python 2', () => {
  test('a test of 2.6 leaves its value, which both ways take away', () => {
    // LOAD_NAME a; JUMP_IF_FALSE 9; POP_TOP; f(); POP_TOP; JUMP_FORWARD 1; POP_TOP.
    const code = [
      OLD.name(0),
      [111, 11, 0],
      OLD.pop,
      OLD.name(1),
      OLD.call(0, 0),
      OLD.pop,
      [110, 1, 0],
      OLD.pop,
      OLD.const(0),
      OLD.return,
    ].flat();
    const data = Buffer.concat([
      Buffer.from('c'),
      ...[0, 0, 10, 64].map(int32),
      bytesOf(...code),
      tuple([NONE]),
      tuple([raw('t', Buffer.from('a')), raw('t', Buffer.from('f'))]),
      tuple([]),
      tuple([]),
      tuple([]),
      raw('s', Buffer.from('x.py')),
      raw('t', Buffer.from('<module>')),
      int32(1),
      bytesOf(),
    ]);
    expect(decompilePyc(pycOf(62_161, 8, data)).text).toBe('if a: f()\n');
  });

  test.each([
    ['a reference to a text that is not there', [0x52, 9, 0, 0, 0]],
    ['code of which the fields are missing', [0x63, 0, 0, 0, 0]],
    ['nested tuples', Array.from({ length: 5000 }, () => [0x28, 1, 0, 0, 0]).flat()],
  ])('%s is told', (_what, bytes) => {
    const found = decompilePyc(pycOf(62_211, 8, Buffer.from(bytes)));
    expect(found).toMatchObject({ version: '2.7', text: '' });
    expect(found.problem).toMatch(/^(?:damaged|truncated|nesting)$/);
    expect(loadMarshal(Buffer.from(bytes))).toBeNull();
  });
});
