import { describe, expect, test } from 'vitest';
import { hide } from '../testing.ts';
import { analyzeJs } from './facts.ts';
import { labelNames } from './labels.ts';

function flows(code: string): string[] {
  return analyzeJs(code).flow.flows.map(
    (flow) => `${labelNames(flow.labels).join('+')} > ${flow.sinkName}${flow.live ? '' : ' (called)'}`,
  );
}

describe('names', () => {
  test.each([
    [`const { exec: e } = require('child_process'); e('id')`],
    [`import { exec as e } from 'node:child_process'; e('id')`],
    [`import * as cp from 'child_process'; cp['ex' + 'ec']('id')`],
    [`const r = require; r('child' + '_process').exec('id')`],
    [`(0, require('child_process').exec)('id')`],
    [`globalThis['require']('child_process').exec('id')`],
    [`import('child_process').then(({ exec }) => exec('id'))`],
    [`(async () => { const cp = await import('child_process'); cp.exec('id') })()`],
    [`const _cp = __importStar(require('child_process')); _cp.exec('id')`],
    [`import { createRequire } from 'module'; createRequire(import.meta.url)('child_process').exec('id')`],
    [`process.mainModule.require(['child', 'process'].join('_')).exec('id')`],
    [`let cp; cp = require('child_process'); cp.exec.call(null, 'id')`, 'call'],
  ])('%s', (code, odd?: string) => {
    const facts = analyzeJs(code);
    if (odd === 'call') expect(facts.capabilities).toContain('process.spawn');
    else expect(facts.commands.map((command) => command.line)).toEqual(['id']);
  });

  test('a shadowed name is not the API', () => {
    const code = `const eval2 = 1; function f(eval, require) { eval('x'); require('child_process').exec('id'); }`;
    expect(analyzeJs(code)).toMatchObject({ codeSinks: [], commands: [] });
  });

  test('a name that leads back to itself ends', () => {
    expect(analyzeJs('let a = b || c, b = c || a, c = a || b; a.exec("x"); a = a.b;').problem).toBeNull();
  });
});

describe('decoded texts', () => {
  test.each([
    [`atob('${hide('hello world')}')`, 'base64'],
    [`Buffer.from('${Buffer.from('hello world').toString('hex')}', 'hex').toString()`, 'hex'],
    [
      `String.fromCharCode(${Array.from('hello world')
        .map((c) => c.charCodeAt(0))
        .join(',')})`,
      'charcode',
    ],
    [
      `unescape('${Array.from('hello world')
        .map((c) => `%${c.charCodeAt(0).toString(16)}`)
        .join('')}')`,
      'url-escape',
    ],
    [`[...'dlrow olleh'].reverse().join('')`, 'reverse'],
    [`const d = (s) => Buffer.from(s, 'base64').toString(); d('${hide('hello world')}')`, 'base64'],
  ])('%s', (code, layer) => {
    const found = analyzeJs(code).decoded.find((item) => item.proven);
    expect(found).toMatchObject({ text: 'hello world', layers: [layer] });
  });

  test('a decompression bomb yields nothing and costs no memory to speak of', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(50_000_000)).toString('base64');
    const facts = analyzeJs(`eval(require('zlib').gunzipSync(Buffer.from('${bomb}', 'base64')).toString())`);
    expect(facts.codeSinks.map((sink) => sink.text)).toEqual([null]);
  });

  test('repeat cannot blow up', () => {
    expect(
      analyzeJs(`eval('a'.repeat(1e9)); eval('abc'.repeat(1e6).repeat(1e6))`).codeSinks.map((s) => s.text),
    ).toEqual([null, null]);
  });
});

describe('flows', () => {
  test('one variable is not the environment', () => {
    expect(flows(`fetch('https://a.test', { headers: { a: process.env.TOKEN } })`)).toEqual([
      'envSecret > fetch',
    ]);
    expect(flows(`fetch(process.env.API_URL)`)).toEqual(['envNamed > fetch']);
    expect(flows(`fetch('https://a.test', { body: JSON.stringify(process.env) })`)).toEqual([
      'envAll > fetch',
    ]);
  });

  test('comparing and measuring carry nothing', () => {
    expect(flows(`fetch('https://a.test/' + (process.env === 1) + Object.keys(process.env).length)`)).toEqual(
      [],
    );
  });

  test('a function that only an importer calls is told apart', () => {
    expect(
      flows(`module.exports = () => fetch('https://a.test', { body: JSON.stringify(process.env) })`),
    ).toEqual(['envAll > fetch (called)']);
    expect(
      flows(
        `class A { run() { fetch('https://a.test', { body: JSON.stringify(process.env) }) } } new A().run()`,
      ),
    ).toEqual(['envAll > fetch']);
  });

  test('through fields, collections and callbacks', () => {
    expect(
      flows(
        `const out = []; Object.entries(process.env).forEach(([k, v]) => out.push(k + v)); fetch('https://a.test', { body: out.join() })`,
      ),
    ).toEqual(['envAll > fetch']);
    expect(
      flows(
        `class A { constructor() { this.data = { ...process.env } } send() { fetch('https://a.test', { body: JSON.stringify(this.data) }) } } new A().send()`,
      ),
    ).toEqual(['envAll > fetch']);
  });
});

test('text that is written in an encoding is those bytes', () => {
  const command = (encoding: string): string | undefined =>
    analyzeJs(
      `require('child_process').execFile('a', [Buffer.from('hi', '${encoding}').toString('base64')])`,
    ).commands[0]?.argv?.at(-1);

  expect(command('utf16le')).toBe('aABpAA==');
  expect(command('utf8')).toBe('aGk=');
});

describe('text that becomes code', () => {
  test.each([
    [
      `await import('data:text/javascript,' + encodeURIComponent(await (await fetch('https://a.test')).text()))`,
      'import',
    ],
    [
      `const u = URL.createObjectURL(new Blob([await (await fetch('https://a.test')).text()])); await import(u)`,
      'import',
    ],
    [
      `import { Worker } from 'node:worker_threads'; const c = await (await fetch('https://a.test')).text(); new Worker(c, { eval: true })`,
      'worker_threads.Worker',
    ],
    [
      `import { spawn } from 'node:child_process'; const c = spawn('node', ['-']); c.stdin.end(await (await fetch('https://a.test')).text())`,
      'child_process.spawn().stdin.end',
    ],
    [
      `const F = (async () => {}).constructor; const t = await (await fetch('https://a.test')).text(); new F(t)()`,
      'Function',
    ],
  ])('%s', (code, sink) => {
    expect(flows(code)).toContain(`network > ${sink}`);
    expect(analyzeJs(code).flow.asked).toContain('https://a.test');
  });

  test('an address that holds no text, and a worker that is given an address, run none', () => {
    expect(
      flows(
        `import { Worker } from 'node:worker_threads'; const n = await (await fetch('https://a.test')).text(); await import('./' + n + '.js'); new Worker(n)`,
      ),
    ).toEqual([]);
  });

  test('the constructor of a constructor is the one of functions', () => {
    expect(
      analyzeJs(
        `exports.f = function () { const p = this.constructor.constructor('return process')(); p.mainModule.require('child_process').exec('id') }`,
      ).commands.map(({ line }) => line),
    ).toEqual(['id']);
  });

  test('a stored download that is loaded', () => {
    const code = (name: string): string =>
      `const fs = require('fs'), os = require('os'), path = require('path'); (async () => { const d = fs.mkdtempSync(path.join(os.tmpdir(), 'a-')); const f = path.join(d, 'b.node'); fs.writeFileSync(f, await (await fetch('https://a.test')).text()); process.dlopen(module, ${name}) })()`;

    expect(flows(code('f'))).toContain('network+dropped > process.dlopen');
    expect(flows(code(`path.join(__dirname, 'b.node')`))).not.toContain('network+dropped > process.dlopen');
    expect(analyzeJs(code('f')).fileActions[0]?.paths).toEqual(['/tmp/a-$UNKNOWN/b.node']);
  });

  test('a word of a command that is not known is no text', () => {
    const code = `const { spawn } = require('child_process'); (async () => { const t = await (await fetch('https://a.test')).text(); spawn('python3', ['-c', t]) })()`;
    expect(analyzeJs(code).commands[0]?.argv).toEqual(['python3', '-c', '$UNKNOWN']);
  });
});

describe('hostile sources', () => {
  test('nesting that no parser takes is a problem, not an exception', () => {
    expect(analyzeJs(`${'('.repeat(20_000)}1${')'.repeat(20_000)}`).problem).toBe('nesting');
  });

  test('a sum of 3,000 terms is folded without recursion', () => {
    const facts = analyzeJs(`eval(${Array.from({ length: 3_000 }, () => "'a'").join('+')})`);
    expect(facts.codeSinks[0]?.text).toHaveLength(3_000);
  });

  test('broken code still tells what it can', () => {
    const facts = analyzeJs(`const x = ;;; }{ require('child_process').exec('id')`);
    expect(facts).toMatchObject({ mode: 'loose', problem: 'syntax' });
    expect(facts.commands.map((command) => command.line)).toEqual(['id']);
  });

  test('types are removed from TypeScript', () => {
    const facts = analyzeJs(
      `const cp: typeof import('x') = require('child_process') as any; cp.exec('id' as string);`,
      { typescript: true },
    );
    expect(facts.commands.map((command) => command.line)).toEqual(['id']);
  });

  test('too large is named', () => {
    expect(analyzeJs(' '.repeat(6_000_001)).problem).toBe('too-large');
  });

  test.each([
    ['a text in two million pieces', `const s = 'ab'.repeat(900_000); eval(s.split('').join('+'))`],
    [
      'an array that doubles',
      `const a0 = [1, 2, 3, 4]; ${Array.from({ length: 40 }, (_, i) => `const a${i + 1} = a${i}.concat(a${i});`).join('')} eval(a40.join(''))`,
    ],
    [
      'arrays spread into each other',
      `const a0 = [1, 2, 3, 4]; ${Array.from({ length: 40 }, (_, i) => `const a${i + 1} = [...a${i}, ...a${i}];`).join('')} eval(a40.join(''))`,
    ],
    [
      'large texts joined',
      `const b = 'a'.repeat(1_900_000); eval([${'b,'.repeat(500)}].join('')); eval(b.concat(${'b,'.repeat(500)}))`,
    ],
    [
      'each letter replaced by a large text',
      `const b = 'a'.repeat(1_900_000); eval(b.replaceAll('a', b)); eval(b.replace(/a/g, b))`,
    ],
  ])('%s is unknown, and no reason to give the file up', (_what, code) => {
    const facts = analyzeJs(`${code}; require('child_process').exec('id');`);

    expect(facts.problem).toBeNull();
    expect(facts.codeSinks.map((sink) => sink.text)).not.toContainEqual(expect.stringMatching(/^.{2000001}/));
    expect(facts.commands.map((command) => command.line)).toEqual(['id']);
  });

  test('150,000 character codes are a text', () => {
    const facts = analyzeJs(`eval(String.fromCharCode(...[${'97,'.repeat(150_000)}]))`);
    expect(facts.codeSinks[0]?.text).toHaveLength(150_000);
  });

  test('a file with more decoded texts than are kept is incomplete', () => {
    const code = Array.from({ length: 70 }, (_, i) => `eval(atob('${btoa(`let name${i} = 1;`)}'));`).join('');
    expect(analyzeJs(code.slice(0, code.length / 2))).toMatchObject({ complete: true });
    expect(analyzeJs(code)).toMatchObject({ complete: false });
  });

  test('names that are declared twice are read', () => {
    expect(analyzeJs('let a = 1; let a = 2; function b() {} function b() {} export { a, c }')).toMatchObject({
      mode: 'module',
      problem: null,
    });
  });
});

test('an import recovered from broken text may bind no name', () => {
  for (const text of ["import o'", "import {'a'} from 'b'; import * as 'c", 'import 1 from'])
    expect(analyzeJs(text).mode).toBe('loose');
});

test('an address that holds itself is followed to an end', () => {
  const { problem, flow } = analyzeJs(
    "let url = 'https://a.test/';\nurl = new URL(url);\nfetch(url, { body: process.env });\n",
  );
  expect(problem).toBeNull();
  expect(flow.flows.some(({ sink }) => sink === 'network')).toBe(true);
});

describe('glue', () => {
  const code = `const a = require('./a'); require('./b').send(a.all());`;

  test('what only hands on is followed when it is asked for', () => {
    expect(analyzeJs(code)).toMatchObject({ glue: true, flow: { localCalls: [], flows: [] } });
    const asked = analyzeJs(code, { glue: true });
    expect(asked.glue).toBe(false);
    expect(asked.flow.localCalls).toMatchObject([{ specifier: './b.send', labels: expect.any(Number) }]);
  });

  test('a file is glue at any size, whatever else it names', () => {
    const padded = `${"exports.f = () => fetch('https://api.test/' + process.env.NODE_ENV);\n".repeat(1000)}${code}`;

    expect(analyzeJs(padded)).toMatchObject({ glue: true, flow: { localCalls: [] } });
    expect(analyzeJs(padded, { glue: true }).flow.localCalls).toMatchObject([{ specifier: './b.send' }]);
  });

  test.each([
    ['a source', `require('./b').send(process.env)`],
    ['a secret', `require('./b').send(process.env.NPM_TOKEN)`],
    ['a sink', `fetch(require('./a').url)`],
    ['a decoder', `require('./b')(atob(x))`],
    ['a decoder by another name', `require('./b')(globalThis['at' + 'ob'](x))`],
    ['code from text', `const a = require('./a'); eval(a.text)`],
    ['no other file', `send(all())`],
  ])('%s is no glue', (_what, text) => {
    expect(analyzeJs(text).glue).toBe(false);
  });
});

describe('calls that no call names', () => {
  const act = `require('child_process').exec('id')`;
  test.each([
    ['an accessor', `const o = { get x() { ${act}; } };\no.x;`],
    ['a conversion', `'' + { toString() { ${act}; } };`],
    ['a tag', `function tag() { ${act}; }\ntag\`x\`;`],
    ['a trap of a proxy', `new Proxy({}, { get() { ${act}; } }).x;`],
    ['a method by its name', `const all = { a: { run() { ${act}; } } };\nall.a.run();`],
  ])('%s', (_what, code) => {
    expect(analyzeJs(code).commands).toMatchObject([{ live: true }]);
  });

  test('what nobody names stays for whoever imports it', () => {
    expect(analyzeJs(`exports.o = { get x() { ${act}; }, run() { ${act}; } };`).commands).toMatchObject([
      { live: false },
      { live: false },
    ]);
  });

  test('many callers of many methods of one name cost their sum', () => {
    const text = Array.from(
      { length: 10_000 },
      (_, i) => `const o${i} = { x() {} };\nexports.f${i} = (a) => a.x();\n`,
    ).join('');
    expect(analyzeJs(text).exportRuns?.runs.get('f0')).toHaveLength(10_001);
  });
});
