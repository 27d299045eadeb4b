import { expect, test } from 'vitest';
import { analyzeJs } from '../facts.ts';
import { analyzeLinked, type LinkedFacts } from './index.ts';

/** What the modules of a package do together, each by its path. */
function linked(files: Readonly<Record<string, string>>): ReadonlyMap<string, LinkedFacts> {
  const sources = Object.entries(files).map(([id, text]) => ({
    id,
    text,
    typescript: false,
    order: 0,
    loads: analyzeJs(text).imports.flatMap(({ specifier, offset }) =>
      specifier.startsWith('.') ? [{ specifier, offset, target: `${specifier.slice(2)}.js` }] : [],
    ),
  }));
  const found = analyzeLinked(sources);
  if (!found) throw new Error('a budget ran out');
  return found;
}

test('a command is put together by a function in a table of another module', () => {
  const found = linked({
    'index.js': `const { spawn } = require('child_process'); const { task } = require('./units'); spawn(process.execPath, task.words(task.from), {});`,
    'units.js': `exports.task = { from: 'https://a.weir.test/s', words: (url) => ['-e', \`fetch(\${JSON.stringify(url)})\`] };`,
  });

  expect(found.get('index.js')?.commands.map(({ argv }) => argv)).toEqual([
    ['node', '-e', 'fetch("https://a.weir.test/s")'],
  ]);
});

test('a command is put together by a function that takes any number of pieces', () => {
  const found = linked({
    'index.js': `const { exec } = require('child_process'); const { line } = require('./pieces'); exec(line);`,
    'pieces.js': `const all = ['make', ' -j', ' all']; const put = (...at) => at.map((n) => all[n]).join(''); module.exports = { line: put(0, 2) };`,
  });

  expect(found.get('index.js')?.commands.map(({ line }) => line)).toEqual(['make all']);
});
