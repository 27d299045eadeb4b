import { crc32 } from 'node:zlib';
import { type ByteSource, sliceSource } from './byte-source.ts';
import { createChannel } from './channel.ts';
import { fitsOneStep, unpackOneStep } from './one-step.ts';
import { type Sink, unpackStream } from './unpack-stream.ts';
import { unzstdInto } from './unzstd.ts';
import type { ZipPlace } from './zip-local.ts';
import type { ZipMember } from './zip-member.ts';

/** A member that can be unpacked, and where. */
export interface ZipContent {
  readonly source: ByteSource;
  readonly member: ZipMember;
  readonly place: ZipPlace;
  /** Hears what is wrong with the member, every time that it is read. */
  readonly corrupt: (detail: string) => void;
}

/** Unpacks into `sink` and notes how it ended, when it was read to the end. */
async function unpackInto(content: ZipContent, sink: Sink): Promise<void> {
  const { source, member, place, corrupt } = content;
  const { dataStart, dataEnd } = place;
  const { header } = member;
  let unpackedBytes = 0;
  let crc = 0;
  let stopped = false;
  const counting: Sink = (chunk) => {
    unpackedBytes += chunk.length;
    crc = crc32(chunk, crc);
    // One byte too many is enough to know; installers that go on are told about by the problem.
    if (unpackedBytes > member.sizeBytes) {
      const excess = unpackedBytes - member.sizeBytes;
      stopped = true;
      corrupt(`unpacks to more than the ${member.sizeBytes} bytes it declares`);
      if (excess < chunk.length) void sink(chunk.subarray(0, chunk.length - excess));
      return false;
    }
    const goOn = sink(chunk);
    if (goOn === true) return true;
    if (goOn === false) {
      stopped = true;
      return false;
    }
    return goOn.then((more) => {
      stopped ||= !more;
      return more;
    });
  };
  let broken: string | null = null;
  if (member.method === 'zstd') {
    const end = await unzstdInto(sliceSource(source, dataStart, dataEnd - dataStart), counting);
    if (end.code) broken = `${end.code}: ${end.detail ?? ''}`;
  } else {
    const stream = { codec: 'deflate', start: dataStart, end: dataEnd } as const;
    const end = await unpackStream(source, stream, counting);
    if (end.end === 'truncated' || end.end === 'corrupt') broken = `${end.end}: ${end.detail}`;
    else if (end.end === 'complete' && end.packedBytes < dataEnd - dataStart) {
      broken = `the data ends ${dataEnd - dataStart - end.packedBytes} bytes early`;
    }
  }
  if (stopped) return;
  if (broken) corrupt(`packed data: ${broken}`);
  else if (unpackedBytes !== header.sizeBytes) {
    corrupt(`unpacks to ${unpackedBytes} bytes and declares ${header.sizeBytes}`);
  } else if (crc !== header.crc) corrupt('checksum does not hold');
}

function noteChecksum({ member, corrupt }: ZipContent, bytes: Buffer): void {
  if (bytes.length === member.header.sizeBytes && crc32(bytes) !== member.header.crc) {
    corrupt('checksum does not hold');
  }
}

/**
 * Bytes `[start, end)` of a member in chunks. What is wrong with it becomes a problem once the end is reached; the
 * bytes up to there are given out.
 */
export async function* openZipContent(
  content: ZipContent,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const channel = createChannel<Buffer>();
  const isWhole = end >= content.member.sizeBytes;
  let position = 0;
  const work = unpackInto(content, (chunk) => {
    const from = Math.max(0, start - position);
    const to = Math.min(chunk.length, end - position);
    position += chunk.length;
    if (from >= to) return position < end || isWhole;
    // A reader of the whole member also wants to know how it ends.
    return channel.push(chunk.subarray(from, to)).then((more) => more && (position < end || isWhole));
  }).then(
    () => channel.close(),
    (error: unknown) => channel.close(error),
  );
  yield* channel;
  await work;
}

/** Bytes `[start, end)` of a member in memory, fewer where it holds less than it declares. */
export async function readZipContent(content: ZipContent, start: number, end: number): Promise<Buffer> {
  const { source, member, place } = content;
  const { dataStart, dataEnd } = place;
  const packedBytes = dataEnd - dataStart;
  if (member.method === 'store') {
    const bytes = await source.readAt(dataStart + start, Math.min(end, packedBytes) - start);
    if (start === 0) noteChecksum(content, bytes);
    return bytes;
  }
  const codec = member.method;
  if (codec && fitsOneStep(packedBytes, member.sizeBytes)) {
    const whole = unpackOneStep(codec, await source.readAt(dataStart, packedBytes), member.sizeBytes);
    if (whole?.packedBytes === packedBytes) {
      noteChecksum(content, whole.bytes);
      return whole.bytes.subarray(start, end);
    }
  }
  const chunks: Buffer[] = [];
  for await (const chunk of openZipContent(content, start, end)) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
