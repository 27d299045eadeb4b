import { crc32 } from 'node:zlib';
import { type CentralHeader, EXTRA_UNICODE_PATH, FLAG_UTF8 } from './zip-records.ts';

/** Code page 437 from 0x80 on, which names without the UTF-8 flag are in (APPNOTE appendix D). */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A name as most readers see it. */
export interface ZipName {
  readonly path: string;
  /** Why other readers may see another one. */
  readonly oddities: readonly string[];
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

function decodeCp437(bytes: Buffer): string {
  const ascii = bytes.every((byte) => byte < 0x80);
  if (ascii) return bytes.toString('latin1');
  return Array.from(bytes, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : (CP437[byte - 0x80] ?? '\ufffd'),
  ).join('');
}

/** The Unicode path, which counts only while it carries the checksum of the plain name (APPNOTE 4.6.9). */
function unicodePath(header: CentralHeader): string | null {
  const field = header.extra.fields.get(EXTRA_UNICODE_PATH);
  if (!field || field.length < 5 || field[0] !== 1) return null;
  if (field.readUInt32LE(1) !== crc32(header.nameBytes)) return null;
  return decodeUtf8(field.subarray(5));
}

/** Whether a plain name is what a writer without Unicode makes of a name: the same ASCII, anything in place of the rest. */
function isLossyForm(plain: string, unicode: string): boolean {
  const kept = Array.from(plain);
  const wanted = Array.from(unicode);
  return (
    kept.length === wanted.length && wanted.every((char, index) => char > '\u007f' || char === kept[index])
  );
}

/** Decodes a member's name: UTF-8 where the flag says so, else code page 437, as Python does. Never throws. */
export function decodeZipName(header: CentralHeader): ZipName {
  const oddities: string[] = [];
  const utf8 = decodeUtf8(header.nameBytes);
  const flagged = (header.flags & FLAG_UTF8) !== 0;
  if (flagged && utf8 === null) oddities.push('the name is said to be UTF-8 and is not');
  const plain = flagged ? (utf8 ?? header.nameBytes.toString('utf8')) : decodeCp437(header.nameBytes);
  const unicode = unicodePath(header);
  // Old writers put UTF-8 into the plain name too: that is the same name, not another.
  if (unicode !== null && unicode !== utf8 && !isLossyForm(plain, unicode)) {
    oddities.push(`the Unicode path is another name: ${JSON.stringify(unicode.slice(0, 100))}`);
  }
  const nul = plain.indexOf('\0');
  if (nul === -1) return { path: plain, oddities };
  oddities.push('the name holds a NUL');
  return { path: plain.slice(0, nul), oddities };
}
