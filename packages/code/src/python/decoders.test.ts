import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

const PAYLOAD = 'import os;print(os.name)';
const codes = Array.from(PAYLOAD, (char) => char.charCodeAt(0));
const base64 = Buffer.from(PAYLOAD).toString('base64');
const hex = Buffer.from(PAYLOAD).toString('hex');

/** The texts that a source runs. */
function run(source: string): (string | null)[] {
  return analyzePython(source, { script: true }).codeSinks.map(({ text }) => text);
}

/** What a source runs, with the layers that hid it. */
function layers(source: string): string[] {
  return analyzePython(source, { script: true })
    .codeSinks.filter(({ text }) => text === PAYLOAD)
    .map((sink) => sink.layers.join('>'));
}

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CUSTOM = 'ZYXABCDEFGHIJKLMNOPQRSTUVWzyxabcdefghijklmnopqrstuvw9876543210+/';
const inCustom = Array.from(base64, (char) => CUSTOM[STANDARD.indexOf(char)] ?? char).join('');

/** Whole number in another base, digits from an alphabet. */
function inBase(text: string, alphabet: string): string {
  let value = BigInt(`0x${Buffer.from(text).toString('hex')}`);
  let out = '';
  while (value > 0n) {
    out = (alphabet[Number(value % BigInt(alphabet.length))] ?? '') + out;
    value /= BigInt(alphabet.length);
  }
  return out;
}

const B58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const B62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const B45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

function base45(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 2) {
    const pair = text.slice(at, at + 2);
    let value = pair.length === 2 ? pair.charCodeAt(0) * 256 + pair.charCodeAt(1) : pair.charCodeAt(0);
    for (let digits = pair.length + 1; digits > 0; digits--) {
      out += B45[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return out;
}

const bits = codes.map((code) => code.toString(2).padStart(8, '0')).join('');
const wide = codes.map((code) =>
  code.toString(2).padStart(8, '0').replaceAll('0', '\u200b').replaceAll('1', '\u200c'),
);
const spaces = codes.map((code) =>
  code.toString(2).padStart(8, '0').replaceAll('0', ' ').replaceAll('1', '\\t'),
);
const [even, odd] = [0, 1].map((rest) =>
  Array.from(PAYLOAD)
    .filter((_char, index) => index % 2 === rest)
    .join(''),
);
const shifted = Array.from(PAYLOAD, (char) =>
  /[a-z]/.test(char) ? String.fromCharCode(((char.charCodeAt(0) - 97 + 5) % 26) + 97) : char,
).join('');
const reversed = Array.from(PAYLOAD).toReversed().join('');
const list = (values: readonly (number | string)[]): string => JSON.stringify(values);

describe('decoders of the standard library', () => {
  test.each([
    [
      'bz2',
      `import bz2,base64\nexec(bz2.decompress(base64.b64decode("QlpoOTFBWSZTWV7UoiQAAAOZgEBhAAgiI9wAIAAxTAABEA0PKfqhEkJSJqo3v2CnF8XckU4UJBe1KIkA")))`,
      'base64>bz2',
    ],
    [
      'xz',
      `import lzma,base64\nexec(lzma.decompress(base64.b64decode("/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAXaW1wb3J0IG9zO3ByaW50KG9zLm5hbWUpAE/rgIYQs0L3AAEwGI4brOwftvN9AQAAAAAEWVo=")))`,
      'base64>lzma',
    ],
    [
      'lzma alone',
      `import lzma,base64\nexec(lzma.decompress(base64.b64decode("XQAAgAD//////////wA0m0pnuFI8c+00lnz1tO11RqgwTcEWeaRhp5DGm//mUyAA"), format=lzma.FORMAT_ALONE))`,
      'base64>lzma',
    ],
    [
      'uu by codec',
      `import codecs\nexec(codecs.decode(b"begin 666 <data>\\n8:6UP;W)T(&]S.W!R:6YT*&]S+FYA;64I\\n \\nend\\n", "uu"))`,
      'uu',
    ],
    ['uu by line', `import binascii\nexec(binascii.a2b_uu("8:6UP;W)T(&]S.W!R:6YT*&]S+FYA;64I\\n"))`, 'uu'],
    [
      'quoted-printable',
      `import quopri\nexec(quopri.decodestring("${PAYLOAD.replaceAll('o', '=6F')}"))`,
      'quoted-printable',
    ],
    [
      'percent signs',
      `from urllib.parse import unquote\nexec(unquote("${codes.map((code) => `%${code.toString(16)}`).join('')}"))`,
      'percent',
    ],
    [
      'character references',
      `import html\nexec(html.unescape("${codes.map((code) => `&#${code};`).join('')}"))`,
      'entities',
    ],
    [
      'a template',
      `from string import Template as T\nexec(T("import $a;pri$b").substitute(a="os", b="nt(os.name)"))`,
      '',
    ],
    ['hex by codec', `import codecs\nexec(codecs.decode("${hex}", "hex").decode())`, 'hex'],
    ['rot13 by encode', `import codecs\nexec(codecs.encode("vzcbeg bf;cevag(bf.anzr)", "rot_13"))`, 'rot13'],
    ['struct', `import struct\nexec(struct.pack("${codes.length}B", *${list(codes)}))`, 'charcode'],
    ['an array', `import array\nexec(bytes(array.array('B', ${list(codes)})))`, 'charcode'],
    ['a stream', `import io, base64\nexec(base64.b64decode(io.BytesIO(b"${base64}").read()))`, 'base64'],
    ['json', `import json\nexec(json.loads('{"a": ["x", "${PAYLOAD}"]}')["a"][1])`, ''],
    ['getdecoder', `import codecs\nexec(codecs.getdecoder("rot13")("vzcbeg bf;cevag(bf.anzr)")[0])`, 'rot13'],
    [
      'decompressobj',
      `import zlib, base64\nexec(zlib.decompressobj().decompress(base64.b64decode("eJzLzC3ILypRyC+2LijKzCvRyC/Wy0vMTdUEAHVTCQg=")))`,
      'base64>zlib',
    ],
  ])('%s', (_what, source, expected) => {
    expect(layers(source)).toEqual([expected]);
  });
});

describe('decoders that a source brings along', () => {
  test.each([
    [
      'an alphabet of its own, by maketrans',
      `import base64\nt = str.maketrans("${CUSTOM}", "${STANDARD}")\nexec(base64.b64decode("${inCustom}".translate(t)))`,
    ],
    [
      'an alphabet of bytes',
      `import base64\nexec(base64.b64decode(b"${inCustom}".translate(bytes.maketrans(b"${CUSTOM}", b"${STANDARD}"))))`,
    ],
    [
      'an alphabet of its own, by hand',
      `A = "${CUSTOM}"\ndef d(s):\n    out = []\n    for i in range(0, len(s), 4):\n        n = 0\n        for c in s[i:i+4]:\n            n = (n << 6) | (A.index(c) if c in A else 0)\n        out += [n >> 16, (n >> 8) & 255, n & 255]\n    return bytes(out).rstrip(b'\\0')\nexec(d("${inCustom}"))`,
    ],
    [
      'xor with the index',
      `exec(''.join(chr(c ^ i) for i, c in enumerate(${list(codes.map((code, index) => code ^ index))})))`,
    ],
    [
      'xor with a key that goes round',
      `k = b"key"\nd = ${list(codes.map((code, index) => code ^ 'key'.charCodeAt(index % 3)))}\nexec(bytes(d[i] ^ k[i % len(k)] for i in range(len(d))))`,
    ],
    [
      'xor in a bytearray',
      `d = bytearray.fromhex("${Buffer.from(codes.map((code) => code ^ 90)).toString('hex')}")\nfor i in range(len(d)):\n    d[i] ^= 90\nexec(d.decode())`,
    ],
    [
      'letters moved along',
      `def d(s, n):\n    r = ''\n    for c in s:\n        if c.islower():\n            r += chr((ord(c) - 97 - n) % 26 + 97)\n        elif c.isupper():\n            r += chr((ord(c) - ord('A') - n) % 26 + ord('A'))\n        else:\n            r += c\n    return r\nexec(d("${shifted}", 5))`,
    ],
    [
      'all characters moved along',
      `exec("".join([chr(ord(c) - 3) for c in "${Array.from(PAYLOAD, (char) => String.fromCharCode(char.charCodeAt(0) + 3)).join('')}"]))`,
    ],
    ['turned round by join', `exec("".join(reversed("${reversed}")))`],
    [
      'turned round by an index',
      `s = "${reversed}"\nexec("".join(s[len(s) - 1 - i] for i in range(len(s))))`,
    ],
    ['two halves mixed by zip', `exec("".join(a + b for a, b in zip("${even}", "${odd}")))`],
    [
      'two halves mixed by slices',
      `s = list("${'x'.repeat(PAYLOAD.length)}")\ns[::2] = "${even}"\ns[1::2] = "${odd}"\nexec("".join(s))`,
    ],
    ['every second character', `exec("${Array.from(PAYLOAD, (char) => `${char}#`).join('')}"[::2])`],
    [
      'letters by a dictionary',
      `m = ${JSON.stringify(Object.fromEntries(Array.from(new Set(PAYLOAD), (char, index) => [String(index), char])))}\nexec("".join(m[x] for x in "${Array.from(PAYLOAD, (char) => [...new Set(PAYLOAD)].indexOf(char)).join(' ')}".split()))`,
    ],
    [
      'letters by get',
      `m = {"@": "o", "!": "i"}\nexec("".join(m.get(c, c) for c in "${PAYLOAD.replaceAll('o', '@').replaceAll('i', '!')}"))`,
    ],
    ['binary digits', `b = "${bits}"\nexec("".join(chr(int(b[i:i+8], 2)) for i in range(0, len(b), 8)))`],
    [
      'binary digits between blanks',
      `exec("".join(map(lambda x: chr(int(x, 2)), "${codes.map((code) => code.toString(2)).join(' ')}".split(" "))))`,
    ],
    [
      'one number of binary digits',
      `n = int("${bits}", 2)\nexec(n.to_bytes((n.bit_length() + 7) // 8, "big"))`,
    ],
    [
      'octal digits',
      `exec("".join(chr(int(x, 8)) for x in "${codes.map((code) => code.toString(8)).join(',')}".split(",")))`,
    ],
    [
      'letters without width',
      `s = "${wide.join('')}"\nb = s.replace("\\u200b", "0").replace("\\u200c", "1")\nexec("".join(chr(int(b[i:i+8], 2)) for i in range(0, len(b), 8)))`,
    ],
    [
      'blanks and tabs',
      `s = "${spaces.join('')}"\nout = ""\nfor i in range(0, len(s), 8):\n    n = 0\n    for c in s[i:i+8]:\n        n = n * 2 + (c == "\\t")\n    out += chr(n)\nexec(out)`,
    ],
    ['characters one by one', `exec(${codes.map((code) => `chr(${code})`).join('+')})`],
    [
      'characters by arithmetic',
      `exec(${codes.map((code) => `chr(0x${(code + 7).toString(16)}-7)`).join('+')})`,
    ],
    ['percent formats', `exec("%s%s" % ("import os;", "%c" * 14 % (${codes.slice(10).join(',')})))`],
    [
      'lambdas in lambdas',
      `exec((lambda f: (lambda x: f(f, x)))(lambda f, s: s and chr(s[0]) + f(f, s[1:]) or "")(${list(codes.slice(0, 5))}) + "${PAYLOAD.slice(5)}")`,
    ],
    [
      'a lambda with a default',
      `d = lambda s, k=3: "".join(chr(ord(c) ^ k) for c in s)\nexec(d("${Array.from(PAYLOAD, (char) =>
        String.fromCharCode(char.charCodeAt(0) ^ 3),
      )
        .join('')
        .replaceAll('"', '\\"')}"))`,
    ],
    [
      'a name given in an expression',
      `import base64\nif (d := base64.b64decode("${base64}")) and (t := d.decode()):\n    exec(t)`,
    ],
    ['arguments from a list', `f = lambda *a: "".join(chr(x) for x in a)\nexec(f(*${list(codes)}))`],
    [
      'arguments from a mapping',
      `def f(a, b, *, c): return a + b + c\nexec(f(**{"a": "import os", "b": ";print(", "c": "os.name)"}))`,
    ],
    [
      'a generator',
      `def g(d):\n    for x in d:\n        yield chr(x - 1)\nexec("".join(g(${list(codes.map((code) => code + 1))})))`,
    ],
    [
      'a generator that hands on',
      `def a():\n    yield "import os;"\ndef b():\n    yield from a()\n    yield "print(os.name)"\nexec("".join(b()))`,
    ],
    [
      'a class',
      `class C:\n    def __init__(self, k):\n        self.k = k\n        self.n = 0\n    def one(self, c):\n        self.n += 1\n        return c ^ self.k[(self.n - 1) % len(self.k)]\n    def __call__(self, d):\n        return bytes(self.one(c) for c in d)\nexec(C(b"ab")(${list(codes.map((code, index) => code ^ 'ab'.charCodeAt(index % 2)))}))`,
    ],
    [
      'a class with static parts',
      `class C:\n    K = 7\n    @staticmethod\n    def d(s, k):\n        return "".join(chr(c ^ k) for c in s)\n    @classmethod\n    def run(cls, s):\n        exec(cls.d(s, cls.K))\nC.run(${list(codes.map((code) => code ^ 7))})`,
    ],
    [
      'an inherited method',
      `class A:\n    def d(self, s): return s[::-1]\nclass B(A):\n    def go(self, s): exec(super().d(s))\nB().go("${reversed}")`,
    ],
    [
      'a property',
      `class A:\n    s = "${reversed}"\n    @property\n    def d(self): return self.s[::-1]\nexec(A().d)`,
    ],
    [
      'a decorator',
      `def back(f):\n    def g(*a): return f(*a)[::-1]\n    return g\n@back\ndef text(): return "${reversed}"\nexec(text())`,
    ],
    ['reduce', `from functools import reduce\nexec(reduce(lambda a, b: a + chr(b), ${list(codes)}, ""))`],
    [
      'partial',
      `from functools import partial\nx = partial(int, base=16)\nh = "${hex}"\nexec("".join(chr(x(h[i:i+2])) for i in range(0, len(h), 2)))`,
    ],
    [
      'sorting by a key',
      `p = ${list(Array.from(PAYLOAD, (char, index) => `${String(index).padStart(2, '0')}${char}`).toReversed())}\nexec("".join(x[2:] for x in sorted(p)))`,
    ],
    [
      'pairs sorted by number',
      `p = [${Array.from(PAYLOAD, (char, index) => `(${(index * 7) % PAYLOAD.length}, ${JSON.stringify(Array.from(PAYLOAD)[(index * 7) % PAYLOAD.length])})`).join(', ')}]\nexec("".join(c for _, c in sorted(p)))`,
    ],
    [
      'pairs sorted by a key',
      `p = [${Array.from(PAYLOAD, (_char, index) => `[${(index * 7) % PAYLOAD.length}, ${JSON.stringify(Array.from(PAYLOAD)[(index * 7) % PAYLOAD.length])}]`).join(', ')}]\np.sort(key=lambda x: x[0])\nexec("".join(c for _, c in p))`,
    ],
    [
      'places in an alphabet',
      `a = "${[...new Set(PAYLOAD)].toReversed().join('')}"\nexec("".join([a[i] for i in ${list(Array.from(PAYLOAD, (char) => [...new Set(PAYLOAD)].toReversed().indexOf(char)))}]))`,
    ],
    [
      'base 58',
      `A = "${B58}"\ndef d(s):\n    n = 0\n    for c in s:\n        n = n * 58 + A.index(c)\n    return n.to_bytes((n.bit_length() + 7) // 8, "big")\nexec(d("${inBase(PAYLOAD, B58)}"))`,
    ],
    [
      'base 62',
      `A = "${B62}"\nn = 0\nfor i, c in enumerate(reversed("${inBase(PAYLOAD, B62)}")):\n    n += A.find(c) * (62 ** i)\nb = b""\nwhile n > 0:\n    n, r = divmod(n, 256)\n    b = bytes([r]) + b\nexec(b)`,
    ],
    [
      'base 45',
      `A = "${B45}"\ndef d(s):\n    o = bytearray()\n    v = [A.index(c) for c in s]\n    for i in range(0, len(v), 3):\n        if len(v) - i >= 3:\n            x = v[i] + v[i+1] * 45 + v[i+2] * 2025\n            o.extend(divmod(x, 256))\n        else:\n            o.append(v[i] + v[i+1] * 45)\n    return bytes(o)\nexec(d("${base45(PAYLOAD)}"))`,
    ],
    [
      'RC4 by hand',
      `def rc4(key, data):\n    S = list(range(256))\n    j = 0\n    for i in range(256):\n        j = (j + S[i] + key[i % len(key)]) % 256\n        S[i], S[j] = S[j], S[i]\n    i = j = 0\n    out = []\n    for c in data:\n        i = (i + 1) % 256\n        j = (j + S[i]) % 256\n        S[i], S[j] = S[j], S[i]\n        out.append(c ^ S[(S[i] + S[j]) % 256])\n    return bytes(out)\nexec(rc4(b"key", rc4(b"key", b"${PAYLOAD}")))`,
    ],
    [
      'a stream of numbers from a seed',
      `def d(data, seed):\n    out = ""\n    for c in data:\n        seed = (seed * 1103515245 + 12345) & 0x7fffffff\n        out += chr(c ^ (seed >> 16) & 0xff)\n    return out\nexec(d(${list(seeded(codes, 7))}, 7))`,
    ],
    [
      'loops in one another',
      `r = ""\nfor x in [${codes.map((code) => `[${code >> 4}, ${code & 15}]`).join(', ')}]:\n    h, l = x\n    r += chr(h * 16 + l)\nexec(r)`,
    ],
    [
      'a loop that takes from the end',
      `d = ${list(codes.toReversed())}\nr = ""\nwhile d:\n    r += chr(d.pop())\nexec(r)`,
    ],
    [
      'a loop that ends by an exception',
      `it = iter(${list(codes)})\nr = ""\nwhile True:\n    try:\n        r += chr(next(it))\n    except StopIteration:\n        break\nexec(r)`,
    ],
    [
      'a text in pieces by name',
      `a_1 = "import os;"\na_2 = "print(os.name)"\nexec("".join(globals()["a_%d" % i] for i in range(1, 3)))`,
    ],
    ['a choice', `exec("${PAYLOAD}" if len("abc") == 3 else "x")`],
    ['eval of a text', `exec(eval("'imp' + 'ort os;print(os.name)'"))`],
    [
      'a builtin by number',
      `getattr(__import__("builtins"), "".join(map(chr, [101, 120, 101, 99])))("${PAYLOAD}")`,
    ],
    ['a builtin out of a mapping', `__builtins__.__dict__["ex" + "ec"]("${PAYLOAD}")`],
    ['a builtin by getattr and join', `getattr(__builtins__, "".join(["e", "x", "e", "c"]))("${PAYLOAD}")`],
    ['a builtin by vars', `vars(__builtins__)["exec"]("${PAYLOAD}")`],
    ['exec in a mapping', `t = {"run": exec, "x": print}\nt["run"]("${PAYLOAD}")`],
    ['exec by map', `list(map(exec, ["${PAYLOAD}"]))`],
    ['exec in a comprehension', `[exec(x) for x in ["${PAYLOAD}"]]`],
    ['exec by another name', `e = exec\ne("${PAYLOAD}")`],
    ['code made by compile', `c = compile("${PAYLOAD}", "", "exec")\nexec(c, {})`],
    [
      'a match',
      `def d(x):\n    match x:\n        case 1:\n            return "${PAYLOAD}"\n        case _:\n            return "no"\nexec(d(1))`,
    ],
    ['long strings in parentheses', `exec(("import os;"\n  "print(os.name)"))`],
    ['swapped by a tuple', `a, b = "print(os.name)", "import os;"\na, b = b, a\nexec(a + b)`],
    ['a text that is cut', `exec("xx${PAYLOAD}yy"[2:-2])`],
    [
      'a text without its filling',
      `import re\nexec(re.sub(r"[~#]", "", "${Array.from(PAYLOAD).join('~')}"))`,
    ],
    [
      'pieces found by a pattern',
      `import re\nexec("".join(chr(int(x, 16)) for x in re.findall("..", "${hex}")))`,
    ],
    ['textwrap', `import textwrap\nexec("".join(chr(int(x, 16)) for x in textwrap.wrap("${hex}", 2)))`],
    [
      'islice and chain',
      `from itertools import chain\nexec("".join(chain.from_iterable([["import os;"], ["print(", "os.name)"]])))`,
    ],
    [
      'accumulate',
      `from itertools import accumulate\nexec("".join(map(chr, accumulate(${list(codes.map((code, index) => code - (codes[index - 1] ?? 0)))}))))`,
    ],
    ['a join of str of bytes', `exec(bytes.join(b"", [b"import os;", b"print(os.name)"]))`],
    [
      'operator',
      `import operator\nexec("".join(chr(operator.xor(c, 1)) for c in ${list(codes.map((code) => code ^ 1))}))`,
    ],
    [
      'numbers between 0 and 1',
      `exec("".join(chr(round(x * 1000)) for x in ${list(codes.map((code) => code / 1000))}))`,
    ],
    ['a set of names', `import base64 as b\nf = [b.b64decode, b.b32decode][0]\nexec(f("${base64}"))`],
    ['a default argument', `import base64\ndef f(s, d=base64.b64decode): return d(s)\nexec(f("${base64}"))`],
    [
      'rot47',
      `s = ${JSON.stringify(Array.from(PAYLOAD, (char) => (char === ' ' ? ' ' : String.fromCharCode(33 + ((char.charCodeAt(0) - 33 + 47) % 94)))).join(''))}\nexec("".join(chr(33 + (ord(c) + 14) % 94) if 33 <= ord(c) <= 126 else c for c in s))`,
    ],
    [
      'morse-like words',
      `w = {"ba": "0", "bo": "1"}\nb = "".join(w[x] for x in "${Array.from(bits, (bit) => (bit === '0' ? 'ba' : 'bo')).join(' ')}".split(" "))\nexec(bytes(int(b[i:i+8], 2) for i in range(0, len(b), 8)))`,
    ],
  ])('%s', (_what, source) => {
    expect(run(source)).toContain(PAYLOAD);
  });
});

/** Bytes flipped with a stream of numbers. */
function seeded(values: readonly number[], start: number): number[] {
  let seed = BigInt(start);
  return values.map((value) => {
    seed = (seed * 1_103_515_245n + 12_345n) & 0x7fff_ffffn;
    return value ^ Number((seed >> 16n) & 0xffn);
  });
}
