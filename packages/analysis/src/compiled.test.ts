import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { createCompiledShare } from './compiled.ts';
import { createAnalysisPool } from './pool.ts';

const TELLING = new URL('./testing/compiled-child.ts', import.meta.url);
const OPTIONS = { workersMax: 1, memoryMbMax: 192, deadlineMs: 15_000, idleMs: 60_000 };
const root = mkdtempSync(join(tmpdir(), 'weir-compiled-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const MADE = { version: 'v2', memoryMbMax: 512, prefix: [] };
const never = new AbortController().signal;

function folder(name: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  return path;
}

test('has code compiled once, for those who come after, and forgets that of other versions', async () => {
  const dir = join(root, 'made', 'v2-512');
  folder('made/v1-512');
  const other = folder('made/v2-256');
  const copy = createCompiledShare(join(root, 'made'), MADE);

  expect(copy(folder('first'))).toBeNull();
  while (!existsSync(dir)) await sleep(50);
  const copied = copy(folder('second'));

  expect(copied).toBe(join(root, 'second', 'compiled'));
  const files = readdirSync(copied ?? '', { recursive: true, encoding: 'utf8' });
  // Each module of the package and of those it builds on: the code model alone has 200.
  expect(files.length).toBeGreaterThan(200);
  while (readdirSync(join(root, 'made')).length > 2) await sleep(50);
  expect(readdirSync(join(root, 'made')).toSorted()).toEqual(['v2-256', 'v2-512']);
  expect(existsSync(other)).toBe(true);
});

test('a child takes its copy and may not touch the original', async () => {
  const original = join(folder('kept/test-192'), 'code');
  writeFileSync(original, 'compiled');
  await using pool = createAnalysisPool(OPTIONS, {
    entry: TELLING,
    rulesetVersion: 'test',
    compiledRoot: join(root, 'kept'),
    scratchRoot: folder('scratch'),
  });

  const told = pool.analyze({ path: original, filename: 'code', ecosystem: 'npm', context: null }, never);

  await expect(told).rejects.toThrow(/^\S+\/scratch\/weir-analysis-\w+\/compiled\/\S+ false$/);
});

test('a child starts without it where it cannot be made or copied', async () => {
  folder('whole/v2-512');
  // A file that stays when this test is over: the process that is to compile may come late, and would make a folder.
  const file = process.execPath;
  const copy = createCompiledShare(file, MADE);

  expect(copy(folder('third'))).toBeNull();
  expect(copy(folder('third'))).toBeNull();
  expect(createCompiledShare(null, MADE)(folder('third'))).toBeNull();
  expect(createCompiledShare(join(root, 'whole'), MADE)(file)).toBeNull();
});
