/**
 * The records of a zip file as they are stored (PKWARE APPNOTE 6.3.10, sections 4.3 to 4.6). Parsing only: whether they
 * agree with each other is for others to say.
 */

export const LOCAL_FIXED_BYTES = 30;
export const CENTRAL_FIXED_BYTES = 46;
export const END_FIXED_BYTES = 22;
export const LOCATOR64_BYTES = 20;
export const END64_FIXED_BYTES = 56;
/** A central header with the longest name, extra field and comment. */
export const CENTRAL_BYTES_MAX = CENTRAL_FIXED_BYTES + 3 * 0xffff;

export const LOCAL_SIGNATURE = Buffer.from('PK\x03\x04');
const CENTRAL_SIGNATURE = 0x02014b50;
export const END_SIGNATURE = Buffer.from('PK\x05\x06');
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
export const DESCRIPTOR_SIGNATURE = 0x08074b50;

export const FLAG_ENCRYPTED = 1;
export const FLAG_DESCRIPTOR = 1 << 3;
export const FLAG_PATCH = 1 << 5;
export const FLAG_UTF8 = 1 << 11;
export const FLAG_MASKED = 1 << 13;

const EXTRA_ZIP64 = 1;
/** Info-ZIP's Unicode path (APPNOTE 4.6.9). */
export const EXTRA_UNICODE_PATH = 0x7075;
const MAX16 = 0xffff;
const MAX32 = 0xffffffff;

/** Extra fields by id; of repeated ones the first counts. */
export interface ExtraFields {
  readonly fields: ReadonlyMap<number, Buffer>;
  /** False when the bytes are no list of fields, or one that changes how the member is read is there twice. */
  readonly clean: boolean;
}

export interface LocalHeader {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  /** 0xffffffff: the number is in the zip64 extra field. */
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly nameLength: number;
  readonly extraLength: number;
}

export interface CentralHeader {
  readonly madeBy: number;
  readonly flags: number;
  readonly method: number;
  /** MS-DOS date and time. */
  readonly date: number;
  readonly time: number;
  readonly crc: number;
  /** Sizes in bytes and the offset with zip64 applied; never above what JavaScript holds exactly. */
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly localOffset: number;
  readonly disk: number;
  readonly externalAttributes: number;
  readonly nameBytes: Buffer;
  readonly extra: ExtraFields;
  /** Length in bytes of the whole record. */
  readonly length: number;
}

/** An end record, with its zip64 form applied when there is one. */
export interface EndRecord {
  readonly disk: number;
  readonly entryCount: number;
  readonly directoryBytes: number;
  readonly directoryOffset: number;
  readonly commentLength: number;
}

/** Larger numbers than JavaScript holds exactly are cut: no file is that long. */
function readUInt64(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
}

/** Parses extra fields: id and length in two bytes each, then so many bytes (APPNOTE 4.5.1). */
export function parseExtraFields(bytes: Buffer): ExtraFields {
  const fields = new Map<number, Buffer>();
  let at = 0;
  let repeats = false;
  while (at + 4 <= bytes.length) {
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (end > bytes.length) return { fields, clean: false };
    if (!fields.has(id)) fields.set(id, bytes.subarray(at + 4, end));
    else repeats ||= id === EXTRA_ZIP64 || id === EXTRA_UNICODE_PATH;
    at = end;
  }
  // Up to three zeros of padding are common: Android aligns with them.
  return { fields, clean: !repeats && bytes.subarray(at).every((byte) => byte === 0) };
}

/** The fixed part of a local header at the start of `bytes`; null when there is none. */
export function parseLocalHeader(bytes: Buffer): LocalHeader | null {
  if (bytes.length < LOCAL_FIXED_BYTES || !bytes.subarray(0, 4).equals(LOCAL_SIGNATURE)) return null;
  return {
    flags: bytes.readUInt16LE(6),
    method: bytes.readUInt16LE(8),
    crc: bytes.readUInt32LE(14),
    packedBytes: bytes.readUInt32LE(18),
    sizeBytes: bytes.readUInt32LE(22),
    nameLength: bytes.readUInt16LE(26),
    extraLength: bytes.readUInt16LE(28),
  };
}

/** Replaces numbers that say "see zip64" by those of the extra field, which holds only such, in this order (4.5.3). */
export function applyZip64(extra: ExtraFields, numbers: readonly number[]): number[] {
  const field = extra.fields.get(EXTRA_ZIP64);
  let at = 0;
  return numbers.map((number) => {
    if (number !== MAX32 || !field || at + 8 > field.length) return number;
    at += 8;
    return readUInt64(field, at - 8);
  });
}

/** A central header at `at`; null when there is none or it is cut off. */
export function parseCentralHeader(bytes: Buffer, at: number): CentralHeader | null {
  if (at + CENTRAL_FIXED_BYTES > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_SIGNATURE) return null;
  const nameEnd = at + CENTRAL_FIXED_BYTES + bytes.readUInt16LE(at + 28);
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
  const end = extraEnd + bytes.readUInt16LE(at + 32);
  if (end > bytes.length) return null;
  const extra = parseExtraFields(bytes.subarray(nameEnd, extraEnd));
  const [sizeBytes = 0, packedBytes = 0, localOffset = 0] = applyZip64(extra, [
    bytes.readUInt32LE(at + 24),
    bytes.readUInt32LE(at + 20),
    bytes.readUInt32LE(at + 42),
  ]);
  return {
    madeBy: bytes.readUInt16LE(at + 4),
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    time: bytes.readUInt16LE(at + 12),
    date: bytes.readUInt16LE(at + 14),
    crc: bytes.readUInt32LE(at + 16),
    packedBytes,
    sizeBytes,
    localOffset,
    disk: bytes.readUInt16LE(at + 34),
    externalAttributes: bytes.readUInt32LE(at + 38),
    nameBytes: bytes.subarray(at + CENTRAL_FIXED_BYTES, nameEnd),
    extra,
    length: end - at,
  };
}

/** True when a central header begins at the start of `bytes`. */
export function isCentralHeader(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readUInt32LE(0) === CENTRAL_SIGNATURE;
}

/** The fixed part of an end record at `at`; null when there is none. */
export function parseEndRecord(bytes: Buffer, at: number): EndRecord | null {
  if (at + END_FIXED_BYTES > bytes.length || !bytes.subarray(at, at + 4).equals(END_SIGNATURE)) return null;
  return {
    disk: bytes.readUInt16LE(at + 4),
    entryCount: bytes.readUInt16LE(at + 10),
    directoryBytes: bytes.readUInt32LE(at + 12),
    directoryOffset: bytes.readUInt32LE(at + 16),
    commentLength: bytes.readUInt16LE(at + 20),
  };
}

/** Where a zip64 end record is said to be, from the locator at the start of `bytes`; null when there is none. */
export function parseLocator64(bytes: Buffer): number | null {
  if (bytes.length < LOCATOR64_BYTES || bytes.readUInt32LE(0) !== LOCATOR64_SIGNATURE) return null;
  return readUInt64(bytes, 8);
}

/** The zip64 end record at the start of `bytes`, in place of the plain one; null when there is none (4.3.14). */
export function parseEnd64(bytes: Buffer, plain: EndRecord): EndRecord | null {
  if (bytes.length < END64_FIXED_BYTES || bytes.readUInt32LE(0) !== END64_SIGNATURE) return null;
  return {
    ...plain,
    entryCount: readUInt64(bytes, 32),
    directoryBytes: readUInt64(bytes, 40),
    directoryOffset: readUInt64(bytes, 48),
  };
}

/** Whether a plain end record says what its zip64 record says, or refers to it. */
export function agreesWithEnd64(plain: EndRecord, record: EndRecord): boolean {
  return (
    (plain.entryCount === MAX16 || plain.entryCount === record.entryCount) &&
    (plain.directoryBytes === MAX32 || plain.directoryBytes === record.directoryBytes) &&
    (plain.directoryOffset === MAX32 || plain.directoryOffset === record.directoryOffset)
  );
}

/** MS-DOS date and time as milliseconds since 1970, as if it were UTC; null for what is no date (APPNOTE 4.4.6). */
export function dosTimeMs(date: number, time: number): number | null {
  const month = (date >> 5) & 15;
  const day = date & 31;
  if (month < 1 || month > 12 || day < 1) return null;
  return Date.UTC(1980 + (date >> 9), month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}
