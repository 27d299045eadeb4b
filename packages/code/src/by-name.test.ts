import { expect, test } from 'vitest';
import { anyOf, byName, byTwoNames } from './by-name.ts';

test('a name is asked about once, and not forever', () => {
  const asked: string[] = [];
  const lengthOf = byName((name) => {
    asked.push(name);
    return name.startsWith('_') ? null : name.length;
  });

  for (let round = 0; round < 2; round++) expect(['require', '_x'].map(lengthOf)).toEqual([7, null]);
  expect(asked).toEqual(['require', '_x']);

  const long = 'x'.repeat(100);
  expect([lengthOf(long), lengthOf(long)]).toEqual([100, 100]);
  expect(asked).toHaveLength(4);

  for (let i = 0; i < 20_000; i++) lengthOf(`name${i}`);
  expect(lengthOf('require')).toBe(7);
  expect(asked.filter((name) => name === 'require')).toHaveLength(2);
});

test('what one question is answered is no answer to another', () => {
  const isShort = byName((name) => name.length < 3);
  const first = byName((name) => name[0] ?? null);

  for (let round = 0; round < 2; round++) {
    expect([isShort('ab'), first('ab'), first('abc'), isShort('abc'), first('')]).toEqual([
      true,
      'a',
      'a',
      false,
      null,
    ]);
  }
});

test('two names are put together once, and not forever', () => {
  let joined = 0;
  const join = byTwoNames((first, second) => {
    joined++;
    return `${first}.${second}`;
  });

  expect([join('os', 'path'), join('os', 'path'), join('os.path', 'join')]).toEqual([
    'os.path',
    'os.path',
    'os.path.join',
  ]);
  expect(joined).toBe(2);

  for (let i = 0; i < 20_000; i++) join('module', `name${i}`);
  expect(join('os', 'path')).toBe('os.path');
  expect(joined).toBe(20_003);
});

test('one pattern stands for several', () => {
  const pattern = anyOf([/^a$/, /b|c/]);

  expect(['a', 'ab', 'xc', 'aa', 'd'].map((name) => pattern.test(name))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
