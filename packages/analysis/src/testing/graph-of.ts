import { decodeSource, parseManifest } from '@weir/code';
import { buildEntryGraph, type EntryGraph } from '../entry-graph.ts';
import { readInnerManifests } from '../inner-manifests.ts';
import { DEFAULT_ANALYSIS_BUDGET } from '../limits.ts';
import { createMemoryView } from '../memory-view.ts';
import { indexPackage } from '../package-index.ts';

/** Files of a package by path; objects are written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

/** The entry graph of a package in memory. */
export async function graphOf(files: Files, registryHost: string | null = null): Promise<EntryGraph> {
  const texts = Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : JSON.stringify(content, null, 1),
    ]),
  );
  await using view = createMemoryView(texts);
  const index = indexPackage(view, 'directory');
  const entry = index.get('package.json');
  const parsed = parseManifest(entry ? decodeSource(await view.read(entry.index)) : '{}');
  if (parsed.kind !== 'manifest') throw new Error(parsed.detail);
  return buildEntryGraph({
    index,
    manifest: parsed.manifest,
    inner: await readInnerManifests(view, index),
    read: ({ index: at, sizeBytes }, max) =>
      view.read(at, max === undefined || sizeBytes <= max ? undefined : { start: 0, end: max }),
    registryHost,
    budget: DEFAULT_ANALYSIS_BUDGET,
    now: () => 0,
  });
}

/** A manifest with one install hook. */
export function withHook(command: string, more: object = {}): object {
  return { name: 'own', scripts: { install: command }, ...more };
}
