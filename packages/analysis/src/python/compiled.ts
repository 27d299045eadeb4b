import { analyzePython, decodeSource, type JsFacts, urlsIn } from '@weir/code';
import type { CodeUnit, CompiledMember, NativeOnly } from '@weir/detectors';
import { type ArtifactEntry, byStageAndPath } from '@weir/model';
import type { EntryGraph } from '../graph-types.ts';
import type { PackageIndex } from '../package-index.ts';
import { isAct } from './acts.ts';
import { hasCompiledMark } from './first-look.ts';
import { asideAmong } from './layout.ts';

/** Compiled files that are held against their source; distributions with more ship all they have twice. */
const COMPARED_MAX = 500;
/** Bytes of sources that are parsed for the comparison alone, and of one of them. */
const SOURCES_BYTES_MAX = 4 * 1024 * 1024;
const SOURCE_BYTES_MAX = 1024 * 1024;
const ADDRESSES_MAX = 5;
/** Reads all of the environment, or its secrets: compiled code that does so is told as well. */
const ENVIRONMENT = /^env\.(?:all|secret)$/;
const NATIVE = /\.(?:so|pyd|dylib)$/i;
const NATIVE_SOURCE = /\.(?:c|cc|cpp|cxx|h|hpp|pyx|pxd|rs|go|f|f90|zig|cu|m|mm|swift|nim|d|s|asm)$/i;

/** The source that a compiled file is named after, and whether it lies in a `__pycache__`. */
export function sourceOfCompiled(path: string): { readonly source: string; readonly cached: boolean } {
  const parts = /^(?<folder>.*\/|)__pycache__\/(?<name>[^/.]+)(?:\.[^/]*)?\.pyc$/.exec(path)?.groups ?? null;
  if (parts?.name === undefined)
    return { source: /\.py[co]$/.test(path) ? path.slice(0, -1) : `${path}.py`, cached: false };
  return { source: `${parts.folder ?? ''}${parts.name}.py`, cached: true };
}

/** A `.pyc` with a hash that Python is told not to check (PEP 552: flags 1). */
function isUnchecked(head: Uint8Array): boolean {
  return head.length >= 8 && ((head[4] ?? 0) & 3) === 1;
}

/** The number of the version, its mark, and flags (PEP 552). */
const HEAD_BYTES = 8;
/** Bytes that show how dense a file is; with fewer than this, chance does. */
const DENSE_BYTES_MIN = 4 * 1024;
const DENSE_BYTES_READ = 64 * 1024;
/** Bits a byte: what is deflated or encrypted has 7.9 and more, compiled Python 4.5 to 6.5. */
const DENSE_BITS_MIN = 7.5;

/** True for bytes as evenly spread as those of what is packed or encrypted. */
function isDense(bytes: Uint8Array): boolean {
  if (bytes.length < DENSE_BYTES_MIN) return false;
  const counts = new Float64Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const bits = counts.reduce(
    (sum, count) => (count === 0 ? sum : sum - (count / bytes.length) * Math.log2(count / bytes.length)),
    0,
  );
  return bits >= DENSE_BITS_MIN;
}

function addressesOf(facts: JsFacts): string[] {
  return facts.strings.flatMap(({ value }) => urlsIn(value.slice(0, 4096)));
}

function actsOf(facts: JsFacts): string[] {
  return facts.capabilities.filter((id) => isAct(id) || ENVIRONMENT.test(id));
}

interface CompiledOptions {
  readonly index: PackageIndex;
  readonly graph: EntryGraph;
  readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
}

/**
 * Compiled Python of a distribution with what it does beyond its source; earliest stage first. Only what something
 * reaches was read. A source is parsed for the comparison where the compiled file acts and nothing parsed it before.
 */
export async function compiledMembers({ index, graph, read }: CompiledOptions): Promise<CompiledMember[]> {
  const units = new Map<string, CodeUnit>();
  for (const unit of graph.units) if (unit.origin === null) units.set(unit.file, unit);

  let leftBytes = SOURCES_BYTES_MAX;
  async function factsOfSource(path: string): Promise<JsFacts | null> {
    const known = units.get(path);
    if (known) return known.facts;
    const entry = index.get(path);
    if (!entry || entry.sizeBytes > Math.min(SOURCE_BYTES_MAX, leftBytes)) return null;
    leftBytes -= entry.sizeBytes;
    return analyzePython(decodeSource(await read(entry)));
  }

  async function describe(unit: CodeUnit): Promise<CompiledMember | null> {
    const entry = index.get(unit.file);
    if (!entry) return null;
    const { source: name, cached } = sourceOfCompiled(unit.file);
    const source = index.has(name) ? name : null;
    const head = await read(entry, HEAD_BYTES);
    const opaque = !hasCompiledMark(head) && isDense(await read(entry, DENSE_BYTES_READ));
    const broken =
      hasCompiledMark(head) &&
      unit.facts.problem !== null &&
      unit.source.text === '' &&
      (unit.layer ?? '').startsWith('pyc 3');
    const acts = actsOf(unit.facts);
    const addresses = addressesOf(unit.facts);
    const { file: path, stage } = unit;
    const member = { path, stage, source, cached, unchecked: isUnchecked(head), opaque, broken };
    const isTelling = acts.length > 0 || addresses.length > 0;
    const beside = source !== null && isTelling ? await factsOfSource(source) : null;
    // A source that cannot be read says nothing about what was compiled.
    if (source !== null && (beside === null || !beside.complete || beside.problem !== null))
      return { ...member, abilities: [], addresses: [] };
    const known = new Set(beside ? [...beside.capabilities, ...addressesOf(beside)] : []);
    return {
      ...member,
      // It runs when its source would.
      stage: source === null ? unit.stage : (graph.files.get(source)?.stage ?? unit.stage),
      abilities: acts.filter((id) => !known.has(id)),
      addresses: [...new Set(addresses)].filter((url) => !known.has(url)).slice(0, ADDRESSES_MAX),
    };
  }

  const found: CompiledMember[] = [];
  const isCompiled = ({ file, layer }: CodeUnit): boolean =>
    /\.py[co]$/.test(file) || (layer !== null && /^(?:[\w-]+>)*pyc /.test(layer));
  for (const unit of [...units.values()].filter(isCompiled).slice(0, COMPARED_MAX)) {
    const member = await describe(unit);
    if (member) found.push(member);
  }
  return found.toSorted(byStageAndPath);
}

/** Native modules of a distribution in which there is nothing that a person could read. */
export function nativeOnly(index: PackageIndex): NativeOnly | null {
  const isAside = asideAmong(index.keys());
  const paths = [...index.keys()].filter((path) => !isAside(path));
  const modules = paths.filter((path) => NATIVE.test(path));
  const isReadable = (path: string): boolean =>
    (/\.pyw?$/.test(path) && !/^setup\.py$|^[^/]+\.data\//.test(path)) || NATIVE_SOURCE.test(path);
  return modules.length > 0 && !paths.some(isReadable) ? { modules: modules.toSorted().slice(0, 20) } : null;
}
