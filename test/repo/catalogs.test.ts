import { describe, expect, it } from 'vitest';
import { listFolders, readText } from './lib/tree.ts';

/** Folders beside the adapters that are shared by them. */
const SHARED = new Set(['lib', 'testing', 'tools', 'data', 'fixtures', 'golden']);

describe.each(['packages/detectors', 'packages/registries', 'packages/alerts'])(
  'the catalog of %s',
  (home) => {
    it('names exactly the folders beside it', () => {
      const folders = listFolders(`${home}/src`).filter((name) => !SHARED.has(name));
      const catalog = readText(`${home}/src/catalog.ts`);
      const imported = new Set(
        [...catalog.matchAll(/from '\.\/(?<folder>[^/']+)\//g)].map((match) => match.groups?.folder ?? ''),
      );

      expect(folders.length).toBeGreaterThan(0);
      expect([...imported].toSorted()).toEqual(folders);
    });
  },
);
