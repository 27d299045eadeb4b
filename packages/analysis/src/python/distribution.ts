import { decodeSource, type PackageManifest, parseMetadata } from '@weir/code';
import type { Distribution } from '@weir/detectors';
import { normalPypiName } from '@weir/intel';
import type { ArtifactEntry, Siblings } from '@weir/model';
import type { EntryGraph } from '../graph-types.ts';
import type { PackageIndex } from '../package-index.ts';
import { compiledMembers, nativeOnly } from './compiled.ts';
import { divergenceOf } from './divergence.ts';
import { importNames, prefixFiles } from './imports.ts';
import type { DistributionKind } from './layout.ts';
import { metadataPath } from './manifest.ts';
import { checkRecord, RECORD_BYTES_MAX, recordPath } from './record.ts';
import { commandShadows } from './shadows.ts';

export interface DescribeOptions {
  readonly index: PackageIndex;
  readonly kind: DistributionKind;
  readonly graph: EntryGraph;
  readonly manifest: PackageManifest;
  readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
  /** sha256 in lower-case hex of members by path, of as many as were hashed. */
  readonly digests: ReadonlyMap<string, string>;
  readonly siblings: Siblings | null;
}

/** Bytes of a metadata file that are read. */
const METADATA_BYTES_MAX = 256 * 1024;

async function readMetadata({ index, read }: DescribeOptions): Promise<Distribution['metadata']> {
  const path = metadataPath(index);
  const entry = path === null ? undefined : index.get(path);
  if (path === null || !entry) return null;
  return { path, says: parseMetadata(decodeSource(await read(entry, METADATA_BYTES_MAX))) };
}

async function readRecord({ index, read }: DescribeOptions) {
  const path = recordPath(index, metadataPath(index));
  const entry = path === null ? undefined : index.get(path);
  if (path === null || !entry) return null;
  return {
    path,
    text: decodeSource(await read(entry, RECORD_BYTES_MAX)),
    cut: entry.sizeBytes > RECORD_BYTES_MAX,
  };
}

/** What the files of a distribution say as a set, once its entry graph stands and its members are hashed. */
export async function describeDistribution(options: DescribeOptions): Promise<Distribution> {
  const { index, kind, graph, manifest, digests } = options;
  // Eggs are laid out like wheels and have no RECORD.
  const isWheel = kind === 'wheel' && [...index.keys()].some((path) => /^[^/]+\.dist-info\//.test(path));
  const record = isWheel ? checkRecord(index, graph.files, digests, await readRecord(options)) : null;
  return {
    kind,
    metadata: await readMetadata(options),
    name: manifest.name,
    requires: new Set(manifest.dependencies.map(({ name }) => normalPypiName(name))),
    imports: importNames(index, kind),
    prefixFiles: prefixFiles(index),
    shadows: await commandShadows(options),
    record,
    compiled: await compiledMembers(options),
    nativeOnly: nativeOnly(index),
    divergence: await divergenceOf(options, options.siblings),
  };
}
