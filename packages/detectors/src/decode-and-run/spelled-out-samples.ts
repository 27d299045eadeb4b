import type { Samples } from '../contract.ts';
import { at, imported, quiet, wheel } from '../samples-kit.ts';

/** Runs what a list of parts puts together once they went through code that only running it tells. */
const joined = (parts: readonly string[]): string =>
  `const parts = ${JSON.stringify(parts)};
const glued = (list) => { let all = ''; for (let i = 0; i < list.length; i++) all += list[i ^ 0]; return all; };
new Function('own', glued(parts))(exports);
exports.decode = (x) => atob(x);
`;

/** Text that is put together from pieces which stand in the source for all to see. */
export const SPELLED_OUT: Samples = {
  malicious: [
    {
      name: 'a module and what is called of it, named by what another module decodes',
      files: imported(
        `const names = require('./names.js');\nconst go = async (given) => {\n  const [lib, what] = names;\n  return (await import(lib))[what](given);\n};\ngo(process).catch(() => {});\n`,
        {
          'names.js': `const bytes = Buffer.from('bm9kZTpvc3xob3N0bmFtZXxsb2c=', 'base64');\nmodule.exports = new TextDecoder().decode(bytes.subarray(0, bytes.lastIndexOf(0x7c))).split('|');\n`,
        },
      ),
      expected: [at('hidden-module', 'high', 'index.js', 4)],
    },
    {
      name: 'pieces in the clear that together start a program',
      files: imported(
        joined(["const { exec } = require('child", "_process'); exec('id > /tmp/own.example');"]),
      ),
      expected: [at('decoded-code', 'high', 'index.js', 3)],
    },
    {
      name: 'pieces that a list is filled with',
      files: imported(
        `const all = [];\nfor (const piece of ["const { exec } = require('child", "_process'); exec('id > /tmp/own.example');"]) all.push(piece);\nnew Function('own', all.join(''))(exports);\nexports.decode = (x) => atob(x);\n`,
      ),
      expected: [at('decoded-code', 'high', 'index.js', 3)],
    },
    {
      name: 'pieces of a few letters that together do nothing bad',
      files: imported(joined(Array.from('own.answer = 42; own.question = "six by nine";'))),
      expected: [at('decoded-code', 'medium', 'index.js', 3)],
    },
    {
      name: 'a file of the package in the clear, its name not',
      files: imported(
        `let file = '';\nfor (const code of [47, 46, 96, 47, 107, 114]) file += String.fromCharCode(code ^ 1);\nexports.path = [file].map((one) => require.resolve(one));\nexports.make = (text) => Function(text);\n`,
        { 'a.js': 'exports.a = 1;\n' },
      ),
      expected: [at('hidden-module', 'high', 'index.js', 3)],
    },
  ],
  benign: [
    quiet(
      'plugins that a setting in another encoding names',
      imported(
        `const setting = JSON.parse(Buffer.from(process.env.PLUGINS ?? '', 'base64').toString() || '[]');\nexports.load = (name) => setting.map((own) => require(own).start(name));\n`,
      ),
    ),
    quiet(
      'Python: a program in the clear is given a letter that was computed',
      wheel(
        'import subprocess\ndef mount(share):\n    for code in range(ord("z"), ord("w"), -1):\n        subprocess.check_output(["NET", "USE", chr(code) + ":", share])\n',
      ),
    ),
    quiet(
      'a function with as many parameters as another one has, made by its text',
      imported(
        `const join = (list, glue) => { let all = ''; for (let i = 0; i < list.length; i++) { all += list[i]; if (i + 1 < list.length) all += glue; } return all; };
exports.bound = (fn, to) => {
  const names = [];
  for (let i = 0; i < fn.length; i++) names[i] = '$' + i;
  return Function('caller', 'return function (' + join(names, ',') + '){ return caller.apply(this, arguments); }')(() => fn.apply(to));
};
exports.bound((a, b) => a ^ b, {});
exports.decode = (x) => atob(x);
`,
      ),
    ),
    quiet(
      'files of the package that are listed, read and run together with a function of its own',
      imported(
        `const fs = require('fs');
const FILES = ['./lib/first.js', './lib/second.js'].map((file) => require.resolve(file));
new Function('own', (() => {
  const code = FILES.map((file) => fs.readFileSync(file, 'utf8'));
  code.push('own.describe = ' + describe.toString());
  return code.join('\\n\\n');
})())(exports);
function describe() {
  const lines = [];
  for (const name of NAMES) lines.push(name + ' is one of them');
  return lines.join('\\n');
}
exports.code = (x) => x.charCodeAt(0);
`,
        { 'lib/first.js': "const NAMES = ['a'];\n", 'lib/second.js': "NAMES.push('b');\n" },
      ),
    ),
  ],
};
