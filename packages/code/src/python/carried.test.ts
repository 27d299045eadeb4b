import { deflateSync, gzipSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import samples from './bytecode/samples.json' with { type: 'json' };
import { carriedPython } from './carried.ts';
import { analyzePyc } from './compiled.ts';

const compiled = inflateSync(Buffer.from(samples.versions['3.12'].decode, 'base64'));
const older = inflateSync(Buffer.from(samples.versions['2.7'].decode, 'base64'));

test.each([
  ['a file', compiled, []],
  ['a file of Python 2', older, []],
  ['marshalled code', compiled.subarray(16), []],
  ['marshalled code of Python 2', older.subarray(8), []],
  ['packed', deflateSync(compiled.subarray(16)), ['zlib']],
  ['packed and written as text', Buffer.from(gzipSync(compiled).toString('base64')), ['base64', 'gzip']],
])('compiled code is found: %s', (_how, bytes, layers) => {
  const carried = carriedPython(bytes);
  expect(carried).toMatchObject({ layers, text: '' });
  expect(analyzePyc(carried?.compiled ?? new Uint8Array(0)).facts.codeSinks.length).toBeGreaterThan(0);
});

test('text under layers is found, text alone is not', () => {
  const text = "import os\nos.system('id')\n";
  expect(carriedPython(deflateSync(text))).toEqual({ layers: ['zlib'], compiled: null, text });
  expect(carriedPython(Buffer.from(text))).toBeNull();
});

test.each([
  ['nothing', Buffer.alloc(0)],
  [
    'a picture',
    Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(64)]),
  ],
  ['a broken stream', Buffer.concat([deflateSync('abc').subarray(0, 4), Buffer.alloc(40, 7)])],
  ['packed data', deflateSync(Buffer.alloc(1000))],
  ['the start of code, then noise', Buffer.concat([Buffer.from([0xe3, 0, 0, 0, 0]), Buffer.alloc(20)])],
])('other data is left alone: %s', (_what, bytes) => {
  expect(carriedPython(bytes)).toBeNull();
});
