import { decodeSource } from '@weir/code';
import type { Distribution } from '@weir/detectors';
import { normalPypiName } from '@weir/intel';
import type { ArtifactEntry, Siblings } from '@weir/model';
import type { PackageIndex } from '../package-index.ts';
import { compiledMembers, nativeOnly } from './compiled.ts';
import { divergenceOf } from './divergence.ts';
import { importNames, prefixFiles } from './imports.ts';
import { nativeMembers } from './native.ts';
import type { OpenedDistribution } from './open-distribution.ts';
import { checkRecord, RECORD_BYTES_MAX, recordPath, strongDigests } from './record.ts';
import { commandShadows } from './shadows.ts';

export interface DescribeOptions extends OpenedDistribution {
  readonly index: PackageIndex;
  readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
  /** sha256 in lower-case hex of members by path, of as many as were hashed. */
  readonly digests: ReadonlyMap<string, string>;
  readonly siblings: Siblings | null;
}

async function readRecord({ index, metadata, read }: DescribeOptions) {
  const path = recordPath(index, metadata?.path ?? null);
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
  const { index, kind, graph, metadata, manifest, digests } = options;
  // Eggs are laid out like wheels and have no RECORD.
  const isWheel = kind === 'wheel' && [...index.keys()].some((path) => /^[^/]+\.dist-info\//.test(path));
  const says = isWheel ? await readRecord(options) : null;
  const strong = says === null ? [] : await strongDigests(index, says.text, options.read);
  const record = isWheel ? checkRecord(index, graph.files, new Map([...digests, ...strong]), says) : null;
  return {
    kind,
    metadata,
    name: manifest.name,
    requires: new Set(manifest.dependencies.map(({ name }) => normalPypiName(name))),
    requirements: options.requirements,
    imports: importNames(index, kind),
    prefixFiles: prefixFiles(index),
    shadows: await commandShadows(options),
    record,
    compiled: await compiledMembers(options),
    native: await nativeMembers(options),
    nativeOnly: nativeOnly(index),
    divergence: await divergenceOf(options, options.siblings),
  };
}
