import { printableShare } from '@weir/code';
import type { PackageFile } from '@weir/detectors';

/** First bytes of Mach-O files, both byte orders, thin and fat. */
const MACHO = new Set(['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe']);

/** What a file is by its first bytes; at least 64 of them should be given. */
export function sniffFormat(head: Uint8Array): PackageFile['format'] {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'))) return 'elf';
  if (bytes[0] === 0x4d && bytes[1] === 0x5a) return 'pe';
  if (bytes.subarray(0, 4).equals(Buffer.from('\0asm', 'latin1'))) return 'wasm';
  if (bytes.length >= 4 && MACHO.has(bytes.subarray(0, 4).toString('hex'))) return 'macho';
  if (bytes[0] === 0x23 && bytes[1] === 0x21) return 'script';
  if (bytes.includes(0)) return 'binary';
  return bytes.length === 0 || printableShare(bytes.toString('utf8')) > 0.8 ? 'text' : 'binary';
}
