import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Texts that a source runs as code when it is loaded, and whether all of it is known. */
function ran(source: string): { texts: (string | null)[]; complete: boolean } {
  const { codeSinks, complete } = analyzePython(source);
  return { texts: codeSinks.map(({ text }) => text), complete };
}

const CODES = '[112, 97, 115, 115]';

describe('loops over more than is gone through', () => {
  test.each([
    ['that do nothing', `for i in range(10 ** 7):\n  pass\nexec(bytes(${CODES}))`],
    ['that do the same each time', `for i in range(10 ** 7):\n  t = bytes(${CODES})\nexec(t)`],
    [
      'that end when all is decoded',
      `t = ''\nfor i in range(10 ** 7):\n  if i >= 4:\n    break\n  t += chr(${CODES}[i])\nexec(t)`,
    ],
    [
      'that count without end',
      `import itertools\nt = ''\nfor i in itertools.count(1):\n  t += chr(${CODES}[i - 1])\n  if len(t) == 4:\n    break\nexec(t)`,
    ],
    ['beside what ends', `t = ''\nfor i, c in zip(range(10 ** 9), ${CODES}):\n  t += chr(c)\nexec(t)`],
    [
      'of which the body asks for a number',
      `import itertools\nt = ''.join(chr(c + i - i) for i, c in zip(itertools.count(), ${CODES}))\nexec(t)`,
    ],
  ])('%s', (_how, source) => {
    expect(ran(source)).toEqual({ texts: ['pass'], complete: true });
  });

  test.each([
    [
      'the key',
      `k = 1\nfor i in range(10 ** 7):\n  k = (k * 31 + i) % 256\nexec(bytes(c ^ k for c in ${CODES}))`,
    ],
    ['the text', `t = ''\nfor i in range(10 ** 7):\n  t += chr(i % 256)\nexec(t)`],
    ['a list', `t = []\nfor i in range(10 ** 7):\n  t.append(i % 256)\nexec(bytes(t))`],
    ['a comprehension', `exec(bytes(i % 256 for i in range(10 ** 7)))`],
    ['a counter', `i = 0\nwhile i < 10 ** 7:\n  i += 1\nexec(bytes(c ^ (i % 256) for c in ${CODES}))`],
  ])('what is run is not known where they make %s', (_what, source) => {
    expect(ran(source)).toEqual({ texts: [null], complete: false });
  });

  test.each([
    ['runs nothing', 'k = 1\nfor i in range(10 ** 7):\n  k += i\nprint(k)'],
    ['runs what is known', `k = 1\nfor i in range(10 ** 7):\n  k += i\nexec('pass')`],
    ['runs it when it is called', `def f(c):\n  for i in range(10 ** 7):\n    c += str(i)\n  exec(c)`],
    ['runs a file', `for i in range(10 ** 7):\n  print(i)\nexec(open('a').read())`],
  ])('a source is complete that %s', (_what, source) => {
    expect(analyzePython(source).complete).toBe(true);
  });
});

describe('a loop over what a server sent', () => {
  const SENT = 'import requests\nx = requests.get("https://a.weir.test/x").content\n';
  const OCTETS =
    'def octets(bits):\n  value = count = 0\n  for bit in bits:\n    value = value << 1 | bit\n    count += 1\n    if count == 8:\n      yield value\n      value = count = 0\n';

  /** Whether what the server sent is run as code. */
  function runsAnswer(source: string): boolean {
    return analyzePython(SENT + source).flow.flows.some(
      ({ sink, labels }) => sink === 'code' && (labels & LABEL.network) !== 0,
    );
  }

  test.each([
    ['comes to a count that the first rounds do not reach', `${OCTETS}exec(bytes(octets(x)))`],
    [
      'hands out more than the rounds that are gone through',
      `def bits(data):\n  for octet in data:\n    yield octet & 1\n${OCTETS}exec(bytes(octets(bits(x))))`,
    ],
    [
      'is taken from one by one',
      `${OCTETS}out = octets(x)\nsize = next(out, 0)\nexec(bytes(b for b, _ in zip(out, range(size))))`,
    ],
  ])('%s', (_what, source) => {
    expect(runsAnswer(source)).toBe(true);
  });

  test('a generator over what is known yields as often as it is', () => {
    const facts = analyzePython(
      'import os\ndef words(all):\n  n = 0\n  for word in all:\n    n += 1\n    if n == 2: yield word\nfor word in words(["rm", "make", "rm"]): os.system(word)\n',
    );

    expect(facts.commands.map(({ line }) => line)).toEqual(['make']);
  });
});
