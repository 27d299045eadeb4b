import { inflateRawSync } from 'node:zlib';
import { LAYER_CHARS_MAX } from '../limits.ts';
import { decodeByFunction } from './decoders.ts';

/**
 * An archive whose bytes are a constant of a source. Not packages/archive's readers: those read files under the budget
 * of an artifact, one after the other, where values are computed at once and under that of a source.
 */
export interface HeldArchive {
  /** Names of what it is packed in, outermost first: `zip`, or `gzip` and `tar`. */
  readonly layers: readonly string[];
  /** Names of its files. */
  readonly names: readonly string[];
  /** A file of it; null for one that is not there, encrypted, damaged, or more than all files together may be. */
  readonly read: (name: string) => Buffer | null;
}

const MEMBERS_MAX = 1_000;
const [END, END_BYTES] = ['PK\u0005\u0006', 22] as const;
const [CENTRAL, CENTRAL_BYTES, LOCAL_BYTES] = [0x02014b50, 46, 30] as const;
const TAR_BLOCK = 512;

/** Where a file lies in an archive, and how. */
interface Place {
  readonly start: number;
  readonly size: number;
  readonly deflated: boolean;
}

type Places = ReadonlyMap<string, Place>;

/** Files of a zip; null for what is none. */
function zipPlaces(data: Buffer): Places | null {
  const end = data.lastIndexOf(END, undefined, 'latin1');
  if (end < 0 || end + END_BYTES > data.length) return null;
  // As Python does: what stands in front of an archive moves all of it.
  const before = end - data.readUInt32LE(end + 12) - data.readUInt32LE(end + 16);
  const found = new Map<string, Place>();
  for (let at = before + data.readUInt32LE(end + 16); found.size < MEMBERS_MAX; ) {
    if (at < 0 || at + CENTRAL_BYTES > data.length || data.readUInt32LE(at) !== CENTRAL) break;
    const [flags, method, size] = [
      data.readUInt16LE(at + 8),
      data.readUInt16LE(at + 10),
      data.readUInt32LE(at + 20),
    ];
    const [name, extra, comment] = [28, 30, 32].map((place) => data.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    const local = before + data.readUInt32LE(at + 42);
    const isRead = (flags & 1) === 0 && (method === 0 || method === 8);
    if (isRead && local >= 0 && local + LOCAL_BYTES <= data.length) {
      const start = local + LOCAL_BYTES + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
      const path = data.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + name);
      found.set(path, { start, size, deflated: method === 8 });
    }
    at += CENTRAL_BYTES + name + extra + comment;
  }
  return found;
}

/** Files of a tar; null for what is none. */
function tarPlaces(data: Buffer): Places | null {
  if (data.toString('latin1', TAR_MARK_AT, TAR_MARK_AT + TAR_MARK.length) !== TAR_MARK) return null;
  const found = new Map<string, Place>();
  for (let at = 0, left = MEMBERS_MAX; left > 0 && at + TAR_BLOCK <= data.length; left--) {
    const field = (from: number, to: number): string =>
      data.toString('latin1', at + from, at + to).replace(/\0[^]*$/, '');
    const size = Number.parseInt(field(124, 136).trim() || '0', 8);
    if (!Number.isSafeInteger(size) || size < 0 || field(0, 100) === '') break;
    const prefix = field(345, 500);
    const name = Buffer.from(`${prefix && `${prefix}/`}${field(0, 100)}`, 'latin1').toString('utf8');
    if (/^0?$/.test(field(156, 157))) found.set(name, { start: at + TAR_BLOCK, size, deflated: false });
    at += TAR_BLOCK + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
  return found;
}

/** What undoes the compression of bytes that begin so. */
const PACKED: readonly (readonly [string, string])[] = [
  ['\u001f\u008b', 'gzip.decompress'],
  ['BZh', 'bz2.decompress'],
  ['\u00fd7zXZ', 'lzma.decompress'],
];
const TAR_MARK = 'ustar';
const TAR_MARK_AT = 257;

/** True for bytes, one to a character, that begin as a zip or a tar does, behind the line that names what runs it. */
export function beginsAsArchive(text: string): boolean {
  const start = text.startsWith('#!') ? text.slice(0, 256).indexOf('\n') + 1 : 0;
  return (
    text.startsWith('PK\u0003\u0004', start) ||
    text.startsWith(TAR_MARK, TAR_MARK_AT) ||
    PACKED.some(([mark]) => text.startsWith(mark))
  );
}

function unpacked(data: Buffer): { readonly data: Buffer; readonly layers: readonly string[] } {
  const head = data.toString('latin1', 0, 6);
  const name = PACKED.find(([mark]) => head.startsWith(mark))?.[1];
  const found = name === undefined ? null : decodeByFunction(name, data.toString('latin1'));
  return found ? { data: Buffer.from(found.text, 'latin1'), layers: [found.layer] } : { data, layers: [] };
}

/** Opens a zip, or a tar under what a tar is packed with; null for what is none. Never throws for what it holds. */
export function openHeld(bytes: Buffer): HeldArchive | null {
  const { data, layers } = unpacked(bytes);
  const tar = tarPlaces(data);
  const places = tar ?? zipPlaces(data);
  if (places === null) return null;
  let left = LAYER_CHARS_MAX;
  const known = new Map<string, Buffer>();
  return {
    layers: [...layers, tar ? 'tar' : 'zip'],
    names: [...places.keys()],
    read(name) {
      const place = places.get(name);
      const before = known.get(name);
      if (before) return before;
      if (!place || left <= 0) return null;
      const held = data.subarray(place.start, place.start + place.size);
      try {
        const whole = place.deflated ? inflateRawSync(held, { maxOutputLength: left }) : held;
        left -= whole.length;
        if (left < 0) return null;
        known.set(name, whole);
        return whole;
      } catch {
        // Cut short, or a bomb: unknown, and paid for.
        left = 0;
        return null;
      }
    },
  };
}
