import { describe, expect, test } from 'vitest';
import { hide } from '../testing.ts';
import { analyzeJs } from './facts.ts';

/** Decoding steps that the names of what a source loads or looks up are hidden by. */
function layersIn(source: string): (readonly string[])[] {
  // Only sources that may decode and run something are run to see what they look up.
  return analyzeJs(`${source}\nexports.run = (text) => eval(atob(text));\n`).imports.map(
    ({ layers }) => layers,
  );
}

describe('a name that stands in a list is not hidden by', () => {
  test.each([
    ['a map', `exports.files = ['./a.js', './b.js'].map((file) => require.resolve(file));`],
    [
      'a function that is named',
      `function find(file) { return require.resolve(file); }\nconst files = ['./a.js', './b.js'];\nexports.files = files.map(find);`,
    ],
    ['a loop', `for (const file of ['./a.js', './b.js']) exports.push(require.resolve(file));`],
  ])('%s', (_name, source) => {
    expect(layersIn(source)).toEqual([[]]);
  });
});

describe('a name is hidden that', () => {
  test.each([
    ['is decoded on its way', `['${hide('./a.js')}'].map((file) => require.resolve(atob(file)));`],
    ['is decoded before', `['${hide('./a.js')}'].map(atob).map((file) => require.resolve(file));`],
    [
      'is put together',
      `['./a.', './b.'].map((s) => s + String.fromCharCode(106, 115)).map((file) => require.resolve(file));`,
    ],
  ])('%s', (_name, source) => {
    expect(layersIn(source).flat()).toEqual(expect.arrayContaining([expect.any(String)]));
  });
});
