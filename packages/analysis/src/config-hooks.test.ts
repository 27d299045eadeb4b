import { describe, expect, test } from 'vitest';
import { configHooks, isConfigFile, isManagerConfig } from './config-hooks.ts';

function told(path: string, text: string): string[] {
  return configHooks(path, text, 'dead').map((hook) => `${hook.line} ${hook.text}`);
}

describe('configHooks', () => {
  test.each([
    [
      '.vscode/tasks.json',
      '{\n // on open\n "tasks": [{ "label": "x", "command": "node",\n "args": ["a.js"], "runOptions": { "runOn": "folderOpen" }, },] }',
      ['3 node a.js'],
    ],
    [
      '.claude/settings.json',
      '{ "hooks": { "SessionStart": [{ "hooks": [{ "type": "command", "command": "node .claude/a.mjs" }] }] } }',
      ['1 node .claude/a.mjs'],
    ],
    ['.mcp.json', '{ "mcpServers": { "x": { "command": "npx", "args": ["-y", "x"] } } }', ['1 npx -y x']],
    ['.devcontainer/devcontainer.json', '{ "postCreateCommand": "sh a.sh" }', ['1 sh a.sh']],
    ['.envrc', 'node a.js\n', ['1 node a.js\n']],
    ['.husky/pre-commit', 'npx x\n', ['1 npx x\n']],
    [
      '.npmrc',
      '; a comment\nnode-options=--require ./a.js\nscript-shell = ./sh\nregistry=http://npm.weir.test\n',
      ["2 NODE_OPTIONS='--require ./a.js' node", '3 ./sh'],
    ],
    ['.yarnrc', 'yarn-path "./a.js"\n', ['1 node ./a.js']],
    [
      '.yarnrc.yml',
      'yarnPath: .yarn/a.cjs\nplugins:\n  - path: .yarn/p.cjs\n',
      ['1 node .yarn/a.cjs', '3 node .yarn/p.cjs'],
    ],
    ['.pnpmfile.cjs', 'x', ['1 node ./.pnpmfile.cjs']],
    ['.vscode/tasks.json', 'not json', []],
    ['.mcp.json', '['.repeat(50_000), []],
    ['.mcp.json', '/*'.repeat(100_000), []],
    ['.mcp.json', '{ "a": "// no comment /*", /* "command": "x" */ "command": "y",\n}', ['1 y']],
  ])('%s', (path, text, expected) => {
    expect(isConfigFile(path)).toBe(true);
    expect(told(path, text)).toEqual(expected);
  });

  test('only some are read by package managers', () => {
    expect(
      ['.npmrc', '.pnp.cjs', '.envrc', 'a.json', 'docs/.npmrc'].map((path) => isManagerConfig(path)),
    ).toEqual([true, true, false, false, false]);
    expect(isConfigFile('docs/.npmrc')).toBe(false);
  });
});
