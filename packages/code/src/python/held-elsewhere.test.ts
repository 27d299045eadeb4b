import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

const lines = (source: string): (string | null)[] =>
  analyzePython(`import contextvars, dataclasses, os, shlex\n${source}`).commands.map(({ line }) => line);

describe('the words of a command that stand', () => {
  test.each([
    ['in an attribute of a function', 'def go(): pass\ngo.line = "make all"\nos.system(go.line)'],
    ['in the body of a class', 'class C:\n  a = "make"\n  b = "all"\nos.system(" ".join(vars(C).values()))'],
    ['in the names of a class', 'class C:\n  a = "make all"\nos.system(C.__dict__["a"])'],
    [
      'in a context variable by default',
      'v = contextvars.ContextVar("v", default="make all")\nos.system(v.get())',
    ],
    ['in a context variable', 'v = contextvars.ContextVar("v")\nv.set("make all")\nos.system(v.get("ls"))'],
    [
      'in a record',
      '@dataclasses.dataclass\nclass C:\n  a: str = "make"\n  b: str = "all"\nos.system(" ".join(dataclasses.astuple(C())))',
    ],
    [
      'in what __new__ makes',
      'class C:\n  def __new__(cls, *args):\n    made = super().__new__(cls)\n    made.line = "make all"\n    return made\nos.system(C().line)',
    ],
    ['in a list that is quoted', 'os.system(shlex.join(["make", "all"]))'],
  ])('%s', (_where, source) => {
    expect(lines(source)).toEqual(['make all']);
  });

  test('a context variable that is empty by default decides nothing', () => {
    const source =
      'v = contextvars.ContextVar("v", default=None)\nif v.get() is not None: os.system("make all")\n';

    expect(lines(source)).toEqual(['make all']);
  });

  test('__new__ is given what the constructor is', () => {
    const source =
      'class C:\n  def __new__(cls, line):\n    return object.__new__(cls)\n  def __init__(self, line):\n    self.line = line\nos.system(C("make all").line)';

    expect(lines(source)).toEqual(['make all']);
  });
});

test('what __new__ asks for by the way is not asked at load', () => {
  const source =
    'import requests\nclass C:\n  def __new__(cls):\n    if cls.settings: requests.get("https://a.weir.test/x")\n    return super().__new__(cls)\nC()\n';

  expect(analyzePython(source).flow.flows.map(({ live }) => live)).toEqual([false]);
});
