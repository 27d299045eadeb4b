import type { ByteSource } from './byte-source.ts';
import type { ProblemLog } from './problems.ts';
import { NAME_BYTES_KEPT, type ZipMember } from './zip-member.ts';
import {
  applyZip64,
  DESCRIPTOR_SIGNATURE,
  FLAG_DESCRIPTOR,
  FLAG_ENCRYPTED,
  FLAG_UTF8,
  LOCAL_FIXED_BYTES,
  type LocalHeader,
  parseExtraFields,
  parseLocalHeader,
} from './zip-records.ts';

/** Where a member's packed bytes are, as its local header says. */
export interface ZipPlace {
  readonly dataStart: number;
  /** After the packed bytes, as far as the file goes. */
  readonly dataEnd: number;
  /** After the data descriptor, where there is one. */
  readonly end: number;
}

/** Flags that change how a member is read; writers disagree harmlessly about the others. */
const FLAGS_COMPARED = FLAG_ENCRYPTED | FLAG_DESCRIPTOR;

function differences(member: ZipMember, local: LocalHeader, name: Buffer, extra: Buffer): string[] {
  const { header } = member;
  const found: string[] = [];
  const kept = name.subarray(0, NAME_BYTES_KEPT);
  if (name.length !== header.nameLength || !kept.equals(header.nameBytes)) {
    found.push(`name ${JSON.stringify(name.toString('utf8').slice(0, 100))}`);
  }
  if (local.method !== header.method) found.push(`method ${local.method}, not ${header.method}`);
  if ((local.flags & FLAGS_COMPARED) !== (header.flags & FLAGS_COMPARED)) {
    found.push(`flags ${local.flags}, not ${header.flags}`);
  }
  const ascii = name.every((byte) => byte < 0x80);
  if (!ascii && (local.flags & FLAG_UTF8) !== (header.flags & FLAG_UTF8)) {
    found.push('another encoding of the name');
  }
  const fields = parseExtraFields(extra);
  if (!fields.clean) found.push('extra fields are cut off or there twice');
  // With a data descriptor the numbers come after the data, and most writers leave zeros here.
  const later = (local.flags & FLAG_DESCRIPTOR) !== 0;
  const [sizeBytes = 0, packedBytes = 0] = applyZip64(fields, [local.sizeBytes, local.packedBytes]);
  const compare = (what: string, here: number, there: number): void => {
    if (here !== there && !(later && (here === 0 || here === 0xffffffff))) {
      found.push(`${what} ${here}, not ${there}`);
    }
  };
  compare('size', sizeBytes, header.sizeBytes);
  compare('packed size', packedBytes, header.packedBytes);
  compare('checksum', local.crc, header.crc);
  return found;
}

/** Length in bytes of the data descriptor at the start of `bytes`; null when it does not say what the directory says. */
function descriptorBytes({ header }: ZipMember, bytes: Buffer): number | null {
  const signed = bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR_SIGNATURE;
  for (const at of signed ? [4, 0] : [0]) {
    if (at + 12 > bytes.length || bytes.readUInt32LE(at) !== header.crc) continue;
    const long = at + 20 <= bytes.length && bytes.readBigUInt64LE(at + 4) === BigInt(header.packedBytes);
    if (long && bytes.readBigUInt64LE(at + 12) === BigInt(header.sizeBytes)) return at + 20;
    if (
      bytes.readUInt32LE(at + 4) === header.packedBytes % 2 ** 32 &&
      bytes.readUInt32LE(at + 8) === header.sizeBytes % 2 ** 32
    ) {
      return at + 12;
    }
  }
  return null;
}

/**
 * Reads a member's local header and compares it with the directory's: installers go by one or the other, and what
 * differs is `header-mismatch`. Null when there is no local header, which is `corrupt`.
 */
export async function locateZipMember(
  source: ByteSource,
  member: ZipMember,
  problems: ProblemLog,
): Promise<ZipPlace | null> {
  const { path, header, localAt } = member;
  // One read for nearly all: the name is as long as in the directory, and extra fields are short.
  let bytes = await source.readAt(localAt, LOCAL_FIXED_BYTES + header.nameLength + 64);
  const local = localAt < 0 ? null : parseLocalHeader(bytes);
  if (!local) {
    problems.add('corrupt', path, `no local header at ${localAt}`);
    return null;
  }
  const nameEnd = LOCAL_FIXED_BYTES + local.nameLength;
  const headerEnd = nameEnd + local.extraLength;
  if (headerEnd > bytes.length) bytes = await source.readAt(localAt, headerEnd);
  const name = bytes.subarray(LOCAL_FIXED_BYTES, nameEnd);
  const found = differences(member, local, name, bytes.subarray(nameEnd, headerEnd));
  const dataStart = localAt + headerEnd;
  const dataEnd = Math.min(dataStart + member.packedBytes, source.sizeBytes);
  if (dataEnd - dataStart < member.packedBytes) {
    problems.add(
      'truncated',
      path,
      `declares ${member.packedBytes} packed bytes, has ${Math.max(0, dataEnd - dataStart)}`,
    );
  }
  let end = dataEnd;
  if ((local.flags & FLAG_DESCRIPTOR) !== 0 && !source.remote) {
    const length = descriptorBytes(member, await source.readAt(dataEnd, 24));
    if (length === null) found.push('the data descriptor says something else');
    end += length ?? 0;
  }
  if (found.length > 0) {
    problems.add('header-mismatch', path, `local header: ${found.join('; ')}`);
  }
  return { dataStart, dataEnd: Math.max(dataStart, dataEnd), end: Math.max(dataStart, end) };
}
