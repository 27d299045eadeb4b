import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

describe('answers that nobody reads', () => {
  test.each([
    ['a statement', 'import requests\nrequests.post("https://a.weir.test")', true],
    ['a name that is never read', 'import requests\nx = requests.get("https://a.weir.test")', true],
    [
      'read and thrown away',
      'import urllib.request\nurllib.request.urlopen("https://a.weir.test").read()',
      true,
    ],
    [
      'awaited',
      'import aiohttp\nasync def f():\n  await aiohttp.request("GET", "https://a.weir.test")',
      true,
    ],
    ['a name that is read', 'import requests\nx = requests.get("https://a.weir.test")\nprint(x)', undefined],
    ['given back', 'import requests\ndef f():\n  return requests.get("https://a.weir.test")', undefined],
    ['the number of bytes that went out', 'import socket\ns = socket.socket()\nprint(s.send(b"x"))', true],
    ['an argument', 'import requests\nprint(requests.get("https://a.weir.test").text)', undefined],
  ])('%s', (_how, source, unheeded) => {
    expect(analyzePython(source).flow.flows.map((flow) => flow.unheeded)).toEqual([unheeded]);
  });

  test('behind a condition on a default that somebody may change', () => {
    const source =
      'import requests\ndef f(key=None):\n  if not key:\n    raise ValueError()\n  requests.post("https://a.weir.test", data=key)';

    expect(analyzePython(source).flow.flows).toHaveLength(1);
  });
});

test('a decoded constant that is flipped with an unknown key is a hidden one', () => {
  const source =
    'data = bytearray.fromhex("b5d23ce289")\ndef go(key):\n  exec(bytearray([x ^ key for x in data]).decode())';
  const [flow] = analyzePython(source).flow.flows;

  expect((flow?.labels ?? 0) & LABEL.decodedConst).not.toBe(0);
});
