import { type FeedProblem, safeText } from '@weir/model';
import { z } from 'zod';
import { problem } from '../lib/problem.ts';
import { parseTime } from '../lib/times.ts';
import { createVersionFinder, parseFilename } from './filenames.ts';
import { isPypiVersion } from './names.ts';

/**
 * What Weir reads of a project's page in the simple index (PEP 691, 700, 714, 740, 792). Every field falls back by
 * itself: one wrong type must not lose the page.
 */

/** One file as a page lists it. */
export interface PageFile {
  readonly filename: string;
  /** As the page lists it, or as the file's name has it. */
  readonly version: string;
  readonly variant: string;
  readonly url: string;
  /** Lower-case hex by algorithm as given. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly sizeBytes: number | null;
  /** RFC 3339. */
  readonly uploadedAt: string | null;
  /** Why it was yanked, empty when nobody said; null for one that is not. */
  readonly yanked: string | null;
  /** Address of its attestations; null for none. */
  readonly provenance: string | null;
}

export type ProjectStatus = 'active' | 'archived' | 'deprecated' | 'quarantined';

export interface ProjectPage {
  /** Last serial of the project, decimal; null when the page does not say. */
  readonly serial: string | null;
  readonly status: ProjectStatus;
  /** Versions that have files or are listed by themselves. */
  readonly versions: readonly string[];
  readonly files: readonly PageFile[];
  /** False when the page has no list of files: then nothing is known to be gone. */
  readonly readable: boolean;
  readonly problems: readonly FeedProblem[];
}

const PROBLEMS_MAX = 100;
const FILENAME_CHARS_MAX = 512;
const URL_CHARS_MAX = 4_096;
// oxlint-disable-next-line no-control-regex -- control characters are what makes a filename unusable
const UNUSABLE_NAME = /[\u0000-\u001f\u007f/\\]/;

const filename = z
  .string()
  .min(1)
  .max(FILENAME_CHARS_MAX)
  .refine((text) => text.isWellFormed() && !UNUSABLE_NAME.test(text) && text !== '.' && text !== '..');

const fileSchema = z.object({
  filename,
  url: z.string().min(1).max(URL_CHARS_MAX),
  hashes: z.record(z.string(), z.unknown()).catch({}),
  size: z.number().int().nonnegative().nullable().catch(null),
  'upload-time': z.unknown().transform(parseTime),
  yanked: z
    .union([
      z.string().transform((text) => safeText(text, 500)),
      z.boolean().transform((is) => (is ? '' : null)),
    ])
    .nullable()
    .catch(null),
  provenance: z.string().max(URL_CHARS_MAX).nullable().catch(null),
});

const pageSchema = z.object({
  meta: z
    .object({
      '_last-serial': z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).nullable().catch(null),
    })
    .catch({ '_last-serial': null }),
  'project-status': z
    .object({ status: z.enum(['active', 'archived', 'deprecated', 'quarantined']) })
    .catch({ status: 'active' }),
  versions: z.array(z.unknown()).catch([]),
  files: z.array(z.unknown()).nullable().catch(null),
});

const ABSENT = { meta: {}, 'project-status': {}, versions: [], files: null };

/** Lower-case hex digests of known length, whatever else the page calls one. */
function readHashes(given: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      typeof value === 'string' && /^[0-9a-f]{32,128}$/i.test(value) ? [[name, value.toLowerCase()]] : [],
    ),
  );
}

/**
 * Reads a parsed page; null when it is no object at all. Never throws.
 * @param name normalized.
 * @param pageUrl where the page was served: its links may be relative.
 */
export function parseProjectPage(value: unknown, name: string, pageUrl: string): ProjectPage | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const page = pageSchema.parse({ ...ABSENT, ...value });
  const problems: FeedProblem[] = [];
  const tell = (code: string, detail: string, raw: unknown): void => {
    if (problems.length < PROBLEMS_MAX) problems.push(problem(code, detail, raw));
  };
  const versions = page.versions.flatMap((version) => {
    if (typeof version === 'string' && isPypiVersion(version)) return [version];
    tell('version-unusable', `${name} lists a version that is none`, version);
    return [];
  });
  const versionOf = createVersionFinder(name, versions);
  const files = (page.files ?? []).flatMap((raw): PageFile[] => {
    const parsed = fileSchema.safeParse(
      raw !== null && typeof raw === 'object' ? { 'upload-time': null, ...raw } : raw,
    );
    if (!parsed.success || !URL.canParse(parsed.data.url, pageUrl)) {
      tell('file-unusable', `${name} lists a file that is none`, raw);
      return [];
    }
    const file = parsed.data;
    const version = versionOf(file.filename);
    if (version === null || !isPypiVersion(version))
      tell('file-version-unknown', `${name} has a file of no version: ${JSON.stringify(file.filename)}`, raw);
    return [
      {
        filename: file.filename,
        version: version !== null && isPypiVersion(version) ? version : (versions.at(-1) ?? '0'),
        variant: parseFilename(file.filename, name).variant,
        url: new URL(file.url, pageUrl).href.slice(0, URL_CHARS_MAX),
        hashes: readHashes(file.hashes),
        sizeBytes: file.size,
        uploadedAt: file['upload-time'],
        yanked: file.yanked,
        provenance: file.provenance,
      },
    ];
  });
  const serial = page.meta['_last-serial'];
  return {
    serial: serial === null ? null : String(serial),
    status: page['project-status'].status,
    versions: [...new Set([...versions, ...files.map((file) => file.version)])],
    files,
    readable: page.files !== null,
    problems,
  };
}
