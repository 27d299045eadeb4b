import type { ArtifactEntry } from '@weir/model';
import { expect, test } from 'vitest';
import { nativeCommands } from './extensions.ts';

const SETUP = "setup(ext_modules=[Extension('own._x', ['own/x.c'])])";

/** Commands of a distribution's compiled modules, each with its place. */
async function commands(files: Readonly<Record<string, string>>): Promise<string[]> {
  const index = new Map(
    Object.entries(files).map(([path, text]) => [path, { path, sizeBytes: text.length } as ArtifactEntry]),
  );
  const hooks = await nativeCommands(index, async (path) => files[path] ?? null);
  return hooks.map(({ file, line, stage, text }) => `${file}:${line} ${stage} ${text}`);
}

test.each([
  ['system', 'own/x.c', 'int f() {\n  return system("make all");\n}', 'own/x.c:2 import make all'],
  ['popen', 'own/x.cpp', 'auto p = popen("make \\"all\\"", "r");', 'own/x.cpp:1 import make "all"'],
  ['WinExec', 'own/x.c', 'WinExec("make", 0);', 'own/x.c:1 import make'],
  [
    'a command of Rust',
    'src/lib.rs',
    'Command::new("sh").arg("-c").arg("make all").spawn();',
    "src/lib.rs:1 import sh '-c' 'make all'",
  ],
])('what a compiled module hands to a shell: %s', async (_name, path, source, expected) => {
  expect(await commands({ 'setup.py': SETUP, [path]: source })).toEqual([expected]);
});

test('nothing of sources that no build compiles, and of tests', async () => {
  expect(await commands({ 'setup.py': 'setup()', 'own/x.c': 'system("make")' })).toEqual([]);
  expect(await commands({ 'setup.py': SETUP, 'tests/x.c': 'system("make")' })).toEqual([]);
});

test('nothing of a command that is put together', async () => {
  expect(await commands({ 'setup.py': SETUP, 'own/x.c': 'system(line);' })).toEqual([]);
});
