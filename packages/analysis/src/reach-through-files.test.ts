import { describe, expect, test } from 'vitest';
import { importReach } from './import-reach.ts';
import { installReach } from './install-reach.ts';
import { type Files, graphOf, withHook } from './testing/graph-of.ts';

const PAYLOAD = "exports.start = () => { require('child_process').execSync('id'); };\n";

/** Whether importing, or installing, the package runs the code of `PAYLOAD` in a file. */
async function runs(files: Files, at: 'import' | 'install', file = 'real.js'): Promise<boolean> {
  const graph = await graphOf(files);
  const unit = graph.units.find((one) => one.file === file);
  if (!unit) throw new Error(`${file} is no unit`);
  const reach = at === 'import' ? importReach(graph) : installReach(graph);
  return reach(unit, PAYLOAD.indexOf('require'));
}

/** `length` files of which each hands on what the next one has; the last is `real.js`. */
function chain(length: number): Files {
  const links = Array.from({ length }, (_, i) => {
    const next = i === length - 1 ? './real' : `./c${i + 1}`;
    return [`c${i}.js`, `module.exports = require('${next}');\n`] as const;
  });
  return { ...Object.fromEntries(links), 'real.js': PAYLOAD };
}

describe('a call at load through a file that hands on what another has', () => {
  test.each<[string, string]>([
    ['all of it', "module.exports = require('./real');\n"],
    ['one of its exports', "exports.start = require('./real').start;\n"],
    ['one of several names', "const { start } = require('./real');\nmodule.exports = { other: 1, start };\n"],
    ['under another name', "const real = require('./real');\nmodule.exports = { start: real.start };\n"],
    ['as a module', "export { start } from './real.js';\n"],
    ['as a module, imported before', "import { start } from './real.js';\nexport { start };\n"],
    ['as a module, everything', "export * from './real.js';\n"],
    ['by the helper of a compiler', "__exportStar(require('./real'), exports);\n"],
    ['spread', "module.exports = { ...require('./real') };\n"],
    ['copied', "Object.assign(exports, require('./real'));\n"],
  ])('%s', async (_name, hands) => {
    const files = { 'package.json': { main: 'index.js' }, 'lib.js': hands, 'real.js': PAYLOAD };
    expect(await runs({ ...files, 'index.js': "require('./lib').start();\n" }, 'import')).toBe(true);
  });

  test('another export is not called', async () => {
    const files = {
      'package.json': { main: 'index.js' },
      'index.js': "require('./lib').stop();\n",
      'lib.js': "module.exports = require('./real');\n",
      'real.js': `${PAYLOAD}exports.stop = () => {};\n`,
    };
    expect(await runs(files, 'import')).toBe(false);
  });
});

describe('a chain of thousands of files', () => {
  test('that is loaded by an import is followed to its end', async () => {
    const files = { 'package.json': { main: 'index.js' }, 'index.js': "require('./c0').start();\n" };
    expect(await runs({ ...files, ...chain(6_000) }, 'import')).toBe(true);
  });

  test('that is loaded by a hook is followed to its end', async () => {
    const files = { 'package.json': withHook('node index.js'), 'index.js': "require('./c0').start();\n" };
    expect(await runs({ ...files, ...chain(6_000) }, 'install')).toBe(true);
  });
});

test('a file of which more exports are called than are told apart is called as a whole', async () => {
  const decoys = Array.from({ length: 300 }, (_, i) => `require('./real').d${i}();\n`).join('');
  const files = {
    'package.json': { main: 'index.js' },
    'index.js': `${decoys}require('./real').start();\n`,
    'real.js': PAYLOAD,
  };
  expect(await runs(files, 'import')).toBe(true);
});
