import { posix } from 'node:path';
import type { Member, RecordReport } from '@weir/detectors';
import { byStageAndPath } from '@weir/model';
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

interface Row {
  readonly path: string;
  /** Lower-case hex of sha256; null for another algorithm, and for a row without a digest. */
  readonly sha256: string | null;
  readonly digest: string;
}

/** The fields of one line of CSV; quotes are doubled inside quotes. */
function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const match of line.matchAll(pattern)) fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return fields;
}

/** Rows of a RECORD (PEP 376 and 427): path, `algorithm=digest` in URL-safe base64, size. Never throws. */
export function parseRecord(text: string): { readonly rows: readonly Row[]; readonly whole: boolean } {
  const lines = text.split(/\r\n?|\n/, ROWS_MAX + 1);
  const rows = lines.slice(0, ROWS_MAX).flatMap((line): Row[] => {
    if (line.trim() === '' || line.length > ROW_CHARS_MAX) return [];
    const [path = '', digest = ''] = fieldsOf(line);
    const encoded = /^sha256=(?<value>[\w-]{43})=?$/.exec(digest)?.groups?.value;
    const sha256 = encoded === undefined ? null : Buffer.from(encoded, 'base64url').toString('hex');
    return [{ path: posix.normalize(path.replaceAll('\\', '/')), sha256, digest }];
  });
  return { rows, whole: lines.length <= ROWS_MAX && lines.every((line) => line.length <= ROW_CHARS_MAX) };
}

/**
 * Holds a wheel's RECORD against its members. An installer checks none of it: what was put into a wheel after it was
 * built shows here.
 * @param digests sha256 in lower-case hex of members by path, of as many as were hashed.
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
  const none = { others, unlisted: [], changed: [], undigested: [], absent: [], contradictory: [] };
  if (record === null) return { ...none, path: null, whole: true };

  const { rows, whole: isWhole } = parseRecord(record.text);
  const whole = isWhole && !record.cut;
  const byPath = new Map<string, Row>();
  const contradictory = new Set<string>();
  for (const row of rows) {
    const known = byPath.get(row.path);
    if (known && known.digest !== row.digest) contradictory.add(row.path);
    byPath.set(row.path, row);
  }
  const recorded = paths.filter((path) => !UNRECORDED.test(path));
  return {
    ...none,
    path: record.path,
    unlisted: whole ? members(recorded.filter((path) => !byPath.has(path))) : [],
    changed: members(
      recorded.filter((path) => {
        const wanted = byPath.get(path)?.sha256 ?? null;
        const measured = digests.get(path);
        return wanted !== null && measured !== undefined && wanted !== measured;
      }),
    ),
    undigested: members(recorded.filter((path) => byPath.has(path) && byPath.get(path)?.sha256 === null)),
    absent: whole
      ? [...byPath.keys()]
          .filter((path) => !index.has(path))
          .toSorted()
          .slice(0, LISTED_MAX)
      : [],
    contradictory: [...contradictory].toSorted().slice(0, LISTED_MAX),
    whole,
  };
}

/** Where a wheel's RECORD lies; of several, the one beside the metadata that was read. Null without one. */
export function recordPath(index: PackageIndex, metadata: string | null): string | null {
  const beside = metadata?.replace(/[^/]*$/, 'RECORD');
  if (beside !== undefined && index.has(beside)) return beside;
  return [...index.keys()].find((path) => RECORD.test(path)) ?? null;
}
