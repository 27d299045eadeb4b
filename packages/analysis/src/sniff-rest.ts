import type { CodeUnit, PackageFile } from '@weir/detectors';
import type { ArtifactEntry } from '@weir/model';
import { sniffFormat } from './file-format.ts';
import type { PackageIndex } from './package-index.ts';
import { isMisnamed, programInside } from './program-inside.ts';

/** Names under which nobody expects a program; sources are told by their parser. */
const HARMLESS_NAME =
  /\.(?:png|jpe?g|gif|webp|bmp|ico|wav|mp3|mp4|ogg|woff2?|ttf|eot|pdf|txt|md|log|css|html?|csv|dat|lock)$/i;
/** Smaller than any program that a compiler makes. */
const PROGRAM_BYTES_MIN = 1024;
/** What a program can do in so few bytes it can do only where code starts or loads it. */
const TINY_BYTES_MIN = 64;
const STARTS = /^(?:process\.spawn|native)$/;
/** Node's own loader of native modules, called by code. */
const LOADER = 'module._extensions..node';
/** Files of one package that are looked at for this. */
const FILES_MAX = 300;
/** Files without the marks of what their names say that are looked through for a program, and bytes of one. */
const MISNAMED_MAX = 10;
const MISNAMED_BYTES_MAX = 8 * 1024 * 1024;
const HEAD_BYTES = 64;

/** Tells the format of files that nothing reaches and whose names promise no program. */
export async function sniffRest(
  index: PackageIndex,
  formats: Map<string, PackageFile['format']>,
  units: readonly CodeUnit[],
  read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>,
): Promise<void> {
  const isStarted = units.some(
    ({ stage, facts }) =>
      (stage === 'install' || stage === 'import') &&
      (facts.apis.has(LOADER) || facts.capabilities.some((id) => STARTS.test(id))),
  );
  const bytesMin = isStarted ? TINY_BYTES_MIN : PROGRAM_BYTES_MIN;
  let left = FILES_MAX;
  let misnamedLeft = MISNAMED_MAX;
  for (const [path, entry] of index) {
    const known = formats.get(path);
    // What something reached was looked at by its first bytes alone.
    if (
      (known !== undefined && known !== 'binary') ||
      entry.sizeBytes < bytesMin ||
      !HARMLESS_NAME.test(path)
    )
      continue;
    if (left-- <= 0) return;
    const head = await read(entry, HEAD_BYTES);
    const format = known ?? sniffFormat(head);
    formats.set(path, format);
    if (format !== 'binary' || misnamedLeft === 0 || !isMisnamed(path, head)) continue;
    misnamedLeft--;
    const program = programInside(await read(entry, MISNAMED_BYTES_MAX));
    if (program !== null) formats.set(path, program);
  }
}
