import { describe, expect, test } from 'vitest';
import { analyzeJs } from '../facts.ts';

/** Lines and words of the processes that a source starts. */
function commands(source: string): string[] {
  return analyzeJs(source).commands.map(({ line, argv }) => line ?? argv?.join(' ') ?? '');
}

/** Texts that a source runs as code. */
function codes(source: string): (string | null)[] {
  return analyzeJs(source).codeSinks.map(({ text }) => text);
}

const EXEC = `require('child_process').exec`;

describe('what goes through an API and comes out again', () => {
  test.each([
    [
      'a store of async contexts',
      `const { AsyncLocalStorage } = require('async_hooks');\nconst s = new AsyncLocalStorage();\ns.run('id', () => ${EXEC}(s.getStore()));`,
    ],
    [
      'a store that is entered',
      `const s = new (require('node:async_hooks').AsyncLocalStorage)();\ns.enterWith({ c: 'id' });\n${EXEC}(s.getStore().c);`,
    ],
    [
      'a channel, to a handler',
      `const { port1, port2 } = new MessageChannel();\nport1.onmessage = ({ data }) => ${EXEC}(data);\nport2.postMessage('id');`,
    ],
    [
      'a channel, before there is a listener',
      `const c = new (require('worker_threads').MessageChannel)();\nc.port2.postMessage('id');\nc.port1.on('message', ${EXEC});`,
    ],
    [
      'a broadcast',
      `const a = new BroadcastChannel('x'), b = new BroadcastChannel('x');\na.addEventListener('message', (e) => ${EXEC}(e.data));\nb.postMessage('id');`,
    ],
    [
      'an event, to the API itself',
      `const e = new (require('events'))();\ne.on('x', ${EXEC});\ne.emit('x', 'id');`,
    ],
    ['the path of an address', `${EXEC}(new URL('x:id').pathname);`],
    [
      'the fragment of an address',
      `${EXEC}(new (require('url').URL)('/a#id', 'http://a.test').hash.slice(1));`,
    ],
    ['parameters of an address', `${EXEC}(new URL('http://a.test/?c=i%64').searchParams.get('c'));`],
    ['parameters', `for (const [, c] of new URLSearchParams({ c: 'id' })) ${EXEC}(c);`],
    ['a query', `${EXEC}(require('querystring').parse('c=i%64').c);`],
    ['the text of a function', `function doc() { /*id*/ }\n${EXEC}(doc.toString().slice(19, -4));`],
    ['the text of an arrow', `const f = () => { 'id' };\n${EXEC}(String(f).split("'")[1]);`],
    [
      'the text of a function that Function makes',
      `${EXEC}((Function('//id') + '').split('//')[1].split('\\n')[0]);`,
    ],
    [
      'what a generator is sent',
      `function* g() { const c = yield; c.exec(yield); }\nconst i = g();\ni.next();\ni.next(require('child_process'));\ni.next('id');`,
    ],
    ['the environment', `process.env.ZZ = 'id';\n${EXEC}(process.env.ZZ);`],
    [
      'the environment, assigned',
      `Object.assign(process.env, { ZZ: 'id' });\nconst { ZZ } = process.env;\n${EXEC}(ZZ);`,
    ],
    ['the environment of a child', `${EXEC}('$C', { env: { C: 'id' } });`],
    ['the environment that a child inherits', `process.env.C = 'id';\n${EXEC}("\${C}");`],
  ])('%s', (_name, source) => {
    expect(commands(source)).toEqual(['id']);
  });
});

describe('what a child is told beside its words', () => {
  test.each([
    ['execArgv', `require('child_process').fork('x.js', [], { execArgv: ['-e', '1'] });`, 'node -e 1 x.js'],
    [
      'NODE_OPTIONS',
      `require('child_process').spawn('node', ['x.js'], { env: { ...process.env, NODE_OPTIONS: '--require ./w.js' } });`,
      'node --require ./w.js',
    ],
    [
      'NODE_OPTIONS of the process',
      `process.env.NODE_OPTIONS = '--import ./w.js';\nrequire('child_process').fork('x.js');`,
      'node --import ./w.js',
    ],
  ])('%s', (_name, source, expected) => {
    expect(commands(source)).toContain(expected);
  });

  test('options that load nothing start nothing', () => {
    const source = `require('child_process').spawn('node', ['x.js'], { env: { NODE_OPTIONS: '--no-warnings' } });`;

    expect(commands(source)).toEqual(['node x.js']);
  });
});

describe('what a shell of node reads', () => {
  test.each([
    [
      `require('repl').start({ input: require('stream').Readable.from(["let a;", "a = 1"]) });`,
      'let a;a = 1',
    ],
    [
      `const { Readable } = require('stream');\nconst s = Readable.from('1');\nrequire('repl').start('', s);`,
      '1',
    ],
    [`const r = require('repl').start();\nr.write('1');`, '1'],
  ])('%s', (source, text) => {
    expect(codes(source)).toContain(text);
  });
});
