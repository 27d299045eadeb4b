import { describe, expect, test } from 'vitest';
import { type Files, graphOf, withHook } from './testing/graph-of.ts';

async function installed(files: Files): Promise<string[]> {
  const { files: staged } = await graphOf(files);
  return [...staged.values()]
    .filter(({ stage, path }) => stage === 'install' && path !== 'package.json')
    .map(({ path }) => path);
}

const GYP = `{ 'a': '<!(node i.js)' }`;
const X = 'x();\n';

describe('what node-gyp reads', () => {
  test.each<[string, Files, readonly string[]]>([
    [
      'what lies beside a binding.gyp',
      { 'package.json': {}, 'binding.gyp': '{}', 'common.gypi': GYP, 'i.js': X },
      ['binding.gyp', 'common.gypi', 'i.js'],
    ],
    ['nothing without one', { 'package.json': {}, 'common.gypi': GYP, 'i.js': X }, []],
    ['whatever the case', { 'package.json': {}, 'Binding.gyp': GYP, 'i.js': X }, ['Binding.gyp', 'i.js']],
    ...['node-gyp rebuild --directory=src', 'node-gyp -C src rebuild', 'cd src && node-gyp configure'].map(
      (command): [string, Files, readonly string[]] => [
        command,
        { 'package.json': withHook(command), 'src/binding.gyp': GYP, 'src/i.js': X },
        ['src/binding.gyp', 'src/i.js'],
      ],
    ),
    [
      'what code builds',
      {
        'package.json': withHook('node a.js'),
        'a.js': `require('child_process').execSync('npx node-gyp rebuild -C src');\n`,
        'src/binding.gyp': GYP,
        'src/i.js': X,
      },
      ['a.js', 'src/binding.gyp', 'src/i.js'],
    ],
    ['no folder that nothing builds', { 'package.json': {}, 'src/binding.gyp': GYP, 'src/i.js': X }, []],
    [
      'the module that gyp imports',
      { 'package.json': {}, 'binding.gyp': `{ 'a': '<!pymod_do_main(m)' }`, 'm.py': 'def DoMain(a): pass\n' },
      ['binding.gyp', 'm.py'],
    ],
  ])('%s', async (_name, files, expected) => {
    expect(await installed(files)).toEqual(expected);
  });
});
