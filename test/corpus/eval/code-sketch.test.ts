import { describe, expect, it } from 'vitest';
import { similarity, sketchCode } from './code-sketch.ts';

function sketch(files: Readonly<Record<string, string>>, isWhole = true) {
  return sketchCode(
    Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
    isWhole,
  );
}

const SETUP =
  "from setuptools import setup, find_packages\n\nsetup(\n  name='x',\n  packages=find_packages(),\n)\n";

describe('codeFree', () => {
  it.each([
    ['a setup() call and an empty module', { 'x-1/setup.py': SETUP, 'x-1/x/__init__.py': '' }, true],
    ['a module with a version', { 'x-1/setup.py': SETUP, 'x-1/x/__init__.py': "__version__ = '1'\n" }, true],
    [
      'a module with code',
      { 'x-1/setup.py': SETUP, 'x-1/x/__init__.py': 'def f():\n  return 1\n'.repeat(5) },
      false,
    ],
    ['one line that acts', { 'x-1/setup.py': SETUP, 'x-1/x/__init__.py': "exec(open('a').read())\n" }, false],
    ['a setup.py that imports more', { 'x-1/setup.py': `import socket\n${SETUP}` }, false],
    ['a setup.py with a command of its own', { 'x-1/setup.py': SETUP.replace('name', 'cmdclass') }, false],
    ['no Python at all', { 'x-1/PKG-INFO': '' }, false],
    ['a .pth file', { 'x-1/setup.py': SETUP, 'x-1/x.pth': 'import os' }, false],
  ])('%s: %s', (_title, files, expected) => {
    expect(sketch(files).codeFree).toBe(expected);
  });
});

it('says nothing of what could not be read whole', () => {
  expect(sketch({ 'x-1/setup.py': SETUP }, false).codeFree).toBe(false);
});

describe('similarity', () => {
  const code = Array.from({ length: 40 }, (_, index) => `value_${index} = compute(${index}, other)\n`).join(
    '',
  );

  it('is 1 for one code, whatever its comments and spaces', () => {
    const one = sketch({ 'a.py': code }).shingles;
    const other = sketch({ 'b.py': code.replaceAll('\n', '  # said\n') }).shingles;

    expect(similarity(one, other)).toBe(1);
  });

  it('is between for code that has a part in common, and 0 without one', () => {
    const one = sketch({ 'a.py': code }).shingles;

    const half = similarity(one, sketch({ 'a.py': code.slice(0, code.length / 2) }).shingles);

    expect(half).toBeGreaterThan(0.2);
    expect(half).toBeLessThan(0.9);
    expect(similarity(one, sketch({ 'a.py': 'import os\nprint(os.name, 1, 2)\n' }).shingles)).toBe(0);
    expect(similarity([], [])).toBe(0);
  });
});
