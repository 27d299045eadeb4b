import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

const GO = 'requests.get("https://a.weir.test/x")';

/** Whether loading the source sends its request. */
function sends(source: string): boolean {
  return analyzePython(`import requests, sys, types\n${source}`).flow.flows.some(({ live }) => live);
}

describe('what Python calls by itself when a module is loaded', () => {
  test.each([
    ['__getattr__ of the module', `def __getattr__(name):\n  ${GO}\n`],
    ['__init_subclass__', `class A:\n  def __init_subclass__(cls):\n    ${GO}\nclass B(A): pass\n`],
    [
      'a metaclass',
      `class M(type):\n  def __new__(m, n, b, d):\n    ${GO}\n    return type.__new__(m, n, b, d)\nclass B(metaclass=M): pass\n`,
    ],
    ['__set_name__', `class D:\n  def __set_name__(self, o, n):\n    ${GO}\nclass B:\n  d = D()\n`],
    [
      '__enter__',
      `class C:\n  def __enter__(self):\n    ${GO}\n  def __exit__(self, *a): pass\nwith C(): pass\n`,
    ],
    [
      'a finder of modules',
      `class F:\n  def find_spec(self, n, p, t=None):\n    ${GO}\nsys.meta_path.insert(0, F())\n`,
    ],
    [
      'an object in the place of the module',
      `class M(types.ModuleType):\n  def __getattr__(self, n):\n    ${GO}\nsys.modules[__name__] = M(__name__)\n`,
    ],
    [
      'a function that a pool is given with its argument',
      `from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n  pool.submit(requests.get, "https://a.weir.test/x")\n`,
    ],
  ])('%s', (_what, source) => {
    expect(sends(source)).toBe(true);
  });

  test('a class that nobody uses so is only there', () => {
    expect(sends(`class C:\n  def __enter__(self):\n    ${GO}\nmade = C()\n`)).toBe(false);
  });
});

describe('files beside the source that are read and run', () => {
  test.each([
    ['from pathlib import Path\nexec((Path(__file__).parent / "x.dat").read_text())', '$UNKNOWN/x.dat'],
    [
      'from pathlib import Path\nexec(Path(__file__).resolve().parents[0].joinpath("x.dat").read_text())',
      '$UNKNOWN/x.dat',
    ],
    ['import pkgutil\nexec(pkgutil.get_data(__name__, "x.dat"))', 'x.dat'],
    ['import importlib.resources as r\nexec(r.read_text(__package__, "x.dat"))', 'x.dat'],
    [
      'from importlib.resources import files\nexec(files("own").joinpath("x.dat").read_text())',
      '$UNKNOWN/x.dat',
    ],
  ])('%s', (source, path) => {
    expect(analyzePython(source).fileActions.find(({ operation }) => operation === 'read')?.paths).toEqual([
      path,
    ]);
  });
});
