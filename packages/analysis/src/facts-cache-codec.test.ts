import { describe, expect, test } from 'vitest';
import { decodeFacts, encodeFacts } from './facts-cache-codec.ts';

const SPARSE: unknown[] = [1];
SPARSE[2] = 3;

describe('facts come back as they were', () => {
  test.each<[string, unknown, 'json' | 'clone']>([
    ['plain data', { a: [1, 'two', null, true], b: { c: 0.5 } }, 'json'],
    ['half a surrogate pair', { text: '\ud800 \u2028' }, 'json'],
    ['a name that prototypes have', JSON.parse('{"__proto__":{"a":1},"constructor":2}'), 'json'],
    ['a map', { runs: new Map([['a', [1]]]) }, 'clone'],
    ['a map in a list', [[new Map([[1, new Set(['x'])]])]], 'clone'],
    ['bytes', { bytes: new Uint8Array([1, 2]) }, 'clone'],
    ['what has no value', { a: undefined }, 'clone'],
    ['a list with a hole', SPARSE, 'clone'],
    ['numbers without digits', [Number.NaN, Number.POSITIVE_INFINITY, -0], 'clone'],
    ['large whole numbers', [2n ** 70n], 'clone'],
    ['text beyond the cap', 'x'.repeat(9 * 1024 * 1024), 'clone'],
  ])('%s', (_name, value, form) => {
    const bytes = encodeFacts(value);

    expect(bytes[0] === 0xff ? 'clone' : 'json').toBe(form);
    expect(decodeFacts(bytes)).toStrictEqual(value);
  });

  test('and what is damaged is told', () => {
    for (const text of ['', 'no facts', '{"a":', '\xff'])
      expect(() => decodeFacts(Buffer.from(text, 'latin1'))).toThrow();
  });
});
