import { tarball } from '@weir/testkit/archive';
import { describe, expect, test } from 'vitest';
import { createManifestFinder, shrinkManifest } from './manifest-salvage.ts';

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

describe('a manifest among other bytes', () => {
  const manifest = (name: string): string => JSON.stringify({ name, scripts: { install: 'x' } });

  test.each([1, 100, 511, 512, 1000, 1_000_000])(
    'is found in chunks of %d bytes, the last one of several',
    (size) => {
      const bytes = tarball()
        .file('package/a.js', 'ustar package.json')
        .file('package/package.json', manifest('first'))
        .file('package/lib/package.json', manifest('inner'))
        .file('package/b.js', 'x'.repeat(3000))
        .file('package/package.json', manifest('last'))
        .file('package/c.js', '')
        .build({ gzip: false });
      const finder = createManifestFinder();

      for (let at = 0; at < bytes.length; at += size) finder.push('s', bytes.subarray(at, at + size));

      expect(finder.manifest?.name).toBe('last');
    },
  );

  test('is not put together from two streams, and broken ones are none', () => {
    const bytes = tarball().file('package/package.json', manifest('x')).build({ gzip: false });
    const broken = tarball().file('package/package.json', '{"name":').build({ gzip: false });
    const finder = createManifestFinder();

    finder.push('a', bytes.subarray(0, 520));
    finder.push('b', bytes.subarray(520));
    finder.push('c', broken);

    expect(finder.manifest).toBeNull();
  });
});
