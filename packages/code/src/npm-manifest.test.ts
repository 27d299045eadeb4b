import { describe, expect, test } from 'vitest';
import { classifySpec, dependencyTarget } from './npm-dependencies.ts';
import { parseManifest } from './npm-manifest.ts';

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

  test('a script behind thousands of others is told, with its line', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `"s${i}": "x",`).join('\n');
    expect(manifestOf(`{ "scripts": {\n${many}\n"install": "node a.js" } }`).scripts.get('install')).toEqual({
      name: 'install',
      command: 'node a.js',
      line: 3_002,
    });
  });

  test('ill-typed fields and a byte order mark are nothing to stop at', () => {
    const text = '\uFEFF{ "name": 1, "scripts": ["x"], "bin": 5, "main": null, "exports": [[["./a.js"]]] }';
    expect(manifestOf(text)).toMatchObject({ name: null, bin: [], entries: ['./a.js'] });
  });

  test('deep and wide exports end, and it is told that they were cut', () => {
    const deep = `{ "exports": ${'['.repeat(5000)}"a"${']'.repeat(5000)} }`;
    const wide = JSON.stringify({ exports: Array.from({ length: 30_000 }, (_, i) => `./${i}.js`) });

    expect(manifestOf(deep)).toMatchObject({ entries: [], complete: false });
    expect(manifestOf(wide)).toMatchObject({ complete: false });
    expect(manifestOf('{ "exports": [["./a.js"]] }')).toMatchObject({ entries: ['./a.js'], complete: true });
  });

  test('scripts that npm runs come before any number of others', () => {
    const scripts = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`s${i}`, 'true']));
    const { scripts: told, complete } = manifestOf(
      JSON.stringify({ scripts: { ...scripts, postinstall: 'x' } }, null, 1),
    );

    expect(told.get('postinstall')).toEqual({ name: 'postinstall', command: 'x', line: 30_003 });
    expect([told.size, complete]).toEqual([20_000, false]);
  });

  test('tells each dependency with its line and channel', () => {
    const text = `{
  "name": "@acme/x",
  "keywords": ["left-pad"],
  "bin": "./cli.js",
  "dependencies": {
    "left-pad": "^1.0.0",
    "lodash": "npm:lodahs@1.0.0",
    "7": "http://files.weir.test/x.tgz"
  },
  "optionalDependencies": { "tool": "github:acme/tool#0123456" },
  "bundleDependencies": ["left-pad", 4]
}`;
    const manifest = manifestOf(text);
    expect(manifest.dependencies.map((d) => [d.name, d.channel, d.target, d.line])).toEqual([
      ['7', 'url', null, 8],
      ['left-pad', 'registry', 'left-pad', 6],
      ['lodash', 'alias', 'lodahs', 7],
      ['tool', 'git', null, 10],
    ]);
    expect(manifest.bundled).toEqual(['left-pad']);
    expect(manifest.commands).toEqual(['x']);
  });
});

describe('classifySpec', () => {
  test.each([
    ['^1.0.0', 'registry'],
    ['latest', 'registry'],
    ['', 'registry'],
    ['>=1 <2 || 3.x', 'registry'],
    ['npm:@acme/x@1', 'alias'],
    ['acme/tool', 'git'],
    ['acme/tool#semver:^1', 'git'],
    ['git+https://git.weir.test/a.git', 'git'],
    ['git@git.weir.test:a/b.git', 'git'],
    ['https://git.weir.test/a.git#main', 'git'],
    ['https://files.weir.test/a.tgz', 'url'],
    ['../a', 'file'],
    ['file:a.tgz', 'file'],
    ['workspace:*', 'workspace'],
  ] as const)('%s is %s', (spec, channel) => {
    expect(classifySpec(spec)).toBe(channel);
  });

  test.each([
    ['a', 'npm:b@1', 'b'],
    ['a', 'npm:@acme/b', '@acme/b'],
    ['a', '1', 'a'],
    ['a', 'acme/b', null],
  ])('%s at %s asks for %s', (name, spec, target) => {
    expect(dependencyTarget(name, spec)).toBe(target);
  });
});
