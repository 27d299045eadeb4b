import type { Samples } from '../contract.ts';
import { at, imported, installed, quiet, wheel } from '../samples-kit.ts';
import { LOCKED_ARCHIVES } from './locked-samples.ts';

/** A string table as the common obfuscator turns it; what it spells is harmless. */
const TABLE = `function _0x3a1f(){const _0x5b2c=['log','hello','12aBcDeF','exports','34gHiJkL'];_0x3a1f=function(){return _0x5b2c;};return _0x3a1f();}
function _0x4d2e(_0x1a2b,_0x3c4d){const _0x5e6f=_0x3a1f();return _0x4d2e=function(_0x7a8b,_0x9c0d){_0x7a8b=_0x7a8b-0x64;let _0x1e2f=_0x5e6f[_0x7a8b];return _0x1e2f;},_0x4d2e(_0x1a2b,_0x3c4d);}
(function(_0x11aa,_0x22bb){const _0x33cc=_0x4d2e,_0x44dd=_0x11aa();while(!![]){try{const _0x55ee=parseInt(_0x33cc(0x66))/0x1+parseInt(_0x33cc(0x68))/0x2;if(_0x55ee===_0x22bb)break;else _0x44dd['push'](_0x44dd['shift']());}catch(_0x66ff){_0x44dd['push'](_0x44dd['shift']());}}}(_0x3a1f,0x1d));
`;

const BYTES = Array.from('run', (char) => String.fromCodePoint(0xe0100 + char.charCodeAt(0) - 16)).join('');

export const samples: Samples = {
  malicious: [
    ...LOCKED_ARCHIVES.malicious,
    {
      name: 'Python: names that nobody can tell apart',
      files: wheel(
        'import os\nIlIlIlIlIl = 1\nIIlIlIlIlI = IlIlIlIlIl + 1\nllIlIlIlII = IIlIlIlIlI + 1\nlIIlIlIlIl = llIlIlIlII + os.getpid()\n',
      ),
      expected: [{ rule: 'look-alike-names', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'Python: code of PyArmor',
      files: wheel(
        'from pyarmor_runtime_000000 import __pyarmor__\n__pyarmor__(__name__, __file__, b"PY000000")\n',
      ),
      expected: [{ rule: 'locked', file: 'own/__init__.py', line: 1, severity: 'high' }],
    },
    {
      name: 'Python: code of SourceDefender',
      files: wheel('import sourcedefender\nfrom . import core\n'),
      expected: [{ rule: 'locked', file: 'own/__init__.py', line: 1, severity: 'high' }],
    },
    {
      name: 'behind blanks',
      files: imported(`module.exports = 1;${' '.repeat(400)}require('child_process').exec('id');\n`),
      expected: [at('off-screen', 'high', 'index.js', 1)],
    },
    {
      name: 'in selectors that show nothing',
      files: imported(
        `const hidden = '${BYTES.repeat(8)}';\neval(decode(hidden));\nfunction decode(s) { return [...s].map((c) => String.fromCharCode(c.codePointAt(0) - 0xe0100 + 16)).join(''); }\n`,
      ),
      expected: [at('invisible', 'high', 'index.js', 1)],
    },
    {
      name: 'in six symbols',
      files: imported(`${'[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]]'.repeat(30)}\n`),
      expected: [at('symbols-only', 'high', 'index.js', 1)],
    },
    {
      name: 'in faces',
      files: installed("ﾟωﾟﾉ= /｀ｍ´）ﾉ ~┻━┻   //*´∇｀*/ ['_']; o=(ﾟｰﾟ)  =_=3;\n"),
      expected: [at('symbols-only', 'high', 'setup.js', 1)],
    },
    {
      name: 'behind a string table',
      files: installed(`${TABLE}console[_0x4d2e(0x64)](_0x4d2e(0x65));\n`),
      expected: [at('string-table', 'high', 'setup.js', 1)],
    },
    {
      name: 'in escapes',
      files: installed(`const a = '${'\\x61\\x62\\x63'.repeat(80)}';\nrequire('child_process').exec(a);\n`),
      expected: [at('escaped', 'high', 'setup.js', 1)],
    },
    {
      name: 'in escapes, behind much other code',
      files: installed(
        `${'exports.add = (a, b) => a + b;\n'.repeat(3_000)}const a = '${'\\x61\\x62\\u0063'.repeat(80)}';\nrequire('child_process').exec(a);\n`,
      ),
      expected: [at('escaped', 'high', 'setup.js', 3_001)],
    },
    {
      name: 'packed',
      files: installed(
        `eval(function(p,a,c,k,e,d){while(c--)if(k[c])p=p.replace(new RegExp('\\\\b'+c+'\\\\b','g'),k[c]);return p}('0 1',2,2,'var|x'.split('|'),0,{}))\n`,
      ),
      expected: [at('packed', 'high', 'setup.js', 1)],
    },
  ],
  benign: [
    ...LOCKED_ARCHIVES.benign,
    quiet(
      'Python: a picture of letters',
      wheel('ART = """\n  OOOOOOOO  IIIIIIII  \n  OOOOOOOO  llllllll  \n  ________  ________  \n"""\n'),
    ),
    quiet(
      'a minified bundle',
      imported(
        `!function(e,t){"object"==typeof exports?module.exports=t():e.x=t()}(this,function(){return 1});\n`,
      ),
    ),
    quiet('a table with blanks', imported(`module.exports = \`name${' '.repeat(300)}value\`;\n`)),
    quiet(
      'Python: a decoder of what is written in faces',
      wheel("TABLE = [('7', '((ﾟｰﾟ) + (o^_^o))'), ('1', '(ﾟΘﾟ)')]\nBETWEEN = '(ﾟДﾟ)[ﾟεﾟ]+'\n"),
    ),
    quiet('an emoji', imported(`module.exports = '👨‍👩‍👧‍👦 ❤️ ☎️';\n`)),
    quiet(
      'a pattern of characters',
      imported(`module.exports = /[\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064]/g;\n`),
    ),
    quiet(
      'a few mangled names',
      imported(`const _0x12ab = 1, _0x34cd = 2;\nmodule.exports = _0x12ab + _0x34cd;\n`),
    ),
  ],
};
