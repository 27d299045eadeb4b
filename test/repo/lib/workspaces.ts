import { z } from 'zod';
import { listFolders, readJson } from './tree.ts';

const versions = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({
  name: z.string(),
  dependencies: versions,
  devDependencies: versions,
  exports: z.record(z.string(), z.string()).default({}),
  scripts: versions,
});
export type Manifest = z.infer<typeof manifestSchema>;
const tsconfigSchema = z.object({ references: z.array(z.object({ path: z.string() })).default([]) });

/** Folders of all code workspaces, `test` apart. */
export function listWorkspaces(): string[] {
  return ['packages', 'services'].flatMap((top) => listFolders(top).map((name) => `${top}/${name}`));
}

export function readManifest(home: string): Manifest {
  return manifestSchema.parse(readJson(home === '' ? 'package.json' : `${home}/package.json`));
}

/** `@weir/…` names that a workspace's tsconfig refers to. */
export function readReferences(home: string): string[] {
  return tsconfigSchema
    .parse(readJson(`${home}/tsconfig.json`))
    .references.map(({ path }) => `@weir/${path.split('/').at(-1)}`)
    .toSorted();
}
