import { gunzipSync, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gzipQuine, zipQuine } from './quine.ts';

test('a gzip quine unpacks to itself', () => {
  const bytes = gzipQuine();

  expect(gunzipSync(bytes)).toEqual(bytes);
});

test('the member of a zip quine is the zip', () => {
  const bytes = zipQuine();
  const packed = bytes.readUInt32LE(18);
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);

  expect(inflateRawSync(bytes.subarray(start, start + packed))).toEqual(bytes);
});
