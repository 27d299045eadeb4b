import type { ByteSource } from './byte-source.ts';
import type { ProblemLog } from './problems.ts';
import type { ZipEnd } from './zip-end.ts';
import {
  CENTRAL_BYTES_MAX,
  CENTRAL_FIXED_BYTES,
  type CentralHeader,
  parseCentralHeader,
} from './zip-records.ts';

const READ_BYTES = 1024 * 1024;

/** How far a walk through the central directory went. */
export interface ZipWalk {
  /** Where the last header that was read ends. */
  readonly headersEnd: number;
  /** How many members the directory can still hold behind the last one taken. */
  readonly restCount: number;
}

/**
 * Goes through the central directory in bounded memory and hands every header to `take` until that answers false. The
 * count that the end record states is checked as Info-ZIP does, modulo 65,536; readers go by the directory's size.
 */
export async function walkZipDirectory(
  source: ByteSource,
  end: ZipEnd,
  problems: ProblemLog,
  take: (header: CentralHeader) => boolean,
): Promise<ZipWalk> {
  let position = end.directoryStart;
  let count = 0;
  while (position < end.directoryEnd) {
    const length = Math.min(READ_BYTES, end.directoryEnd - position);
    const bytes = await source.readAt(position, length);
    let at = 0;
    while (bytes.length - at >= CENTRAL_BYTES_MAX || position + bytes.length >= end.directoryEnd) {
      const header = parseCentralHeader(bytes, at);
      if (!header) break;
      count += 1;
      at += header.length;
      if (!take(header)) {
        const fitting = Math.floor((end.directoryEnd - position - at) / CENTRAL_FIXED_BYTES);
        const restCount = Math.min(fitting, Math.max(0, end.entryCount - count));
        return { headersEnd: position + at, restCount };
      }
    }
    position += at;
    if (at === 0) {
      const left = end.directoryEnd - position;
      problems.add('corrupt', null, `${left} bytes of the central directory are no headers`);
      return { headersEnd: position, restCount: 0 };
    }
  }
  if (count % 0x10000 !== end.entryCount % 0x10000) {
    problems.add('corrupt', null, `the directory holds ${count} members and claims ${end.entryCount}`);
  }
  return { headersEnd: end.directoryEnd, restCount: 0 };
}
