import { expect, it } from 'vitest';
import { mostAlike } from './alike-file.ts';

const SDIST = { filename: 'acme-1.0.tar.gz', variant: 'sdist' };
const LINUX = {
  filename: 'acme-1.0-cp312-cp312-manylinux_x86_64.whl',
  variant: 'cp312-cp312-manylinux_x86_64',
};
const WINDOWS = { filename: 'acme-1.0-cp312-cp312-win_amd64.whl', variant: 'cp312-cp312-win_amd64' };
const EGG = { filename: 'acme-1.0.egg', variant: 'egg' };

it.each([
  ['the same variant', [SDIST, LINUX, WINDOWS], WINDOWS, WINDOWS],
  ['another variant of the same kind', [SDIST, LINUX], WINDOWS, LINUX],
  ['the first, where none is of its kind', [SDIST, EGG], WINDOWS, SDIST],
  ['none, where there is none', [], SDIST, undefined],
])('takes %s', (_name, files, ours, expected) => {
  expect(mostAlike(files, ours)).toBe(expected);
});
