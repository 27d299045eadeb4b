import { decodeSource, type PackageManifest } from '@weir/code';
import type { EntryGraph } from '../graph-types.ts';
import { buildPythonGraph, type PythonGraphOptions } from './graph.ts';
import { type DistributionKind, kindOfDistribution } from './layout.ts';
import { manifestOfMetadata, metadataPath } from './manifest.ts';

/** Bytes of a metadata file that are read: descriptions come after the headers. */
const METADATA_BYTES_MAX = 256 * 1024;

/**
 * Reads a distribution's metadata and follows what runs of it; null for what is none: no metadata and no Python.
 */
export async function openDistribution(
  options: Omit<PythonGraphOptions, 'kind'> & { readonly filename: string },
): Promise<{
  readonly manifest: PackageManifest;
  readonly graph: EntryGraph;
  readonly kind: DistributionKind;
} | null> {
  const { index, read } = options;
  const path = metadataPath(index);
  const entry = path === null ? undefined : index.get(path);
  if (!entry && ![...index.keys()].some((name) => /\.(?:pyc?|pth)$/.test(name))) return null;
  const manifest = manifestOfMetadata(entry ? decodeSource(await read(entry, METADATA_BYTES_MAX)) : null);
  const kind = kindOfDistribution(options.filename, index);
  return { manifest, kind, graph: await buildPythonGraph({ ...options, kind }) };
}
