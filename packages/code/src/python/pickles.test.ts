import { expect, test } from 'vitest';
import { analyzePython } from './facts.ts';
import { unpickle } from './pickles.ts';
import { none, type Value } from './value.ts';

function calls(data: string): [string, Value[]][] {
  const found: [string, Value[]][] = [];
  unpickle(data, ({ name }, args) => {
    found.push([name, [...args]]);
    return none();
  });
  return found;
}

// Written by hand after CPython's pickletools; nothing here was ever unpickled.
test.each([
  ['protocol 0', "cos\nsystem\n(S'make'\ntR."],
  ['protocol 2', '\x80\x02cos\nsystem\nq\x00X\x04\0\0\0makeq\x01\x85q\x02Rq\x03.'],
  [
    'protocol 4',
    '\x80\x04\x95\x1d\0\0\0\0\0\0\0\x8c\x02os\x94\x8c\x06system\x94\x93\x94\x8c\x04make\x94\x85\x94R\x94.',
  ],
  ['an instance', "(S'make'\nios\nsystem\n."],
  ['a call behind a dictionary', "}S'a'\nI1\nscos\nsystem\n(S'make'\ntR."],
])('what a pickle calls: %s', (_name, data) => {
  expect(
    calls(data).map(([name, args]) => [name, args.map((arg) => (arg.kind === 'str' ? arg.text : ''))]),
  ).toEqual([['os.system', ['make']]]);
});

test('a pickle that breaks off keeps what it called before', () => {
  expect(calls("cos\nsystem\n(S'make'\ntR\xffgarbage")).toHaveLength(1);
  expect(calls('')).toEqual([]);
  expect(calls('\x8d\xff\xff\xff\xff\xff\xff\xff\xff')).toEqual([]);
});

test('a pickle in a source is followed where it is read', () => {
  const data = Buffer.from("cos\nsystem\n(S'make'\ntR.").toString('base64');
  const { commands } = analyzePython(`import base64, pickle\npickle.loads(base64.b64decode('${data}'))\n`);

  expect(commands.map(({ line }) => line)).toEqual(['make']);
});

test('what a pickle hands to the function that runs it was hidden in it, line ends and all', () => {
  const { codeSinks, decoded } = analyzePython(
    `import pickle\npickle.loads(b"cbuiltins\\nexec\\n(S'import os\\\\nos.system(1)'\\ntR.")\n`,
  );

  expect(codeSinks.map(({ text, layers }) => [text, layers])).toContainEqual([
    'import os\nos.system(1)',
    ['pickle'],
  ]);
  expect(decoded.map(({ text }) => text)).toContain('import os\nos.system(1)');
});
