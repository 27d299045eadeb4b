import { safeText } from '@weir/model';
import { z } from 'zod';
import { parseTime } from '../lib/times.ts';

/**
 * What Weir reads of an npm package document (npm/registry docs/responses/package-metadata.md).
 *
 * Every field is optional and falls back by itself: types in real documents are not reliable, and one wrong type
 * must not lose the document. Maps keyed by registry text become `Map`s, so that `__proto__` is a key like others.
 */

/** Longest version that npm accepts (semver's MAX_LENGTH). */
const VERSION_CHARS_MAX = 256;

function text(charsMax: number) {
  return z
    .string()
    .transform((value) => safeText(value, charsMax))
    .nullable()
    .catch(null);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Own members of whatever should have been an object; empty for anything else. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

// oxlint-disable-next-line no-control-regex -- control characters are what makes a version unusable
const CONTROL = /[\u0000-\u001f\u007f]/;

/** True for a text that can be a version: 1 to 256 characters of well-formed text without control characters. */
export function isNpmVersion(version: string): boolean {
  const fits = version.length > 0 && version.length <= VERSION_CHARS_MAX;
  return fits && version.isWellFormed() && !CONTROL.test(version);
}

const personSchema = z.object({
  name: z
    .string()
    .min(1)
    .transform((value) => safeText(value, 256)),
  email: text(320),
});

const peopleSchema = z
  .array(z.unknown())
  .transform((people) =>
    people.slice(0, 200).flatMap((person) => {
      const parsed = personSchema.safeParse(person);
      return parsed.success ? [parsed.data] : [];
    }),
  )
  .catch([]);

const provenanceSchema = z
  .object({ provenance: z.object({ predicateType: text(512) }) })
  .transform((attestations) => attestations.provenance.predicateType)
  .nullable()
  .catch(null);

const distSchema = z.object({
  tarball: z.string().min(1).max(4096).nullable().catch(null),
  shasum: text(128),
  integrity: text(1024),
  unpackedSize: z.number().int().nonnegative().nullable().catch(null),
  attestations: provenanceSchema,
});

const EMPTY_DIST = { tarball: null, shasum: null, integrity: null, unpackedSize: null, attestations: null };

const versionSchema = z.object({
  description: text(500),
  dist: distSchema.catch(EMPTY_DIST),
  _npmUser: z
    .object({
      ...personSchema.shape,
      trustedPublisher: z
        .object({ id: z.string().transform((value) => safeText(value, 256)) })
        .nullable()
        .catch(null),
    })
    .nullable()
    .catch(null),
  maintainers: peopleSchema,
});

/** What is read of one version's manifest. */
export type NpmVersion = z.infer<typeof versionSchema>;

/** Reads one version's manifest. Never throws: what has a wrong type is absent. */
export function parseVersion(manifest: Readonly<Record<string, unknown>>): NpmVersion {
  return versionSchema.parse(manifest);
}

const unpublishedSchema = z
  .object({ time: z.unknown().transform(parseTime), versions: z.array(z.string()).catch([]) })
  .nullable()
  .catch(null);

const documentSchema = z.object({
  /** Another package's would be a mix-up of caches, or a trick. */
  name: text(512),
  _rev: z
    .string()
    .regex(/^\d{1,15}-[\w-]{1,128}$/)
    .nullable()
    .catch(null),
  'dist-tags': z
    .unknown()
    .transform(
      (tags) => new Map(entriesOf(tags).flatMap(([tag, v]) => (typeof v === 'string' ? [[tag, v]] : []))),
    ),
  description: text(500),
  time: z.unknown().transform((times) => ({
    of: new Map(entriesOf(times).map(([version, time]) => [version, parseTime(time)])),
    unpublished: unpublishedSchema.parse(isRecord(times) ? (times.unpublished ?? null) : null),
  })),
  versions: z.unknown().transform(entriesOf),
  maintainers: peopleSchema,
});

/** Zod demands the keys whose type is unknown. */
const ABSENT = { 'dist-tags': {}, time: {}, versions: {} };

/**
 * A document as read: manifests of usable versions as they came in `versions` (read one with {@link parseVersion};
 * documents list thousands and few are new), the others by key in `unusable`.
 */
export interface NpmDocument extends Omit<z.infer<typeof documentSchema>, 'versions'> {
  readonly versions: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly unusable: readonly { readonly key: string; readonly raw: unknown }[];
  /** False when `versions` is no object although the package was not unpublished: then nothing is known to be gone. */
  readonly versionsReadable: boolean;
  /** Members that Weir relies on and that came in another shape than they should, by name. */
  readonly misshapen: readonly string[];
}

/** Members beside `versions` whose shape decides what Weir makes of a package. Absent ones are not misshapen. */
function misshapenOf(
  value: Readonly<Record<string, unknown>>,
  read: z.infer<typeof documentSchema>,
): readonly string[] {
  const times = isRecord(value.time) ? read.time.of : null;
  const isTimed = [...(times ?? [])].every(([key, time]) => time !== null || key === 'unpublished');
  return [
    ...(['time', 'dist-tags'] as const).filter((key) => key in value && !isRecord(value[key])),
    ...(isTimed ? [] : ['a member of time']),
    ...(entriesOf(value['dist-tags']).length === read['dist-tags'].size ? [] : ['a dist-tag']),
    ...('_rev' in value && read._rev === null ? ['_rev'] : []),
  ];
}

/** Reads a parsed JSON value as a package document; null when it is no object at all. Never throws. */
export function parseDocument(value: unknown): NpmDocument | null {
  if (!isRecord(value)) return null;
  const read = documentSchema.parse({ ...ABSENT, ...value });
  const { versions: entries, ...rest } = read;
  const versions = new Map<string, Readonly<Record<string, unknown>>>();
  const unusable: { key: string; raw: unknown }[] = [];
  for (const [key, raw] of entries) {
    if (isNpmVersion(key) && isRecord(raw)) versions.set(key, raw);
    else unusable.push({ key: safeText(key, VERSION_CHARS_MAX), raw });
  }
  const versionsReadable = isRecord(value.versions) || rest.time.unpublished !== null;
  return { ...rest, versions, unusable, versionsReadable, misshapen: misshapenOf(value, read) };
}
