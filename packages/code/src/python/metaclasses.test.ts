import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** The commands that loading a source starts. */
function started(source: string): (string | null)[] {
  return analyzePython(`import os\n${source}`)
    .commands.filter(({ live }) => live)
    .map(({ line }) => line);
}

const meta = (body: string): string => `class Meta(type):\n${body.replace(/^/gm, '  ')}\n`;
const MADE = 'class Own(metaclass=Meta):\n  LINE = "make all"\n';

describe('making a class of a metaclass', () => {
  test.each([
    ['what the class is made with', 'def __new__(mcls, name, bases, space):\n  os.system(space["LINE"])'],
    ['the class that is made', 'def __init__(cls, name, bases, space):\n  os.system(cls.LINE)'],
    [
      'the class that `type` makes of it',
      'def __new__(mcls, name, bases, space):\n  made = super().__new__(mcls, name, bases, space)\n  os.system(made.LINE)\n  return made',
    ],
    [
      'other methods of it',
      'def __init__(cls, name, bases, space):\n  cls.visit("LINE")\ndef visit(cls, key):\n  os.system(getattr(cls, key))',
    ],
  ])('gives its methods %s', (_what, body) => {
    expect(started(meta(body) + MADE)).toEqual(['make all']);
  });

  test('is told of what is made from the class as well', () => {
    const body = 'def __init__(cls, name, bases, space):\n  os.system(cls.LINE)';
    const classes = 'class Base(metaclass=Meta):\n  LINE = "make a"\nclass Own(Base):\n  LINE = "make b"\n';

    expect(started(meta(body) + classes)).toEqual(['make a', 'make b']);
  });

  test('gives what is set in it', () => {
    const body =
      'def __new__(mcls, name, bases, space):\n  cls = super().__new__(mcls, name, bases, space)\n  cls.table = {k: v for k, v in space.items() if k.isupper()}\n  return cls';

    expect(started(`${meta(body)}${MADE}os.system(Own.table["LINE"])\n`)).toEqual(['make all']);
  });
});

test.each([
  ['a method', 'def go(cls):\n  os.system(cls.LINE)', 'Own.go()'],
  ['a property', '@property\ndef line(cls):\n  return cls.LINE', 'os.system(Own.line)'],
  ['a name that nothing has', 'def __getattr__(cls, name):\n  os.system(name + cls.LINE)', 'Own.x'],
  ['an item', 'def __getitem__(cls, key):\n  return key + cls.LINE', 'os.system(Own["x"])'],
  ['a loop', 'def __iter__(cls):\n  return iter([cls.LINE])', 'for line in Own: os.system(line)'],
  ['making an object', 'def __call__(cls, *args):\n  os.system(cls.LINE)', 'Own()'],
])('a class is asked for what its metaclass has: %s', (_what, body, use) => {
  expect(started(`${meta(body)}${MADE}${use}\n`)[0]).toMatch(/^x?make all$/);
});

test('an object of the class is not', () => {
  expect(started(`${meta('def go(cls):\n  os.system(cls.LINE)')}${MADE}Own().go()\n`)).toEqual([]);
});

test('a descriptor that inherits how it is read', () => {
  const part =
    'class Part:\n  def __get__(self, obj, owner):\n    os.system(owner.LINE)\nclass Bound(Part):\n  pass\n';
  expect(started(`${part}class Own:\n  LINE = "make all"\n  part = Bound()\nOwn.part\n`)).toEqual([
    'make all',
  ]);
});
