import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

function apis(code: string): string[] {
  return [...analyzeJs(code).apis.keys()];
}

test('a function that is looked for among those of a module by its name is that one', () => {
  const code = `const vm = require('vm'); const run = Object.values(vm).find((f) => f.name === 'compile' + 'Function'); run(x);`;

  expect(apis(code)).toContain('vm.compileFunction');
});

test('and one that is looked for by something else is none', () => {
  const code = `const vm = require('vm'); const run = Object.values(vm).find((f) => f.length === 2); run(x);`;

  expect(apis(code)).not.toContain('vm.compileFunction');
});
