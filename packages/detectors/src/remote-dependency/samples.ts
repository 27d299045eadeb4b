import type { Samples } from '../contract.ts';
import { at, manifest, quiet, sdist } from '../samples-kit.ts';
import { METADATA_PATH, metadata, WHEEL, wheel } from '../wheel-kit.ts';

const LINE = 5;

function depends(field: string, spec: string): Record<string, string> {
  return { 'package.json': manifest({ [field]: { helper: spec } }), 'index.js': 'module.exports = 1;\n' };
}

/** Dependencies of which the last one comes from a bare address. */
function dependsLast(count: number, spec: string): Record<string, string> {
  const before = Array.from({ length: count }, (_, at) => [`helper-${at}`, spec]);
  const dependencies = Object.fromEntries([...before, ['last', 'http://192.0.2.7:8080/helper.tgz']]);
  return { 'package.json': manifest({ dependencies }), 'index.js': 'module.exports = 1;\n' };
}

export const samples: Samples = {
  malicious: [
    {
      name: 'a bare address behind sixty repositories',
      files: dependsLast(60, 'github:helper/helper'),
      expected: [at('address', 'high', 'package.json', LINE + 60)],
    },
    {
      name: 'a bare address behind thousands of names',
      files: dependsLast(5_001, '^1.0.0'),
      expected: [at('address', 'high', 'package.json', LINE + 5_001)],
    },
    {
      name: 'Python: a requirement by its address',
      files: sdist(
        "from setuptools import setup\nsetup(name='own', install_requires=[\n    'other @ https://files.weir.test/other-1.0.tar.gz'])\n",
      ),
      expected: [{ rule: 'foreign-host', file: 'setup.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a wheel that requires by address',
      filename: WHEEL,
      files: wheel({
        [METADATA_PATH]: metadata([
          'Requires-Dist: other @ https://files.weir.test/other-1.0-py3-none-any.whl',
        ]),
        'acme/__init__.py': '',
      }),
      expected: [{ rule: 'foreign-host', file: METADATA_PATH, line: 4, severity: 'medium' }],
    },
    {
      name: 'Python: what the build asks for, by its address',
      files: sdist('from setuptools import setup\nsetup()\n', {
        'pyproject.toml':
          '[build-system]\nrequires = [\n  "setuptools",\n  "other @ https://files.weir.test/other.whl",\n]\n',
      }),
      expected: [{ rule: 'foreign-host', file: 'pyproject.toml', line: 4, severity: 'high' }],
    },
    {
      name: 'a bare address',
      files: depends('dependencies', 'http://192.0.2.7:8080/helper.tgz'),
      expected: [at('address', 'high', 'package.json', LINE)],
    },
    {
      name: 'a tunnel',
      files: depends('dependencies', 'https://x.tunnel.weir.test/helper.tgz'),
      expected: [at('drop-host', 'high', 'package.json', LINE)],
    },
    {
      name: 'plain HTTP',
      files: depends('dependencies', 'http://packages.weir.test/npm/helper'),
      expected: [at('plain-http', 'high', 'package.json', LINE)],
    },
    {
      name: 'an optional commit',
      files: depends('optionalDependencies', `github:someone/helper#${'0a'.repeat(20)}`),
      expected: [at('optional-commit', 'high', 'package.json', LINE)],
    },
    {
      name: 'an archive somewhere',
      files: depends('dependencies', 'https://files.weir.test/helper.tgz'),
      expected: [at('foreign-host', 'medium', 'package.json', LINE)],
    },
  ],
  benign: [
    quiet(
      'Python: a requirement from a repository',
      sdist(
        "from setuptools import setup\nsetup(name='own', install_requires=['other @ git+https://github.com/weir-test/other'])\n",
      ),
    ),
    quiet('the registry', depends('dependencies', '^1.2.3')),
    quiet('a repository', depends('dependencies', 'github:someone/helper#v1.0.0')),
    quiet(
      'an archive of a code host',
      depends('dependencies', 'https://github.com/someone/helper/archive/v1.tar.gz'),
    ),
    quiet('a development tool', depends('devDependencies', 'http://192.0.2.7/helper.tgz')),
    quiet('a workspace', depends('dependencies', 'workspace:*')),
    quiet('an alias', depends('dependencies', 'npm:other@1.0.0')),
  ],
};
