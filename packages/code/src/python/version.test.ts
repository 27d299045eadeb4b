import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** What the source starts, as words, with a mark in front of what loading it starts. */
function started(source: string): string[] {
  return analyzePython(`import os, sys\n${source}`).commands.map(
    ({ line, live }) => `${live ? '!' : ''}${line}`,
  );
}

describe('what is made of the version of Python', () => {
  test.each([
    ['by its number', 'if sys.version_info[0] == 3:\n  d = "three"\nelse:\n  d = "two"\n'],
    ['by its name', 'if sys.version_info.major < 3:\n  d = "two"\nelse:\n  d = "three"\n'],
    ['as a whole', 'd = "three"\nif sys.version_info < (3,):\n  d = "two"\n'],
    ['by its first numbers', 'd = "two" if sys.version_info[:2] <= (2, 7) else "three"\n'],
  ])('%s', (_how, source) => {
    expect(started(`${source}def go():\n  if d == "two":\n    os.system("old")\n  os.system(d)\n`)).toEqual([
      'three',
    ]);
  });

  test.each([
    ['that another number decides', 'if sys.version_info < (3, 8):\n  d = "old"\n'],
    ['that the source replaces', 'sys.version_info = (2, 7)\nif sys.version_info[0] < 3:\n  d = "old"\n'],
    [
      'that the source replaces by name',
      'setattr(sys, "version_info", (2, 7))\nif sys.version_info[0] < 3:\n  d = "old"\n',
    ],
  ])('is open for a version %s', (_how, source) => {
    expect(started(`d = "new"\n${source}def go():\n  if d == "old":\n    os.system("older")\n`)).toEqual([
      'older',
    ]);
  });
});

describe('what another version of Python does', () => {
  test.each([
    ['behind a condition', 'if sys.version_info[0] < 3:\n  os.system("old")\n'],
    ['behind the other way', 'if sys.version_info >= (3,):\n  pass\nelse:\n  os.system("old")\n'],
    ['in a function', 'def go():\n  if sys.version_info[0] == 2:\n    os.system("old")\ngo()\n'],
    ['in a loop', 'for x in ["old"]:\n  if sys.version_info.major == 2:\n    os.system(x)\n'],
  ])('is told as before, %s', (_how, source) => {
    expect(started(source)).toEqual(['!old']);
  });

  test('ends nothing', () => {
    expect(started('if sys.version_info[0] < 3:\n  raise SystemExit(1)\nos.system("new")\n')).toEqual([
      '!new',
    ]);
  });
});

test('another tuple has no parts of a version', () => {
  expect(started('a = (1, 2, 3)\nos.system("run %s" % a.major)\n')).toEqual(['!run $UNKNOWN']);
});
