import { printableShare } from '@weir/code';
import type { PackageFile } from '@weir/detectors';

/** First bytes of files for the machine: of Mach-O in both byte orders, thin and fat. */
const ELF = 0x7f454c46;
const WASM = 0x0061736d;
const MACHO = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe]);

/** What a file for the machine is by its first four bytes, of PE two; null for any other file. */
export function nativeFormat(head: Uint8Array): 'elf' | 'pe' | 'wasm' | 'macho' | null {
  if (head[0] === 0x4d && head[1] === 0x5a) return 'pe';
  if (head.length < 4) return null;
  const magic = new DataView(head.buffer, head.byteOffset, 4).getUint32(0);
  if (magic === ELF) return 'elf';
  if (magic === WASM) return 'wasm';
  return MACHO.has(magic) ? 'macho' : null;
}

/** What a file is by its first bytes; at least 64 of them should be given. */
export function sniffFormat(head: Uint8Array): PackageFile['format'] {
  const native = nativeFormat(head);
  if (native !== null) return native;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes[0] === 0x23 && bytes[1] === 0x21) return 'script';
  if (bytes.includes(0)) return 'binary';
  return bytes.length === 0 || printableShare(bytes.toString('utf8')) > 0.8 ? 'text' : 'binary';
}
