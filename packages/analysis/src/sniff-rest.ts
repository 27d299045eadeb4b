import type { PackageFile } from '@weir/detectors';
import type { ArtifactEntry } from '@weir/model';
import { sniffFormat } from './file-format.ts';
import type { PackageIndex } from './package-index.ts';

/** Names under which nobody expects a program; sources are told by their parser. */
const HARMLESS_NAME =
  /\.(?:png|jpe?g|gif|webp|bmp|ico|wav|mp3|mp4|ogg|woff2?|ttf|eot|pdf|txt|md|log|css|html?|csv|dat|lock)$/i;
/** Smaller than any program that does something. */
const PROGRAM_BYTES_MIN = 1024;
/** Files of one package that are looked at for this. */
const FILES_MAX = 300;

/** Tells the format of files that nothing reaches and whose names promise no program. */
export async function sniffRest(
  index: PackageIndex,
  formats: Map<string, PackageFile['format']>,
  read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>,
): Promise<void> {
  let left = FILES_MAX;
  for (const [path, entry] of index) {
    if (formats.has(path) || entry.sizeBytes < PROGRAM_BYTES_MIN || !HARMLESS_NAME.test(path)) continue;
    if (left-- <= 0) return;
    formats.set(path, sniffFormat(await read(entry, 64)));
  }
}
