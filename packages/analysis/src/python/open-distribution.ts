import { type PackageManifest, parseMetadata } from '@weir/code';
import type { Distribution } from '@weir/detectors';
import type { EntryGraph } from '../graph-types.ts';
import { buildPythonGraph, type PythonGraphOptions } from './graph.ts';
import { type DistributionKind, kindOfDistribution } from './layout.ts';
import { manifestOfMetadata, metadataPath } from './manifest.ts';
import { createTextReader, type ReadText } from './texts.ts';

/** A distribution of which it is known what it says of itself and what of it runs. */
export interface OpenedDistribution {
  readonly kind: DistributionKind;
  readonly metadata: Distribution['metadata'];
  readonly manifest: PackageManifest;
  readonly graph: EntryGraph;
  readonly readText: ReadText;
}

/**
 * Reads a distribution's metadata and follows what runs of it; null for what is none: no metadata and no Python.
 */
export async function openDistribution(
  options: Omit<PythonGraphOptions, 'kind' | 'readText'> & { readonly filename: string },
): Promise<OpenedDistribution | null> {
  const { index, read } = options;
  const path = metadataPath(index);
  if (path === null && ![...index.keys()].some((name) => /\.(?:pyc?|pth)$/.test(name))) return null;
  const readText = createTextReader(index, read);
  const text = path === null ? null : await readText(path);
  const says = parseMetadata(text ?? '');
  const kind = kindOfDistribution(options.filename, index);
  return {
    kind,
    metadata: path === null || text === null ? null : { path, says },
    manifest: manifestOfMetadata(says),
    graph: await buildPythonGraph({ ...options, kind, readText }),
    readText,
  };
}
