import type { ReleaseFacts } from '@weir/model';
import type { Samples } from '../contract.ts';
import { manifest, quiet, releaseContext, releaseFacts } from '../samples-kit.ts';
import { METADATA_PATH, SDIST, sdist, WHEEL, wheel } from '../wheel-kit.ts';

const CODE = { 'index.js': `module.exports = {};\n${'// a line of an honest module\n'.repeat(20)}` };
const HOOK = { scripts: { postinstall: 'node setup.js' } };

function named(name: string, fields: Readonly<Record<string, unknown>> = {}) {
  return { 'package.json': manifest({ name, ...fields }) };
}

function release(name: string, part: Partial<ReleaseFacts> = {}) {
  return releaseContext(releaseFacts(part), { name });
}

function pypi(name: string, part: Partial<ReleaseFacts> = {}) {
  return releaseContext(releaseFacts(part), { name, ecosystem: 'pypi' });
}

const AN_HOUR_OLD = { packageCreatedAt: '2026-11-20T11:00:00.000Z', versionCount: 2 };
const TYPO = [{ rule: 'typo', file: 'package.json', line: 1, severity: 'medium' }] as const;

export const samples: Samples = {
  malicious: [
    {
      name: 'letters swapped, with a hook',
      files: { ...named('lodahs', HOOK), 'setup.js': '1;\n', ...CODE },
      context: release('lodahs'),
      expected: TYPO,
    },
    {
      name: 'a hyphen left out, with a hook, in the second release',
      files: { ...named('crossenv', HOOK), 'setup.js': '1;\n', ...CODE },
      context: release('crossenv', AN_HOUR_OLD),
      expected: TYPO,
    },
    {
      name: 'a digit for a letter, with a native build that runs a command',
      files: {
        ...named('cha1k'),
        ...CODE,
        'binding.gyp': '{ "targets": [{ "target_name": "x", "sources": ["<!(node build.js)"] }] }\n',
        'build.js': '1;\n',
      },
      context: release('cha1k'),
      expected: TYPO,
    },
    {
      name: 'a scope that imitates another, with a hook',
      files: { ...named('@bable/core', HOOK), 'setup.js': '1;\n', ...CODE },
      context: release('@bable/core'),
      expected: TYPO,
    },
    {
      name: 'a name near one of PyPI, whose setup script loads something',
      filename: SDIST,
      files: sdist({
        'setup.py':
          'from setuptools import setup\nimport urllib.request\nurllib.request.urlopen("https://x.weir.test")\nsetup()\n',
        'acme/__init__.py': '# a line of a module\n'.repeat(20),
      }),
      context: pypi('reqeusts'),
      expected: [{ rule: 'typo', file: 'PKG-INFO', line: 2, severity: 'medium' }],
    },
    {
      name: 'a name near one of PyPI that is held, with nothing in it',
      filename: WHEEL,
      files: wheel({ 'acme/__init__.py': '' }),
      context: pypi('beautifulsuop4'),
      expected: [{ rule: 'typo', file: METADATA_PATH, line: 2, severity: 'medium' }],
    },
    {
      name: 'a name that is held, with nothing in it',
      files: named('expresss'),
      context: release('expresss'),
      expected: TYPO,
    },
  ],
  benign: [
    {
      ...quiet(
        'a near name on PyPI with code of its own',
        wheel({ 'acme/__init__.py': '# a line of a module\n'.repeat(20) }),
      ),
      filename: WHEEL,
      context: pypi('numbpy'),
    },
    {
      ...quiet('a near name on PyPI that is old', wheel({ 'acme/__init__.py': '' })),
      filename: WHEEL,
      context: pypi('reqeusts', { packageCreatedAt: '2019-01-01T00:00:00.000Z', versionCount: 9 }),
    },
    quiet(
      'a popular package, near another one',
      { ...named('colors', HOOK), 'setup.js': '1;\n' },
      release('colors'),
    ),
    quiet(
      'a near name that is years old',
      { ...named('beedle', HOOK), 'setup.js': '1;\n' },
      release('beedle', { packageCreatedAt: '2018-01-01T00:00:00.000Z', versionCount: 4 }),
    ),
    quiet(
      'a near name with many versions',
      { ...named('react-tracker', HOOK), 'setup.js': '1;\n' },
      release('react-tracker', { packageCreatedAt: null, versionCount: 60 }),
    ),
    quiet('a near name with code and no hook', { ...named('vstream'), ...CODE }, release('vstream')),
    quiet(
      'a near name with an ordinary native build',
      {
        ...named('vstream', { scripts: { install: 'node-gyp-build' } }),
        ...CODE,
        'binding.gyp': '{ "targets": [{ "target_name": "x", "sources": ["x.cc"] }] }\n',
      },
      release('vstream'),
    ),
    quiet(
      'an added word',
      { ...named('react-cli-harbour', HOOK), 'setup.js': '1;\n' },
      release('react-cli-harbour'),
    ),
    quiet(
      'a plugin of a popular package',
      { ...named('lodash-cli', HOOK), 'setup.js': '1;\n' },
      release('lodash-cli'),
    ),
    quiet(
      'a fork in a scope of its own',
      { ...named('@acme/lodash', HOOK), 'setup.js': '1;\n' },
      release('@acme/lodash'),
    ),
    quiet(
      'a near name of which nobody knows how old it is',
      { ...named('lodahs', HOOK), 'setup.js': '1;\n' },
      release('lodahs', { packageCreatedAt: null, versionCount: null }),
    ),
    quiet('bytes of unknown origin', { ...named('lodahs', HOOK), 'setup.js': '1;\n' }),
  ],
};
