import { expect, test } from 'vitest';
import { pathsOf } from './started-files.ts';

test.each([
  ['lib/run.js', ['lib/run.js', 'sub/lib/run.js']],
  // The folder is not known: the package's own is what it mostly is.
  ['$UNKNOWN/run.js', ['run.js', 'sub/run.js']],
  // Of which nothing is known is not the package's own entry.
  ['$UNKNOWN', []],
])('the files that %s may mean', (word, expected) => {
  expect(pathsOf(word, ['', 'sub'])).toEqual(expected);
});
