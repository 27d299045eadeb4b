import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Labels of what the source's only request sends. */
function sent(source: string): number | undefined {
  return analyzePython(source).flow.flows.find(({ sink }) => sink === 'network')?.labels;
}

const POST = 'requests.post("https://a.weir.test", data=x)\n';

describe('what the other way of a fork left', () => {
  test.each([
    [
      'a name, where the handler has a stopgap',
      `import socket, requests\ntry:\n  x = socket.gethostname()\nexcept Exception:\n  x = "unknown"\n${POST}`,
    ],
    [
      'an entry',
      `import socket, requests\nx = {}\ntry:\n  x["h"] = socket.gethostname()\nexcept:\n  x["h"] = ""\n${POST}`,
    ],
    [
      'an attribute',
      `import socket, requests\nclass A:\n  def go(self, f):\n    if f:\n      self.x = socket.gethostname()\n    else:\n      self.x = ""\n    requests.post("https://a.weir.test", data=self.x)\n`,
    ],
    [
      'without another way',
      `import socket, requests\nx = socket.gethostname()\nif ready():\n  x = ""\n${POST}`,
    ],
    [
      'forks inside',
      `import socket, requests\nif ready():\n  x = socket.gethostname()\nelse:\n  x = "a"\n  if done():\n    x = "b"\n${POST}`,
    ],
  ])('%s', (_what, source) => {
    expect(sent(source)).toBe(LABEL.host);
  });

  test('a module that is missing in the handler is still the module', () => {
    expect(sent(`try:\n  import requests\nexcept ImportError:\n  requests = None\nx = 1\n${POST}`)).toBe(0);
  });

  test('a value that is surely replaced is gone', () => {
    expect(sent(`import socket, requests\nx = socket.gethostname()\nx = "a"\n${POST}`)).toBe(0);
  });
});

describe('the default of a parameter is what nobody has to give', () => {
  const conditions: readonly (readonly [string, string])[] = [
    ['a="", b=""', 'not a and b'],
    ['a="read"', 'a == "send"'],
    ['a="read"', 'a != "read"'],
    ['a=0', 'a'],
    ['a=0', 'a > 3'],
    ['a=()', 'a'],
    ['a={}', 'a'],
    ['a=""', 'len(a) > 8'],
    ['a="read"', 'a in ("send", "post")'],
    ['*, a=False', 'a'],
    ['*, a="read"', 'a == "send"'],
  ];
  test.each(conditions)('def f(%s): if %s', (parameters, condition) => {
    const body = `  if ${condition}:\n    requests.post("https://a.weir.test", data=socket.gethostname())\n`;
    expect(sent(`import socket, requests\ndef f(${parameters}):\n${body}`)).toBe(LABEL.host);
  });

  test('unless a call leaves it as it is', () => {
    const source =
      'import requests\ndef f(a=""):\n  if a:\n    requests.post("https://a.weir.test", data=a)\nf()\n';
    expect(sent(source)).toBe(undefined);
  });
});
