import { expect, test } from 'vitest';
import { analyzeFiles } from '../testing/analyze-wheel.ts';

const METADATA = 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n';
const LISTED =
  'requests>=2\nevil @ https://files.weir.test/e.whl\n--extra-index-url https://index.weir.test/simple\n-r more.txt\n';

type Files = Readonly<Record<string, string>>;

/** Edges of a source distribution, and what its requirements files have a finding for. */
async function seen(files: Files): Promise<{ edges: string[]; found: string[]; verdict: string }> {
  const all = {
    'PKG-INFO': METADATA,
    'more.txt': 'more @ https://more.weir.test/m.zip\n',
    'requirements.txt': LISTED,
    ...files,
  };
  const { edges, findings, judgement } = await analyzeFiles(all, 'own-1.0.tar.gz');
  return {
    edges: (edges ?? []).map(
      ({ channel, name, url, spec, file, line }) => `${channel} ${name ?? url} ${spec} ${file}:${line}`,
    ),
    found: findings
      .filter(({ rule }) => rule.startsWith('remote-dependency/'))
      .map(({ rule, severity, location }) => `${rule} ${severity} ${location?.file}:${location?.line}`),
    verdict: judgement.verdict,
  };
}

const setup = (code: string, requires: string): Files => ({
  'setup.py': `from setuptools import setup\n${code}\nsetup(name='own', version='1.0', install_requires=${requires})\n`,
});

test.each([
  ['lines', setup('', "open('requirements.txt').read().splitlines()")],
  [
    'lines that are stripped',
    setup(
      "with open('requirements.txt') as f:\n    R = [l.strip() for l in f if l and not l.startswith('#')]",
      'R',
    ),
  ],
  [
    'by a helper',
    setup(
      'import os\nhere = os.path.abspath(os.path.dirname(__file__))\ndef read(name):\n    with open(os.path.join(here, name)) as f:\n        return f.read()',
      "read('requirements.txt').split()",
    ),
  ],
  ['by pathlib', setup('from pathlib import Path', "Path('requirements.txt').read_text().splitlines()")],
  [
    'by pip',
    setup(
      'from pip.req import parse_requirements',
      "[str(r.req) for r in parse_requirements('requirements.txt', session=False)]",
    ),
  ],
  [
    'of setup.cfg',
    {
      'setup.py': 'from setuptools import setup\nsetup()\n',
      'setup.cfg': '[options]\ninstall_requires = file: requirements.txt\n',
    },
  ],
  [
    'of pyproject.toml',
    {
      'pyproject.toml':
        '[build-system]\nrequires = []\nbuild-backend = "setuptools.build_meta"\n[tool.setuptools.dynamic]\ndependencies = {file = ["requirements.txt"]}\n',
    },
  ],
  [
    'that pip is given',
    { 'setup.py': "import subprocess\nsubprocess.call(['pip', 'install', '-r', 'requirements.txt'])\n" },
  ],
])('requirements files that a build reads are edges: %s', async (_how, files) => {
  const { edges, found } = await seen(files);

  expect(edges.toSorted()).toEqual([
    'url https://files.weir.test/e.whl https://files.weir.test/e.whl requirements.txt:2',
    'url https://more.weir.test/m.zip https://more.weir.test/m.zip more.txt:1',
  ]);
  expect(found.toSorted()).toEqual([
    'remote-dependency/foreign-host medium more.txt:1',
    'remote-dependency/foreign-host medium requirements.txt:2',
    'remote-dependency/foreign-index medium requirements.txt:3',
  ]);
});

test.each([
  ['that nobody reads', setup('', '[]')],
  [
    'that is a text',
    { ...setup('', "open('README.txt').read().split()"), 'README.txt': 'This reads well.\nSo it does.\n' },
  ],
])('a file %s says nothing', async (_what, files) => {
  expect(await seen(files)).toEqual({ edges: [], found: [], verdict: 'benign' });
});

test.each([
  ['of PyTorch and its like', 'torch==2.1\n--extra-index-url https://download.weir.test/whl/cu118\n', 'low'],
  ['of a company', 'tool==2.1\n--index-url https://pypi.weir.test/simple\n', 'low'],
])('an index %s is told, and no more', async (_what, text, severity) => {
  const files = { ...setup('', "open('requirements.txt').read().splitlines()"), 'requirements.txt': text };
  const { found, verdict } = await seen(files);

  expect(found).toEqual([`remote-dependency/foreign-index ${severity} requirements.txt:2`]);
  expect(verdict).toBe('benign');
});

const PIP = "subprocess.check_call([sys.executable, '-m', 'pip', 'install', 'two'])";

test.each([
  [
    'an option',
    "subprocess.call(['pip', 'install', '--index-url', 'https://index.weir.test/simple', 'two'])",
  ],
  ['another option', "os.system('pip install --extra-index-url https://index.weir.test/simple two')"],
  ['the environment', `os.environ['PIP_INDEX_URL'] = 'https://index.weir.test/simple'\n${PIP}`],
  [
    'the environment, by a call',
    `os.environ.update({'PIP_EXTRA_INDEX_URL': 'https://index.weir.test/simple'})\n${PIP}`,
  ],
  [
    'the environment, by putenv',
    `os.putenv('PIP_INDEX_URL', 'https://index.weir.test/simple')\nos.system('pip install two')`,
  ],
  [
    'the environment of the command',
    "subprocess.call(['uv', 'pip', 'install', 'two'], env=dict(os.environ, UV_INDEX_URL='https://index.weir.test/simple'))",
  ],
  [
    'a table',
    "subprocess.call('pip install two', shell=True, env={**os.environ, 'PIP_INDEX_URL': 'https://index.weir.test/simple'})",
  ],
])('an index that pip is told by %s', async (_how, code) => {
  const files = {
    'setup.py': `import os, subprocess, sys\n${code}\nfrom setuptools import setup\nsetup(name='own')\n`,
    'PKG-INFO': METADATA,
  };
  const { edges, findings } = await analyzeFiles(files, 'own-1.0.tar.gz');

  expect((edges ?? []).map(({ name, ecosystem, url }) => [name, ecosystem, url])).toEqual([
    ['two', null, 'https://index.weir.test/simple'],
  ]);
  expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toContain(
    'load-time/package-install high',
  );
});
