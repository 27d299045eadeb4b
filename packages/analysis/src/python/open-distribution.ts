import { type PackageManifest, parseMetadata } from '@weir/code';
import type { Distribution } from '@weir/detectors';
import { createEdgeList } from '../edges.ts';
import type { EntryGraph } from '../graph-types.ts';
import { buildPythonGraph } from './graph.ts';
import type { PythonGraphOptions } from './graph-options.ts';
import { type DistributionKind, kindOfDistribution } from './layout.ts';
import { manifestOfMetadata, metadataPath } from './manifest.ts';
import { listRequirements, requirementEdges } from './requirements.ts';
import { createTextReader, type ReadText } from './texts.ts';

/** A distribution of which it is known what it says of itself and what of it runs. */
export interface OpenedDistribution {
  readonly kind: DistributionKind;
  readonly metadata: Distribution['metadata'];
  readonly manifest: PackageManifest;
  readonly graph: EntryGraph;
  readonly readText: ReadText;
  readonly requirements: Distribution['requirements'];
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
  const metadata = path === null || text === null ? null : { path, says };
  const graph = await buildPythonGraph({ ...options, kind, readText });
  const requirements = await listRequirements({ index, kind, metadata, units: graph.units, readText });
  const edges = createEdgeList();
  edges.add(graph.edges);
  edges.add(requirementEdges(requirements));
  return {
    kind,
    metadata,
    manifest: manifestOfMetadata(says),
    graph: { ...graph, edges: edges.list() },
    readText,
    requirements,
  };
}
