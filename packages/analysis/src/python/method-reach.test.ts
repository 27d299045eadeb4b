import { describe, expect, test } from 'vitest';
import { analyzeWheel } from '../testing/analyze-wheel.ts';

const SENDS = "requests.post('https://own.free.weir.test/up')";

/** Whether loading a package, of which `own/client.py` holds these lines, is said to send what they send. */
async function sends(
  init: string,
  lines: readonly string[],
  more: Record<string, string> = {},
): Promise<boolean> {
  const { findings } = await analyzeWheel({
    'own/__init__.py': `${init}\n`,
    'own/client.py': `${['import requests', ...lines].join('\n')}\n`,
    ...more,
  });
  return findings.some(({ rule, severity }) => rule === 'load-time/request' && severity === 'high');
}

const CLIENT = [
  'class Client:',
  '    def __init__(self):',
  '        self.at = 1',
  '    def start(self):',
  '        return self.at',
  '    def report(self):',
  `        ${SENDS}`,
];

describe('a module that is loaded asks an object of another module for one method', () => {
  test.each<[string, string]>([
    ['another method', 'from .client import Client\nClient().start()'],
    ['another method of a kept object', 'from .client import Client\nCLIENT = Client()\nCLIENT.start()'],
    ['another method, by the module', 'from . import client\nclient.Client().start()'],
    ['another method of the class', 'from .client import Client\nClient.start(None)'],
  ])('%s does not run the one that sends', async (_name, init) => {
    expect(await sends(init, CLIENT)).toBe(false);
  });

  test.each<[string, string]>([
    ['the method', 'from .client import Client\nClient().report()'],
    ['the method of a kept object', 'from .client import Client\nCLIENT = Client()\nCLIENT.report()'],
    ['the method, by the module', 'from . import client\nclient.Client().report()'],
    ['the method of the class', 'from .client import Client\nClient.report(None)'],
  ])('%s runs', async (_name, init) => {
    expect(await sends(init, CLIENT)).toBe(true);
  });

  test('through a file that hands the class on', async () => {
    const more = { 'own/api.py': 'from .client import Client\n' };

    expect(await sends('from .api import Client\nClient().start()', CLIENT, more)).toBe(false);
    expect(await sends('from .api import Client\nClient().report()', CLIENT, more)).toBe(true);
  });

  test.each<[string, readonly string[]]>([
    ['calls it', ['class Client:', '    def start(self):', '        self.report()']],
    [
      'calls one of somebody else’s class, which may call it',
      ['from other import Job', 'class Client(Job):', '    def start(self):', '        self.dispatch()'],
    ],
    [
      'calls its class’s, which may call it',
      ['from other import Job', 'class Client(Job):', '    def start(self):', '        super().dispatch()'],
    ],
  ])('a method that %s', async (_name, lines) => {
    const method = ['    def report(self):', `        ${SENDS}`];

    expect(await sends('from .client import Client\nClient().start()', [...lines, ...method])).toBe(true);
  });

  test('a class method that makes an object', async () => {
    const lines = ['class Client:', '    @classmethod', '    def start(cls):', '        return cls()'];
    const making = ['    def __init__(self):', `        ${SENDS}`];

    expect(await sends('from .client import Client\nClient.start()', [...lines, ...making])).toBe(true);
  });

  test('of a class, the method that it has from another of its module', async () => {
    const lines = [...CLIENT, 'class Better(Client):', '    pass'];

    expect(await sends('from .client import Better\nBetter().start()', lines)).toBe(false);
    expect(await sends('from .client import Better\nBetter().report()', lines)).toBe(true);
  });

  test.each<[string, readonly string[], Record<string, string>]>([
    [
      'its module',
      ['class Base:', '    def start(self):', '        self.report()', '    def report(self): pass'],
      {},
    ],
    [
      'its module, which does not have the other',
      ['class Base:', '    def start(self):', '        self.report()'],
      {},
    ],
    [
      'another module',
      ['from .base import Base'],
      { 'own/base.py': 'class Base:\n    def start(self):\n        self.report()\n' },
    ],
  ])(
    'of a class, one that it has from another of %s and that calls one of its own',
    async (_name, base, more) => {
      const lines = [...base, 'class Client(Base):', '    def report(self):', `        ${SENDS}`];

      expect(await sends('from .client import Client\nClient().start()', lines, more)).toBe(true);
    },
  );

  test('so many methods that they are not told apart', async () => {
    const many = Array.from({ length: 300 }, (_, i) => i);
    const decoys = many.flatMap((i) => [`    def m${i}(self):`, '        pass']);
    const init = ['from .client import Client', ...many.map((i) => `Client().m${i}()`), 'Client().report()'];

    expect(await sends(init.join('\n'), [...CLIENT, ...decoys])).toBe(true);
  });
});

describe('a function that is called at load hands another to what it is given', () => {
  const handler = ['def report():', `    ${SENDS}`];

  test.each<[string, string]>([
    ['registers it', 'finder.register_after("other", "name", report)'],
    ['connects it', 'finder.connect(report)'],
    ['gives it to what somebody does later', 'finder.on_exit(report)'],
  ])('and %s: it does not run', async (_name, line) => {
    const init = 'from .client import patch\npatch(FINDER)';

    expect(await sends(init, [...handler, 'def patch(finder):', `    ${line}`])).toBe(false);
  });

  test.each<[string, string]>([
    ['has it run', 'finder.run(report)'],
    ['calls what runs it', 'finder(report)'],
    ['registers it, and calls it', 'finder.register(report)\n    report()'],
  ])('and %s', async (_name, line) => {
    const init = 'from .client import patch\npatch(FINDER)';

    expect(await sends(init, [...handler, 'def patch(finder):', `    ${line}`])).toBe(true);
  });

  test('of the package, which runs it, whatever its method is called', async () => {
    const finder = 'class Finder:\n    def register(self, callback):\n        callback()\n';
    const init = 'from .client import patch\nfrom .finder import Finder\npatch(Finder())';
    const lines = [...handler, 'def patch(finder):', '    finder.register(report)'];

    expect(await sends(init, lines, { 'own/finder.py': finder })).toBe(true);
  });
});
