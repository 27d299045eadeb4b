import { crc32, inflateRawSync } from 'node:zlib';
import type { KeptHeader } from './zip-member.ts';

/** Bytes in front of the data by which a password is checked (APPNOTE 6.1.3). */
export const LOCK_BYTES = 12;
/** Packed bytes of one member that are decrypted, and passwords that are tried. */
const PACKED_BYTES_MAX = 16 * 1024 * 1024;
const PASSWORDS_MAX = 32;

/** Table of the CRC-32 that APPNOTE 6.1.5 updates a byte at a time. */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ 0xedb88320;
  return value;
});

const crcOf = (crc: number, byte: number): number => ((crc >>> 8) ^ (TABLE[(crc ^ byte) & 255] ?? 0)) >>> 0;

/** Decrypts with PKWARE's first cipher (APPNOTE 6.1). */
function decrypt(packed: Uint8Array, password: Uint8Array): Buffer {
  let [a, b, c] = [0x12345678, 0x23456789, 0x34567890];
  const update = (byte: number): void => {
    a = crcOf(a, byte);
    b = (Math.imul((b + (a & 255)) | 0, 134_775_813) + 1) >>> 0;
    c = crcOf(c, b >>> 24);
  };
  for (const byte of password) update(byte);
  const out = Buffer.allocUnsafe(packed.length);
  for (let at = 0; at < packed.length; at++) {
    const mixed = (c | 2) & 0xffff;
    const byte = (packed[at] ?? 0) ^ ((Math.imul(mixed, mixed ^ 1) >>> 8) & 255);
    out[at] = byte;
    update(byte);
  }
  return out;
}

function isWhole(data: Buffer, { method, sizeBytes, crc }: KeptHeader): boolean {
  try {
    const whole = method === 0 ? data : inflateRawSync(data, { maxOutputLength: sizeBytes + 1 });
    return whole.length === sizeBytes && crc32(whole) === crc;
  } catch {
    return false;
  }
}

/** A member's packed bytes without their encryption; null when none of the passwords fits, or there is too much of it. */
export function unlock(packed: Buffer, header: KeptHeader, passwords: readonly string[]): Buffer | null {
  if (packed.length < LOCK_BYTES || packed.length > PACKED_BYTES_MAX) return null;
  // The last byte in front is that of the checksum, or of the time where the checksum stands behind the data.
  const checks = [header.crc >>> 24, (header.time >>> 8) & 255];
  for (const password of passwords.slice(0, PASSWORDS_MAX)) {
    const secret = Buffer.from(password);
    const check = decrypt(packed.subarray(0, LOCK_BYTES), secret).at(-1) ?? 0;
    if (!checks.includes(check)) continue;
    const data = decrypt(packed, secret).subarray(LOCK_BYTES);
    if (isWhole(data, header)) return data;
  }
  return null;
}
