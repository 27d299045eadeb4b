import { inflateSync } from 'node:zlib';

/** A script that PyInstaller put into a program: marshalled code without a header. */
export interface FrozenScript {
  readonly name: string;
  readonly code: Uint8Array;
}

/** What the archive behind a program begins its last record with (PyInstaller/archive/writers.py, `COOKIE_MAGIC`). */
const COOKIE = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');
/** The record: mark, size of the archive, place and size of its contents, version, name of Python's library. */
const COOKIE_BYTES = 88;
/** A row of the contents: its size, place, packed and full size, whether it is packed, its kind; then its name. */
const ROW_BYTES = 18;
const ROWS_MAX = 20_000;
const SCRIPTS_MAX = 40;
const CODE_BYTES_MAX = 8 * 1024 * 1024;
/** Scripts that PyInstaller brings along. */
const OWN_SCRIPT = /^(?:pyiboot|pyi_|pyimod)/;

/** The scripts in a program that PyInstaller made, in the order in which it runs them. Never throws. */
export function frozenScripts(bytes: Uint8Array): FrozenScript[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cookie = data.lastIndexOf(COOKIE);
  if (cookie < 0 || cookie + COOKIE_BYTES > data.length) return [];
  const size = data.readUInt32BE(cookie + 8);
  const start = cookie + COOKIE_BYTES - size;
  const first = start + data.readUInt32BE(cookie + 12);
  const end = Math.min(first + data.readUInt32BE(cookie + 16), cookie);
  const found: FrozenScript[] = [];
  if (start < 0 || first < start) return found;
  for (let at = first, rows = 0; at + ROW_BYTES <= end && rows < ROWS_MAX; rows++) {
    const rowBytes = data.readUInt32BE(at);
    if (rowBytes < ROW_BYTES || at + rowBytes > end) break;
    const kind = String.fromCharCode(data[at + 17] ?? 0);
    const name = data.toString('utf8', at + ROW_BYTES, at + rowBytes).replace(/\0+$/, '');
    const from = start + data.readUInt32BE(at + 4);
    const part = data.subarray(from, from + data.readUInt32BE(at + 8));
    const code = kind === 's' && !OWN_SCRIPT.test(name) ? unpacked(part, data[at + 16] === 1) : null;
    if (code !== null) found.push({ name: name.slice(0, 200), code });
    if (found.length >= SCRIPTS_MAX) break;
    at += rowBytes;
  }
  return found;
}

function unpacked(part: Buffer, isPacked: boolean): Uint8Array | null {
  if (!isPacked) return part.length > CODE_BYTES_MAX ? null : part;
  try {
    return inflateSync(part, { maxOutputLength: CODE_BYTES_MAX });
  } catch {
    return null;
  }
}
