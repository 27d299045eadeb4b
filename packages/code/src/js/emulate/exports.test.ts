import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runPackage } from './package.ts';

type Files = Readonly<Record<string, string>>;

/** Texts that a package of these files runs as code, and whether only its callers make it do so. */
function codes(files: Files, callsExports = true): string[] {
  const runs = runPackage(['index.js'], {
    resolve: (from, specifier) =>
      specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : null,
    alias: (specifier) => specifier,
    read: (path) => files[path] ?? null,
    callsExports,
  });
  return runs.flatMap(({ code, called }) => (code === null ? [] : [`${called ? 'later ' : ''}${code}`]));
}

const RUN = `new Function(atob('aWQoKQ=='))()`;

describe('what only the callers of a package make it run', () => {
  test.each([
    ['a function', `exports.f = (text) => ${RUN};`],
    ['a function that is the module', `module.exports = function () { ${RUN}; };`],
    ['a function of the language', `export default function f() { ${RUN}; }`],
    ['a constructor', `exports.A = class { constructor() { ${RUN}; } };`],
    ['a method', `exports.A = class { m(given) { ${RUN}; } };`],
    ['a method that is inherited', `class A { m() { ${RUN}; } }\nexports.B = class extends A {};`],
    ['a method of a prototype', `function A() {}\nA.prototype.m = () => ${RUN};\nmodule.exports = A;`],
    ['a static method', `exports.A = class { static m() { ${RUN}; } };`],
    [
      'a method of what a constructor set up',
      `exports.A = class { constructor() { this.t = 'aWQoKQ=='; } m() { eval(atob(this.t)); } };`,
    ],
    ['a getter', `module.exports = { get x() { return ${RUN}; } };`],
    [
      'what a factory makes',
      `module.exports = (options) => ({ name: 'x', hook: () => ({ run() { ${RUN}; } }) });`,
    ],
    ['a list of functions', `exports.all = [() => ${RUN}];`],
    ['a default', `exports.f = ({ text = 'aWQoKQ==' } = {}) => eval(atob(text));`],
    [
      'a promise that is awaited',
      `exports.f = async () => { const t = await g(); ${RUN}; };\nconst g = async () => 1;`,
    ],
    ['a callback of what is given', `exports.f = (on) => on.ready(() => ${RUN});`],
    [
      'on one system',
      `exports.f = () => { if (process.platform === 'win32') { ${RUN}; } else g(); };\nconst g = () => 1;`,
    ],
    [
      'on others',
      `exports.f = () => { if (process.platform === 'win32') g(); else ${RUN}; };\nconst g = () => 1;`,
    ],
    ['unless it is tested', `exports.f = () => { if (process.env.CI) return 1; ${RUN}; };`],
    [
      'where it does not throw',
      `exports.f = (x) => { if (!x) throw new Error(x); if (x > 9) throw new Error(x); ${RUN}; };`,
    ],
    [
      'after a loop that a test leaves',
      `exports.f = (x) => { for (;;) { if (x.next()) break; } for (;;) { if (x.end) return ${RUN}; } };`,
    ],
    ['on a day', `exports.f = () => Date.now() > 1e12 && ${RUN};`],
    ['beside one that fails', `exports.g = () => { throw 1; };\nexports.f = () => ${RUN};`],
    ['beside one that never ends', `exports.g = () => { for (;;) ; };\nexports.f = () => ${RUN};`],
    [
      'after a hash of what is given',
      `exports.f = (x) => { require('crypto').createHash('md5').update(x).digest('hex'); ${RUN}; };`,
    ],
  ])('%s', (_name, source) => {
    expect(codes({ 'index.js': source })).toEqual(['later id()']);
    expect(codes({ 'index.js': source }, false)).toEqual([]);
  });

  test('what holds itself, or much of the same, is gone through once', () => {
    const source = `let all = [];\nfor (let i = 0; i < 6; i++) all = Array.from({ length: 200 }, () => all);\nfunction A() {}\nA.prototype.m = () => ${RUN};\nObject.setPrototypeOf(A.prototype, A.prototype);\nmodule.exports = { all, A };\nmodule.exports.self = module.exports;`;

    expect(codes({ 'index.js': source })).toEqual(['later id()']);
  });

  test('what runs anyway is no work of callers', () => {
    expect(codes({ 'index.js': `${RUN};\nexports.f = () => ${RUN};` })).toEqual(['id()', 'later id()']);
  });

  test('one place runs another text for its callers', () => {
    const source = `const run = (text) => eval(text);\nrun('1');\nexports.f = () => run(atob('aWQoKQ=='));`;

    expect(codes({ 'index.js': source })).toEqual(['1', 'later id()']);
  });
});

describe('what runs a text as code', () => {
  test.each([
    ['a worker', `new (require('worker_threads').Worker)('id()', { eval: 1 > 0 });`, ['id()']],
    [
      'a worker of an address',
      `new (require('worker_threads').Worker)('data:text/javascript,id()');`,
      ['id()'],
    ],
    ['a worker of a file', `new (require('worker_threads').Worker)('./w.js', { eval: false });`, []],
    ['Function, applied', `Reflect.apply((() => 1).constructor, null, ['id()'])();`, ['id()']],
    ['Function, bound', `Function.bind(null, 'a')('id()');`, ['id()']],
  ])('%s', (_name, source, expected) => {
    expect(codes({ 'index.js': source })).toEqual(expected);
  });
});

describe('a pattern', () => {
  test.each([
    [
      'with a group',
      `'a%28%29'.replace(/%([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))`,
      ['a()'],
    ],
    ['with a group that is not kept', `'a{x}'.replace(/(?:\\{x\\})/, '()')`, ['a()']],
    ['with what is no group', `'a[b)'.replace(/\\[b[)]/, '()')`, ['a()']],
    ['whose group is repeated', `'aaa'.replace(/(a+)+$/, '()')`, []],
    ['that looks ahead', `'ab'.replace(/a(?=b)/, '()')`, []],
  ])('%s', (_name, text, expected) => {
    expect(codes({ 'index.js': `eval(${text});` })).toEqual(expected);
  });
});

describe('what a file of the package holds', () => {
  test.each([
    [
      'by its address',
      `import { readFileSync } from 'node:fs';\neval(readFileSync(new URL('./d/t.txt', import.meta.url), 'utf8'));`,
    ],
    [
      'by its folder',
      `import fs from 'fs';\neval(fs.readFileSync(import.meta.dirname + '/d/t.txt', 'utf8'));`,
    ],
    [
      'by a path of its address',
      `import fs from 'fs';\nimport { fileURLToPath } from 'url';\neval(fs.readFileSync(fileURLToPath(new URL('d/t.txt', import.meta.url)), 'utf8'));`,
    ],
    ['with a callback', `require('fs').readFile(__dirname + '/d/t.txt', 'utf8', (e, text) => eval(text));`],
    [
      'with a promise',
      `require('fs').promises.readFile(__dirname + '/d/t.txt', 'utf8').then((text) => eval(text));`,
    ],
  ])('%s', (_name, source) => {
    expect(codes({ 'index.js': source, 'd/t.txt': 'id()' })).toEqual(['id()']);
  });

  test('behind a cipher whose vector is filled', () => {
    const source = `const c = require('crypto');\nconst d = c.createDecipheriv('aes-128-cbc', Buffer.alloc(16, 1), Buffer.alloc(16, 'x'));\neval(d.update('UUHpMQi64alykgm28OkBFw==', 'base64', 'utf8') + d.final('utf8'));`;

    expect(codes({ 'index.js': source })).toEqual(['id()']);
  });
});
