import { describe, expect, test } from 'vitest';
import { type Files, graphOf, withHook } from './testing/graph-of.ts';

describe('packages without end', () => {
  test.each<[string, () => Files]>([
    [
      'bundled packages',
      () => {
        const names = Array.from({ length: 1_500 }, (_, i) => `b${i}`);
        const manifests = names.map((name, i) => [
          `node_modules/${name}/package.json`,
          { name, scripts: { install: `node b${i}.js` }, dependencies: { [`b${i + 1}`]: '1' } },
        ]);
        return { 'package.json': { bundleDependencies: ['b0'] }, ...Object.fromEntries(manifests) };
      },
    ],
    [
      'folders that a hook changes to',
      () => ({ 'package.json': withHook(`${'cd a; '.repeat(400)}node b.js`) }),
    ],
    ['files that a hook names', () => ({ 'package.json': withHook(`node ${'a.js '.repeat(30_000)}`) })],
    [
      'patterns',
      () => ({
        'package.json': {
          exports: Object.fromEntries(Array.from({ length: 1_900 }, (_, i) => [`./${i}/*`, `./${i}/*.js`])),
        },
        ...Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`f/${i}.txt`, ''])),
      }),
    ],
    [
      'gyp files',
      () => ({
        'package.json': {},
        'binding.gyp': `{ 'includes': [${Array.from({ length: 500 }, (_, i) => `'${i}.gypi'`).join(',')}] }`,
        ...Object.fromEntries(
          Array.from({ length: 500 }, (_, i) => [
            `${i}.gypi`,
            `{ 'includes': ['binding.gyp', '${i + 1}.gypi'] }`,
          ]),
        ),
      }),
    ],
    [
      'scripts that start scripts',
      () => ({
        'package.json': {
          scripts: Object.fromEntries([
            ['install', 'run-s *'],
            ...Array.from({ length: 5_000 }, (_, i) => [`s${i}`, 'run-s *']),
          ]),
        },
      }),
    ],
  ])('%s end', async (_name, files) => {
    const graph = await graphOf(files());
    expect(graph.hooks.length).toBeLessThanOrEqual(501);
    expect(graph.files.size).toBeGreaterThan(0);
  });
});

test.each<[string, Files, string]>([
  ['a hook', { 'package.json': withHook(`${': && '.repeat(3_000)}node b.js`) }, 'package.json'],
  [
    'a script that it starts',
    { 'package.json': withHook('sh a.sh'), 'a.sh': `${'echo\n'.repeat(3_000)}node b.js\n` },
    'a.sh',
  ],
  [
    'a command of code',
    {
      'package.json': { main: 'a.js' },
      'a.js': `require('child_process').execSync('${': && '.repeat(3_000)}node b.js')`,
    },
    'a.js',
  ],
])('what is left of %s with too many commands is told to be unread', async (_name, files, file) => {
  const graph = await graphOf({ ...files, 'b.js': '' });
  expect(graph.skipped).toMatchObject([{ file }]);
});

test.each([
  ['blank lines', ' \n'],
  ['lines of tabs', '\t\t\n'],
  ['lines of comment', '# x\n'],
])('a gyp file behind megabytes of %s is read', async (_name, line) => {
  const graph = await graphOf({
    'package.json': {},
    'binding.gyp': `${line.repeat(1_000_000)}{ 'a': '<!(node a.js)' }`,
  });
  expect(graph.hooks.map(({ text }) => text)).toEqual(['node a.js']);
});
