import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

const commands = (source: string): (string | null)[] =>
  analyzePython(`import os, re\n${source}`).commands.map(({ line }) => line);

describe('a search for one place in a known text', () => {
  test.each([
    ['search', 're.search(r"b(\\d)", "ab1")', '1'],
    ['match', 're.match(r"a(\\w)", "ab1")', 'b'],
    ['a whole match', 're.fullmatch(r"a(\\w)1", "ab1")', 'b'],
    ['a pattern that was compiled', 're.compile(r"b(\\d)$").search("ab1")', '1'],
    ['a pattern from the beginning', 're.search(r"^a(\\w)", "ab1")', 'b'],
  ])('gives its groups: %s', (_how, found, group) => {
    expect(commands(`os.system("echo " + ${found}.group(1))\n`)).toEqual([`echo ${group}`]);
  });

  test.each([
    ['search', 're.search(r"c(\\d)", "ab1")'],
    ['match', 're.match(r"b(\\d)", "ab1")'],
    ['a whole match', 're.fullmatch(r"a", "ab1")'],
  ])('gives nothing where there is none: %s', (_how, found) => {
    expect(commands(`found = ${found}\nos.system("yes" if found else "no")\n`)[0]).toBe('no');
  });

  test('of a default says nothing, as a caller may give another text', () => {
    expect(commands('def f(x="ab"):\n  if re.search("c", x):\n    os.system("a")\n')).toEqual(['a']);
  });
});
