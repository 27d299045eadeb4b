import { parseManifest } from '@weir/code';
import { describe, expect, test } from 'vitest';
import { gypHooks, manifestHooks } from './hooks.ts';

function manifestOf(text: string) {
  const parsed = parseManifest(text);
  if (parsed.kind !== 'manifest') throw new Error(parsed.detail);
  return parsed.manifest;
}

describe('hooks', () => {
  test('what runs at install, and what a git install only would run', () => {
    const hooks = manifestHooks(
      manifestOf('{ "scripts": { "preinstall": "a", "prepare": "b", "test": "c", "postuninstall": "d" } }'),
    );
    expect(hooks.map((hook) => [hook.hook, hook.stage])).toEqual([
      ['preinstall', 'install'],
      ['prepare', 'dead'],
    ]);
  });

  test('scripts that call each other end', () => {
    const hooks = manifestHooks(
      manifestOf('{ "scripts": { "install": "npm run a", "a": "npm run b", "b": "npm run a" } }'),
    );
    expect(hooks.map((hook) => hook.hook)).toEqual(['install', 'a', 'b']);
  });

  test('command expansions and actions of binding.gyp', () => {
    const text = `{ 'targets': [{\n 'include_dirs': ["<!@(node -p \\"require('x').include\\")"],\n 'actions': [{ 'action': ['node', 'gen.js'] }],\n 'libraries': ['<!(echo $(id))'] }] }`;
    expect(gypHooks(text, 'binding.gyp').map((hook) => [hook.line, hook.text])).toEqual([
      [2, `node -p "require('x').include"`],
      [4, 'echo $(id)'],
      [3, 'node gen.js'],
    ]);
  });

  test('an expansion without end, repeated, stays cheap', () => {
    expect(gypHooks('<!('.repeat(20_000), 'binding.gyp').length).toBeLessThanOrEqual(501);
  });
});
