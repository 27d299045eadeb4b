import { readNative } from '@weir/code';
import type { CodeUnit, NativeMember } from '@weir/detectors';
import { type ArtifactEntry, byStageAndPath, type Stage } from '@weir/model';
import { nativeFormat } from '../file-format.ts';
import type { EntryGraph } from '../graph-types.ts';
import type { PackageIndex } from '../package-index.ts';

const NATIVE = /\.(?:so(?:\.\d+)*|pyd|dll|dylib|exe)$/i;
/** Code that loads libraries, or starts programs, under whatever name. */
const LOADS =
  /^(?:ctypes\.|cffi\.|_cffi|os\.dlopen|imp\.load_dynamic|importlib\.machinery\.ExtensionFileLoader)/;
/** Files for the machine that are looked through, and bytes of all of them: those that run first come first. */
const FILES_MAX = 12;
const BYTES_MAX = 16 * 1024 * 1024;
const FILE_BYTES_MAX = 8 * 1024 * 1024;
const HEAD_BYTES = 64;

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** How code names what it loads: modules by the last part of what it imports, others by their file names. */
interface Naming {
  readonly modules: ReadonlyMap<string, Stage>;
  readonly files: ReadonlyMap<string, Stage>;
  /** Names of files in code that loads libraries or starts programs. */
  readonly loaded: ReadonlySet<string>;
}

/** @param names of the files that there are: what code names besides costs nothing. */
function namingOf(units: readonly CodeUnit[], names: ReadonlySet<string>): Naming {
  const modules = new Map<string, Stage>();
  const files = new Map<string, Stage>();
  const loaded = new Set<string>();
  const note = (known: Map<string, Stage>, name: string, stage: Stage): void => {
    const before = known.get(name);
    if (before === undefined || stage === 'install' || (stage === 'import' && before === 'use'))
      known.set(name, stage);
  };
  for (const { facts, stage } of units) {
    for (const { specifier } of facts.imports)
      for (const part of specifier.split('.').slice(-2)) if (part !== '') note(modules, part, stage);
    const isLoader = facts.commands.length > 0 || [...facts.apis.keys()].some((name) => LOADS.test(name));
    for (const { value } of facts.strings) {
      if (value.length > 300) continue;
      const name = baseOf(value.includes('\\') ? value.replaceAll('\\', '/') : value);
      if (!names.has(name)) continue;
      note(files, name, stage);
      if (isLoader) loaded.add(name);
    }
  }
  return { modules, files, loaded };
}

export interface NativeOptions {
  readonly index: PackageIndex;
  readonly graph: EntryGraph;
  readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
}

/** Files for the machine in a distribution and what can be read in them without running them; earliest stage first. */
export async function nativeMembers({ index, graph, read }: NativeOptions): Promise<NativeMember[]> {
  const all = [...index.entries()];
  const isNative = all.some(([path]) => NATIVE.test(path));
  const naming = namingOf(graph.units, new Set(all.map(([path]) => baseOf(path))));
  if (!isNative && naming.loaded.size === 0) return [];
  const found = all.flatMap(([path, entry]) => {
    const name = baseOf(path);
    if (entry.unread !== undefined || !(NATIVE.test(path) || naming.loaded.has(name))) return [];
    const stage = naming.modules.get(name.split('.')[0] ?? '') ?? naming.files.get(name) ?? 'use';
    return [{ path, entry, stage }];
  });
  const members: NativeMember[] = [];
  let left = BYTES_MAX;
  for (const { path, entry, stage } of found.toSorted(byStageAndPath).slice(0, FILES_MAX)) {
    const size = Math.min(entry.sizeBytes, FILE_BYTES_MAX);
    if (size > left || nativeFormat(await read(entry, HEAD_BYTES)) === null) continue;
    left -= size;
    const { maker, texts, names } = readNative(await read(entry, FILE_BYTES_MAX));
    members.push({ path, stage, maker, texts, names: [...names] });
  }
  return members;
}
