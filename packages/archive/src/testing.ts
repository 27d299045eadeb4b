import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveBudget, ArtifactView, ByteRange, LinearBudget } from '@weir/model';
import { openArtifact } from './open-artifact.ts';

/** A private directory that is removed with everything in it when disposed. */
export async function tempDir(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'weir-archive-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Opens bytes as a file of that name; the file is gone once the view is open, as spooled files may be. */
export async function openBytes(
  bytes: Uint8Array,
  budget?: ArchiveBudget,
  filename = 'package.tgz',
): Promise<ArtifactView> {
  await using directory = await tempDir();
  const path = join(directory.path, 'artifact');
  await writeFile(path, bytes);
  return await openArtifact(path, { filename, ...(budget && { budget }) });
}

/** All that a linear pass gives out of one layer, as text, and whether it was complete. */
export async function linearText(
  view: ArtifactView,
  budget?: LinearBudget,
): Promise<{ readonly raw: string; readonly unpacked: string; readonly complete: boolean }> {
  const parts = { raw: '', unpacked: '' };
  const pass = view.linear(budget);
  for await (const { layer, bytes } of pass) parts[layer] += Buffer.from(bytes).toString('latin1');
  return { ...parts, complete: pass.complete };
}

/** The text of a member as `open` gives it out, in chunks. */
export async function openedText(view: ArtifactView, index: number, range?: ByteRange): Promise<string> {
  let text = '';
  for await (const bytes of view.open(index, range)) text += Buffer.from(bytes).toString('latin1');
  return text;
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
