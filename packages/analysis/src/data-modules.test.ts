import { expect, test } from 'vitest';
import { type Files, graphOf } from './testing/graph-of.ts';

/** Command lines of a file, once the files of its package are followed together. */
async function commandsOf(files: Files, file: string): Promise<(string | null)[]> {
  const graph = await graphOf({ 'package.json': { main: 'index.js' }, ...files });
  return graph.units.find((unit) => unit.file === file)?.facts.commands.map(({ line }) => line) ?? [];
}

const RUN =
  "const table = require('./table');\nrequire('child_process').exec(table.line[process.platform].join(' '));\n";

test('a command that a data file spells is known where it is started', async () => {
  expect(
    await commandsOf({ 'index.js': RUN, 'table.json': { line: { linux: ['id', '-u'] } } }, 'index.js'),
  ).toEqual(['id -u']);
});

test('what is no JSON, or a large set of data, is not read for commands', async () => {
  const large = { line: { linux: ['id'] }, words: Array.from({ length: 3_000 }, (_, at) => `word${at}`) };
  expect(await commandsOf({ 'index.js': RUN, 'table.json': large }, 'index.js')).toEqual([]);
  expect(await commandsOf({ 'index.js': RUN, 'table.json': '{ line' }, 'index.js')).toEqual([]);
});

test('what a data file holds is known through another module', async () => {
  const files = {
    'index.js': "const { line } = require('./words');\nrequire('child_process').exec(line);\n",
    'words.js': "exports.line = require('./table.json').line;\n",
    'table.json': { line: 'id' },
  };
  expect(await commandsOf(files, 'index.js')).toEqual(['id']);
});
