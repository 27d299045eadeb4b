/** GNU tar's sparse formats in pax headers (GNU tar manual, "Storing Sparse Files"): 0.0, 0.1 and 1.0. */
export interface PaxSparse {
  /** Format 1.0 keeps the map in front of the member's bytes, the others here. */
  readonly mapInBody: boolean;
  readonly path?: string;
  /** Size in bytes with holes. */
  readonly sizeBytes?: number;
  /** Offset and length of each piece of data, one after the other. */
  readonly map: readonly number[];
}

/** What a pax extended header can change about the member after it (POSIX.1-2024 pax, "pax Extended Header"). */
export interface PaxRecords {
  readonly path?: string;
  readonly linkTarget?: string;
  readonly sizeBytes?: number;
  readonly sparse?: PaxSparse;
  /** What is malformed or read differently by different installers. */
  readonly oddities: readonly string[];
}

/** Honest maps are far shorter; longer ones are refused. */
export const SPARSE_PIECES_MAX = 65_536;
const LINE_BREAK = 0x0a;
const SPACE = 0x20;
/** A record's own length: more digits than any archive under budget needs are refused. */
const LENGTH_DIGITS_MAX = 10;

interface RecordsDraft {
  path?: string;
  linkTarget?: string;
  sizeBytes?: number;
  sparse?: { mapInBody: boolean; path?: string; sizeBytes?: number; map: number[] };
}

function parseSize(value: string): number | null {
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}

function applySparse(draft: RecordsDraft, key: string, value: string, oddities: string[]): void {
  const sparse = (draft.sparse ??= { mapInBody: false, map: [] });
  if (key === 'name') sparse.path = cutAtNul(value, oddities);
  else if (key === 'major') sparse.mapInBody = value === '1';
  else if (key === 'map') sparse.map = value.split(',', 2 * SPARSE_PIECES_MAX + 1).map(Number);
  else if (key === 'offset' || key === 'numbytes') sparse.map.push(parseSize(value) ?? Number.NaN);
  else if (key === 'size' || key === 'realsize') {
    const size = parseSize(value);
    if (size === null) oddities.push('sparse size is no size');
    else sparse.sizeBytes = size;
  }
}

function cutAtNul(value: string, oddities: string[]): string {
  const nul = value.indexOf('\0');
  if (nul === -1) return value;
  oddities.push('pax value holds a NUL');
  return value.slice(0, nul);
}

function applyRecord(draft: RecordsDraft, key: string, value: string, oddities: string[]): void {
  // npm's reader splits records at line breaks, others at their lengths: a break inside a value hides a record.
  if (value.includes('\n')) oddities.push(`pax ${key.slice(0, 64)} holds a line break`);
  if (key === 'path') draft.path = cutAtNul(value, oddities);
  if (key === 'linkpath') draft.linkTarget = cutAtNul(value, oddities);
  if (key === 'size') {
    const size = parseSize(value);
    if (size === null) oddities.push('pax size is no size');
    else draft.sizeBytes = size;
  }
  if (key.startsWith('GNU.sparse.')) applySparse(draft, key.slice('GNU.sparse.'.length), value, oddities);
}

/** Parses the records of one extended header: `LENGTH KEY=VALUE\n`, length in bytes of the whole record. Never throws. */
export function parsePaxRecords(bytes: Buffer): PaxRecords {
  const draft: RecordsDraft = {};
  const oddities: string[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const space = bytes.subarray(at, at + LENGTH_DIGITS_MAX + 1).indexOf(SPACE);
    const digits = space < 1 ? '' : bytes.toString('latin1', at, at + space);
    const lengthBytes = /^\d+$/.test(digits) ? Number(digits) : 0;
    const end = at + lengthBytes;
    const equals = bytes.indexOf(0x3d, at + space + 1);
    if (lengthBytes <= space + 2 || end > bytes.length || bytes[end - 1] !== LINE_BREAK) {
      oddities.push('pax record is malformed');
      break;
    }
    if (equals === -1 || equals >= end) oddities.push('pax record has no key');
    else
      applyRecord(
        draft,
        bytes.toString('utf8', at + space + 1, equals),
        bytes.toString('utf8', equals + 1, end - 1),
        oddities,
      );
    at = end;
  }
  return { ...draft, oddities };
}
