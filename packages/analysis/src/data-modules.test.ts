import { LABEL } from '@weir/code';
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

/** Two files, of which one asks a name server by an export of its own, and the other runs what it said. */
const TOLD = {
  'package.json': { main: 'index.js' },
  'index.js':
    "const { said } = require('./said');\nexports.go = async () => require('child_process').exec(await said('own'));\n",
  'said.js':
    "const dns = require('dns');\nexports.ask = async (name) => (await dns.promises.resolveTxt(name + '.weir.test')).join('');\nexports.said = async (name) => exports.ask(name);\n",
};

test('what an export of a module has from another of its own is known', async () => {
  const graph = await graphOf(TOLD);
  const unit = graph.units.find(({ file }) => file === 'index.js');
  const flow = unit?.facts.flow.flows.find(({ sink }) => sink === 'command');
  expect((flow?.labels ?? 0) & LABEL.network).toBe(LABEL.network);
});

test('a module that is given what a server answers is told where that was asked, others are not', async () => {
  const other =
    "const { said } = require('./said');\nexports.go = (x) => [said, require('child_process').exec(x)];\n";
  const index = `require('./other');\n${TOLD['index.js']}`;
  const graph = await graphOf({ ...TOLD, 'other.js': other, 'index.js': index });
  const asked = (name: string) => graph.units.find(({ file }) => file === name)?.facts.flow.askedBehind;
  expect(asked('index.js')).toEqual(['own.weir.test']);
  expect(asked('other.js')).toEqual([]);
});

test('what other files tell of a command takes the place of what is known of it', async () => {
  const files = {
    'index.js':
      "const { words } = require('./words');\nexports.go = (x) => require('child_process').spawn(process.execPath, words(x), {});\n",
    'words.js': "exports.words = (x) => ['-e', x];\n",
  };
  const graph = await graphOf({ 'package.json': { main: 'index.js' }, ...files });
  const unit = graph.units.find(({ file }) => file === 'index.js');
  expect(unit?.facts.commands.map(({ argv }) => argv)).toEqual([['node', '-e', '$UNKNOWN']]);
});
