import type { Samples } from '../contract.ts';
import { imported, quiet } from '../samples-kit.ts';

const HELD = Buffer.from("console.log('this is where it would begin');").toString('base64');
const at = (file: string, line: number): Samples['malicious'][number]['expected'] => [
  { rule: 'decoded-code', file, line, severity: 'high' },
];
const COMPILE = `exports.compile = (names, body) => new Function(...names, body);\n`;

/** Code that one file keeps in an encoding and another one runs, at load or when somebody calls. */
export const KEPT: Samples = {
  malicious: [
    {
      name: 'a setting that is decoded and compiled when an engine is made',
      files: imported(
        `const { compile } = require('./compile');\nconst defaults = require('./defaults.json');\nexports.Engine = class {\n  constructor(options = {}) {\n    this.options = { ...defaults, ...options };\n    this.start((text) => Buffer.from(text, 'base64').toString());\n  }\n  start(read) {\n    compile(['out'], read(this.options.first))(this);\n  }\n};\n`,
        { 'compile.js': COMPILE, 'defaults.json': JSON.stringify({ open: '<%', first: HELD }) },
      ),
      expected: at('compile.js', 1),
    },
    {
      name: 'numbers of a table that a plugin turns into code in one of its hooks',
      files: imported(
        `const { Visitor } = require('./visitor');\nmodule.exports = (options) => ({ name: 'units', prepare: () => new Visitor(options) });\n`,
        {
          'visitor.js': `const { ramp } = require('./units');\nexports.Visitor = class {\n  constructor() {\n    this.Once = (root) => this.measure(root.helper || parseInt);\n  }\n  measure(fn) {\n    const text = String.fromCharCode(...ramp.split(' ').map((n) => n - 11));\n    fn.constructor(text)();\n    (() => 0).constructor(text)();\n  }\n};\n`,
          'units.js': `exports.ramp = '${Array.from('console.log("it is here now")', (char) => char.charCodeAt(0) + 11).join(' ')}';\n`,
        },
      ),
      expected: at('visitor.js', 9),
    },
    {
      name: 'pieces of a table that are joined and run by a worker',
      files: imported(
        `const { Worker } = require('worker_threads');\nconst { join, labels } = require('./tables');\nexports.Pool = class {\n  constructor() {\n    this.spare = this.start(join(labels));\n  }\n  start(source) {\n    return new Worker(source, { eval: !/\\.js$/.test(source) });\n  }\n};\n`,
        {
          'tables.js': `exports.join = (parts) => parts.join('');\nexports.labels = ['conso', 'le.lo', "g('it", ' is he', "re')"];\n`,
        },
      ),
      expected: at('index.js', 8),
    },
    {
      name: 'the last line of a list that is imported as an address',
      files: {
        ...imported(''),
        'package.json': JSON.stringify({
          name: 'sample',
          version: '1.0.0',
          type: 'module',
          main: 'index.js',
        }),
        'index.js': `import { readFileSync } from 'node:fs';\nconst lines = readFileSync(new URL('./data/names.txt', import.meta.url), 'utf8').split('\\n');\nconst address = (body) => \`data:\${['text', 'javascript'].join('/')};base64,\${body}\`;\nexport const ready = Promise.allSettled([lines.pop()].map((body) => import(address(body))));\nexport const names = lines;\n`,
        'data/names.txt': `one\ntwo\n${HELD}`,
      },
      expected: at('index.js', 4),
    },
    {
      name: 'a command that one file keeps as numbers and another one starts when it is called',
      files: imported(
        `const run = require('./run');\nconst { ramp } = require('./ramp');\nconst read = (numbers) => numbers.map((n) => String.fromCharCode(n ^ 9)).join('');\nexports.open = (path) => {\n  run(read(ramp));\n  return path;\n};\n`,
        {
          'run.js': `const { exec } = require('child_process');\nmodule.exports = (line) => exec(line);\n`,
          'ramp.js': `exports.ramp = [${Array.from('systemsetup -setremotelogin on', (char) => char.charCodeAt(0) ^ 9).join(',')}];\n`,
        },
      ),
      expected: [{ rule: 'decoded-command', file: 'run.js', line: 2, severity: 'high' }],
    },
  ],
  benign: [
    quiet(
      'an engine that compiles what it is given, with the settings of another file',
      imported(
        `const { compile } = require('./compile');\nconst defaults = require('./defaults.json');\nexports.Engine = class {\n  constructor(options = {}) {\n    this.options = { ...defaults, ...options };\n    this.first = compile(['out'], this.options.first);\n  }\n  render(text, data = {}) {\n    return compile(['data'], 'return \`' + text + '\`')(data);\n  }\n};\n`,
        {
          'compile.js': COMPILE,
          'defaults.json': JSON.stringify({ open: '<%', first: "out.write('a text that starts it')" }),
        },
      ),
    ),
    quiet(
      'rules that a file keeps as text and another one compiles',
      imported(
        `const { compile } = require('./compile');\nconst rules = require('./rules.json');\nexports.check = (row) => rules.every(({ name, test }) => compile(['row'], 'return row.' + name + test)(row));\n`,
        {
          'compile.js': COMPILE,
          'rules.json': JSON.stringify([
            { name: 'priceOfOneItem', test: ' > 0 && row.priceOfOneItem < 100' },
          ]),
        },
      ),
    ),
    quiet(
      'a pool whose workers run a function that it is given',
      imported(
        `const { Worker } = require('worker_threads');\nexports.Pool = class {\n  static wrap(fn) {\n    return \`const w = require('worker_threads'); w.parentPort.postMessage(w.workerData.map(\${fn}));\`;\n  }\n  constructor(job) {\n    this.source = Pool.wrap(job);\n  }\n  one(part) {\n    return new Worker(this.source, { workerData: part, eval: true });\n  }\n};\n`,
      ),
    ),
    quiet(
      'a script that is packed for the shell that takes it so',
      imported(
        `const run = require('./run');\nconst SCRIPT = 'Get-ItemProperty HKLM:/Software | Select-Object DisplayName';\nexports.list = () => run(['-EncodedCommand', Buffer.from(SCRIPT, 'utf16le').toString('base64')]);\nexports.read = (text) => Buffer.from(text, 'base64').toString();\n`,
        {
          'run.js': `const { spawnSync } = require('child_process');\nmodule.exports = (words) => spawnSync('powershell', words).stdout;\n`,
        },
      ),
    ),
    quiet(
      'words that a file keeps packed and another one shows',
      imported(
        `const { compile } = require('./compile');\nconst { words } = require('./words.json');\nexports.show = (say) => say(Buffer.from(words, 'base64').toString());\nexports.sum = (text) => compile(['row'], 'return ' + text);\n`,
        { 'compile.js': COMPILE, 'words.json': JSON.stringify({ words: HELD }) },
      ),
    ),
  ],
};
