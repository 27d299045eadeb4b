import type { PackageEdge } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { graphOf, withHook } from './testing/graph-of.ts';

describe('what comes in', () => {
  function told(edges: readonly PackageEdge[]): string[] {
    return edges.map((edge) =>
      [
        edge.channel,
        edge.stage,
        edge.ecosystem ?? '-',
        edge.name ?? '-',
        edge.spec || '-',
        edge.url ?? '-',
        `${edge.file}:${edge.line}`,
      ].join(' '),
    );
  }

  test('by the manifest, in every channel', async () => {
    const text = `{
 "dependencies": {
  "a": "^1",
  "b": "npm:c@2",
  "d": "git+https://me:secret@git.weir.test/d.git",
  "e": "acme/e#main",
  "f": "https://files.weir.test/f.tgz?token=abc",
  "g": "file:../g",
  "h": "1.0.0",
  "i": "workspace:*"
 },
 "optionalDependencies": { "o": "1" },
 "peerDependencies": { "p": "1" },
 "devDependencies": { "t": "https://files.weir.test/t.tgz" },
 "bundleDependencies": ["h"]
}`;
    expect(told((await graphOf({ 'package.json': text })).edges)).toEqual([
      'alias install npm c npm:c@2 - package.json:4',
      'git install - - https://git.weir.test/d.git https://git.weir.test/d.git package.json:5',
      'git install github acme/e acme/e#main - package.json:6',
      'url install - - https://files.weir.test/f.tgz?token=removed https://files.weir.test/f.tgz?token=removed package.json:7',
      'file install - - file:../g - package.json:8',
      'dependency install npm a ^1 - package.json:3',
      'bundled install npm h 1.0.0 - package.json:9',
      'optional install npm o 1 - package.json:12',
      'peer install npm p 1 - package.json:13',
    ]);
  });

  test('by commands of hooks, of shell files and of code', async () => {
    const { edges } = await graphOf(
      {
        'package.json': {
          scripts: { install: 'npx one@1 && sh a.sh', prepare: 'npx dead' },
          bin: { own: 'c.js' },
        },
        'a.sh': 'set -e\nnpm i -g two three@^3 && pip install four==4\n',
        'index.js':
          "\nrequire('child_process').exec('npm install --registry=http://npm.weir.test five');\nimport('https://files.weir.test/six.mjs');",
        'c.js': "require('child_process').spawn('pnpm', ['dlx', 'github:acme/seven']);",
      },
      'npm.example',
    );
    expect(told(edges)).toEqual([
      'run install npm one 1 - package.json:3',
      'run dead npm dead - - package.json:4',
      'install install npm two - - a.sh:2',
      'install install npm three ^3 - a.sh:2',
      'install install pypi four ==4 - a.sh:2',
      'url import - - https://files.weir.test/six.mjs https://files.weir.test/six.mjs index.js:3',
      'install import - five - http://npm.weir.test/ index.js:2',
      'run use github acme/seven github:acme/seven - c.js:1',
    ]);
  });

  test('by a lock file that ships: what is not at the registry', async () => {
    const locked = (resolved: string): object => ({ version: '1.0.0', resolved });
    const files = {
      'package.json': {},
      'npm-shrinkwrap.json': {
        packages: {
          'node_modules/a': locked('https://npm.example/a/-/a-1.0.0.tgz'),
          'node_modules/b': locked('https://files.weir.test/b/-/b-1.0.0.tgz'),
          'node_modules/c': locked('https://npm.example/other/-/other-1.0.0.tgz'),
          'node_modules/d': locked('git+ssh://git@git.weir.test/d.git#1'),
        },
      },
    };
    expect(
      told((await graphOf(files, 'npm.example')).edges).map((line) => line.split(' ').slice(3, 6).join(' ')),
    ).toEqual([
      'b 1.0.0 https://files.weir.test/b/-/b-1.0.0.tgz',
      'c 1.0.0 https://npm.example/other/-/other-1.0.0.tgz',
      'd 1.0.0 ssh://git.weir.test/d.git#1',
    ]);
    expect((await graphOf(files)).edges).toHaveLength(4);
  });

  test('a list without end hides no command', async () => {
    const dependencies = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`d${i}`, '1']));
    const { edges } = await graphOf({ 'package.json': withHook('npx evil', { dependencies }) });
    expect(edges).toHaveLength(500);
    expect(edges[0]).toMatchObject({ channel: 'run', name: 'evil' });
  });
});

test('commands with well-known names, with their lines', async () => {
  const { shadows } = await graphOf({
    'package.json': '{ "name": "git",\n "bin": {\n "git": "a.js",\n "own": "b.js",\n "node.cmd": "c.js" } }',
  });
  expect(shadows.map(({ command, line, ownName }) => [command, line, ownName])).toEqual([
    ['git', 3, true],
    ['node.cmd', 5, false],
  ]);
});
