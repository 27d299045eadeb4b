import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

const ASKED = 'import os, requests, sys\nm = requests.get("https://a.weir.test/").json()\n';
const ACTS = 'def act(x):\n  os.system(x)\ndef rest(x):\n  print(x)\n';

/** Whether what a server answers reaches a shell while the source is loaded. */
function runsAnswer(source: string): boolean {
  return analyzePython(ASKED + source).flow.flows.some(
    ({ sink, labels, live }) => sink === 'command' && live && (labels & LABEL.network) !== 0,
  );
}

describe('what stands in a table under a key that nobody knows', () => {
  test.each([
    ['a function', `${ACTS}{"a": rest, "b": act}[m["k"]](m["x"])`],
    ['a function for a platform', `${ACTS}{"linux": act, "win32": rest}[sys.platform](m["x"])`],
    ['a function that is asked for with a default', `${ACTS}{"a": act}.get(m["k"], rest)(m["x"])`],
    ['a default', `${ACTS}{"a": rest}.get(m["k"], act)(m["x"])`],
    ['a function from outside', `{"a": print, "b": os.system}[m["k"]](m["x"])`],
    [
      'a class',
      `class A:\n  def __init__(self, x): self.x = x\n  def go(self): pass\nclass B(A):\n  def go(self): os.system(self.x)\n{"a": A, "b": B}[m["k"]](m["x"]).go()`,
    ],
    [
      'an object',
      `class A:\n  def go(self, x): pass\nclass B:\n  def go(self, x): os.system(x)\n{"a": A(), "b": B()}[m["k"]].go(m["x"])`,
    ],
    [
      'a function that was put under such a key',
      `table = {}\ndef named(key):\n  def add(f):\n    table[key] = f\n    return f\n  return add\n@named(sys.argv[1])\ndef act(x): os.system(x)\ntable[m["k"]](m["x"])`,
    ],
    [
      'a list of functions',
      `${ACTS}table = {}\ntable.setdefault("go", []).append(act)\nfor f in table.get(m["k"], ()): f(m["x"])`,
    ],
    [
      'a list that the table makes',
      `import collections\n${ACTS}table = collections.defaultdict(list)\ntable["go"].append(act)\nfor f in table[m["k"]]: f(m["x"])`,
    ],
    [
      'a subclass that says so to its base',
      `class B:\n  table = {}\n  def __init_subclass__(cls, kind, **rest):\n    B.table[kind] = cls()\nclass C(B, kind="c"):\n  go = staticmethod(os.system)\nclass D(B, kind="d"):\n  def go(self, x): pass\nB.table[m["k"]].go(m["x"])`,
    ],
    [
      'one of the subclasses',
      `class B: pass\nclass C(B):\n  def go(self, x): os.system(x)\nfor c in B.__subclasses__(): c().go(m["x"])`,
    ],
  ])('%s', (_what, source) => {
    expect(runsAnswer(source)).toBe(true);
  });

  test.each([
    ['a key that is known', `${ACTS}{"a": rest, "b": act}["a"](m["x"])`],
    ['a key that is not there', `${ACTS}{"a": act}.get("b", rest)(m["x"])`],
    ['functions that run nothing', `def one(x): return x\n{"a": one, "b": len}[m["k"]](m["x"])`],
  ])('nothing of it is run: %s', (_what, source) => {
    expect(runsAnswer(source)).toBe(false);
  });
});

test('what a function gives again and again is what a loop over it hands out', () => {
  expect(runsAnswer('for x in iter(lambda: m["x"], ""):\n  os.system(x)\n')).toBe(true);
});

test('a tree whose nodes make nodes by a table costs no more than each class once', () => {
  const classes = Array.from(
    { length: 24 },
    (_, at) =>
      `class N${at}:\n  def __init__(self, x):\n    self.a = T[x.kind](x.a)\n    self.b = T[x.kind](x.b)\n    self.c = T[x.kind](x.c)\nT["${at}"] = N${at}\n`,
  );
  const began = performance.now();
  const { complete } = analyzePython(`T = {}\n${classes.join('')}T[input()](input())\n`);

  expect(complete).toBe(true);
  expect(performance.now() - began).toBeLessThan(4_000);
});

test('a function that only others call is not said to call one of several, and is to call the only one', () => {
  const runsOf = (table: string): readonly number[] | undefined =>
    analyzePython(
      `def one():\n    print(1)\ndef two():\n    print(2)\nTABLE = ${table}\ndef start(kind):\n    return TABLE.get(kind)()\n`,
    ).exportRuns?.runs.get('start');
  expect(runsOf("{'a': one, 'b': two}")).toHaveLength(1);
  expect(runsOf("{'a': one}")).toHaveLength(2);
});
