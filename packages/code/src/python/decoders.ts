import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { bunzip2, unlzma, unlzma2 } from '@weir/compression';
import { LAYER_CHARS_MAX } from '../limits.ts';
import { fromPunycode } from './punycode.ts';

/** What decoding gives: Latin-1 text of the bytes, and the layer's name; null when the input is not of that form. */
export interface Decoded {
  readonly text: string;
  readonly layer: string;
}

const toBytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const fromBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function base32(text: string, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'): string | null {
  let bits = 0;
  let held = 0;
  const out: number[] = [];
  for (const char of text.toUpperCase().replace(/=+$/, '').replace(/\s/g, '')) {
    const value = alphabet.indexOf(char);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return fromBytes(Uint8Array.from(out));
}

/** Alphabet of Python's `b85decode` (RFC 1924). */
const B85 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

/** Groups of five digits of base 85 as four bytes each; the last group may be short. */
function base85(digits: readonly number[]): string | null {
  const padding = (5 - (digits.length % 5)) % 5;
  const all = [...digits, ...Array.from({ length: padding }, () => 84)];
  const out = Buffer.alloc((all.length / 5) * 4);
  for (let at = 0; at < all.length; at += 5) {
    let value = 0;
    for (let i = 0; i < 5; i++) value = value * 85 + (all[at + i] ?? 0);
    if (value > 0xffffffff) return null;
    out.writeUInt32BE(value, (at / 5) * 4);
  }
  return fromBytes(out.subarray(0, out.length - padding));
}

function b85(text: string): string | null {
  const digits = Array.from(text, (char) => B85.indexOf(char));
  return digits.includes(-1) ? null : base85(digits);
}

function a85(text: string): string | null {
  const digits: number[] = [];
  for (const char of text.replace(/^<~|~>$/g, '').replace(/\s/g, '')) {
    if (char === 'z') digits.push(0, 0, 0, 0, 0);
    else {
      const value = char.charCodeAt(0) - 33;
      if (value < 0 || value > 84) return null;
      digits.push(value);
    }
  }
  return base85(digits);
}

function hex(text: string): string | null {
  const clean = text.replace(/\s/g, '');
  return /^(?:[0-9a-fA-F]{2})*$/.test(clean) ? Buffer.from(clean, 'hex').toString('latin1') : null;
}

/** ROT13 of letters. */
export function rot13(text: string): string {
  return text.replace(/[a-zA-Z]/g, (char) => {
    const base = char <= 'Z' ? 65 : 97;
    return String.fromCharCode(((char.charCodeAt(0) - base + 13) % 26) + base);
  });
}

function inflated(
  run: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer,
  text: string,
): string | null {
  try {
    return fromBytes(run(toBytes(text), { maxOutputLength: LAYER_CHARS_MAX }));
  } catch {
    // Not that format, cut short, or a bomb: unknown.
    return null;
  }
}

const bytesOrNull = (data: Uint8Array | null): string | null => data && fromBytes(data);

/** Lines of uuencoded text, with or without `begin` and `end`. */
function uu(text: string): string | null {
  const out: number[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || /^(?:begin \d+ |end$)/.test(line)) continue;
    const sextets = Array.from(line.slice(1), (char) => (char.charCodeAt(0) - 32) & 63);
    const size = (line.charCodeAt(0) - 32) & 63;
    if (!/^[ -`]+$/.test(line) || sextets.length < Math.ceil((size * 4) / 3)) return null;
    const decoded: number[] = [];
    for (let at = 0; at < sextets.length; at += 4) {
      const [a = 0, b = 0, c = 0, d = 0] = sextets.slice(at, at + 4);
      decoded.push(((a << 2) | (b >> 4)) & 255, ((b << 4) | (c >> 2)) & 255, ((c << 6) | d) & 255);
    }
    out.push(...decoded.slice(0, size));
  }
  return fromBytes(Uint8Array.from(out));
}

/** Quoted-printable text (RFC 2045, section 6.7). */
function quotedPrintable(text: string): string {
  return text
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/=([0-9a-fA-F]{2})/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

const made = (text: string | null, layer: string): Decoded | null => (text === null ? null : { text, layer });

const DECODE: Readonly<Record<string, (text: string) => Decoded | null>> = {
  'base64.b64decode': (text) =>
    made(fromBytes(Buffer.from(text.replace(/[^A-Za-z0-9+/]/g, ''), 'base64')), 'base64'),
  'base64.urlsafe_b64decode': (text) => made(fromBytes(Buffer.from(text, 'base64url')), 'base64'),
  'base64.b32decode': (text) => made(base32(text), 'base32'),
  'base64.b32hexdecode': (text) => made(base32(text, '0123456789ABCDEFGHIJKLMNOPQRSTUV'), 'base32'),
  'base64.b16decode': (text) => made(hex(text), 'hex'),
  'base64.b85decode': (text) => made(b85(text), 'base85'),
  'base64.a85decode': (text) => made(a85(text), 'ascii85'),
  'binascii.unhexlify': (text) => made(hex(text), 'hex'),
  'bytes.fromhex': (text) => made(hex(text), 'hex'),
  'zlib.decompress': (text) =>
    made(inflated(inflateSync, text) ?? inflated(gunzipSync, text) ?? inflated(inflateRawSync, text), 'zlib'),
  'gzip.decompress': (text) => made(inflated(gunzipSync, text), 'gzip'),
  'bz2.decompress': (text) => made(bytesOrNull(bunzip2(toBytes(text), LAYER_CHARS_MAX)), 'bz2'),
  // Without a container, where `format` says so: nothing else begins like that.
  'lzma.decompress': (text) =>
    made(
      bytesOrNull(unlzma(toBytes(text), LAYER_CHARS_MAX) ?? unlzma2(toBytes(text), LAYER_CHARS_MAX)),
      'lzma',
    ),
  'binascii.a2b_uu': (text) => made(uu(text), 'uu'),
  'quopri.decodestring': (text) => made(quotedPrintable(text), 'quoted-printable'),
};

const SAME: Readonly<Record<string, string>> = {
  'base64.standard_b64decode': 'base64.b64decode',
  'base64.decodebytes': 'base64.b64decode',
  'base64.decodestring': 'base64.b64decode',
  'binascii.a2b_qp': 'quopri.decodestring',
};

/** Codec names of `codecs.decode` and `str.decode`, to the function that does the same. */
const CODECS: Readonly<Record<string, string>> = {
  base64: 'base64.b64decode',
  base64_codec: 'base64.b64decode',
  base_64: 'base64.b64decode',
  hex: 'binascii.unhexlify',
  hex_codec: 'binascii.unhexlify',
  zlib: 'zlib.decompress',
  zip: 'zlib.decompress',
  zlib_codec: 'zlib.decompress',
  bz2: 'bz2.decompress',
  bz2_codec: 'bz2.decompress',
  uu: 'binascii.a2b_uu',
  uu_codec: 'binascii.a2b_uu',
  quopri: 'quopri.decodestring',
  quopri_codec: 'quopri.decodestring',
  quoted_printable: 'quopri.decodestring',
};

/** Decodes by the name of a library function that takes one text; null for other functions and unfit input. */
export function decodeByFunction(name: string, text: string): Decoded | null {
  if (text.length > LAYER_CHARS_MAX * 2) return null;
  return DECODE[SAME[name] ?? name]?.(text) ?? null;
}

/** True for the name of a function that {@link decodeByFunction} knows. */
export function isDecoder(name: string): boolean {
  return (SAME[name] ?? name) in DECODE;
}

/** Decodes by a codec's name; plain character sets give the text without a layer. */
export function decodeByCodec(
  codec: string,
  text: string,
): { readonly text: string; readonly layer: string | null } | null {
  const name = codec.toLowerCase().replaceAll('-', '_');
  if (/^rot_?13$/.test(name)) return { text: rot13(text), layer: 'rot13' };
  const byFunction = CODECS[name];
  if (byFunction !== undefined) return decodeByFunction(byFunction, text);
  if (/^(?:unicode_escape|string_escape|raw_unicode_escape)$/.test(name))
    return { text: unescape(text), layer: 'escape' };
  if (/^(?:utf_?7|u7|unicode_1_1_utf_7)$/.test(name)) return { text: fromUtf7(text), layer: 'utf7' };
  if (name === 'punycode') {
    const plain = fromPunycode(text);
    return plain === null ? null : { text: plain, layer: 'punycode' };
  }
  if (/^utf_?16(?:_?le)?$/.test(name))
    return {
      text: toBytes(text)
        .toString('utf16le')
        .replace(/^\uFEFF/, ''),
      layer: null,
    };
  if (/^(?:utf_?8(?:_sig)?|u8)$/.test(name)) return { text: toBytes(text).toString('utf8'), layer: null };
  if (/^(?:ascii|us_ascii|latin_?1|iso_?8859_?1|cp1252|l1|cp437)$/.test(name)) return { text, layer: null };
  return null;
}

/** UTF-16 with the high byte first; half a character at the end is none. */
function fromUtf16(data: Buffer): string {
  return data
    .subarray(0, data.length & ~1)
    .swap16()
    .toString('utf16le');
}

/** UTF-7 (RFC 2152): base64 of UTF-16 between a plus and what is none. */
function fromUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_whole, coded: string) =>
    coded === '' ? '+' : fromUtf16(Buffer.from(coded, 'base64')),
  );
}

/** Escapes of a Python string literal. */
function unescape(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([nrt\\'"]))/g,
    (_whole, x?: string, u?: string, long?: string, octal?: string, plain?: string) => {
      if (plain !== undefined) return { n: '\n', r: '\r', t: '\t' }[plain] ?? plain;
      const code =
        octal === undefined ? Number.parseInt(x ?? u ?? long ?? '0', 16) : Number.parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}
