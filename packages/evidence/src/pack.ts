import { createHash } from 'node:crypto';
import { AppError, describeError, sha256Schema } from '@weir/model';
import { z } from 'zod';

/** A file of a release, with the bytes that it had: hostile, never to be run, rendered or unpacked on the way. */
export interface PackedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** First line of a pack: nothing that looks at magic bytes takes it for what is in it. */
const MAGIC = Buffer.from('WEIRPACK1\n');

const headerSchema = z.array(
  z.object({ path: z.string(), sha256: sha256Schema, sizeBytes: z.number().int().nonnegative() }),
);

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Puts files of a release into one blob, which the store compresses: a header with path, sha256 and size of each, then
 * their bytes. Digests are measured here, whatever the one who hands the bytes in says of them. Equal files make equal
 * packs.
 */
export function encodePack(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Buffer {
  const header = Buffer.from(
    JSON.stringify(
      files.map(({ path, bytes }) => ({ path, sha256: digestOf(bytes), sizeBytes: bytes.length })),
    ),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([MAGIC, length, header, ...files.map(({ bytes }) => bytes)]);
}

/** Throws AppError `EVIDENCE_PACK`, not retriable, for bytes that are no pack, or whose files are not as listed. */
export function decodePack(pack: Uint8Array): PackedFile[] {
  const bytes = Buffer.from(pack.buffer, pack.byteOffset, pack.byteLength);
  try {
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('they do not begin as a pack does');
    const start = MAGIC.length + 4;
    let at = start + bytes.readUInt32BE(MAGIC.length);
    const header = headerSchema.parse(JSON.parse(bytes.toString('utf8', start, at)));
    return header.map(({ path, sha256, sizeBytes }) => {
      const content = bytes.subarray(at, at + sizeBytes);
      at += sizeBytes;
      if (digestOf(content) !== sha256)
        throw new Error(`${JSON.stringify(path)} has other bytes than listed`);
      return { path, sha256, bytes: content };
    });
  } catch (cause) {
    throw new AppError('EVIDENCE_PACK', `kept files cannot be read: ${describeError(cause, 200)}`, {
      retriable: false,
      cause,
    });
  }
}
