import { describe, expect, test } from 'vitest';
import type { CompactFacts, FactFile } from './compact-facts.ts';
import { isCovered, mergeSiblings } from './siblings.ts';

function file(path: string, digit: string, stage: FactFile['stage'] = 'import'): FactFile {
  return { path, sizeBytes: 1, sha256: digit.repeat(64), stage, tlsh: null };
}

function factsOf(files: readonly FactFile[], truncated: CompactFacts['truncated'] = {}): CompactFacts {
  const none = { hosts: [], urls: [], strings: [], apis: [], hooks: [], dependencies: [] };
  return { format: 'weir.facts.v1', files: [...files], ...none, truncated };
}

const LINUX = [
  file('own/__init__.py', 'a'),
  file('own/fast.cpython-312-linux.so', 'b'),
  file('own/more.py', 'c'),
];
const siblings = mergeSiblings([{ filename: 'own-1.0-cp312-linux.whl', facts: factsOf(LINUX) }], null);

describe('a file of a release is covered by those before it', () => {
  test.each<[string, readonly FactFile[], boolean]>([
    ['a wheel with another native module', [file('own/__init__.py', 'a'), file('own/fast.pyd', 'd')], true],
    ['a source distribution with the same modules', [file('src/own/__init__.py', 'a')], true],
    ['one with a module more, which nothing reaches', [file('own/tests.py', 'e', 'dead')], true],
    ['another text under the same path', [file('own/__init__.py', 'e')], false],
    ['the same text under another path', [file('sitecustomize.py', 'a')], false],
    ['a setup script', [file('own/__init__.py', 'a'), file('setup.py', 'e', 'install')], false],
    ['JavaScript', [file('own/__init__.py', 'a'), file('own/run.js', 'e')], false],
  ])('%s: %s', (_, files, covered) => {
    expect(isCovered(factsOf(files), siblings)).toBe(covered);
  });

  test('where there are none, or files were left out, nothing is', () => {
    expect(isCovered(factsOf(LINUX), null)).toBe(false);
    expect(isCovered(factsOf(LINUX, { files: 3 }), siblings)).toBe(false);
  });
});
