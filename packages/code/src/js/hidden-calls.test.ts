import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

const hidden = Buffer.from('node:os|platform').toString('base64');
const NAMES = `const names = read(Buffer.from('${hidden}', 'base64')).split('|');`;

/** Whether a source calls what neither the module nor its name is spelled of. */
function calls(source: string): boolean {
  return analyzeJs(source).flow.flows.some(({ sinkName }) => sinkName === 'import()[]');
}

test.each([
  [
    'is imported',
    `${NAMES}\nimport(names[0]).then(() => {});\n(async () => (await import(names[0]))[names[1]]())();`,
  ],
  ['is required', `${NAMES}\nconst [lib, what] = names;\nrequire(lib)[what]();`],
  ['has a name', `${NAMES}\nconst [lib, what] = names;\nconst loaded = require(lib);\nloaded[what]();`],
])('what is called of a module that %s by hidden names is found', (_name, source) => {
  expect(calls(source)).toBe(true);
});

test.each([
  ['a module that is only loaded', `${NAMES}\nrequire(names[0]);`],
  ['what is spelled', `${NAMES}\nrequire(names[0]).platform();`],
  ['what a caller names', `exports.run = (lib, what) => require(lib)[what]();`],
  ['of a module that is spelled', `${NAMES}\nrequire('os')[names[1]]();`],
])('%s is none', (_name, source) => {
  expect(calls(source)).toBe(false);
});
