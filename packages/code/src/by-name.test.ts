import { expect, test } from 'vitest';
import { byName } from './by-name.ts';

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

  for (let i = 0; i < 5_000; i++) lengthOf(`name${i}`);
  expect(lengthOf('require')).toBe(7);
  expect(asked.filter((name) => name === 'require')).toHaveLength(2);
});
