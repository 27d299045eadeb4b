import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Files, graphOf, withHook } from './testing/graph-of.ts';

const RUN = 'run();\n';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function atInstall(files: Files): Promise<string[]> {
  const graph = await graphOf(files);
  return [...graph.files.values()].filter(({ stage }) => stage === 'install').map(({ path }) => path);
}

describe('what hooks lead to', () => {
  test.each<[string, Files, readonly string[]]>([
    [
      'a file that a shell is fed',
      { 'package.json': withHook('cat LICENSE | sh'), LICENSE: 'node a.js\n', 'a.js': RUN },
      ['LICENSE', 'a.js'],
    ],
    [
      'a page of notes through filters',
      {
        'package.json': withHook("grep '^@' N.md | sed 's/@//' | sh"),
        'N.md': '# x\n@node a.js\n',
        'a.js': RUN,
      },
      ['N.md', 'a.js'],
    ],
    [
      'decoded twice',
      {
        'package.json': withHook('base64 -d d.txt | gunzip -c | sh'),
        'd.txt': gzipSync('node a.js\n').toString('base64'),
        'a.js': RUN,
      },
      ['a.js', 'd.txt'],
    ],
    [
      'code that node is fed',
      { 'package.json': withHook('base64 -d d.txt | node'), 'd.txt': base64("require('./a')"), 'a.js': RUN },
      ['a.js', 'd.txt'],
    ],
    ['a pattern', { 'package.json': withHook('node a*'), 'a.js': RUN, 'b.js': RUN }, ['a.js']],
    [
      'what find finds',
      { 'package.json': withHook('find . -name a.js -exec node {} +'), 'lib/a.js': RUN },
      ['lib/a.js'],
    ],
    [
      'tests',
      { 'package.json': withHook('node --test'), 'test/a.test.js': RUN, 'lib/b.js': RUN },
      ['test/a.test.js'],
    ],
    [
      'a value of package.json',
      { 'package.json': withHook('node $npm_package_config_f', { config: { f: 'a.js' } }), 'a.js': RUN },
      ['a.js'],
    ],
    [
      'a command of what is bundled',
      {
        'package.json': withHook('node b.js', { bundleDependencies: ['z'] }),
        'b.js': RUN,
        'node_modules/z/package.json': { name: 'z', bin: { node: 'a.js' } },
        'node_modules/z/a.js': RUN,
      },
      ['b.js', 'node_modules/z/a.js'],
    ],
    [
      'a command in the folder of commands',
      {
        'package.json': withHook('node b.js'),
        'b.js': RUN,
        'node_modules/.bin/node': '#!/bin/sh\nnode c.js\n',
        'c.js': RUN,
      },
      ['b.js', 'c.js', 'node_modules/.bin/node'],
    ],
  ])('%s', async (_name, files, expected) => {
    expect((await atInstall(files)).toSorted()).toEqual(expected.toSorted());
    expect((await graphOf(files)).skipped).toEqual([]);
  });

  test.each([
    'npm install --prefix ./sub',
    'cd sub && npm install',
    'npm -C sub i',
    'npm ci --prefix sub',
    'npm i ./sub',
    'yarn --cwd sub install',
    'pnpm --dir sub install',
    'bun install --cwd sub',
    'npm run b --prefix sub',
  ])('a package in a folder: %s', async (command) => {
    const scripts = command.includes('run') ? { b: 'node a.js' } : { postinstall: 'node a.js' };
    const files = { 'package.json': withHook(command), 'sub/package.json': { scripts }, 'sub/a.js': RUN };
    expect(await atInstall(files)).toContain('sub/a.js');
  });

  test('code that installs in a folder, whose addresses are edges', async () => {
    const { files, edges } = await graphOf({
      'package.json': withHook('node i.js'),
      'i.js': "require('child_process').execSync('npm install', { cwd: __dirname + '/sub' })",
      'sub/package.json': {
        scripts: { postinstall: 'node a.js' },
        dependencies: { z: 'https://a.test/z.tgz' },
      },
      'sub/a.js': RUN,
    });
    expect(files.get('sub/a.js')?.stage).toBe('install');
    expect(edges.map(({ channel, url }) => `${channel} ${url}`)).toContain('url https://a.test/z.tgz');
  });

  test('folders that no package manager is started in stay as they are', async () => {
    const files = {
      'package.json': withHook('cd sub && node b.js'),
      'sub/package.json': { scripts: { postinstall: 'node a.js' } },
      'sub/a.js': RUN,
      'sub/b.js': RUN,
    };
    expect(await atInstall(files)).toEqual(['sub/b.js']);
  });
});

describe('what nobody knows is told', () => {
  test.each<[string, string]>([
    ['a program that prints', 'node b.js | sh'],
    ['a cipher', 'openssl enc -d -aes-256-cbc -k x -in d.txt | sh'],
    ['a file that is not there', 'cat /tmp/x | node'],
  ])('%s', async (_name, command) => {
    const { hooks, skipped } = await graphOf({
      'package.json': withHook(command),
      'b.js': RUN,
      'd.txt': 'xx',
    });
    expect(hooks.flatMap(({ actions }) => actions).some(({ kind }) => kind === 'run-unknown')).toBe(true);
    expect(skipped).toHaveLength(1);
  });

  test('at install only', async () => {
    const { skipped } = await graphOf({
      'package.json': { scripts: { prepare: 'node b.js | sh' } },
      'b.js': RUN,
    });
    expect(skipped).toEqual([]);
  });
});
