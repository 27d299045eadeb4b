import { describe, expect, test } from 'vitest';
import { installReach } from './install-reach.ts';
import { type Files, graphOf, withHook } from './testing/graph-of.ts';

async function stagesOf(files: Files): Promise<Record<string, string>> {
  const graph = await graphOf(files);
  return Object.fromEntries(
    [...graph.files.values()]
      .filter(({ stage, path }) => stage !== 'dead' && path !== 'package.json')
      .map(({ path, stage, browserOnly }) => [path, browserOnly ? `${stage} in browsers` : stage]),
  );
}

async function hooksOf(files: Files): Promise<string[]> {
  const graph = await graphOf(files);
  return graph.hooks.map(({ stage, hook, file }) => `${stage} ${hook} ${file}`);
}

const X = 'x();\n';

describe('what a hook starts', () => {
  test.each<[string, Files, readonly string[]]>([
    ['a file', { 'package.json': withHook('node a.js'), 'a.js': X }, ['a.js']],
    [
      'a folder',
      { 'package.json': withHook('node .', { main: 'lib' }), 'lib/index.js': X },
      ['lib/index.js'],
    ],
    ['preloads', { 'package.json': withHook('node -r ./a.js -e 1'), 'a.js': X }, ['a.js']],
    ['NODE_OPTIONS', { 'package.json': withHook('NODE_OPTIONS="-r ./a" npm -v'), 'a.js': X }, ['a.js']],
    ['a path of Windows', { 'package.json': withHook('node .\\lib\\a.js'), 'lib/a.js': X }, ['lib/a.js']],
    [
      'any file that node is given',
      { 'package.json': withHook('node logo.png'), 'logo.png': "require('./a')", 'a.js': X },
      ['logo.png', 'a.js'],
    ],
    [
      'any file that a shell is given',
      { 'package.json': withHook('sh notes.txt'), 'notes.txt': 'node a.js\n', 'a.js': X },
      ['notes.txt', 'a.js'],
    ],
    [
      'a shell file',
      { 'package.json': withHook('./a.sh'), 'a.sh': '#!/bin/sh\nnode lib/b.js\n', 'lib/b.js': X },
      ['a.sh', 'lib/b.js'],
    ],
    [
      'a folder that it changes to',
      { 'package.json': withHook('cd lib && node a.js'), 'lib/a.js': X, 'a.js': X },
      ['a.js', 'lib/a.js'],
    ],
    [
      'a batch file',
      {
        'package.json': withHook('call win\\a'),
        'win/a.cmd': '@echo off\r\nnode %~dp0b.js\r\n',
        'win/b.js': X,
      },
      ['win/a.cmd', 'win/b.js'],
    ],
    [
      'a PowerShell file',
      {
        'package.json': withHook('powershell -File a.ps1'),
        'a.ps1': 'Start-Process node -ArgumentList "$PSScriptRoot/b.js"\n',
        'b.js': X,
      },
      ['a.ps1', 'b.js'],
    ],
    [
      'a makefile',
      { 'package.json': withHook('make -s all'), Makefile: 'all:\n\t@node a.js\n', 'a.js': X },
      ['Makefile', 'a.js'],
    ],
    ['a path behind a variable', { 'package.json': withHook('node "$PWD/a.js"'), 'a.js': X }, ['a.js']],
    ['what inline code loads', { 'package.json': withHook(`node -e "require('./a')"`), 'a.js': X }, ['a.js']],
    [
      'what inline code of a shell file loads',
      { 'package.json': withHook('sh bin/a.sh'), 'bin/a.sh': `node -e "require('./b')"\n`, 'b.js': X },
      ['bin/a.sh', 'b.js'],
    ],
    [
      'a script that code runs',
      {
        'package.json': { name: 'own', scripts: { install: 'node a.js', b: 'node b.js' } },
        'a.js': "require('child_process').execSync('npm run b')",
        'b.js': X,
      },
      ['a.js', 'b.js'],
    ],
    ['server.js', { 'package.json': withHook('npm start'), 'server.js': X }, ['server.js']],
    [
      'its own name',
      { 'package.json': withHook('node -e "require(\'own/lib/a\')"'), 'lib/a.js': X },
      ['lib/a.js'],
    ],
    [
      'its own imports',
      {
        'package.json': withHook('node a.js', { imports: { '#b': { default: './b.js' } } }),
        'a.js': "import '#b'",
        'b.js': X,
      },
      ['a.js', 'b.js'],
    ],
    [
      'its own command',
      { 'package.json': withHook('npx own', { bin: './cli.js' }), 'cli.js': X },
      ['cli.js'],
    ],
    [
      'a worker',
      {
        'package.json': withHook('node a.js'),
        'a.js': "new Worker(new URL('./w.js', import.meta.url))",
        'w.js': X,
      },
      ['a.js', 'w.js'],
    ],
    [
      'a fork from the package',
      {
        'package.json': withHook('node lib/a.js'),
        'lib/a.js': "require('child_process').fork('jobs/b.js')",
        'jobs/b.js': X,
      },
      ['lib/a.js', 'jobs/b.js'],
    ],
    ['another case of the name', { 'package.json': withHook('node Setup.js'), 'setup.js': X }, ['setup.js']],
    [
      'an install inside of it',
      { 'package.json': { name: 'own', scripts: { postinstall: 'npm i', prepare: 'node a.js' } }, 'a.js': X },
      ['a.js'],
    ],
  ])('%s', async (_name, files, expected) => {
    const stages = await stagesOf(files);
    expect(Object.keys(stages).toSorted()).toEqual(expected.toSorted());
    expect(new Set(Object.values(stages))).toEqual(new Set(['install']));
  });

  test('what only other ways to install run is named and dead', async () => {
    const files = {
      'package.json': { scripts: { prepare: 'node a.js', preuninstall: 'node b.js' } },
      'a.js': X,
      'b.js': X,
    };
    expect(await stagesOf(files)).toEqual({});
    expect(await hooksOf(files)).toEqual(['dead prepare package.json', 'dead preuninstall package.json']);
  });
});

describe('native builds', () => {
  test('expansions, actions and included files run at install', async () => {
    const files = {
      'package.json': { name: 'own' },
      'binding.gyp': `{ 'includes': ['build/common.gypi'], 'targets': [{ 'sources': ["<!(node a.js)"] }] }`,
      'build/common.gypi': `{ 'actions': [{ 'action': ['node', 'b.js'] }] }`,
      'a.js': X,
      'build/b.js': X,
    };
    expect(await stagesOf(files)).toEqual({
      'a.js': 'install',
      'binding.gyp': 'install',
      'build/b.js': 'install',
      'build/common.gypi': 'install',
    });
    expect((await graphOf(files)).implicitBuild).toBe(true);
  });

  test('nothing of it runs when the manifest says that it is none', async () => {
    const files = {
      'package.json': { gypfile: false },
      'binding.gyp': `{ 'a': '<!(node a.js)' }`,
      'a.js': X,
    };
    expect(await stagesOf(files)).toEqual({});
  });
});

describe('settings of tools', () => {
  const npmrc = 'node-options=--require ./a.js\n';
  test('those of a package manager count where a hook starts it', async () => {
    const quiet = { 'package.json': withHook('node b.js'), '.npmrc': npmrc, 'a.js': X };
    expect(await stagesOf(quiet)).toEqual({});
    expect(await hooksOf(quiet)).toContain('dead .npmrc .npmrc');
    expect(await stagesOf({ ...quiet, 'package.json': withHook('npx x') })).toEqual({
      '.npmrc': 'install',
      'a.js': 'install',
    });
  });

  test('those of editors and agents are named', async () => {
    expect(
      await hooksOf({
        'package.json': {},
        '.vscode/tasks.json': { tasks: [{ command: 'node a.js' }] },
        '.claude/settings.json': { hooks: { Stop: [{ hooks: [{ command: 'node b.js' }] }] } },
      }),
    ).toEqual([
      'dead .vscode/tasks.json .vscode/tasks.json',
      'dead .claude/settings.json .claude/settings.json',
    ]);
  });
});

describe('what an import loads', () => {
  test('every condition and field, browsers apart', async () => {
    expect(
      await stagesOf({
        'package.json': {
          main: './main',
          module: 'esm.mjs',
          browser: { './node.js': './web.js' },
          exports: {
            '.': {
              types: './t.d.ts',
              browser: './browser.js',
              import: './a.mjs',
              require: ['./gone.cjs', './a.cjs'],
            },
            './f/*': './f/*.js',
            './f/private/*': null,
          },
        },
        'main.cjs': '',
        'main.js': "require('./shared'); require('./node'); require('./data'); require('./n')",
        'esm.mjs': '',
        'a.mjs': '',
        'a.cjs': '',
        't.d.ts': '',
        'f/x.js': '',
        'web.js': "require('./shared'); require('./only')",
        'browser.js': '',
        'shared.js': '',
        'only.js': '',
        'node.js': '',
        'data.json': '{}',
        'n.node': '',
        'never.js': '',
      }),
    ).toEqual({
      'main.js': 'import',
      'esm.mjs': 'import',
      'a.mjs': 'import',
      'a.cjs': 'import',
      'f/x.js': 'import',
      'shared.js': 'import',
      'node.js': 'import',
      'data.json': 'import',
      'n.node': 'import',
      'web.js': 'import in browsers',
      'browser.js': 'import in browsers',
      'only.js': 'import in browsers',
    });
  });

  test('an import leads to use: commands by map, by name, by folder', async () => {
    const files = {
      'package.json': { directories: { bin: './tools' } },
      'index.js': '',
      'tools/a': '#!/usr/bin/env node\nrequire("../b")',
      'b.js': '',
    };
    expect(await stagesOf(files)).toEqual({ 'index.js': 'import', 'tools/a': 'use', 'b.js': 'use' });
    expect(await stagesOf({ 'package.json': { name: 'x', bin: 'c.js' }, 'c.js': '' })).toEqual({
      'c.js': 'use',
    });
  });

  test('text that is loaded as code is read as code', async () => {
    const graph = await graphOf({
      'package.json': {},
      'index.js': "require('./a.txt'); require('./style.css')",
      'a.txt': 'eval(1)',
      'style.css': 'a {}',
    });
    expect(graph.units.map(({ file }) => file)).toEqual(['index.js', 'a.txt']);
  });
});

describe('what is bundled', () => {
  const bundle = (manifest: object): Files => ({
    'package.json': manifest,
    'index.js': "require('inner'); require('fs')",
    'node_modules/inner/package.json': {
      name: 'inner',
      scripts: { install: 'node setup.js' },
      exports: { import: './i.mjs', require: './i.cjs' },
      dependencies: { leaf: '1', far: 'https://files.weir.test/far.tgz' },
    },
    'node_modules/inner/i.mjs': '',
    'node_modules/inner/i.cjs': "require('leaf')",
    'node_modules/inner/setup.js': '',
    'node_modules/leaf/package.json': {
      name: 'leaf',
      bin: { leaf: 'cli.js' },
      scripts: { postinstall: 'node l.js' },
    },
    'node_modules/leaf/index.js': '',
    'node_modules/leaf/cli.js': '',
    'node_modules/leaf/l.js': '',
    'node_modules/other/package.json': { name: 'other', scripts: { install: 'node o.js' } },
    'node_modules/other/o.js': '',
    'node_modules/fs/index.js': '',
  });

  test('is found by those that load it, and its own hooks run when it is listed', async () => {
    expect(await stagesOf(bundle({ bundleDependencies: ['inner'], dependencies: { inner: '1' } }))).toEqual({
      'index.js': 'import',
      'node_modules/inner/setup.js': 'install',
      'node_modules/leaf/l.js': 'install',
      'node_modules/inner/i.mjs': 'import',
      'node_modules/inner/i.cjs': 'import',
      'node_modules/leaf/index.js': 'import',
    });
  });

  test('is found as well when it is not listed, and then no hook of it runs', async () => {
    const stages = await stagesOf(bundle({ dependencies: { inner: '1' } }));
    expect(Object.values(stages)).not.toContain('install');
    expect(stages).toMatchObject({
      'node_modules/inner/i.cjs': 'import',
      'node_modules/leaf/index.js': 'import',
    });
  });

  test('can be started by its commands, and brings in what it depends on', async () => {
    const files = bundle(withHook('leaf --x', { bundleDependencies: ['leaf'] }));
    expect(await stagesOf(files)).toMatchObject({ 'node_modules/leaf/cli.js': 'install' });
    expect((await graphOf(files)).edges.map(({ channel, file }) => `${channel} ${file}`)).toContain(
      'url node_modules/inner/package.json',
    );
  });

  test('runs at install where a hook reaches it, under every condition', async () => {
    const graph = await graphOf({
      ...bundle(withHook('node a.js')),
      'a.js': "import { go } from 'inner';\ngo();",
      'node_modules/inner/i.mjs': 'export function go() { fetch("x"); }\nexport function other() {}',
      'node_modules/inner/i.cjs': 'exports.go = () => fetch("x");',
    });
    const runs = installReach(graph);
    const reached = graph.units.filter((unit) => unit.file.startsWith('node_modules/inner/i.'));
    expect(reached.map((unit) => [unit.file, runs(unit, unit.source.text.indexOf('fetch'))])).toEqual([
      ['node_modules/inner/i.mjs', true],
      ['node_modules/inner/i.cjs', true],
    ]);
  });
});
