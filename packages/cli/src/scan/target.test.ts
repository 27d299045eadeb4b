import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseTarget } from './target.ts';

const cwd = mkdtempSync(join(tmpdir(), 'weir-target-'));
mkdirSync(join(cwd, 'package'));
writeFileSync(join(cwd, 'x-1.0.0.tgz'), '');
writeFileSync(join(cwd, 'odd@1.0.0'), '');
symlinkSync(join(cwd, 'package'), join(cwd, 'link'));
symlinkSync(join(cwd, 'loop'), join(cwd, 'loop'));
afterAll(() => rmSync(cwd, { recursive: true }));

describe('parseTarget', () => {
  it.each([
    ['x-1.0.0.tgz', 'file'],
    ['./package', 'directory'],
    ['link', 'directory'],
    ['odd@1.0.0', 'file'],
  ])('takes what exists on this machine: %s', async (text, kind) => {
    expect(await parseTarget(text, cwd, 'npm')).toMatchObject({ kind, text });
  });

  it.each([
    ['left-pad@1.3.0', 'left-pad', '1.3.0'],
    ['@acme/core@2.0.0-rc.1+build', '@acme/core', '2.0.0-rc.1+build'],
    ['x@latest', 'x', 'latest'],
    ['npm:@acme/core@2.0.0', '@acme/core', '2.0.0'],
    ['pkg:npm/left-pad@1.3.0', 'left-pad', '1.3.0'],
    ['pkg:npm/%40acme/core@2.0.0', '@acme/core', '2.0.0'],
  ])('takes a release: %s', async (text, name, version) => {
    expect(await parseTarget(text, cwd, 'npm')).toEqual({
      kind: 'release',
      text,
      registry: 'npmjs',
      name,
      version,
    });
  });

  it.each([
    ['pypi:Acme.Tool==1.2.0', 'Acme.Tool', '1.2.0'],
    ['pypi:acme===1!2.0+local', 'acme', '1!2.0+local'],
    ['pypi:acme-tool', 'acme-tool', null],
    ['pkg:pypi/Acme_Tool@1.2.0', 'acme-tool', '1.2.0'],
    ['acme-tool==1.2.0', 'acme-tool', '1.2.0'],
  ])('takes a release of PyPI: %s', async (text, name, version) => {
    expect(await parseTarget(text, cwd, 'pypi')).toEqual({
      kind: 'release',
      text,
      registry: 'pypi',
      name,
      version,
    });
  });

  it('tells a release by how it is written where no ecosystem is given', async () => {
    expect(await parseTarget('acme-tool==1.2.0', cwd, null)).toMatchObject({ registry: 'pypi' });
    expect(await parseTarget('acme-tool@1.2.0', cwd, null)).toMatchObject({ registry: 'npmjs' });
    await expect(parseTarget('acme-tool', cwd, null)).rejects.toThrow(/name@version or name==version/);
  });

  it.each([
    ['acme-tool', /name==version/],
    ['pypi:acme-tool@1.0', /pypi:name==version/],
    ['pypi:acme-tool=1.0', /pypi:name==version/],
    ['pypi:', /pypi:name==version/],
    ['pkg:pypi/acme-tool', /names no version/],
  ])('refuses %j with --ecosystem pypi', async (text, message) => {
    await expect(parseTarget(text, cwd, 'pypi')).rejects.toThrow(message);
  });

  it.each([
    ['left-pad', /name@version/],
    ['@acme/core', /name@version/],
    ['missing.tgz', /no such file/],
    ['./x@1.0.0', /no such file/],
    ['', /name@version/],
    ['a\0b', /name@version/],
    ['pkg:npm/left-pad', /version/],
    ['pkg:cargo/serde@1.0.0', /cargo/],
    ['pkg:', /not a purl/],
    ['npm:left-pad', /npm:name@version/],
    ['loop', /leads back to itself/],
  ])('refuses %j and says what to give', async (text, message) => {
    await expect(parseTarget(text, cwd, 'npm')).rejects.toThrow(message);
  });
});
