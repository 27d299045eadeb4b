import type { Samples } from '../contract.ts';
import { at, quiet } from '../samples-kit.ts';
import { METADATA_PATH, metadata, SDIST, sdist, WHEEL, wheel } from '../wheel-kit.ts';

export const samples: Samples = {
  malicious: [
    {
      name: 'a wheel with an empty module',
      filename: WHEEL,
      files: wheel({ 'acme/__init__.py': '' }),
      expected: [at('no-code', 'low', METADATA_PATH, 2)],
    },
    {
      name: 'sources with a setup script and a readme',
      filename: SDIST,
      files: sdist({ 'README.md': 'Reserved.\n', LICENSE: 'MIT\n'.repeat(300) }),
      expected: [at('no-code', 'low', 'PKG-INFO', 2)],
    },
    {
      name: 'a version and nothing else',
      filename: SDIST,
      files: sdist({ 'acme/__init__.py': '__version__ = "1.0"\nprint("hello")\n' }),
      expected: [at('no-code', 'low', 'PKG-INFO', 2)],
    },
  ],
  benign: [
    {
      ...quiet(
        'a small module',
        wheel({ 'acme/__init__.py': 'def add(a, b):\n    return a + b\n'.repeat(8) }),
      ),
      filename: WHEEL,
    },
    {
      ...quiet(
        'a metapackage',
        wheel({ [METADATA_PATH]: metadata(['Requires-Dist: requests']), 'acme/__init__.py': '' }),
      ),
      filename: WHEEL,
    },
    {
      ...quiet(
        'stubs',
        wheel({ 'acme-stubs/__init__.pyi': 'def add(a: int, b: int) -> int: ...\n'.repeat(8) }),
      ),
      filename: WHEEL,
    },
    {
      ...quiet(
        'a metapackage whose setup script says what it needs',
        sdist({
          'setup.py':
            'from setuptools import setup\nR = open("r.txt").read().split()\nsetup(install_requires=R)\n',
        }),
      ),
      filename: SDIST,
    },
    {
      ...quiet(
        'a metapackage whose project says what it needs',
        sdist({ 'pyproject.toml': '[project]\nname = "acme"\ndependencies = ["requests"]\n' }),
      ),
      filename: SDIST,
    },
    {
      ...quiet(
        'a metapackage whose settings say what it needs',
        sdist({ 'setup.cfg': '[options]\ninstall_requires =\n    requests\n' }),
      ),
      filename: SDIST,
    },
    {
      ...quiet('data', wheel({ 'acme/__init__.py': '', 'acme/words.txt': 'word\n'.repeat(8000) })),
      filename: WHEEL,
    },
    {
      ...quiet('a native module', wheel({ 'acme.abi3.so': `\u007fELF${' '.repeat(500)}` })),
      filename: WHEEL,
    },
  ],
};
