import { frozenScripts } from '@weir/code';
import type { BundledProgram } from '@weir/detectors';
import type { ArtifactEntry, ByteRange } from '@weir/model';
import type { EntryGraph } from './entry-graph.ts';
import { nativeFormat } from './file-format.ts';
import type { PackageIndex } from './package-index.ts';

type ReadRange = (entry: ArtifactEntry, range?: ByteRange) => Promise<Uint8Array>;

/** Makers of programs by the last record that they write, in front of what signs the program at most. */
const MAKERS: readonly (readonly [BundledProgram['maker'], Buffer])[] = [
  ['PyInstaller', Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1')],
  ['nexe', Buffer.from('<nexe~~sentinel>')],
];
const HEAD_BYTES = 64;
const TAIL_BYTES = 64 * 1024;
/** Programs of one package that are looked at, and bytes of one that is read for the names of its scripts. */
const PROGRAMS_MAX = 10;
const PROGRAM_BYTES_MAX = 48 * 1024 * 1024;

/** Programs that carry what they run behind them, with the names of their scripts where their maker lists them. */
export async function bundledPrograms(
  index: PackageIndex,
  { files }: Pick<EntryGraph, 'files'>,
  read: ReadRange,
): Promise<BundledProgram[]> {
  const found: BundledProgram[] = [];
  let left = PROGRAMS_MAX;
  for (const [path, entry] of index) {
    const isReached = /^(?:elf|pe|macho)$/.test(files.get(path)?.format ?? '');
    if (!isReached && !/\.exe$/i.test(path)) continue;
    if (left-- <= 0) break;
    const { sizeBytes } = entry;
    const head = await read(entry, { start: 0, end: HEAD_BYTES });
    if (nativeFormat(head) === null) continue;
    const tail = Buffer.from(
      await read(entry, { start: Math.max(0, sizeBytes - TAIL_BYTES), end: sizeBytes }),
    );
    const maker = MAKERS.find(([, mark]) => tail.includes(mark))?.[0];
    if (maker === undefined) continue;
    const isListed = maker === 'PyInstaller' && sizeBytes <= PROGRAM_BYTES_MAX;
    const scripts = isListed ? frozenScripts(await read(entry)).map(({ name }) => name) : [];
    found.push({ path, stage: files.get(path)?.stage ?? 'dead', maker, scripts });
  }
  return found;
}
