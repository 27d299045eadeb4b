import { expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** Commands that a source starts. */
function run(source: string): (string | null)[] {
  return analyzePython(`import os\n${source}`, { script: true }).commands.map(({ line }) => line);
}

test.each([
  [
    'a dataclass',
    'from dataclasses import dataclass\n@dataclass\nclass A:\n    x: str\nos.system(A("make").x)',
  ],
  [
    'a default of a dataclass',
    'from dataclasses import dataclass\n@dataclass\nclass A:\n    x: str = "make"\nos.system(A().x)',
  ],
  [
    'a field that a class above declares',
    'class B:\n    x: str\nclass A(B):\n    y: str\nos.system(A("make", "z").x)',
  ],
  [
    'a named tuple',
    'from typing import NamedTuple\nclass A(NamedTuple):\n    x: str\nos.system(A(x="make").x)',
  ],
  [
    'a named tuple by call',
    'from collections import namedtuple\nA = namedtuple("A", "y x")\nos.system(A(1, "make").x)',
  ],
  ['a namespace', 'from types import SimpleNamespace as N\nos.system(N(x="make").x)'],
  ['an enumeration', 'from enum import Enum\nclass A(Enum):\n    X = "make"\nos.system(A.X.value)'],
  ['a queue', 'from collections import deque\nq = deque()\nq.append("make")\nos.system(q.popleft())'],
  [
    'an ordered dict',
    'from collections import OrderedDict\nd = OrderedDict()\nd["x"] = "make"\nos.system(d["x"])',
  ],
  ['several dicts', 'from collections import ChainMap\nos.system(ChainMap({}, {"x": "make"})["x"])'],
  ['keywords', 'def f(**given):\n    os.system(given["x"])\nf(x="make")'],
  [
    'an item of an object',
    'class A:\n    def __getitem__(self, k):\n        return "make"\nos.system(A()["x"])',
  ],
  [
    'objects that are added',
    'class A:\n    def __init__(self, t):\n        self.t = t\n    def __add__(self, o):\n        return self.t + o.t\nos.system(A("ma") + A("ke"))',
  ],
  ['a docstring', 'def f():\n    """make"""\nos.system(f.__doc__)'],
  ['a variable of the environment', 'os.environ["X"] = "make"\nos.system(os.environ["X"])'],
  ['a context of a generator', 'def c():\n    yield "make"\nwith c() as x:\n    os.system(x)'],
  ['a key', 'max(["make"], key=os.system)'],
  ['a method by its name', 'import operator\noperator.methodcaller("system", "make")(os)'],
  ['text in memory', 'import io\nb = io.StringIO()\nb.write("ma")\nb.write("ke")\nos.system(b.getvalue())'],
  ['a library of C', 'import ctypes\nctypes.CDLL(None).system(b"make")'],
  [
    'a thread with keywords',
    'import asyncio\nasync def f():\n    await asyncio.to_thread(os.system, "make")\nasyncio.run(f())',
  ],
])('%s', (_name, source) => {
  expect(run(source)).toContain('make');
});
