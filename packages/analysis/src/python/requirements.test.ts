import { expect, test } from 'vitest';
import { analyzeFiles } from '../testing/analyze-wheel.ts';

const METADATA = 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n';

/** Edges that are worth following. */
async function edgesOf(files: Readonly<Record<string, string>>, filename: string): Promise<string[]> {
  const { edges } = await analyzeFiles(files, filename);
  return (edges ?? []).map(({ channel, ecosystem, name, spec, url, stage, file, line }) =>
    [channel, stage, ecosystem ?? '-', name ?? '-', spec || '-', url ?? '-', `${file}:${line}`].join(' '),
  );
}

test('what a wheel requires by its address', async () => {
  const requires =
    'Requires-Dist: requests (>=2)\nRequires-Dist: evil[x] @ https://me:secret@files.weir.test/e.whl ; python_version > "3"\nRequires-Dist: repo @ git+https://github.com/acme/repo@main\n';
  const files = { 'own-1.0.dist-info/METADATA': METADATA + requires, 'own/__init__.py': '' };
  expect(await edgesOf(files, 'own-1.0-py3-none-any.whl')).toEqual([
    'url install - - https://files.weir.test/e.whl https://files.weir.test/e.whl own-1.0.dist-info/METADATA:5',
    'git install github acme/repo https://github.com/acme/repo@main https://github.com/acme/repo own-1.0.dist-info/METADATA:6',
  ]);
});

test('what a build asks for, and what commands fetch', async () => {
  const commands = [
    ['pip', 'install', 'one==1'],
    ['python3', '-m', 'pip', 'install', '--index-url', 'http://index.weir.test/simple', 'two'],
    ['uv', 'pip', 'install', 'three'],
    ['uvx', 'four'],
    ['pipx', 'run', 'five'],
    ['npm', 'install', 'six'],
    ['npx', '-y', 'seven@7'],
    ['docker', 'run', '--rm', '-v', '/:/h', 'acme/eight:1', 'sh'],
    ['docker', 'pull', 'registry.weir.test:5000/nine'],
  ];
  const setup = `import subprocess\n${commands.map((argv) => `subprocess.call(${JSON.stringify(argv)})\n`).join('')}`;
  const files = {
    'PKG-INFO': METADATA,
    'setup.py': `${setup}from setuptools import setup\nsetup(install_requires=['ten @ https://files.weir.test/ten.zip'])\n`,
    'setup.cfg': '[options]\nsetup_requires =\n    Eleven_Tool\n',
    'pyproject.toml':
      '[build-system]\nrequires = ["setuptools>=61", "twelve @ https://files.weir.test/t.whl"]\nbuild-backend = "setuptools.build_meta"\n',
  };
  expect((await edgesOf(files, 'own-1.0.tar.gz')).toSorted()).toEqual(
    [
      'install install pypi one ==1 - setup.py:2',
      'install install - two - http://index.weir.test/simple setup.py:3',
      'install install pypi three - - setup.py:4',
      'run install pypi four - - setup.py:5',
      'run install pypi five - - setup.py:6',
      'install install npm six - - setup.py:7',
      'run install npm seven 7 - setup.py:8',
      'run install - acme/eight 1 - setup.py:9',
      'install install - registry.weir.test:5000/nine - - setup.py:10',
      'url install - - https://files.weir.test/ten.zip https://files.weir.test/ten.zip setup.py:12',
      'install install pypi eleven-tool - - setup.cfg:3',
      'install install pypi setuptools >=61 - pyproject.toml:2',
      'url install - - https://files.weir.test/t.whl https://files.weir.test/t.whl pyproject.toml:2',
    ].toSorted(),
  );
});
