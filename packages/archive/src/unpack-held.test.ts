import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from './budget.ts';
import { codesOf, openBytes, textOf } from './testing.ts';

/** A tar of `package.json` and `tail.js`, packed by CPython's `lzma` and `bz2`. */
const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Cf/AKFdADgYSJnNF3UkaRikttOf6OO2F2r+H5A1Hug5ainenN2w0+lwVV3BE3aFpL8MF1XL8DbNZwOFK/nFHEfyW1CHO30os/rGxskMABlcppL9leX6JsaMjZHDIa+ZzyBrNkcsBhQfoYOP2j1OQIMRw3+aFOQy+zFc4y5N/VncaBksPgg7F8BA3A5z2eCKr7oIWKJZslA/cSw6k+Yu8mvyUQ/+z2QAAAAAAEbqBc360MWdAAG9AYBQAABNZYTZscRn+wIAAAAABFla',
  'base64',
);
const BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWWuo4uAAAKj/gsuAAIBQBf2QAAQgAG7/3woAEAgIIACUCURNTxQaA9TENAMnqMQSiowTEwTJgmjAAJ1fnAd1F4UAPjSIghLLodh0J2IB0bEEFAVOsbKW4Nk+S13PSooBKzSMBDpa0QhFwy0tkqnJpQ55zgMCYXp9kp5Bm66d6PlhBIr6qPgTo/G2l7pzxzQH4TXEhnMsiLFsEQP4u5IpwoSDXUcXAA==',
  'base64',
);
/** The same as two streams, with two kinds of check sum. */
const TWO_STREAMS = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4APnAGFdADgYSJnNF3UkaRikttOf6OO2F2r+H5A1Hug5ainenN2w0+lwVV3BE3aFpL8MF1XL8DbNZwOFK/nFHEfyW1CHO30os/rGxskMABlcppL9leX6JsaMjZHDIa+ZzyBrKpXLUAAAAAAA2kSuVtsMmDAAAX3oBwAAAGV+mvGxxGf7AgAAAAAEWVr9N3pYWgAACuH7DKECACEBFgAAAHQv5aPgJBcAal0AAG4IuAbYcTIOv0or3H1TChDM5Dfj7eO3slfPAzJnD4luVYyXFnAiXPEZ0foleJNTKR54kaCwQb3LXhcElnXuj3ZuEt5TdCR0fcuFy/a2eR3S4Fp4njuiXc4hHrXC2aQ5Xehrw6dvF3rcAAAAAPHJyrqE8Kt5VE86S22cajA5yl2YTi4dnnZ2RTgyzg4FAAGeAZhIAABtnyTftunfHAIAAAAAClla',
  'base64',
);
/** 70 MiB of zeros, which are no tar. */
const BOMB = Buffer.from(
  'QlpoOTFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZM/Kv7gDSo8EAwABAAAAIIAAwzAUppqhJEtgRJEvF3JFOFCQL+FqUAA==',
  'base64',
);
const PATHS = ['package/package.json', 'package/tail.js'];

describe('a tar in xz or bzip2', () => {
  it.each([
    ['xz', XZ, 'tar.xz'],
    ['two streams of xz', TWO_STREAMS, 'tar.xz'],
    ['bzip2', BZIP2, 'tar.bz2'],
  ])('%s is read', async (_name, bytes, container) => {
    await using view = await openBytes(bytes);

    expect(view.entries.map(({ path }) => path)).toEqual(PATHS);
    expect(await textOf(view, 'package/tail.js')).toBe('the end');
    expect([view.facts.container, codesOf(view), view.complete]).toEqual([container, [], true]);
  });

  it.each([
    ['xz', XZ],
    ['bzip2', BZIP2],
  ])('tells what stands behind %s', async (_name, bytes) => {
    await using view = await openBytes(Buffer.concat([bytes, Buffer.from('and more')]));

    expect(view.entries.map(({ path }) => path)).toEqual(PATHS);
    expect([codesOf(view), view.facts.trailingBytes]).toEqual([['trailing-data'], 8]);
  });

  it.each([
    ['xz', XZ],
    ['two streams of xz', TWO_STREAMS],
    ['bzip2', BZIP2],
  ])('%s that is cut off anywhere is never whole', async (_name, bytes) => {
    for (let size = 6; size < bytes.length; size += 5) {
      await using view = await openBytes(bytes.subarray(0, size));
      expect(view.complete && codesOf(view).length === 0, `${size} bytes`).toBe(false);
    }
  });

  it('keeps what came before the cut', async () => {
    const firstStream = TWO_STREAMS.indexOf(TWO_STREAMS.subarray(0, 6), 6);
    await using view = await openBytes(TWO_STREAMS.subarray(0, firstStream + 20));

    expect(view.entries.map(({ path }) => path)).toEqual(['package/package.json']);
    expect(view.complete).toBe(false);
  });

  it('stops at the budget, and at its own limit', async () => {
    await using small = await openBytes(BOMB, {
      ...DEFAULT_BUDGET,
      unpackedBytesMax: 1024 * 1024,
      ratioMax: 1e9,
    });
    await using large = await openBytes(BOMB, { ...DEFAULT_BUDGET, ratioMax: 1e9 });

    expect([codesOf(small), small.complete]).toEqual([['budget-bytes', 'corrupt'], false]);
    expect([codesOf(large), large.complete]).toEqual([['unsupported'], false]);
  });
});
