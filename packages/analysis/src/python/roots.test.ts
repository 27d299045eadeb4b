import { expect, test } from 'vitest';
import { listRoots, type RootParts } from './roots.ts';

async function stageOf(path: string, kind: RootParts['kind']): Promise<string | undefined> {
  const modules = { resolve: () => [] } as unknown as RootParts['modules'];
  const readText = async (): Promise<string | null> => null;
  const found = await listRoots({ kind, paths: [path], roots: [''], modules, build: null, readText });
  return found.find((root) => root.path === path)?.stage;
}

test.each([
  ['a module', 'own.py', 'sdist', 'import'],
  ['a test beside it, which is for whoever runs it', 'test_own.py', 'sdist', 'use'],
  ['a module of that name that a wheel installs', 'test_own.py', 'wheel', 'import'],
] as const)('stages of what lies at the top of a distribution: %s', async (_, path, kind, stage) => {
  expect(await stageOf(path, kind)).toBe(stage);
});
