import { describe, expect, it } from 'vitest';
import { createVersionFinder, parseFilename } from './filenames.ts';

describe('parseFilename', () => {
  it.each([
    ['acme_tool-1.2.0-py3-none-any.whl', '1.2.0', 'py3-none-any'],
    [
      'acme_tool-1.2.0-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      '1.2.0',
      'cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64',
    ],
    ['acme.tool-1.2.0.tar.gz', '1.2.0', 'sdist'],
    ['Acme-Tool-1.0-beta.zip', '1.0-beta', 'sdist'],
    ['acme_tool-1.0.tar.bz2', '1.0', 'sdist'],
    ['acme_tool-1.0-py2.7.egg', '1.0', 'egg'],
    ['acme_tool-1.0-py2.7-linux-x86_64.egg', '1.0', 'egg'],
    ['acme-tool-1.0.win32-py2.7.exe', '1.0', 'installer'],
    ['acme-tool-1.0.msi', '1.0', 'installer'],
    ['acme-tool-1.0-1.noarch.rpm', '1.0', 'rpm'],
    ['foreign-1.0.tar.gz', null, 'sdist'],
    ['acme-tool', null, 'other'],
  ])('%s is %s, %s', (filename, version, variant) => {
    expect(parseFilename(filename, 'acme-tool')).toEqual({ version, variant });
  });
});

describe('createVersionFinder', () => {
  const find = createVersionFinder('acme-tool', ['1.0.post1', '2.0b1', '3.0+local.1', 'legacy-1']);

  it.each([
    ['acme_tool-1.0-1.tar.gz', '1.0.post1'],
    ['acme_tool-2.0.beta1-py3-none-any.whl', '2.0b1'],
    ['acme_tool-3.0+local_1-py3-none-any.whl', '3.0+local.1'],
    ['acme-tool-legacy-1.zip', 'legacy-1'],
    ['acme_tool-9.9.tar.gz', '9.9'],
    ['what.bin', null],
  ])('finds the listed version of %s: %s', (filename, version) => {
    expect(find(filename)).toBe(version);
  });
});
