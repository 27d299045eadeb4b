import { decodeSource, type PackageManifest, parseManifest } from '@weir/code';

/** Characters of one string of a manifest that are kept: what is longer is padding. */
const STRING_BYTES_MAX = 64 * 1024;
/** Bytes of a manifest that are left once its padding is gone. */
const KEPT_BYTES_MAX = 2 * 1024 * 1024;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Takes a JSON text in chunks and leaves padding out: white space between tokens, and the rest of long strings. */
export interface JsonShrinker {
  push(bytes: Uint8Array): void;
  /** Null when what is left is still too much. */
  text(): string | null;
}

const LOWER_U = 0x75;
/** What follows `\\u`. */
const HEX_DIGITS = 4;

/** Creates a shrinker. */
export function createShrinker(): JsonShrinker {
  const kept = Buffer.alloc(KEPT_BYTES_MAX);
  let length = 0;
  let overflow = false;
  let inString = false;
  let escaped = false;
  let isCut = false;
  let stringBytes = 0;
  let digitsLeft = 0;
  let depth = 0;
  let isClosed = false;

  function keep(byte: number): void {
    if (length >= KEPT_BYTES_MAX) overflow = true;
    else kept[length++] = byte;
  }

  function takeInString(byte: number): void {
    const ends = byte === QUOTE && !escaped;
    if (ends || !isCut) keep(byte);
    stringBytes++;
    digitsLeft = escaped && byte === LOWER_U ? HEX_DIGITS : Math.max(0, digitsLeft - 1);
    escaped = byte === BACKSLASH && !escaped;
    // Not within an escape.
    isCut ||= stringBytes >= STRING_BYTES_MAX && !escaped && digitsLeft === 0;
    inString = !ends;
  }

  function takeBetween(byte: number): void {
    if (byte > 0x20) keep(byte);
    if (byte === OPEN) depth++;
    if (byte === CLOSE) isClosed ||= --depth === 0;
    if (byte !== QUOTE) return;
    inString = true;
    isCut = false;
    stringBytes = 0;
    digitsLeft = 0;
  }

  return {
    push(bytes) {
      for (const byte of bytes) {
        if (overflow || isClosed) return;
        if (inString) takeInString(byte);
        else takeBetween(byte);
      }
    },
    text: () => (overflow ? null : decodeSource(kept.subarray(0, length))),
  };
}

/** A manifest that is too large to be read as it is, without its padding; its lines are not those of the file. */
export async function shrinkManifest(chunks: AsyncIterable<Uint8Array>): Promise<PackageManifest | null> {
  const shrinker = createShrinker();
  for await (const bytes of chunks) shrinker.push(bytes);
  const text = shrinker.text();
  const result = text === null ? null : parseManifest(text);
  return result?.kind === 'manifest' ? result.manifest : null;
}
