import type { Samples } from '../contract.ts';
import { at, quiet } from '../samples-kit.ts';
import { METADATA_PATH, metadata, RECORD_PATH, recordRows, WHEEL, wheel } from '../wheel-kit.ts';

const INIT = { 'acme/__init__.py': 'from .core import add\n' };
const CORE = { 'acme/core.py': 'def add(a, b):\n    return a + b\n' };
const filename = WHEEL;

export const samples: Samples = {
  malicious: [
    {
      name: 'a module that was changed after the wheel was built',
      filename,
      files: wheel({ ...INIT, ...CORE }, { 'acme/__init__.py': 'from .core import add\nprint("changed")\n' }),
      expected: [at('changed', 'medium', 'acme/__init__.py', 1)],
    },
    {
      name: 'start-up lines that were added after the wheel was built',
      filename,
      files: wheel({ ...INIT, ...CORE }, { 'acme-start.pth': 'import acme\n' }),
      expected: [at('unlisted', 'medium', 'acme-start.pth', 1)],
    },
    {
      name: 'a module beside the package, and another one changed',
      filename,
      files: wheel(
        { ...INIT, ...CORE },
        { 'helper.py': 'VALUE = 1\n', 'acme/core.py': 'def add(a, b):\n    return a - b\n' },
      ),
      expected: [at('unlisted', 'medium', 'helper.py', 1), at('changed', 'medium', 'acme/core.py', 1)],
    },
  ],
  benign: [
    { ...quiet('a RECORD that is right', wheel({ ...INIT, ...CORE, 'acme/a, "b".txt': 'x' })), filename },
    {
      ...quiet('a licence that was added by hand', wheel({ ...INIT, ...CORE }, { LICENSE: 'text' })),
      filename,
    },
    {
      ...quiet('compiled files that are listed and were left out', {
        ...wheel({ ...INIT, ...CORE }),
        [RECORD_PATH]: [
          ...recordRows({ [METADATA_PATH]: metadata(), ...INIT, ...CORE, 'acme/core.pyc': '' }),
          'acme-1.0.dist-info/WHEEL,sha256=,',
        ].join('\r\n'),
      }),
      filename,
    },
    {
      ...quiet('digests of another algorithm', {
        ...INIT,
        ...CORE,
        [METADATA_PATH]: metadata(),
        [RECORD_PATH]: `${METADATA_PATH},sha512=abc,1\nacme/__init__.py,sha512=abc,1\nacme/core.py,,\n`,
      }),
      filename,
    },
    { ...quiet('no RECORD at all', { ...INIT, ...CORE, [METADATA_PATH]: metadata() }), filename },
    {
      ...quiet(
        'tests that were changed by a packager',
        wheel(
          { ...INIT, ...CORE, 'tests/test_core.py': 'assert True\n' },
          { 'tests/test_core.py': 'assert 1\n' },
        ),
      ),
      filename,
    },
  ],
};
