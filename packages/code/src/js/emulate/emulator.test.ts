import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { analyzeJs } from '../facts.ts';

/** What is run as code in a source, decoded as far as the analysis can. */
function codes(source: string): (string | null)[] {
  return analyzeJs(source).codeSinks.map((sink) => sink.text);
}

const PLAIN = "require('child_process').exec('id')";
const KEY = 'k3y';
const XORED = Array.from(Buffer.from(PLAIN), (byte, index) => byte ^ KEY.charCodeAt(index % KEY.length));

describe('texts that only running their decoder tells', () => {
  test.each([
    [
      'xor in a loop',
      `const b = [${XORED.join(',')}], k = '${KEY}'; let s = ''; for (let i = 0; i < b.length; i++) s += String.fromCharCode(b[i] ^ k.charCodeAt(i % k.length)); eval(s);`,
    ],
    [
      'xor of bytes, in a function with a while loop',
      `function d(h, k) { const b = Buffer.from(h, 'hex'); const o = Buffer.alloc(b.length); let i = 0; while (i < b.length) { o[i] = b[i] ^ k.charCodeAt(i % k.length); i++; } return o.toString(); }
new Function('require', d('${Buffer.from(XORED).toString('hex')}', '${KEY}'))(require);`,
    ],
    [
      'steps of a switch in an order that a text tells',
      `function d(a) { const o = '2|0|1'.split('|'); let i = 0, s, r; while (true) { switch (o[i++]) { case '0': s = a.split('').reverse(); continue; case '1': return s.join(''); case '2': r = 1; continue; } break; } }
eval(d('${Array.from(PLAIN).toReversed().join('').replaceAll("'", "\\'")}'));`,
    ],
    [
      'a cipher with its key beside it',
      (() => {
        const cipher = createCipheriv('aes-128-cbc', 'k'.repeat(16), Buffer.alloc(16));
        const hidden = Buffer.concat([cipher.update(PLAIN), cipher.final()]).toString('base64');
        return `const c = require('crypto'); const d = c.createDecipheriv('aes-128-cbc', 'k'.repeat(16), Buffer.alloc(16)); eval(d.update('${hidden}', 'base64', 'utf8') + d.final('utf8'));`;
      })(),
    ],
    [
      'the packer of old libraries',
      `eval(function(p,a,c,k,e,d){e=function(c){return c.toString(36)};if(!''.replace(/^/,String)){while(c--){d[c.toString(a)]=k[c]||c.toString(a)}k=[function(e){return d[e]}];e=function(){return'\\\\w+'};c=1};while(c--){if(k[c]){p=p.replace(new RegExp('\\\\b'+e(c)+'\\\\b','g'),k[c])}}return p}("0('1').2('3')",4,4,'require|child_process|exec|id'.split('|'),0,{}))`,
    ],
    [
      'selectors that show nothing',
      `const s = '${Array.from(Buffer.from(PLAIN), (b) => String.fromCodePoint(0xe0100 + b - 16)).join('')}'; eval(Buffer.from([...s].map((c) => c.codePointAt(0) - 0xe0100 + 16)).toString());`,
    ],
    [
      'words of two blanks',
      `const w = '${Array.from(Buffer.from(PLAIN), (b) => b.toString(2).padStart(8, '0'))
        .join('')
        .replaceAll('0', ' ')
        .replaceAll(
          '1',
          '\t',
        )}'; let t = ''; for (let i = 0; i < w.length; i += 8) { let n = 0; for (const c of w.substr(i, 8)) n = n * 2 + (c === '\t' ? 1 : 0); t += String.fromCharCode(n); } Function(t)();`,
    ],
  ])('%s', (_name, source) => {
    expect(codes(source)).toContain(PLAIN);
  });

  test('six symbols', () => {
    // `[]["flat"]["constructor"]("x=1")`, with the letters taken from `false`, `undefined`, `function flat() …`.
    const f = '(![]+[])[+[]]';
    const l = '(![]+[])[!+[]+!+[]]';
    const a = '(![]+[])[+!+[]]';
    const t = '(!![]+[])[+[]]';
    const flat = `${f}+${l}+${a}+${t}`;
    const word = `([][${flat}]+[])`;
    const c = `${word}[!+[]+!+[]+!+[]]`;
    const o = `${word}[!+[]+!+[]+!+[]+!+[]+!+[]+!+[]]`;
    const n = `${word}[!+[]+!+[]]`;
    const s = '(![]+[])[!+[]+!+[]+!+[]]';
    const r = '(!![]+[])[+!+[]]';
    const u = '(!![]+[])[!+[]+!+[]]';
    const made = `[][${flat}][${[c, o, n, s, t, r, u, c, t, o, r].join('+')}]`;
    const text = [t, r, u, '(!![]+[])[!+[]+!+[]+!+[]]'].join('+');

    expect(codes(`${made}(${text})()`)).toContain('true');
  });
});

test('broken text with regular expressions is no program', () => {
  expect(analyzeJs("const = eval(/a + String.fromCharCode(1) ^ atob('x'); /b[/; _0x1a2b _0x1a2b").mode).toBe(
    'loose',
  );
});

describe('limits', () => {
  test.each([
    ['a loop without an end', `const k = 'a'.charCodeAt(0); for (;;) { k ^ 1; } eval('x');`],
    ['a text that doubles', `let s = 'a'.charCodeAt(0) + 'aaaa'; while (true) s += s; eval(s);`],
    [
      'an array that grows',
      `const a = []; let k = 'a'.charCodeAt(0); while (true) a.push(k ^ a.length); eval(a);`,
    ],
    ['calls without an end', `function f(n) { return f(n + 'x'.charCodeAt(0)); } eval(f(1));`],
    ['a pattern that backtracks', `eval('${'a'.repeat(40)}'.replace(/(a+)+$/, String.fromCharCode(1)));`],
    [
      'names of the host',
      `eval([].constructor.constructor('return process')().exit(1) + String.fromCharCode(1)); '__proto__'.charCodeAt(0); ({}).__proto__.polluted = 1;`,
    ],
  ])('%s ends, and reaches nothing', (_name, source) => {
    expect(analyzeJs(source).problem).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('statements in front that cost more than a program may', () => {
  const payload = `const b = [${XORED.join(',')}], k = '${KEY}'; let s = ''; for (let i = 0; i < b.length; i++) s += String.fromCharCode(b[i] ^ k.charCodeAt(i % k.length)); eval(s);\n`;
  const many = Array.from(
    { length: 9_000 },
    (_, i) => `exports.d${i} = { a: [${i}, 1], b: () => atob('') };\n`,
  ).join('');
  const costly = 'let n = 0; for (let i = 0; i < 1e6; i++) n += i;\n';

  test.each([
    ['many that cost little', many + payload],
    ['one that costs much', costly + payload],
    ['around it', `${many}${payload}${many}`],
  ])('hide nothing: %s', (_name, source) => {
    expect(codes(source)).toContain(PLAIN);
    expect(analyzeJs(source).complete).toBe(true);
  });

  test('are told of where they still hide what is run', () => {
    const all = Array.from(
      { length: 9_000 },
      (_, i) => `s = [s, ${i}][0]; b.sort; f${i} = () => eval;\n`,
    ).join('');
    const source = `var b = [${XORED.join(',')}], s = '';\n${all}${payload.replace(/const b = .*?, k/, 'const k').replace('let s', 's')}`;

    const { complete, codeSinks } = analyzeJs(source);

    expect(codeSinks.some(({ live, text }) => live && text === null)).toBe(true);
    expect(complete).toBe(false);
  });

  test('are no loss where what is run only asks for a module', () => {
    const all = Array.from(
      { length: 9_000 },
      (_, i) => `s = [s, ${i}][0]; b.sort; f${i} = () => Function;\n`,
    ).join('');
    const start = `var b = [${XORED.join(',')}], s = '';\n${all}${payload.replace(/const b = .*?, k/, 'const k').replace('let s', 's')}`;
    const asks = start.replace('eval(s)', `Function('return require("' + s + '")')()`);

    expect(analyzeJs(start.replace('eval(s)', `Function('return ' + s)()`)).complete).toBe(false);
    expect(analyzeJs(asks).codeSinks.some(({ live, text }) => live && text === null)).toBe(true);
    expect(analyzeJs(asks).complete).toBe(true);
  });

  test('are no loss where nothing is run', () => {
    expect(
      analyzeJs(`${many}const call = Function.call.bind(Object.prototype.toString); call(exports);\n`),
    ).toMatchObject({
      codeSinks: [],
      complete: true,
    });
  });
});
