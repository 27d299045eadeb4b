import { describe, expect, test } from 'vitest';
import { type Files, graphOf, withHook } from './testing/graph-of.ts';

async function readAs(files: Files): Promise<string[]> {
  const { units, skipped } = await graphOf(files);
  return [
    ...units.map(({ file, stage, language, layer }) => `${stage} ${language} ${layer ?? file}`),
    ...skipped.map(({ file, reason }) => `${file}: ${reason}`),
  ].toSorted();
}

const PY = 'import os\nos.getcwd()\n';
const START = `require('child_process').spawn('python3', [__dirname + '/a.py']);\n`;

describe('programs in other languages', () => {
  test.each<[string, Files, readonly string[]]>([
    [
      'Python that a hook starts',
      { 'package.json': withHook('python3 a.py'), 'a.py': PY },
      ['install python a.py'],
    ],
    ['by its own name', { 'package.json': withHook('./a.py'), 'a.py': PY }, ['install python a.py']],
    [
      'by its first line',
      { 'package.json': withHook('./a'), a: `#!/usr/bin/env python3\n${PY}` },
      ['install python a'],
    ],
    [
      'as a module, with what it imports',
      {
        'package.json': withHook('python -m tool.run'),
        'tool/__init__.py': '',
        'tool/run.py': 'from tool import other\n',
        'tool/other.py': PY,
      },
      ['install python tool/__init__.py', 'install python tool/other.py', 'install python tool/run.py'],
    ],
    [
      'in the command itself',
      { 'package.json': withHook(`python -c "import os; os.getcwd()"`) },
      ['install python python -c'],
    ],
    [
      'Python that starts JavaScript',
      {
        'package.json': withHook('python a.py'),
        'a.py': `import subprocess\nsubprocess.call(['node', 'b.js'])\n`,
        'b.js': 'x();\n',
      },
      ['install js b.js', 'install python a.py'],
    ],
    [
      'what an import starts',
      { 'package.json': { main: 'i.js' }, 'i.js': START, 'a.py': PY },
      ['import js i.js', 'import python a.py'],
    ],
    [
      'what only a caller starts',
      { 'package.json': { main: 'i.js' }, 'i.js': `exports.run = () => { ${START} };\n`, 'a.py': PY },
      ['import js i.js'],
    ],
    [
      'what is only named is no program',
      { 'package.json': { main: 'i.js' }, 'i.js': `require.resolve('./a.py');\n`, 'a.py': PY },
      ['import js a.py', 'import js i.js'],
    ],
    [
      'a language that nothing reads',
      { 'package.json': withHook('perl a.pl'), 'a.pl': 'print 1;\n' },
      ['a.pl: a program in a language that is not read'],
    ],
    ['a command of the user', { 'package.json': { name: 'a', bin: 'a.py' }, 'a.py': PY }, []],
  ])('%s', async (_name, files, expected) => {
    expect(await readAs(files)).toEqual(expected);
  });
});
