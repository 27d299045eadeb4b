import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Member, RecordReport } from '@weir/detectors';
import { type ArtifactEntry, byStageAndPath } from '@weir/model';
import type { EntryGraph } from '../graph-types.ts';
import type { PackageIndex } from '../package-index.ts';

/** Bytes of a RECORD that are read, and its rows: the largest wheels have some 30,000 members. */
export const RECORD_BYTES_MAX = 8 * 1024 * 1024;
const ROWS_MAX = 60_000;
/** Characters of a row that says something: paths are shorter. */
const ROW_CHARS_MAX = 8_192;
/** Of each list; more says nothing more. */
const LISTED_MAX = 200;
/** The RECORD itself, its signatures, and what installers add. */
const UNRECORDED = /\.dist-info\/(?:RECORD(?:\.jws|\.p7s)?|INSTALLER|REQUESTED|direct_url\.json)$/;
const RECORD = /^[^/]+\.dist-info\/RECORD$/;

/** Digests that installers take, by their length in bytes: sha256 or stronger (PEP 427). */
const ALGORITHMS: ReadonlyMap<string, number> = new Map([
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
]);
/** Bytes of members that are hashed by another algorithm than all members are: few wheels say one. */
const HASHED_BYTES_MAX = 64 * 1024 * 1024;

interface Row {
  readonly path: string;
  /** What the member has to hash to, in lower-case hex; null without a digest that installers take. */
  readonly wanted: { readonly algorithm: string; readonly hex: string } | null;
  readonly digest: string;
  /** Null where the row says none. */
  readonly sizeBytes: number | null;
}

/** The fields of one line of CSV; quotes are doubled inside quotes. */
function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const match of line.matchAll(pattern)) fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return fields;
}

function wantedOf(digest: string): Row['wanted'] {
  const { algorithm = '', value = '' } =
    /^(?<algorithm>\w+)=(?<value>[\w-]+)={0,2}$/.exec(digest)?.groups ?? {};
  const bytes = Buffer.from(value, 'base64url');
  return ALGORITHMS.get(algorithm) === bytes.length ? { algorithm, hex: bytes.toString('hex') } : null;
}

/** Rows of a RECORD (PEP 376 and 427): path, `algorithm=digest` in URL-safe base64, size. Never throws. */
export function parseRecord(text: string): { readonly rows: readonly Row[]; readonly whole: boolean } {
  const lines = text.split(/\r\n?|\n/, ROWS_MAX + 1);
  const rows = lines.slice(0, ROWS_MAX).flatMap((line): Row[] => {
    if (line.trim() === '' || line.length > ROW_CHARS_MAX) return [];
    const [path = '', digest = '', size = ''] = fieldsOf(line);
    const sizeBytes = /^\d{1,15}$/.test(size) ? Number(size) : null;
    return [
      { path: posix.normalize(path.replaceAll('\\', '/')), wanted: wantedOf(digest), digest, sizeBytes },
    ];
  });
  return { rows, whole: lines.length <= ROWS_MAX && lines.every((line) => line.length <= ROW_CHARS_MAX) };
}

/** Members that rows name with a stronger digest than sha256, hashed by it: as far as {@link HASHED_BYTES_MAX} goes. */
export async function strongDigests(
  index: PackageIndex,
  text: string,
  read: (entry: ArtifactEntry) => Promise<Uint8Array>,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (!/,sha(?:384|512)=/.test(text)) return found;
  let left = HASHED_BYTES_MAX;
  for (const { path, wanted } of parseRecord(text).rows) {
    const entry = index.get(path);
    if (!entry || wanted === null || wanted.algorithm === 'sha256' || entry.unread !== undefined) continue;
    left -= entry.sizeBytes;
    if (left < 0) break;
    const hash = createHash(wanted.algorithm).update(await read(entry));
    found.set(`${wanted.algorithm} ${path}`, hash.digest('hex'));
  }
  return found;
}

/**
 * Holds a wheel's RECORD against its members. pip checks none of it: what was put into a wheel after it was built shows
 * here.
 * @param digests in lower-case hex, of as many as were hashed: sha256 by path, others by algorithm and path.
 */
export function checkRecord(
  index: PackageIndex,
  files: EntryGraph['files'],
  digests: ReadonlyMap<string, string>,
  record: { readonly path: string; readonly text: string; readonly cut: boolean } | null,
): RecordReport {
  const paths = [...index.keys()];
  const others = paths.filter((path) => RECORD.test(path) && path !== record?.path);
  const member = (path: string): Member => ({ path, stage: files.get(path)?.stage ?? 'dead' });
  const members = (list: readonly string[]): Member[] =>
    list.map(member).toSorted(byStageAndPath).slice(0, LISTED_MAX);
  const none = {
    others,
    unlisted: [],
    changed: [],
    resized: [],
    undigested: [],
    absent: [],
    contradictory: [],
    repeated: [],
  };
  if (record === null) return { ...none, path: null, whole: true };

  const { rows, whole: isWhole } = parseRecord(record.text);
  const whole = isWhole && !record.cut;
  const byPath = new Map<string, Row>();
  const contradictory = new Set<string>();
  const repeated = new Set<string>();
  for (const row of rows) {
    const known = byPath.get(row.path);
    if (known) (known.digest === row.digest ? repeated : contradictory).add(row.path);
    byPath.set(row.path, row);
  }
  const named = (list: ReadonlySet<string>): string[] => [...list].toSorted().slice(0, LISTED_MAX);
  const isChanged = (path: string): boolean => {
    const wanted = byPath.get(path)?.wanted ?? null;
    if (wanted === null) return false;
    const measured = digests.get(wanted.algorithm === 'sha256' ? path : `${wanted.algorithm} ${path}`);
    return measured !== undefined && wanted.hex !== measured;
  };
  const recorded = paths.filter((path) => !UNRECORDED.test(path));
  return {
    ...none,
    path: record.path,
    unlisted: whole ? members(recorded.filter((path) => !byPath.has(path))) : [],
    changed: members(recorded.filter(isChanged)),
    resized: members(
      recorded.filter((path) => {
        const says = byPath.get(path)?.sizeBytes ?? null;
        const entry = index.get(path);
        return says !== null && entry?.unread === undefined && says !== entry?.sizeBytes && !isChanged(path);
      }),
    ),
    undigested: members(recorded.filter((path) => byPath.has(path) && byPath.get(path)?.wanted === null)),
    absent: whole
      ? [...byPath.keys()]
          .filter((path) => !index.has(path))
          .toSorted()
          .slice(0, LISTED_MAX)
      : [],
    contradictory: named(contradictory),
    repeated: named(repeated),
    whole,
  };
}

/** Where a wheel's RECORD lies; of several, the one beside the metadata that was read. Null without one. */
export function recordPath(index: PackageIndex, metadata: string | null): string | null {
  const beside = metadata?.replace(/[^/]*$/, 'RECORD');
  if (beside !== undefined && index.has(beside)) return beside;
  return [...index.keys()].find((path) => RECORD.test(path)) ?? null;
}
