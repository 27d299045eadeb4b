import type { CommandFact } from '@weir/code';
import { actionsOf } from '../reach.ts';

/** Programs that look at a file, sign it, join it to others or make another one of it, and never run it. */
const LOOKS_AT =
  /^(?:(?:\/usr)?\/s?bin\/)?(?:file|codesign|lipo|otool|install_name_tool|ldd|readelf|objdump|nm|size|strip|xattr|ldconfig|patchelf|cygpath|stat|du|wc|md5sum|sha\d+sum|shasum|cksum|gpgv?|gzip|pigz|bzip2|xz|zstd|flatc|protoc|thrift|ffmpeg|ffprobe|sox|magick|identify|pandoc|pdfto\w+|exiftool|tesseract)(?:\.exe)?$/;

/** True for a command that only hands files to such programs. */
export function onlyLooks(command: CommandFact): boolean {
  const actions = actionsOf(command);
  return actions.length > 0 && actions.every(({ argv }) => LOOKS_AT.test(argv[0] ?? ''));
}
