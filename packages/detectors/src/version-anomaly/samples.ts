import type { ReleaseContext, ReleaseFacts } from '@weir/model';
import type { Samples } from '../contract.ts';
import { manifest, quiet, releaseContext, releaseFacts, sdist } from '../samples-kit.ts';

const HOOKED = { 'package.json': manifest({ scripts: { preinstall: 'node index.js' } }), 'index.js': '1;\n' };
const PLAIN = { 'package.json': manifest({}), 'index.js': '1;\n' };

function release(
  version: string,
  part: Partial<ReleaseFacts> = {},
  name = '@acme-internal/billing',
): ReleaseContext {
  const context = releaseContext(releaseFacts(part), { name });
  return { ...context, release: { ...context.release, version } };
}

const BAIT = [{ rule: 'confusion-bait', file: 'package.json', line: 5, severity: 'medium' }] as const;
const OLD = { packageCreatedAt: '2020-01-01T00:00:00.000Z', versionCount: 120 };

/** The same on PyPI, where installing a source distribution runs its setup script. */
function onPypi(version: string): ReleaseContext {
  const context = releaseContext(releaseFacts(), { name: 'acme-internal-billing', ecosystem: 'pypi' });
  return { ...context, release: { ...context.release, version } };
}

const SDIST = 'acme_internal_billing-99.0.0.tar.gz';
const SETUP = 'from setuptools import setup\nfrom setuptools.command.install import install\n';

export const samples: Samples = {
  malicious: [
    {
      name: '99.0.0 with a setup script that starts something',
      filename: SDIST,
      files: sdist(
        `${SETUP}import os\nclass Own(install):\n    def run(self):\n        os.system('sh tools/hello.sh')\n        install.run(self)\nsetup(name='own', cmdclass={'install': Own})\n`,
      ),
      context: onPypi('99.0.0'),
      expected: [{ rule: 'confusion-bait', file: 'setup.py', line: 6, severity: 'medium' }],
    },
    {
      name: '99.0.0 with a setup script that calls home',
      filename: SDIST,
      files: sdist(
        "from setuptools import setup\nimport urllib.request\nurllib.request.urlopen('https://hello.example/')\nsetup(name='own')\n",
      ),
      context: onPypi('99.0.0'),
      expected: [{ rule: 'confusion-bait', file: 'setup.py', line: 3, severity: 'medium' }],
    },
    { name: '99.0.0 with a hook', files: HOOKED, context: release('99.0.0'), expected: BAIT },
    {
      name: '9999.10.9 with a hook, without a scope',
      files: HOOKED,
      context: release('9999.10.9', { versionCount: 3 }, 'acme-internal-billing'),
      expected: BAIT,
    },
    {
      name: 'v100.1.0-beta with a hook',
      files: HOOKED,
      context: release('v100.1.0-beta'),
      expected: BAIT,
    },
  ],
  benign: [
    {
      ...quiet(
        '99.0.0 with a setup script that only declares and asks git for its version',
        sdist(
          "from setuptools import setup\nimport subprocess\nrev = subprocess.check_output(['git', 'rev-parse', 'HEAD'])\nsetup(name='own', version='99.0.0')\n",
        ),
        onPypi('99.0.0'),
      ),
      filename: SDIST,
    },
    {
      ...quiet(
        '99.0.0 with code that starts something when it is called',
        sdist("from setuptools import setup\nsetup(name='own', packages=['own'])\n", {
          'own/__init__.py': "import os\ndef go():\n    os.system('sh tools/hello.sh')\n",
        }),
        onPypi('99.0.0'),
      ),
      filename: SDIST,
    },
    quiet('99.0.0 without a hook', PLAIN, release('99.0.0')),
    quiet('a version that is a year', HOOKED, release('2026.11.0')),
    quiet('a version that is a day', HOOKED, release('20261120.0.0')),
    quiet('an ordinary first version', HOOKED, release('1.0.0')),
    quiet(
      'a high version of an old package',
      HOOKED,
      release('131.0.2', { ...OLD, previousVersion: '131.0.1' }),
    ),
    quiet(
      'a package that begins to count builds',
      HOOKED,
      release('512.0.0', { ...OLD, previousVersion: '3.0.0' }),
    ),
    quiet(
      'a package of which nobody knows how old it is',
      HOOKED,
      release('99.0.0', { packageCreatedAt: null }),
    ),
    quiet('no version at all', HOOKED, release('latest')),
    quiet('bytes of unknown origin', HOOKED),
  ],
};
