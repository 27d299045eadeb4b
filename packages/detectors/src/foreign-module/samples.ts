import type { Samples } from '../contract.ts';
import { at, quiet } from '../samples-kit.ts';
import { METADATA_PATH, metadata, SDIST, sdist, WHEEL, wheel } from '../wheel-kit.ts';

const CORE = {
  'acme/__init__.py': 'from .core import add\n',
  'acme/core.py': 'def add(a, b):\n    return a + b\n',
};
const filename = WHEEL;

export const samples: Samples = {
  malicious: [
    {
      name: 'one file in the package of another project',
      filename,
      files: wheel({ ...CORE, 'requests/hooks_extra.py': 'VALUE = 1\n' }),
      expected: [at('into-package', 'medium', 'requests/hooks_extra.py', 1)],
    },
    {
      name: 'the package of a project that it needs',
      filename,
      files: wheel({
        ...CORE,
        [METADATA_PATH]: metadata(['Requires-Dist: PyYAML>=6']),
        'yaml/__init__.py': 'def load(text):\n    return text\n',
      }),
      expected: [at('into-package', 'medium', 'yaml/__init__.py', 1)],
    },
    {
      name: 'a file in a namespace of its own scheme, and one in the folder of Python',
      filename,
      files: wheel({
        ...CORE,
        'acme-1.0.data/purelib/numpy/_extra.py': 'VALUE = 1\n',
        'acme-1.0.data/data/lib/python3.12/os.py': 'name = "posix"\n',
      }),
      expected: [
        at('into-package', 'medium', 'acme-1.0.data/purelib/numpy/_extra.py', 1),
        at('prefix', 'medium', 'acme-1.0.data/data/lib/python3.12/os.py', 1),
      ],
    },
    {
      name: 'a copy of a project under a name that is one slip away',
      filename,
      files: wheel({
        [METADATA_PATH]: metadata().replace('Name: weir-acme', 'Name: reqeusts'),
        'requests/__init__.py': 'def get(url):\n    return url\n',
      }),
      expected: [at('foreign-package', 'medium', 'requests/__init__.py', 1)],
    },
    {
      name: 'its sources',
      filename: SDIST,
      files: {
        ...sdist({ 'src/requests/__init__.py': 'def get(url):\n    return url\n' }),
        'PKG-INFO': metadata().replace('Name: weir-acme', 'Name: reqeusts'),
      },
      expected: [at('foreign-package', 'medium', 'src/requests/__init__.py', 1)],
    },
  ],
  benign: [
    {
      ...quiet(
        'sources that keep a copy of what they need',
        sdist({
          'PKG-INFO': metadata(['Requires-Dist: six']),
          ...CORE,
          'six.py': 'PY3 = True\n',
          'examples/requests/__init__.py': '',
        }),
      ),
      filename: SDIST,
    },
    { ...quiet('a package of its own name', wheel(CORE)), filename },
    {
      ...quiet(
        'modules in a namespace that projects share',
        wheel({ 'google/acme/__init__.py': '', 'azure/acme/core.py': '' }),
      ),
      filename,
    },
    {
      ...quiet(
        'tests and tools beside the package',
        wheel({ ...CORE, 'tests/__init__.py': '', 'utils/__init__.py': '', 'docs/conf.py': '' }),
      ),
      filename,
    },
    {
      ...quiet(
        'an edition of a project, which says so',
        wheel({
          [METADATA_PATH]: metadata().replace('Name: weir-acme', 'Name: numpy-acme-edition'),
          'numpy/__init__.py': '',
        }),
      ),
      filename,
    },
    {
      ...quiet(
        'a backport of a standard module',
        wheel({
          [METADATA_PATH]: metadata().replace('Name: weir-acme', 'Name: backports-acme-queue'),
          'queue.py': 'x = 1\n',
        }),
      ),
      filename,
    },
    {
      ...quiet(
        'data below the prefix',
        wheel({
          ...CORE,
          'acme-1.0.data/data/share/acme/a.txt': 'x',
          'acme-1.0.data/data/etc/acme.conf': 'x',
        }),
      ),
      filename,
    },
  ],
};
