import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** Commands of a source, those that loading does not run in brackets. */
const commandsOf = (source: string): string[] =>
  analyzePython(`import os, sys\n${source}`).commands.map(({ line, live }) =>
    live ? `${line}` : `(${line})`,
  );

describe('operands and arms that are not taken', () => {
  test.each([
    ['behind a known no', "None and os.system('make')"],
    ['behind a known yes', "'x' or os.system('make')"],
    ['further behind', "0 and x and os.system('make')"],
    ['behind what only a program is', "__name__ == '__main__' and os.system('make')"],
    [
      'behind what only a program, or a part of one, is',
      "__name__ in ('__main__', '__mp_main__') and os.system('make')",
    ],
    ['behind what only another runner is', "__name__ == '__channelexec__' and os.system('make')"],
    ['in an arm of a program', "os.system('make') if __name__ == '__main__' else None"],
    ['in an arm', "os.system('make') if None else 1"],
    ['in the other arm', "x = 1 if True else os.system('make')"],
    ['in a comprehension', "[i for i in range(9) if not 1 and os.system('make')]"],
    [
      'of what an object held when it was made',
      "class C:\n  def __init__(self): self.rows = []\n  def end(self): self.rows and os.system('make')\nC().end()",
    ],
  ])('are read as code that does not run: %s', (_what, source) => {
    expect(commandsOf(source)).toEqual(['(make)']);
  });

  test.each([
    ['a name that such an operand binds', "x = 'make'\n0 and (x := 'rm')\nos.system(x)"],
    ['a list that it would fill', "x = ['make']\n1 or x.__setitem__(0, 'rm')\nos.system(x[0])"],
  ])('change nothing: %s', (_what, source) => {
    expect(commandsOf(source)).toEqual(['make']);
  });

  test.each([
    ['runs as no program', "__name__ != '__main__' and os.system('make')"],
    ['is imported', "if __name__ != '__main__': os.system('make')"],
    ['has a name of its own', "if __name__ == 'own.core': os.system('make')"],
  ])('are live where the source asks whether it %s', (_what, source) => {
    expect(commandsOf(source)).toEqual(['make']);
  });

  test('are live where the left side may be anything', () => {
    expect(commandsOf("sys.argv and os.system('make')")).toEqual(['make']);
  });
});

describe('what a function gives in several ways', () => {
  test.each([
    ['no or yes', '  if os.path.exists("x"): return False\n  return True', 'go()'],
    ['yes or no', '  if os.path.exists("x"): return True\n  return False', 'not go()'],
    ['yes, or nothing at its end', '  if os.path.exists("x"): return True', 'not go()'],
    ['zero or one', '  if os.path.exists("x"): return 0\n  return 1', 'go()'],
    ['an empty or a full dictionary', '  if os.path.exists("x"): return {}\n  return {"a": 1}', 'go()'],
    ['an empty or a full text', '  if os.path.exists("x"): return ""\n  return "a"', 'go()'],
  ])('decides no branch: %s', (_what, body, test_) => {
    const source = (statement: string): string => `def go():\n${body}\n${statement}`;
    expect(commandsOf(source(`if ${test_}: os.system('make')`))).toEqual(['make']);
    expect(commandsOf(source(`${test_} and os.system('make')`))).toEqual(['make']);
  });

  test.each([
    ['no', '  if os.path.exists("x"): return False\n  return None'],
    ['the same', '  if os.path.exists("x"): return 0\n  return 0'],
  ])('decides it where all of them say %s', (_what, body) => {
    expect(commandsOf(`def go():\n${body}\nif go(): os.system('make')`)).toEqual(['(make)']);
  });
});

describe('a name outside', () => {
  test.each([
    ['in a list', "if sys.platform in ('linux', 'darwin'): os.system('make')"],
    ['not in a list', "if sys.platform not in ('linux', 'darwin'): os.system('make')"],
    ['in a table', "if sys.platform in {'linux': 1}: os.system('make')"],
    ['as a key', "for root in {'linux': ['a']}.get(sys.platform, []): os.system('make')"],
  ])('may be what anything is: %s', (_what, source) => {
    expect(commandsOf(source)).toEqual(['make']);
  });

  test('is what it is', () => {
    expect(commandsOf("if int in (int, str): os.system('make')")).toEqual(['make']);
    expect(commandsOf("if 'a' in ('b', 'c'): os.system('make')")).toEqual(['(make)']);
  });
});
