import type { CodeUnit } from '@weir/detectors';
import type { ArtifactEntry } from '@weir/model';
import type { PackageIndex } from '../package-index.ts';

/** Larger files are tables. */
const DATA_BYTES_MAX = 64 * 1024;
/** Files of one release whose content is followed into the code that reads them. */
const FILES_MAX = 20;
/** What code does that a file could tell it to. */
const ACTS = /^(?:process\.spawn|net\.\w+|eval|native|unpickle)$/;
const FINDS_NAMES = /\b(?:import_module|__import__|getattr)\b/;
/** Files that are read as data; modules and scripts are looked at as what they are. */
const CODE = /\.(?:py[cwx]?|pth|so|pyd|dll|sh|bat|cmd|ps1|exe)$/i;
/** What a setting, a table or a message has no use for, and what could be anything: long runs without a blank. */
const TELLS =
  /\b(?:curl|wget|powershell|pwsh|bash|sh|cmd\.exe|exec|eval|compile|import|system|popen|subprocess|getoutput|nohup|certutil|mshta)\b|[\w+/=-]{80}/;

/** Files of data that a unit reads and that could tell it what to do, by their paths in the package. */
function dataOf(
  unit: CodeUnit,
  index: PackageIndex,
  pathsFor: (text: string) => readonly string[],
): string[] {
  const { facts, stage, layer, source } = unit;
  if (layer !== null || (stage !== 'install' && stage !== 'import')) return [];
  if (!facts.capabilities.some((id) => ACTS.test(id)) && !FINDS_NAMES.test(source.text)) return [];
  const found = facts.fileActions
    .filter(({ operation, live }) => operation === 'read' && live)
    .flatMap(({ paths }) => paths)
    .flatMap(pathsFor)
    .filter((path) => !CODE.test(path) && (index.get(path)?.sizeBytes ?? Infinity) <= DATA_BYTES_MAX);
  return [...new Set(found)].slice(0, FILES_MAX);
}

interface Reading {
  readonly index: PackageIndex;
  readonly read: (entry: ArtifactEntry) => Promise<Uint8Array>;
  /** Where a path that the code of a unit puts together may lead to inside the package. */
  readonly ownPaths: (unit: CodeUnit, text: string) => readonly string[];
}

/** Content (a character a byte) of files of data that units read by themselves, where it could tell them what to do. */
export async function readData(
  units: readonly CodeUnit[],
  { index, read, ownPaths }: Reading,
): Promise<{ readonly readers: ReadonlySet<CodeUnit>; readonly contents: ReadonlyMap<string, string> }> {
  const readers = new Set<CodeUnit>();
  const contents = new Map<string, string>();
  for (const unit of units) {
    for (const path of dataOf(unit, index, (text) => ownPaths(unit, text))) {
      const entry = index.get(path);
      if (!entry || contents.size >= FILES_MAX) continue;
      const content = contents.get(path) ?? Buffer.from(await read(entry)).toString('latin1');
      if (!TELLS.test(content)) continue;
      contents.set(path, content);
      readers.add(unit);
    }
  }
  return { readers, contents };
}
