import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { AppError, type CompactFacts, compactFactsSchema, describeError, STAGES } from '@weir/model';

/** First bytes, format and version. */
const MAGIC = Buffer.from('WCF1');
const SHA256_BYTES = 32;
const TLSH_BYTES = 35;
const STRING_BYTES = 8;
/** No facts within the schema's caps are larger; more was not made here. */
const HEADER_BYTES_MAX = 8 * 1024 * 1024;

/** What can be compressed: columns, since equal things then stand together. `t` has a digit a file: 1 with TLSH. */
type Header = Omit<CompactFacts, 'files' | 'strings' | 'format'> & {
  readonly p: readonly string[];
  readonly s: readonly number[];
  readonly g: string;
  readonly t: string;
  readonly n: number;
};

/**
 * Facts as they rest: texts and numbers deflated, digests as they are, since they cannot be compressed. A third of
 * their JSON, and every file's sha256 stands in it byte for byte.
 */
export function encodeCompactFacts(facts: CompactFacts): Buffer {
  const { files, strings, format: _format, ...rest } = facts;
  const header: Header = {
    ...rest,
    p: files.map((file) => file.path),
    s: files.map((file) => file.sizeBytes),
    g: files.map((file) => STAGES.indexOf(file.stage)).join(''),
    t: files.map((file) => (file.tlsh === null ? 0 : 1)).join(''),
    n: strings.length,
  };
  const packed = deflateRawSync(JSON.stringify(header), { level: 9 });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(packed.length);
  const digests = files.map((file) => file.sha256).join('');
  const tlsh = files.map((file) => file.tlsh?.slice(2) ?? '').join('');
  return Buffer.concat([MAGIC, length, packed, Buffer.from(digests + tlsh + strings.join(''), 'hex')]);
}

/** Cuts digests of one length off a block. */
function createCutter(bytes: Buffer, start: number) {
  let at = start;
  return {
    take(length: number): string {
      at += length;
      return bytes.toString('hex', at - length, at);
    },
    atEnd() {
      return at === bytes.length;
    },
  };
}

/** Throws AppError `EVIDENCE_FACTS`, not retriable, for bytes that {@link encodeCompactFacts} did not make. */
export function decodeCompactFacts(encoded: Uint8Array): CompactFacts {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  try {
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('they do not begin as facts do');
    const start = MAGIC.length + 4;
    const end = start + bytes.readUInt32BE(MAGIC.length);
    const text = inflateRawSync(bytes.subarray(start, end), { maxOutputLength: HEADER_BYTES_MAX }).toString();
    const { p, s, g, t, n, ...rest } = JSON.parse(text) as Header;
    const cutter = createCutter(bytes, end);
    const digests = p.map(() => cutter.take(SHA256_BYTES));
    const tlsh = p.map((_, at) => (t[at] === '1' ? `T1${cutter.take(TLSH_BYTES).toUpperCase()}` : null));
    const strings = Array.from({ length: n }, () => cutter.take(STRING_BYTES));
    if (!cutter.atEnd()) throw new Error('their length is not what they say');
    return compactFactsSchema.parse({
      ...rest,
      format: 'weir.facts.v1',
      strings,
      files: p.map((path, at) => ({
        path,
        sizeBytes: s[at],
        sha256: digests[at],
        stage: STAGES[Number(g[at])],
        tlsh: tlsh[at],
      })),
    });
  } catch (cause) {
    throw new AppError('EVIDENCE_FACTS', `stored facts cannot be read: ${describeError(cause, 200)}`, {
      retriable: false,
      cause,
    });
  }
}
