import { describe, expect, it } from 'vitest';
import { formatPurl, parsePurl } from './purl.ts';
import { normalizeName, type Registry } from './registry.ts';
import { createRandomText } from './testing/random-text.ts';

// Facts of package-url/purl-spec (types/*-definition.json and tests/types/*-test.json, read 2026-11-23), for our types.
const BUILT: readonly (readonly [Registry, string, string | undefined, string])[] = [
  ['npmjs', 'foobar', '12.3.1', 'pkg:npm/foobar@12.3.1'],
  ['npmjs', '@angular/animation', '12.3.1', 'pkg:npm/%40angular/animation@12.3.1'],
  ['npmjs', '@angular/core', undefined, 'pkg:npm/%40angular/core'],
  ['npmjs', 'my-package.js', '1.0.0', 'pkg:npm/my-package.js@1.0.0'],
  ['npmjs', 'foobar', '1.2.3-alpha.1+build.456', 'pkg:npm/foobar@1.2.3-alpha.1+build.456'],
  ['pypi', 'django', '1.11.1', 'pkg:pypi/django@1.11.1'],
  ['pypi', 'My.PyPI_.--._Package', '1.11.1.dev1', 'pkg:pypi/my-pypi-package@1.11.1.dev1'],
  ['pypi', 'Django-Allauth', '12.23', 'pkg:pypi/django-allauth@12.23'],
  [
    'openvsx',
    'ms-python.python',
    '2023.25.10292213',
    'pkg:vscode-extension/ms-python/python@2023.25.10292213',
  ],
  ['vsmarketplace', 'Golang/Go', '0.39.1', 'pkg:vscode-extension/golang/go@0.39.1'],
  ['vsmarketplace', 'acme/tool.beta', '1.0.0', 'pkg:vscode-extension/acme/tool.beta@1.0.0'],
  ['vsmarketplace', 'acme.tool.beta', '1.0.0', 'pkg:vscode-extension/acme/tool.beta@1.0.0'],
  [
    'huggingface',
    'distilbert-base-uncased',
    '043235d6088ecd3dd5fb5ca3592b6913fd516027',
    'pkg:huggingface/distilbert-base-uncased@043235d6088ecd3dd5fb5ca3592b6913fd516027',
  ],
  ['huggingface', 'acme/DeBERTa-v3', 'ABCDEF0123', 'pkg:huggingface/acme/DeBERTa-v3@abcdef0123'],
  [
    'github',
    'Package-url/Purl-Spec',
    '244fd47e07d1004f0aed9c',
    'pkg:github/package-url/purl-spec@244fd47e07d1004f0aed9c',
  ],
];

describe('formatPurl', () => {
  it.each(BUILT)('%s %s %s is %4$s', (registry, name, version, purl) => {
    expect(formatPurl(registry, name, version)).toBe(purl);
  });

  it('keeps npm names apart that differ in case only', () => {
    expect(formatPurl('npmjs', 'JSONStream', '1.3.5')).toBe('pkg:npm/JSONStream@1.3.5');
    expect(formatPurl('npmjs', 'JSONStream')).not.toBe(formatPurl('npmjs', 'jsonstream'));
  });

  it('refuses a name that is none', () => {
    const format = (): unknown => formatPurl('npmjs', '', '1.0.0');

    expect(format).toThrow(expect.objectContaining({ code: 'PURL_INVALID', retriable: false }));
  });
});

describe('parsePurl', () => {
  it.each([
    ['pkg:npm/foobar@12.3.1', 'npm', 'foobar', '12.3.1'],
    ['pkg:npm/%40angular/animation@12.3.1', 'npm', '@angular/animation', '12.3.1'],
    ['pkg:npm/@babel/core#/googleapis/api/annotations/', 'npm', '@babel/core', null],
    ['pkg:npm/react', 'npm', 'react', null],
    ['pkg:npm/foobar@', 'npm', 'foobar', null],
    ['pkg:npm/JSONStream@1.3.5', 'npm', 'JSONStream', '1.3.5'],
    ['pkg:NPM/foobar@1', 'npm', 'foobar', '1'],
    ['pkg:npm/mypackage@12.4.5?vcs_url=git://host.example/repo.git%404345abcd', 'npm', 'mypackage', '12.4.5'],
    ['pkg:pypi/My.PyPI_.--._Package@1.11.1.dev1', 'pypi', 'my-pypi-package', '1.11.1.dev1'],
    ['pkg:pypi/django@1.11.1?filename=Django-1.11.1.tar.gz', 'pypi', 'django', '1.11.1'],
    ['pkg:vscode-extension/Golang/Go@0.39.1?platform=win32-x64', 'vscode-extension', 'golang/go', '0.39.1'],
    ['pkg:huggingface/acme/DeBERTa-v3@ABCDEF', 'huggingface', 'acme/DeBERTa-v3', 'abcdef'],
    ['pkg:github/Package-url/Purl-Spec@244fd47e', 'github', 'package-url/purl-spec', '244fd47e'],
  ])('%s', (text, type, name, version) => {
    expect(parsePurl(text)).toEqual({ type, name, version });
  });

  it.each([
    '',
    'foobar',
    'npm:foobar',
    'pkg:',
    'pkg:npm',
    'pkg:npm/',
    'pkg:npm/a?in%20production=true',
    'pkg:npm/%ZZ',
  ])('refuses %j with a bounded message', (text) => {
    const parse = (): unknown => parsePurl(text);

    expect(parse).toThrow(expect.objectContaining({ code: 'PURL_INVALID', retriable: false }));
  });

  it('never throws anything but PURL_INVALID, and undoes formatPurl, for any name', () => {
    const random = createRandomText(20261123);
    let roundTrips = 0;
    for (let run = 0; run < 3000; run++) {
      const [name, version] = [random.text(20), random.text(8)];
      try {
        const parts = parsePurl(formatPurl('npmjs', name, version));

        expect(parts).toEqual({
          type: 'npm',
          name: normalizeName('npmjs', name),
          version: version.trim() || null,
        });
        roundTrips++;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'PURL_INVALID')) throw error;
      }
    }

    expect(roundTrips).toBeGreaterThan(300);
  });

  it('survives arbitrary text', () => {
    const random = createRandomText(7);
    for (let run = 0; run < 3000; run++) {
      try {
        parsePurl(`pkg:${random.text(40)}`);
      } catch (error) {
        expect(error).toMatchObject({ code: 'PURL_INVALID' });
      }
    }
  });
});
