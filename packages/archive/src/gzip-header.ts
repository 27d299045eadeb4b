/** Enough for a gzip header with any honest file name; longer names and comments are refused. */
export const GZIP_HEADER_BYTES_MAX = 64 * 1024;
/** CRC-32 and size modulo 2^32, both little-endian, after the deflate data (RFC 1952 section 2.3.1). */
export const GZIP_TRAILER_BYTES = 8;

const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;
const FRESERVED = 0xe0;
const FIXED_BYTES = 10;

/** True when bytes begin like a gzip member. */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Length in bytes of the gzip header at the start of `bytes` (RFC 1952 section 2.3); null when it is none. */
export function gzipHeaderBytes(bytes: Buffer): number | null {
  const flags = bytes[3] ?? FRESERVED;
  if (!isGzip(bytes) || bytes[2] !== 8 || (flags & FRESERVED) !== 0 || bytes.length < FIXED_BYTES)
    return null;
  let at = FIXED_BYTES;
  if ((flags & FEXTRA) !== 0) {
    if (at + 2 > bytes.length) return null;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const flag of [FNAME, FCOMMENT]) {
    if ((flags & flag) === 0) continue;
    const nul = bytes.indexOf(0, at);
    if (nul === -1) return null;
    at = nul + 1;
  }
  if ((flags & FHCRC) !== 0) at += 2;
  return at <= bytes.length ? at : null;
}
