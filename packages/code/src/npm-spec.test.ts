import { describe, expect, test } from 'vitest';
import { cleanUrl, githubName, readNpmSpec } from './npm-spec.ts';

describe('readNpmSpec', () => {
  test.each([
    ['left', 'left', '', 'registry'],
    ['left@1.0.0', 'left', '1.0.0', 'registry'],
    ['@acme/left@^1', '@acme/left', '^1', 'registry'],
    ['a@npm:b@2', 'b', 'npm:b@2', 'alias'],
    ['github:acme/left#main', null, 'github:acme/left#main', 'git'],
    ['acme/left', null, 'acme/left', 'git'],
    ['a@acme/left', null, 'acme/left', 'git'],
    ['git+ssh://git@git.weir.test/a.git', null, 'git+ssh://git@git.weir.test/a.git', 'git'],
    ['https://files.weir.test/x.tgz', null, 'https://files.weir.test/x.tgz', 'url'],
    ['x@https://files.weir.test/x.tgz', null, 'https://files.weir.test/x.tgz', 'url'],
    ['./x', null, './x', 'file'],
    ['x.tgz', null, 'x.tgz', 'file'],
    ['C:\\x', null, 'C:\\x', 'file'],
  ])('%s', (word, name, spec, channel) => {
    expect(readNpmSpec(word)).toEqual({ name, spec, channel });
  });

  test.each(['', '$UNKNOWN', '`x`', 'a b', '(x)'])('%j is no package', (word) => {
    expect(readNpmSpec(word)).toBeNull();
  });
});

test('an address loses what is secret in it', () => {
  expect(cleanUrl('git+https://me:secret@git.weir.test/a.git#main')).toBe('https://git.weir.test/a.git#main');
  expect(cleanUrl('https://files.weir.test/x?access_token=abc&v=1')).toBe(
    'https://files.weir.test/x?access_token=removed&v=1',
  );
  expect(cleanUrl('not an address')).toBeNull();
});

test.each([
  ['acme/Left', 'acme/left'],
  ['github:acme/left#semver:^1', 'acme/left'],
  ['git+https://token@github.com/acme/left.git#main', 'acme/left'],
  ['git@github.com:acme/left.git', 'acme/left'],
  ['https://github.com/acme/left/archive/main.tar.gz', 'acme/left'],
  ['https://codeload.github.com/acme/left/tar.gz/main', 'acme/left'],
  ['https://git.weir.test/acme/left.git', null],
  ['../left', null],
])('%s is the repository %s', (spec, name) => {
  expect(githubName(spec)).toBe(name);
});
