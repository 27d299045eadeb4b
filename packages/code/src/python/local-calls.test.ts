import { expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** Names of the functions that a call of a name of the source runs. */
function runs(text: string, name: string): string[] {
  const { exportRuns } = analyzePython(text);
  return (exportRuns?.runs.get(name) ?? []).map((index) => {
    const [start] = exportRuns?.functions[index] ?? [0];
    return /def (\w+)/.exec(text.slice(start))?.[1] ?? '';
  });
}

const CLIENT = `class Client(Base):
    def start(self):
        return self.inner()
    def inner(self):
        return 1
    def report(self):
        return 2
`;

test.each<[string, string, string, string[]]>([
  ['a method, and what it calls', CLIENT, 'Client.start', ['start', 'inner']],
  ['one that calls none', CLIENT, 'Client.report', ['report']],
  ['the whole class', CLIENT, 'Client', ['start', 'inner', 'report']],
  [
    'one that it has from another of the source, which may call any of its own',
    `class Base:\n    def go(self):\n        self.report()\n${CLIENT}`,
    'Client.go',
    ['go', 'start', 'inner', 'report'],
  ],
  [
    'one that calls what its class has from outside, which may call any of its own',
    CLIENT.replace('self.inner()', 'self.dispatch()')
      .replace('Base', 'other.Base')
      .replace('class', 'import other\nclass'),
    'Client.start',
    ['start', 'inner', 'report'],
  ],
  [
    'one that calls what a class of nobody knows which has',
    CLIENT.replace('self.inner()', 'self.dispatch()').replace('Base', 'base_of(1)'),
    'Client.start',
    ['start', 'inner', 'report'],
  ],
  [
    'a class method, and what it makes',
    'class Client:\n    def __init__(self): pass\n    @classmethod\n    def make(cls):\n        return cls()\n',
    'Client.make',
    ['make', '__init__'],
  ],
])('%s', (_name, text, name, expected) => {
  expect(runs(text, name).toSorted()).toEqual(expected.toSorted());
});
