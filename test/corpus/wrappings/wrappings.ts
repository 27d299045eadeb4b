import { base64 } from '../campaigns/kit.ts';
import { type Files, imported, LINE, RUN } from './kit.ts';

const CODES = [...Buffer.from(LINE)].join(', ');

function splitOver(count: number): Files {
  const pieces = Array.from({ length: count }, (_, i) => RUN.slice(i, i + 1));
  const files: Record<string, string> = {};
  for (const [i, piece] of pieces.entries())
    if (piece !== '') files[`p/${i}.js`] = `module.exports = ${JSON.stringify(piece)};\n`;
  const sum = Object.keys(files).map((path) => `require('./${path}')`);
  return imported(`eval(${sum.join(' + ')});\n`, files);
}

/** Ways to write one command down so that it runs when the package is imported, one small inert package each. */
export const WRAPPINGS: Readonly<Record<string, Files>> = {
  plain: imported(`${RUN};`),
  'renamed export': imported(`require('./a').z();`, { 'a.js': `const f = () => ${RUN};\nexports.z = f;` }),
  'export as': imported(`import { z } from './a.mjs'; z();`, {
    'a.mjs': `function f() { require('child_process').exec('${LINE}'); }\nexport { f as z };`,
  }),
  'getter of an object': imported(`const o = { get x() { return ${RUN}; } };\no.x;`),
  'getter in another file': imported(`require('./a').x;`, {
    'a.js': `module.exports = { get x() { return ${RUN}; } };`,
  }),
  'getter by defineProperty': imported(
    `const o = {};\nObject.defineProperty(o, 'x', { get() { return ${RUN}; } });\no.x;`,
  ),
  'getter of the exports': imported(
    `Object.defineProperty(exports, 'x', { get: () => ${RUN} });\nmodule.exports.x;`,
  ),
  'getter by __defineGetter__': imported(`const o = {};\no.__defineGetter__('x', () => ${RUN});\no.x;`),
  setter: imported(`const o = { set x(v) { require('child_process').exec(v); } };\no.x = '${LINE}';`),
  'setter of a class': imported(
    `class A { set x(v) { require('child_process').exec(v); } }\nnew A().x = '${LINE}';`,
  ),
  'static block': imported(`class A { static { ${RUN}; } }`),
  'static field': imported(`class A { static x = ${RUN}; }`),
  'field of an instance': imported(`class A { x = ${RUN}; }\nnew A();`),
  'private method': imported(`class A { #run() { ${RUN}; } constructor() { this.#run(); } }\nnew A();`),
  'static method': imported(`class A { static run() { ${RUN}; } }\nA.run();`),
  'inherited constructor': imported(`class A { constructor() { ${RUN}; } }\nclass B extends A {}\nnew B();`),
  'computed method name': imported(`const k = 'ru' + 'n';\nconst o = { [k]() { ${RUN}; } };\no[k]();`),
  'computed class member': imported(`class A { [${RUN}]() {} }`),
  'tagged template': imported(`function tag() { ${RUN}; }\ntag\`x\`;`),
  'tag that is exec': imported(`const run = (s) => require('child_process').exec(s[0]);\nrun\`${LINE}\`;`),
  'String.raw': imported(`require('child_process').exec(String.raw\`${LINE}\`);`),
  'proxy get': imported(`const p = new Proxy({}, { get() { ${RUN}; } });\np.x;`),
  'proxy apply': imported(`const p = new Proxy(() => 0, { apply() { ${RUN}; } });\np();`),
  'proxy has': imported(`const p = new Proxy({}, { has() { ${RUN}; return true; } });\n'x' in p;`),
  'a module behind a proxy': imported(
    `const cp = new Proxy(require('child_process'), {});\ncp.exec('${LINE}');`,
  ),
  'text from a proxy': imported(
    `const t = new Proxy({}, { get: (_, k) => String(k) });\nrequire('child_process').exec(t['${LINE}']);`,
  ),
  'async generator': imported(
    `async function* g() { yield ${RUN}; }\n(async () => { for await (const x of g()) x; })();`,
  ),
  generator: imported(`function* g() { yield ${RUN}; }\n[...g()];`),
  'next of a generator': imported(`function* g() { yield ${RUN}; }\ng().next();`),
  'own iterator': imported(`const o = { *[Symbol.iterator]() { yield ${RUN}; } };\nfor (const x of o) x;`),
  labels: imported(`a: for (;;) { b: for (;;) { if (Date.now() > 0) { ${RUN}; break a; } continue b; } }`),
  'switch in a loop': imported(
    `let s = 2;\nwhile (s) switch (s) { case 2: s = 1; continue; case 1: ${RUN}; s = 0; }`,
  ),
  'import of a data address': imported(
    `import('data:text/javascript,' + encodeURIComponent("import('child_process').then((c) => c.exec('${LINE}'))"));`,
  ),
  'import of base64': imported(
    `import('data:text/javascript;base64,${base64(`import('child_process').then((c) => c.exec('${LINE}'))`)}');`,
  ),
  'code in JSON': imported(`eval(require('./d.json').code);`, { 'd.json': JSON.stringify({ code: RUN }) }),
  'code in JSON that is read': imported(
    `const d = JSON.parse(require('fs').readFileSync(__dirname + '/d.json', 'utf8'));\nnew Function('require', d.code)(require);`,
    { 'd.json': JSON.stringify({ code: RUN }) },
  ),
  'command in JSON': imported(`require('child_process').exec(require('./d.json').c);`, {
    'd.json': JSON.stringify({ c: LINE }),
  }),
  reviver: imported(`JSON.parse('{"x":1}', () => ${RUN});`),
  'reviver that gets it': imported(
    `JSON.parse('["${LINE}"]', (k, v) => typeof v === 'string' ? require('child_process').exec(v) : v);`,
  ),
  toJSON: imported(`JSON.stringify({ toJSON() { ${RUN}; } });`),
  'split over files': splitOver(500),
  'worker by text': imported(
    `new (require('worker_threads').Worker)("${RUN.replaceAll('"', '\\"')}", { eval: true });`,
  ),
  'worker of a file': imported(`new (require('worker_threads').Worker)(__dirname + '/w.js');`, {
    'w.js': `${RUN};`,
  }),
  'worker by URL': imported(
    `const { Worker } = require('worker_threads');\nnew Worker(new URL('./w.js', 'file://' + __filename));`,
    { 'w.js': `${RUN};` },
  ),
  'vm of a text': imported(`require('vm').runInNewContext("${RUN}", { require });`),
  'vm of a file': imported(
    `require('vm').runInThisContext(require('fs').readFileSync(__dirname + '/w.txt', 'utf8'))(require);`,
    { 'w.txt': `(require) => ${RUN}` },
  ),
  'vm script': imported(`new (require('vm').Script)("${RUN}").runInThisContext();`),
  'fork of a file': imported(`require('child_process').fork(require('path').join(__dirname, 'w.js'));`, {
    'w.js': `${RUN};`,
  }),
  'node of a file': imported(
    `require('child_process').spawn(process.execPath, [__dirname + '/w.js'], { detached: true });`,
    { 'w.js': `${RUN};` },
  ),
  cluster: imported(
    `const c = require('cluster');\nc.setupMaster({ exec: __dirname + '/w.js' });\nc.fork();`,
    { 'w.js': `${RUN};` },
  ),
  'process.binding': imported(
    `process.binding('spawn_sync').spawn({ file: '/bin/sh', args: ['sh', '-c', '${LINE}'] });`,
  ),
  prepareStackTrace: imported(`Error.prepareStackTrace = () => ${RUN};\nnew Error().stack;`),
  'Array.from': imported(`Array.from([1], () => ${RUN});`),
  'Array.from a length': imported(`Array.from({ length: 1 }, function () { ${RUN}; });`),
  'findLast and others': imported(`[1].findLast(() => ${RUN});`),
  reduceRight: imported(`[1].reduceRight((a, b) => ${RUN}, 0);`),
  toSorted: imported(`[2, 1].toSorted(() => ${RUN});`),
  findIndex: imported(`[1].findIndex(() => ${RUN});`),
  groupBy: imported(`Object.groupBy([1], () => ${RUN});`),
  'replace callback': imported(`'x'.replace(/x/, () => ${RUN});`),
  'replaceAll callback': imported(`'x'.replaceAll('x', () => ${RUN});`),
  'Symbol.replace': imported(`'x'.replace({ [Symbol.replace]() { ${RUN}; } }, '');`),
  'constructor of a function': imported(`(() => 0).constructor("${RUN}")();`),
  'prototype constructor': imported(`Function.prototype.constructor('require', "${RUN}")(require);`),
  'constructor of an array method': imported(`[]['filter']['constructor']('require', "${RUN}")(require);`),
  'async constructor': imported(
    `Object.getPrototypeOf(async () => {}).constructor('require', "${RUN}")(require);`,
  ),
  toPrimitive: imported(`const o = { [Symbol.toPrimitive]() { ${RUN}; return ''; } };\n\`\${o}\`;`),
  'toString of an object': imported(`'' + { toString() { ${RUN}; return ''; } };`),
  'valueOf of an object': imported(`+{ valueOf() { ${RUN}; return 1; } };`),
  hasInstance: imported(`({}) instanceof { [Symbol.hasInstance]() { ${RUN}; return true; } };`),
  'then of an object': imported(`Promise.resolve({ then() { ${RUN}; } });`),
  'awaited object': imported(`(async () => { await { then(done) { ${RUN}; done(); } }; })();`),
  'promise executor': imported(`new Promise(() => ${RUN});`),
  finally: imported(`Promise.resolve().finally(() => ${RUN});`),
  queueMicrotask: imported(`queueMicrotask(() => ${RUN});`),
  setImmediate: imported(`setImmediate(() => ${RUN});`),
  'a timer of promises': imported(`require('timers/promises').setTimeout(100).then(() => ${RUN});`),
  event: imported(`const e = new (require('events'))();\ne.on('x', () => ${RUN});\ne.emit('x');`),
  'event once': imported(
    `const { EventEmitter } = require('events');\nconst e = new EventEmitter();\ne.prependOnceListener('x', () => ${RUN});\ne.emit('x');`,
  ),
  'event target': imported(
    `const t = new EventTarget();\nt.addEventListener('x', () => ${RUN});\nt.dispatchEvent(new Event('x'));`,
  ),
  'process exit': imported(`process.on('exit', () => ${RUN});`),
  'process beforeExit': imported(`process.once('beforeExit', function () { ${RUN}; });`),
  'uncaught exception': imported(`process.on('uncaughtException', () => ${RUN});\nthrow new Error();`),
  'stream transform': imported(
    `const { Transform, Readable } = require('stream');\nReadable.from(['x']).pipe(new Transform({ transform(c, e, d) { ${RUN}; d(); } }));`,
  ),
  'stream into a shell': imported(
    `require('stream').Readable.from(['${LINE}']).pipe(require('child_process').spawn('sh').stdin);`,
  ),
  'node:test': imported(`require('node:test').before(() => ${RUN});`),
  'test of node:test': imported(`require('node:test')('x', () => { ${RUN}; });`),
  finalization: imported(`new FinalizationRegistry(() => ${RUN}).register({}, 1);`),
  'async hooks': imported(`require('async_hooks').createHook({ init() { ${RUN}; } }).enable();`),
  diagnostics: imported(
    `require('diagnostics_channel').subscribe('http.client.request.start', () => ${RUN});`,
  ),
  'default parameter': imported(`function f(x = ${RUN}) {}\nf();`),
  'default of a pattern': imported(`const { x = ${RUN} } = {};`),
  'comma and void': imported(`void (0, require('child_process').exec)('${LINE}');`),
  'optional call': imported(`require('child_process')?.['ex' + 'ec']?.('${LINE}');`),
  bind: imported(`require('child_process').exec.bind(null, '${LINE}')();`),
  'Reflect.get': imported(`Reflect.get(require('child_process'), 'exec')('${LINE}');`),
  'Reflect.construct': imported(`class A { constructor() { ${RUN}; } }\nReflect.construct(A, []);`),
  'Object.values': imported(
    `Object.entries(require('child_process')).find(([k]) => k === 'exec')[1]('${LINE}');`,
  ),
  'destructured late': imported(`let x;\n({ exec: x } = require('child_process'));\nx('${LINE}');`),
  'module in a map': imported(
    `const m = new Map([['a', require('child_process')]]);\nm.get('a').exec('${LINE}');`,
  ),
  'module in an array': imported(`const [a] = [require('child_process')];\na.exec('${LINE}');`),
  'module as argument': imported(`((c) => c.exec('${LINE}'))(require('child_process'));`),
  'module handed on': imported(`require('./a')(require);`, {
    'a.js': `module.exports = (r) => r('child_process').exec('${LINE}');`,
  }),
  getBuiltinModule: imported(`process.getBuiltinModule('child_process').exec('${LINE}');`),
  createRequire: imported(`require('module').createRequire(__filename)('child_process').exec('${LINE}');`),
  with: imported(`with (require('child_process')) exec('${LINE}');`),
  arguments: imported(
    `(function () { arguments[0].exec(arguments[1]); })(require('child_process'), '${LINE}');`,
  ),
  'this of a call': imported(`(function () { this.exec('${LINE}'); }).call(require('child_process'));`),
  'spread arguments': imported(`require('child_process').exec(...['${LINE}']);`),
  'char codes': imported(`require('child_process').exec(String.fromCharCode(${CODES}));`),
  reversed: imported(
    `require('child_process').exec('${LINE.split('').toReversed().join('')}'.split('').reverse().join(''));`,
  ),
  TextDecoder: imported(
    `require('child_process').exec(new TextDecoder().decode(new Uint8Array([${CODES}])));`,
  ),
  'wasm carrier': imported(
    `const m = new WebAssembly.Module(require('fs').readFileSync(__dirname + '/m.wasm'));\nnew WebAssembly.Instance(m, { e: { r(p, n) { eval(Buffer.from(mem.buffer, p, n).toString()); } } });`,
    { 'm.wasm': '\0asm\u0001\0\0\0' },
  ),
  'decorated by a helper': imported(`const run = (f) => f();\nrun(() => ${RUN});`),
  'handler in a table': imported(`const t = { a: () => ${RUN} };\nfor (const k in t) t[k]();`),
  'handlers in an array': imported(`const t = [() => ${RUN}];\nt[0]();`),
  'Object.values of handlers': imported(`Object.values({ a: () => ${RUN} }).forEach((f) => f());`),
  'method called through a chain': imported(`const a = { b: { c: { d() { ${RUN}; } } } };\na.b.c.d();`),
  prototype: imported(`function A() {}\nA.prototype.run = function () { ${RUN}; };\nnew A().run();`),
  global: imported(`globalThis.zz = () => ${RUN};\nzz();`),
  'prototype of a built-in': imported(`Object.prototype.zz = function () { ${RUN}; };\n({}).zz();`),
  'patched method of a built-in': imported(`Array.prototype.map = function () { ${RUN}; };\n[].map();`),
};
