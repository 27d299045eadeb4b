import { describe, expect, test } from 'vitest';
import { shrinkManifest } from './manifest-salvage.ts';

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('a manifest over the size that is read', () => {
  test.each([
    ['white space', `{ "name": "x", ${' \n'.repeat(5_000_000)} "scripts": { "postinstall": "node a.js" } }`],
    ['a long text', `{"pad":"${'x'.repeat(9_000_000)}","name":"x","scripts":{"postinstall":"node a.js"}}`],
    [
      'a text of escapes',
      `{"pad":"${'\\u0041'.repeat(1_000_000)}\\"","name":"x","scripts":{"postinstall":"node a.js"}}`,
    ],
    [
      'a text of quotes',
      `{"pad":"${'\\"\\\\'.repeat(1_000_000)}","name":"x","scripts":{"postinstall":"node a.js"}}`,
    ],
  ])('is read without %s', async (_what, text) => {
    const manifest = await shrinkManifest(chunked(text, 65_537));

    expect(manifest?.name).toBe('x');
    expect(manifest?.scripts.get('postinstall')?.command).toBe('node a.js');
  });

  test('is given up when it is large without padding', async () => {
    const keys = Array.from({ length: 300_000 }, (_, i) => `"k${i}":1`).join(',');

    expect(await shrinkManifest(chunked(`{${keys}}`, 65_537))).toBeNull();
  });
});
