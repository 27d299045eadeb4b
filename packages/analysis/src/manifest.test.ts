import { describe, expect, test } from 'vitest';
import { gypHooks, manifestHooks } from './hooks.ts';
import { parseManifest } from './manifest.ts';

function manifestOf(text: string) {
  const parsed = parseManifest(text);
  if (parsed.kind !== 'manifest') throw new Error(parsed.detail);
  return parsed.manifest;
}

describe('parseManifest', () => {
  test('tells the line of a script, also when its name stands elsewhere', () => {
    const text =
      '{\n  "keywords": ["postinstall"],\n  "config": { "postinstall": "x" },\n  "scripts": {\n    "postinstall": "node a.js"\n  }\n}';
    expect(manifestOf(text).scripts.get('postinstall')).toEqual({
      name: 'postinstall',
      command: 'node a.js',
      line: 5,
    });
  });

  test('of a key given twice the last one runs', () => {
    const text = '{ "scripts": { "install": "a" },\n "scripts": { "install": "b" } }';
    expect(manifestOf(text).scripts.get('install')).toMatchObject({ command: 'b', line: 2 });
  });

  test('ill-typed fields and a byte order mark are nothing to stop at', () => {
    const text = '\uFEFF{ "name": 1, "scripts": ["x"], "bin": 5, "main": null, "exports": [[["./a.js"]]] }';
    expect(manifestOf(text)).toMatchObject({ name: null, bin: [], entries: ['./a.js'] });
  });

  test('deep and wide exports end', () => {
    const deep = `{ "exports": ${'['.repeat(5000)}"a"${']'.repeat(5000)} }`;
    expect(manifestOf(deep).entries).toEqual([]);
  });
});

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
    expect(gypHooks('<!('.repeat(20_000), 'binding.gyp').length).toBeLessThanOrEqual(200);
  });
});
