import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, unzipSync } from 'node:zlib';
import { LAYER_CHARS_MAX } from './limits.ts';

const INFLATERS = {
  gunzipSync: ['gzip', gunzipSync],
  unzipSync: ['zlib', unzipSync],
  inflateSync: ['zlib', inflateSync],
  inflateRawSync: ['deflate', inflateRawSync],
  brotliDecompressSync: ['brotli', brotliDecompressSync],
} as const;

/** Names of the decompressors of `zlib` that {@link inflate} knows. */
export type Inflater = keyof typeof INFLATERS;

/** True for the name of a known synchronous decompressor of `zlib`. */
export function isInflater(name: string): name is Inflater {
  return name in INFLATERS;
}

/** Decompresses in memory under the layer cap; null when the bytes are not of that format or too large. */
export function inflate(name: Inflater, bytes: Uint8Array): { layer: string; bytes: Uint8Array } | null {
  const [layer, run] = INFLATERS[name];
  try {
    return { layer, bytes: run(bytes, { maxOutputLength: LAYER_CHARS_MAX }) };
  } catch {
    // Not that format, damaged, or a bomb: the value is unknown, which the caller records.
    return null;
  }
}

/** Bytes of base64 or base64url text as `Buffer.from` reads it: what is not in the alphabet is ignored. */
export function decodeBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}

/** Bytes of hex text as `Buffer.from` reads it: stops at the first pair that is not hex. */
export function decodeHex(text: string): Uint8Array {
  return Buffer.from(text, 'hex');
}

const ENCODING_LAYERS: Readonly<Record<string, string>> = {
  base64: 'base64',
  base64url: 'base64',
  hex: 'hex',
};

/** The layer name of a Buffer encoding that hides text, null for the plain ones. */
export function layerOfEncoding(encoding: string): string | null {
  return ENCODING_LAYERS[encoding.toLowerCase()] ?? null;
}

/** Text that looks like base64 or hex of something, by alphabet and length; null when it does not. */
export function guessEncoding(text: string): 'base64' | 'hex' | null {
  if (text.length < 24 || text.length > LAYER_CHARS_MAX) return null;
  const head = text.slice(0, 2048);
  if (/^(?:[0-9a-fA-F]{2})+$/.test(head)) return 'hex';
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(head)) return null;
  // Words, paths and identifiers use the same alphabet: encoded text mixes case and digits.
  return /[A-Z]/.test(head) && /[a-z]/.test(head) && /[0-9+/=]/.test(text) ? 'base64' : null;
}
