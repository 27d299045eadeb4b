/** Header fields of a zip member (PKWARE APPNOTE 6.3.10, section 4.3); what is absent is what an honest writer writes. */
export interface ZipNumbers {
  readonly path: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly extra: Buffer;
  /** MS-DOS date and time. */
  readonly date: number;
  readonly time: number;
}

/** What only the central directory says. */
export interface ZipCentralNumbers extends ZipNumbers {
  readonly madeBy: number;
  readonly externalAttributes: number;
  readonly localOffset: number;
  readonly comment: Buffer;
}

const MAX32 = 0xffffffff;

/** One extra field: id, length, bytes. */
export function zipExtra(id: number, bytes: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}

function uint64s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 8 * index);
  return bytes;
}

function common(numbers: ZipNumbers, zip64: boolean, head: Buffer, at: number): void {
  head.writeUInt16LE(numbers.flags, at);
  head.writeUInt16LE(numbers.method, at + 2);
  head.writeUInt16LE(numbers.time, at + 4);
  head.writeUInt16LE(numbers.date, at + 6);
  head.writeUInt32LE(numbers.crc, at + 8);
  head.writeUInt32LE(zip64 ? MAX32 : numbers.packedBytes, at + 12);
  head.writeUInt32LE(zip64 ? MAX32 : numbers.sizeBytes, at + 16);
  head.writeUInt16LE(numbers.path.length, at + 20);
}

/** A local header; with `zip64` its sizes are in an extra field. */
export function zipLocalHeader(numbers: ZipNumbers, zip64: boolean): Buffer {
  const sizes = zip64 ? zipExtra(1, uint64s([numbers.sizeBytes, numbers.packedBytes])) : Buffer.alloc(0);
  const extra = Buffer.concat([sizes, numbers.extra]);
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04', 0, 'latin1');
  head.writeUInt16LE(zip64 ? 45 : 20, 4);
  common(numbers, zip64, head, 6);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, numbers.path, extra]);
}

/** A central header; with `zip64` its sizes and offset are in an extra field. */
export function zipCentralHeader(numbers: ZipCentralNumbers, zip64: boolean): Buffer {
  const sizes = zip64
    ? zipExtra(1, uint64s([numbers.sizeBytes, numbers.packedBytes, numbers.localOffset]))
    : Buffer.alloc(0);
  const extra = Buffer.concat([sizes, numbers.extra]);
  const head = Buffer.alloc(46);
  head.write('PK\x01\x02', 0, 'latin1');
  head.writeUInt16LE(numbers.madeBy, 4);
  head.writeUInt16LE(zip64 ? 45 : 20, 6);
  common(numbers, zip64, head, 8);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt16LE(numbers.comment.length, 32);
  head.writeUInt32LE(numbers.externalAttributes, 38);
  head.writeUInt32LE(zip64 ? MAX32 : numbers.localOffset, 42);
  return Buffer.concat([head, numbers.path, extra, numbers.comment]);
}

/** A data descriptor in one of the forms that readers have to expect. */
export function zipDescriptor(
  { crc, packedBytes, sizeBytes }: Pick<ZipNumbers, 'crc' | 'packedBytes' | 'sizeBytes'>,
  form: 'plain' | 'signed' | 'zip64',
): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(crc, 0);
  if (form === 'zip64') {
    return Buffer.concat([Buffer.from('PK\x07\x08'), head, uint64s([packedBytes, sizeBytes])]);
  }
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(packedBytes, 0);
  sizes.writeUInt32LE(sizeBytes, 4);
  return Buffer.concat([...(form === 'signed' ? [Buffer.from('PK\x07\x08')] : []), head, sizes]);
}

/** What an end record says. */
export interface ZipEndNumbers {
  readonly entryCount: number;
  readonly directoryBytes: number;
  readonly directoryOffset: number;
  readonly comment: Buffer;
}

/** The end of a zip; with `zip64` the numbers are in a record of their own, found through a locator at `offset`. */
export function zipEnd(numbers: ZipEndNumbers, zip64: boolean, offset: number): Buffer {
  const { entryCount, directoryBytes, directoryOffset, comment } = numbers;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(zip64 ? 0xffff : entryCount % 0x10000, 8);
  end.writeUInt16LE(zip64 ? 0xffff : entryCount % 0x10000, 10);
  end.writeUInt32LE(zip64 ? MAX32 : directoryBytes, 12);
  end.writeUInt32LE(zip64 ? MAX32 : directoryOffset, 16);
  end.writeUInt16LE(comment.length, 20);
  if (!zip64) return Buffer.concat([end, comment]);
  const end64 = Buffer.alloc(24);
  end64.write('PK\x06\x06', 0, 'latin1');
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(45, 12);
  end64.writeUInt16LE(45, 14);
  const locator = Buffer.alloc(8);
  locator.write('PK\x06\x07', 0, 'latin1');
  const disks = Buffer.alloc(4);
  disks.writeUInt32LE(1, 0);
  const counts = uint64s([entryCount, entryCount, directoryBytes, directoryOffset]);
  return Buffer.concat([end64, counts, locator, uint64s([offset]), disks, end, comment]);
}
