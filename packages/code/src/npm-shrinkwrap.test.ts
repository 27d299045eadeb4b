import { expect, test } from 'vitest';
import { parseShrinkwrap } from './npm-shrinkwrap.ts';

test('entries of the newer form, by the last folder of their path', () => {
  const text = `{
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "root" },
    "node_modules/a": { "version": "1.0.0", "resolved": "https://files.weir.test/a.tgz", "integrity": "sha512-x" },
    "node_modules/a/node_modules/@s/b": { "name": "other", "version": "2.0.0" },
    "node_modules/c": { "version": "1.0.0", "dev": true }
  }
}`;
  expect(parseShrinkwrap(text)).toEqual([
    {
      name: 'a',
      version: '1.0.0',
      resolved: 'https://files.weir.test/a.tgz',
      integrity: 'sha512-x',
      line: 5,
    },
    { name: 'other', version: '2.0.0', resolved: null, integrity: null, line: 6 },
  ]);
});

test('entries of the older form, whose version can be an address', () => {
  const text =
    '{ "dependencies": { "a": { "version": "1.0.0",\n "dependencies": { "b": { "version": "git+https://git.weir.test/b.git#1" } } } } }';
  expect(parseShrinkwrap(text)?.map(({ name, resolved, line }) => [name, resolved, line])).toEqual([
    ['a', null, 1],
    ['b', 'git+https://git.weir.test/b.git#1', 2],
  ]);
});

test('a list without end costs one pass', () => {
  const packages = Object.fromEntries(
    Array.from({ length: 30_000 }, (_, i) => [
      `node_modules/p${i}`,
      { resolved: `https://files.weir.test/\u00e9${i}.tgz` },
    ]),
  );
  const text = JSON.stringify({ packages }).replaceAll('\u00e9', '\\u00e9');
  expect(parseShrinkwrap(text)).toHaveLength(20_000);
});

test.each(['', '[]', '{', 'null', '{"packages": []}'])('%j locks nothing', (text) => {
  expect(parseShrinkwrap(text) ?? []).toEqual([]);
});
