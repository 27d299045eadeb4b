import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

const BEFORE = `const own = require('./own'), env = require('./env'), out = require('./out');\n`;

/** What the last call of `./out` gets from other files, and the last request. */
function fromOf(code: string): readonly string[] | undefined {
  const { localCalls, flows } = analyzeJs(BEFORE + code, { glue: true }).flow;
  const call = localCalls.findLast(({ specifier }) => specifier.startsWith('./out'));
  return (call ?? flows.findLast(({ sink }) => sink === 'network'))?.from;
}

describe('files that a value comes out of', () => {
  test.each([
    ['a name', `const all = env.read();\nout.send(all);`],
    ['a name among others', `const all = env.read();\nout.send(own.id() + all);`],
    ['a template', `function send(all) { out.send(\`\${own.id()} \${all}\`); }\nsend(env.read());`],
    ['a member of an object', `const box = { id: own.id() };\nbox.all = env.read();\nout.send(box);`],
    ['a list that grows', `const list = [own.id()];\nlist.push(env.read());\nout.send(list);`],
    [
      'a field',
      `class A { constructor(v) { this.v = v; } go() { out.send(own.id(), this.v); } }\nnew A(env.read());`,
    ],
    ['a setter', `class A { set v(x) { out.send(own.id(), x); } }\nconst a = new A();\na.v = env.read();`],
    ['a callback', `[env.read()].forEach((item) => out.send(own.id(), item));`],
    ['what a callback gives', `out.send(own.id(), [1].map(() => env.read()));`],
    ['what a function gives', `const all = () => env.read();\nout.send(own.id(), all());`],
    ['spread', `out.send({ id: own.id(), ...env.read() });`],
    ['destructured', `const { all } = env.read();\nout.send(own.id(), all);`],
    ['what a file makes of it', `out.send(own.id(env.read()));`],
    ['a method of what a file makes of it', `out.send(own.wrap(env.read()).text());`],
    ['a name of what a file makes of it', `const text = own.id(env.read());\nout.send(text);`],
    ['a choice', `let all = own.id();\nif (all) all = env.read();\nout.send(all);`],
    ['a request', `fetch('https://a.weir.test/' + own.id(), { body: env.read() });`],
  ])('%s', (_, code) => {
    expect(fromOf(code)).toContain('./env.read');
  });

  test('names that others have, and members that are not asked for, are none', () => {
    expect(fromOf(`env.read();\nout.send(own.id());`)).toEqual(['./own.id']);
    const given = `const send = ({ id, all }) => out.send(id);\nsend({ id: own.id(), all: env.read() });`;
    expect(fromOf(given)).toEqual(['./own.id']);
  });

  test('a member that is computed, or an argument that is not written out, may be any', () => {
    const both = ['./env.read', './own.id'];
    const computed = `const send = ({ [process.argv[2]]: id }) => out.send(id);\nsend({ id: own.id(), all: env.read() });`;
    expect(fromOf(computed)).toEqual(both);
    const held = `const send = ({ id }) => out.send(id);\nconst o = { id: own.id(), all: env.read() };\nsend(o);`;
    expect(fromOf(held)).toEqual(both);
  });

  test('thousands of links: what is known of one is known of the next', () => {
    const chain = Array.from({ length: 3000 }, (_, i) => `function f${i}(x) { f${i + 1}(x); out.send(x); }`);
    const text = `${BEFORE}${chain.join('\n')}\nfunction f3000(x) {}\nf0(env.read());`;
    const from = analyzeJs(text, { glue: true }).flow.localCalls.map((call) => call.from);
    expect(from).toHaveLength(3000);
    expect(from.at(-1)).toEqual(['./env.read']);
  });

  test('what comes through too many names may come from anywhere', () => {
    const through = (names: number): readonly string[] | undefined => {
      const chain = Array.from({ length: names }, (_, i) => `const a${i + 1} = [a${i}];`).join('\n');
      return fromOf(`const a0 = env.read();\n${chain}\nout.send(a${names});`);
    };
    expect(through(300)).toEqual(['./env.read']);
    expect(through(500)).toBeUndefined();
  });
});
