import { expect, test } from 'vitest';
import { ownFile } from './own-file.ts';

const FILES = new Map(
  ['setup.py', 'bin/helper', 'own/a.sh', 'own/bin/tool', 'x/twice', 'y/twice'].map((path) => [path, 1]),
);

test.each([
  ['setup.py', './bin/helper', 'bin/helper'],
  ['own/__init__.py', 'a.sh', 'own/a.sh'],
  ['own/__init__.py', '$UNKNOWN/a.sh', 'own/a.sh'],
  ['own/__init__.py', '$CWD\\bin\\helper', 'bin/helper'],
  ['own.pth', '$UNKNOWN/bin/tool', 'own/bin/tool'],
  ['own.pth', '$UNKNOWN/twice', null],
  ['own.pth', 'tool', null],
  ['own.pth', '/usr/bin/helper', null],
  ['own.pth', '$UNKNOWN', null],
])('in %s, %s is %s', (from, word, path) => {
  expect(ownFile(FILES, from, word)).toBe(path);
});
