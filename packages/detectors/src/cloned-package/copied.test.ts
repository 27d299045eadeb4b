import type { CompactFacts, FactFile } from '@weir/model';
import { expect, test } from 'vitest';
import { copiedShare, isCopy } from './copied.ts';

/** Digests that are 131 and 287 apart, of tlsh-distance.test.ts, and one that is 1 from the first. */
const TLSH = 'T125118802D72E376379A90A1510FD1B1AD729BA043B178FE3B51D78BF967A3C32790218';
const NEAR = `${TLSH.slice(0, -1)}9`;
const FAR = 'T1D961A602876A3663747D091520BD0F1BC611BB253F1BCFF7E918797E966A2C227D2358';

function file(path: string, sha: string, part: Partial<FactFile> = {}): FactFile {
  return { path, sizeBytes: 1_000, sha256: sha.repeat(64), stage: 'import', tlsh: null, ...part };
}

function factsOf(files: readonly FactFile[], strings: readonly string[] = []): CompactFacts {
  return {
    format: 'weir.facts.v1',
    files: [...files],
    hosts: [],
    urls: [],
    strings: [...strings],
    apis: [],
    hooks: [],
    dependencies: [],
    truncated: {},
  };
}

const ORIGINAL = [file('index.js', 'a', { tlsh: TLSH }), file('lib/lines.js', 'b')];
const TEXTS = Array.from({ length: 10 }, (_, index) => index.toString(16).padStart(16, '0'));

test.each([
  ['the same files', ORIGINAL, 1],
  ['one of them, elsewhere', [file('src/other.js', 'b')], 0.5],
  ['a file that is nearly the same', [file('index.js', 'c', { tlsh: NEAR })], 0.5],
  ['one that moved and is nearly the same', [file('src/index.js', 'c', { tlsh: NEAR })], 0.5],
  ['one of the same name', [file('index.js', 'c', { tlsh: FAR })], 0],
  ['one that is nearly the same by another name', [file('other.js', 'c', { tlsh: NEAR })], 0],
])('of an original %s is a share', (_, ours, share) => {
  expect(copiedShare(factsOf(ours), factsOf(ORIGINAL))).toBe(share);
});

test('one in the place of the original is found beside any number of the same name', () => {
  const many = Array.from({ length: 100 }, (_, index) => file(`${index}/index.js`, 'd', { tlsh: FAR }));
  const ours = [...many, file('index.js', 'c', { tlsh: NEAR })];

  expect(copiedShare(factsOf(ours), factsOf(ORIGINAL))).toBe(0.5);
});

test('code that was put into other files is known by its texts', () => {
  const ours = factsOf([file('bundle.js', 'c')], TEXTS.slice(0, 6));

  expect(copiedShare(ours, factsOf(ORIGINAL, TEXTS))).toBe(0.6);
  expect(copiedShare(ours, factsOf(ORIGINAL, TEXTS.slice(0, 7)))).toBe(0);
});

test('what nothing runs counts for nothing, and little code is written twice by chance', () => {
  const dead = [file('test.js', 'a', { stage: 'dead' })];
  const small = [file('index.js', 'a', { sizeBytes: 399 })];

  expect(copiedShare(factsOf(dead), factsOf(dead))).toBe(0);
  expect(copiedShare(factsOf(small), factsOf(small))).toBe(0);
});

test.each([
  [0.49, false],
  [0.5, true],
])('a share of %d makes a copy: %s', (share, copy) => {
  expect(isCopy(share)).toBe(copy);
});
