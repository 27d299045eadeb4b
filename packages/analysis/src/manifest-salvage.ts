import { decodeSource, type PackageManifest, parseManifest } from '@weir/code';

/** Characters of one string of a manifest that are kept: what is longer is padding. */
const STRING_BYTES_MAX = 64 * 1024;
/** Bytes of a manifest that are left once its padding is gone. */
const KEPT_BYTES_MAX = 2 * 1024 * 1024;
const BLOCK_BYTES = 512;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Takes a JSON text in chunks and leaves padding out: white space between tokens, and the rest of long strings. */
interface JsonShrinker {
  push(bytes: Uint8Array): void;
  /** True once the outermost object is closed. */
  readonly isClosed: boolean;
  /** Null when what is left is still too much. */
  text(): string | null;
}

const LOWER_U = 0x75;
/** What follows `\\u`. */
const HEX_DIGITS = 4;

function createShrinker(): JsonShrinker {
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
    get isClosed() {
      return isClosed;
    },
    text: () => (overflow ? null : decodeSource(kept.subarray(0, length))),
  };
}

function parsed(shrinker: JsonShrinker): PackageManifest | null {
  const text = shrinker.text();
  const result = text === null ? null : parseManifest(text);
  return result?.kind === 'manifest' ? result.manifest : null;
}

/** A manifest that is too large to be read as it is, without its padding; its lines are not those of the file. */
export async function shrinkManifest(chunks: AsyncIterable<Uint8Array>): Promise<PackageManifest | null> {
  const shrinker = createShrinker();
  for await (const bytes of chunks) shrinker.push(bytes);
  return parsed(shrinker);
}

/** Finds the package.json in the bytes of a tar stream of which no member can be listed. */
export interface ManifestFinder {
  /** Bytes of one stream follow each other; another `stream` begins anew. */
  push(stream: string, bytes: Uint8Array): void;
  /** The last one that was found whole, as it is the one that stays on disk. */
  readonly manifest: PackageManifest | null;
}

/** `<folder>/package.json` and its size, when a header begins at an offset: `ustar` stands 257 bytes into it. */
function manifestSizeAt(bytes: Buffer, offset: number): number | null {
  const name = bytes.toString('latin1', offset, offset + 100).split('\0', 1)[0] ?? '';
  if (!/^[^/]+\/package\.json$/.test(name)) return null;
  const size = /^[0-7]{1,11}/.exec(bytes.toString('latin1', offset + 124, offset + 136).trim())?.[0];
  return size === undefined ? null : Number.parseInt(size, 8);
}

/** Creates a finder. */
export function createManifestFinder(): ManifestFinder {
  let current: string | null = null;
  let carried: Uint8Array = new Uint8Array();
  let body: { shrinker: JsonShrinker; leftBytes: number } | null = null;
  let manifest: PackageManifest | null = null;

  /** Takes what belongs to the member in hand; returns the rest. */
  function feed(bytes: Buffer): Buffer {
    if (!body) return bytes;
    const taken = bytes.subarray(0, body.leftBytes);
    body.shrinker.push(taken);
    body.leftBytes -= taken.length;
    // Repeated bytes are given out once: the object may end before its size says so.
    if (body.leftBytes > 0 && !body.shrinker.isClosed) return Buffer.alloc(0);
    manifest = parsed(body.shrinker) ?? manifest;
    body = null;
    return bytes.subarray(taken.length);
  }

  return {
    get manifest() {
      return manifest;
    },
    push(stream, bytes) {
      if (stream !== current) {
        current = stream;
        carried = new Uint8Array();
        body = null;
      }
      let rest: Buffer = Buffer.concat([
        carried,
        feed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
      ]);
      for (let at = rest.indexOf('ustar'); at >= 0; at = rest.indexOf('ustar', at + 1)) {
        const header = at - 257;
        if (header < 0) continue;
        if (header + BLOCK_BYTES > rest.length) break;
        const sizeBytes = manifestSizeAt(rest, header);
        if (sizeBytes === null) continue;
        body = { shrinker: createShrinker(), leftBytes: sizeBytes };
        rest = feed(rest.subarray(header + BLOCK_BYTES));
        at = -1;
      }
      carried = Buffer.from(rest.subarray(Math.max(0, rest.length - BLOCK_BYTES)));
    },
  };
}
