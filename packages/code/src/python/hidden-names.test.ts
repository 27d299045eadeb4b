import { expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** Commands and code that a source runs when it is loaded. */
function run(source: string): string[] {
  const { commands, codeSinks } = analyzePython(source, { script: true });
  return [
    ...commands.map(({ name, line }) => `${name}: ${line}`),
    ...codeSinks.map((sink) => `${sink.layers.join('>')}: ${sink.text}`),
  ];
}

test.each([
  ['__getattribute__', "import os\nos.__getattribute__('system')('id')", 'os.system'],
  ["object's __getattribute__", "import os\nobject.__getattribute__(os, 'system')('id')", 'os.system'],
  [
    'the classes of the interpreter',
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'Popen'][0]('id', shell=True)",
    'subprocess.Popen',
  ],
  [
    'what a method of one of them sees',
    "[x for x in object.__subclasses__() if x.__name__ == '_wrap_close'][0].__init__.__globals__['system']('id')",
    'os.system',
  ],
  [
    'a class whose place only the interpreter knows',
    "''.__class__.__mro__[1].__subclasses__()[140].__init__.__globals__['system']('id')",
    'os.system',
  ],
  ['names that code was run with', "ns = {}\nexec('import os', ns)\nns['os'].system('id')", 'os.system'],
  [
    'a function that was defined there',
    "ns = {'c': 'id'}\nexec('import os\\ndef f(): os.system(c)', ns)\nns['f']()",
    'os.system',
  ],
  ['a builtin of its own', "import builtins, os\nsetattr(builtins, 'z', os.system)\nz('id')", 'os.system'],
  ['what a module of the library imports', "import shutil\nshutil.os.system('id')", 'os.system'],
  ['what builtins show', "getattr(__import__('os'), str(sum)[-4:-1][0] + 'ystem')('id')", 'os.system'],
])('a name is found through %s', (_how, source, name) => {
  expect(run(source)).toContain(`${name}: id`);
});

test('letters of what builtins show', () => {
  expect(
    run(
      'import os\nz = getattr(__builtins__, oct.__str__()[-3<<0]+hex.__str__()[-1<<2]+copyright.__str__()[4<<0])\nos.system(z(105) + z(100))',
    ),
  ).toEqual(['os.system: id']);
});

test.each([
  ['base64.b32hexdecode', "import base64\nexec(base64.b32hexdecode('C5N6GRR48PF6USJ9'))", 'base32: '],
  [
    'LZMA2 without a container',
    "import lzma\nexec(lzma.decompress(b'\\x01\\x00\\x05import\\x00', format=lzma.FORMAT_RAW, filters=[{'id': lzma.FILTER_LZMA2}]))",
    'lzma: import',
  ],
  [
    'an array that is flipped',
    "import numpy as np\nexec((np.frombuffer(b'nwjuhs', dtype=np.uint8) ^ 7).tobytes())",
    'xor: ipmrot',
  ],
  [
    'an array that is flipped by a call',
    'import numpy as np\nexec(np.bitwise_xor(np.array([1, 2]), 0x60).tobytes())',
    'charcode>xor: ab',
  ],
])('a layer is taken off: %s', (_how, source, sink) => {
  expect(run(source).join()).toContain(sink);
});

test.each([
  ['a template that is run with names', "ns = {}\nexec(compile(template, 'x', 'exec'), ns)\nns['f']()"],
  ['the name of a class', 'print(type(x).__name__)\nfor c in Base.__subclasses__():\n    c().run()'],
  ['what a class is shown as', 'print(str(int), repr(list), len.__str__())'],
])('nothing is made of %s', (_what, source) => {
  expect(analyzePython(source, { script: true }).commands).toEqual([]);
});
