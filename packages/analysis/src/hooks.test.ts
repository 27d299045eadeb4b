import { argvActions, parseManifest } from '@weir/code';
import { describe, expect, test } from 'vitest';
import { createScripts, manifestHooks } from './hooks.ts';

function scriptsOf(scripts: Record<string, string>, hasServer = false) {
  const parsed = parseManifest(JSON.stringify({ scripts }));
  if (parsed.kind !== 'manifest') throw new Error(parsed.detail);
  return createScripts(parsed.manifest, 'package.json', hasServer);
}

function told(scripts: Record<string, string>, hasServer = false): string[] {
  return manifestHooks(scriptsOf(scripts, hasServer)).map((hook) => `${hook.stage} ${hook.hook}`);
}

describe('manifestHooks', () => {
  test('what runs at install, and what only other ways to install or old versions of npm would run', () => {
    expect(told({ preinstall: 'a', prepare: 'b', test: 'c', postuninstall: 'd' })).toEqual([
      'install preinstall',
      'dead prepare',
      'dead postuninstall',
    ]);
  });

  test('scripts that call each other end', () => {
    expect(told({ install: 'npm run a', a: 'npm run b', b: 'npm run a' })).toEqual([
      'install install',
      'install a',
      'install b',
    ]);
  });

  test('with what runs before and after, by every runner, and by pattern', () => {
    expect(
      told({
        install: 'run-s b:* && node --run c; bun run d',
        'b:1': 'x',
        'b:2': 'x',
        prec: 'x',
        c: 'x',
        postd: 'x',
      }),
    ).toEqual([
      'install install',
      'install b:1',
      'install b:2',
      'install prec',
      'install c',
      'install postd',
    ]);
  });

  test('an install inside of the package runs what a checkout would', () => {
    expect(told({ postinstall: 'npm install', prepare: 'node a.js' })).toEqual([
      'install postinstall',
      'install prepare',
    ]);
    expect(told({ postinstall: 'npm install x', prepare: 'node a.js' })).toEqual([
      'install postinstall',
      'dead prepare',
    ]);
    expect(told({ postinstall: 'npm pack', prepack: 'node a.js' })).toEqual([
      'install postinstall',
      'install prepack',
    ]);
  });

  test('npm start without a script runs server.js', () => {
    expect(told({ postinstall: 'npm start' }, true)).toEqual(['install postinstall', 'install start']);
    expect(told({ postinstall: 'npm start' })).toEqual(['install postinstall']);
  });

  test('very many scripts end, and the first one that is not followed is told as unread', () => {
    const many = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`s${i}`, `npm run s${i + 1}`]));
    expect(told({ ...many, install: 'npm run s0' }).length).toBe(201);
  });
});

test('a script that code starts later on is told with the earliest stage', () => {
  const scripts = scriptsOf({ a: 'node a.js' });
  const [action] = argvActions(['npm', 'run', 'a'], 0);
  if (!action) throw new Error('no action');
  const stages = (['use', 'import', 'use', 'install'] as const).map(
    (stage) => scripts.follow(action, stage).length,
  );
  expect(stages).toEqual([1, 1, 0, 1]);
});
