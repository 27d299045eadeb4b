import { isCompiledPython } from './bytecode/pyc.ts';
import { decodeByFunction } from './decoders.ts';

/** What a data file holds for code that loads it: compiled Python, or text under what Python unpacks with one call. */
export interface CarriedPython {
  /** Names of what it is packed in, outermost first. */
  readonly layers: readonly string[];
  /** A `.pyc`, or marshalled code; null for text. */
  readonly compiled: Uint8Array | null;
  /** Empty for compiled code. */
  readonly text: string;
}

/** Layers of one file, and bytes of a file that is unpacked. */
const LAYERS_MAX = 4;
const BYTES_MAX = 8 * 1024 * 1024;
/** The first characters tell whether text is base64 or hex. */
const TEXT_CHARS_READ = 4096;

/** The function that unpacks bytes which begin so; null where none does. */
function unpackerOf(bytes: Uint8Array): string | null {
  const [a = 0, b = 0, c = 0] = bytes;
  if (a === 0x78 && ((a << 8) | b) % 31 === 0) return 'zlib.decompress';
  if (a === 0x1f && b === 0x8b) return 'gzip.decompress';
  if (a === 0x42 && b === 0x5a && c === 0x68) return 'bz2.decompress';
  if ((a === 0xfd && b === 0x37 && c === 0x7a) || (a === 0x5d && b === 0 && c === 0))
    return 'lzma.decompress';
  if (bytes.length < 32) return null;
  const text = Buffer.from(bytes.subarray(0, TEXT_CHARS_READ)).toString('latin1');
  if (/^[\da-fA-F\s]+$/.test(text)) return 'binascii.unhexlify';
  return /^[\w+/\-\s]+={0,2}\s*$/.test(text) && !/[ \t]/.test(text) ? 'base64.b64decode' : null;
}

const isText = (text: string): boolean => !/[^\P{Cc}\t\n\r\f]/u.test(text.slice(0, TEXT_CHARS_READ));

/** What a data file holds for code that loads it; null where it is not packed and no compiled Python. Never throws. */
export function carriedPython(bytes: Uint8Array): CarriedPython | null {
  const layers: string[] = [];
  let data = bytes;
  if (data.length > BYTES_MAX) return null;
  while (layers.length <= LAYERS_MAX) {
    if (isCompiledPython(data)) return { layers, compiled: data, text: '' };
    const unpacker = unpackerOf(data);
    const found =
      unpacker === null ? null : decodeByFunction(unpacker, Buffer.from(data).toString('latin1').trimEnd());
    if (found === null) break;
    layers.push(found.layer);
    data = Buffer.from(found.text, 'latin1');
  }
  const text = Buffer.from(data).toString('utf8');
  return layers.length > 0 && isText(text) ? { layers, compiled: null, text } : null;
}
