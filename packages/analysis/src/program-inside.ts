import { nativeFormat } from './file-format.ts';

/** Names of pictures, sounds, fonts and documents whose first bytes say what they are. */
const MARKED_NAME = /\.(?:png|jpe?g|gif|webp|bmp|ico|cur|wav|mp3|mp4|ogg|woff2?|ttf|otf|eot|pdf|tiff?)$/i;
/** How such files begin, whichever of these names they have; of some, what stands there is a size. */
const MARKS =
  // oxlint-disable-next-line no-control-regex -- first bytes of files are what they are
  /^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF|BM|\0\0[\x01\x02]\0|ID3|\xff[\xe0-\xff]|OggS|wOF[F2]|\0\x01\0\0|OTTO|true|ttcf|%PDF|II\*\0|MM\0\*|[^]{4}(?:ftyp|moov|mdat|free|skip|wide|JXL )|[^]{34}LP|fLaC|\x1f\x8b|\xff\x0a|\0\0\0\x0cjP|\0\0\0)/;

/** True for a file with a name of such a kind whose first bytes are those of none; text is told by its reader. */
export function isMisnamed(path: string, head: Uint8Array): boolean {
  return MARKED_NAME.test(path) && !MARKS.test(Buffer.from(head).toString('latin1'));
}

/** ELF: byte orders and version behind the class, the machine's kind, and the header's own size by the class. */
function isElf(data: Buffer, at: number): boolean {
  const [wide, order, version] = [data[at + 4] ?? 0, data[at + 5] ?? 0, data[at + 6] ?? 0];
  const sizeAt = at + (wide === 2 ? 52 : 40);
  if (at + 64 > data.length || wide < 1 || wide > 2 || order < 1 || order > 2 || version !== 1) return false;
  const read = (place: number): number => (order === 1 ? data.readUInt16LE(place) : data.readUInt16BE(place));
  const kind = read(at + 16);
  return kind >= 1 && kind <= 4 && read(sizeAt) === (wide === 2 ? 64 : 52);
}

/** Bytes between the two headers of a PE file, at most. */
const STUB_BYTES_MAX = 4_096;

function isPe(data: Buffer, at: number): boolean {
  if (at + 64 > data.length) return false;
  const header = data.readUInt32LE(at + 60);
  return (
    header >= 64 &&
    header <= STUB_BYTES_MAX &&
    data.toString('latin1', at + header, at + header + 4) === 'PE\0\0'
  );
}

function holds(data: Buffer, mark: string, is: (data: Buffer, at: number) => boolean): boolean {
  for (let at = data.indexOf(mark, 0, 'latin1'); at >= 0; at = data.indexOf(mark, at + 1, 'latin1'))
    if (is(data, at)) return true;
  return false;
}

/** What for a program lies somewhere in bytes, or begins them; null for none. One pass for each kind. */
export function programInside(bytes: Uint8Array): 'elf' | 'pe' | 'macho' | null {
  const first = nativeFormat(bytes);
  if (first === 'elf' || first === 'macho') return first;
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (holds(data, '\x7fELF', isElf)) return 'elf';
  return holds(data, 'MZ', isPe) ? 'pe' : null;
}
