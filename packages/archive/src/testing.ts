import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveBudget, ArtifactView } from '@weir/model';
import { openArtifact } from './open-artifact.ts';

/** A private directory that is removed with everything in it when disposed. */
export async function tempDir(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'weir-archive-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Opens bytes as a file named `package.tgz`; the file is gone once the view is open, as spooled files may be. */
export async function openBytes(bytes: Uint8Array, budget?: ArchiveBudget): Promise<ArtifactView> {
  await using directory = await tempDir();
  const path = join(directory.path, 'package.tgz');
  await writeFile(path, bytes);
  return await openArtifact(path, { filename: 'package.tgz', ...(budget && { budget }) });
}

/** Codes of a view's problems, each once, sorted. */
export function codesOf(view: ArtifactView): string[] {
  return [...new Set(view.problems.map(({ code }) => code))].toSorted();
}

/** Text of the member with that path; fails when there is none. */
export async function textOf(view: ArtifactView, path: string): Promise<string> {
  const entry = view.entries.findLast((candidate) => candidate.path === path);
  return new TextDecoder().decode(await view.read(entry?.index ?? -1));
}
