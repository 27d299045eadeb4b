import { z } from 'zod';
import { digestOfJson, jsonSchema } from './json.ts';
import { releaseFileSchema, sha256Schema } from './release.ts';

/** A person or robot as the registry names it. */
export const accountSchema = z.object({
  name: z.string().max(256),
  email: z.string().max(320).nullable(),
});
export type Account = z.infer<typeof accountSchema>;

/** Longest command of a hook, and longest range of a dependency, that facts keep of the previous release. */
export const PREVIOUS_TEXT_CHARS_MAX = 1024;
/** Most dependencies that facts keep of the previous release; with more they are unknown, not fewer. */
export const PREVIOUS_DEPENDENCIES_MAX = 1000;

const previousText = z.string().max(PREVIOUS_TEXT_CHARS_MAX);

/** What the registry said about the release before: what changed since is told by it. Unknown members are null. */
export const previousFactsSchema = z.object({
  publishedAt: z.iso.datetime({ offset: true }).nullable(),
  /** The trusted publisher's id (OIDC); null when a person or token published. */
  trustedPublisher: z.string().max(256).nullable(),
  maintainers: z.array(accountSchema).max(200).nullable(),
  /** Range by name of everything that installing it brings: dependencies, optional and peer ones. */
  dependencies: z.record(z.string().max(512), previousText).nullable(),
  /** Command by name of the scripts that npm runs by itself, cut to {@link PREVIOUS_TEXT_CHARS_MAX}. */
  hooks: z.record(z.string().max(64), previousText).nullable(),
  /** Mail addresses of authors and maintainers in its metadata (PyPI): claims, which nobody checks. Absent: unknown. */
  contacts: z.array(z.string().max(320)).max(20).optional(),
});
export type PreviousFacts = z.infer<typeof previousFactsSchema>;

/** Most files of a predecessor that facts keep; a release of PyPI can have hundreds, of which one is compared. */
export const PREDECESSOR_FILES_MAX = 30;

/** What a release takes the place of where it is installed, and where that can be fetched. */
export const predecessorSchema = z.object({
  version: z.string().max(256),
  files: z.array(releaseFileSchema).max(PREDECESSOR_FILES_MAX),
});
export type Predecessor = z.infer<typeof predecessorSchema>;

/**
 * What the registry said about one release when it was first seen: stored by the feeder in the release's own
 * transaction, so that analyzers never fetch the document again.
 *
 * A field that the registry did not give is null or empty: unknown, never "no".
 */
export const releaseFactsSchema = z.object({
  /** The version's manifest as the registry served it, capped; what was cut is named in `truncated`. */
  manifest: jsonSchema.nullable(),
  publisher: accountSchema.nullable(),
  /** The trusted publisher's id (OIDC), null when a person or token published. */
  trustedPublisher: z.string().max(256).nullable(),
  maintainers: z.array(accountSchema).max(200),
  /** Predicate type of the provenance attestation, null when there is none. */
  provenance: z.string().max(512).nullable(),
  previousVersion: z.string().max(256).nullable(),
  /** Publisher of the previous version, null when unknown. */
  previousPublisher: accountSchema.nullable(),
  /** Whether the previous version had provenance; null when there is no previous version. */
  previousProvenance: z.boolean().nullable(),
  /** More of the previous version; null when there is none, or in facts stored before this was kept. */
  previousFacts: previousFactsSchema.nullable().default(null),
  /**
   * The highest version below this one of those that came a day or more before it and are no prereleases: on another
   * line than the previous version where several are looked after. Null when there is none; absent in facts stored before
   * this was kept.
   */
  predecessor: predecessorSchema.nullable().optional(),
  /** How many versions the registry listed; 1 means a first release. */
  versionCount: z.number().int().nonnegative().nullable(),
  publishedAt: z.iso.datetime({ offset: true }).nullable(),
  packageCreatedAt: z.iso.datetime({ offset: true }).nullable(),
  /** When the release's first file came, where files may come one after the other; null or absent when unknown. */
  releaseStartedAt: z.iso.datetime({ offset: true }).nullable().optional(),
  distTags: z.array(z.string().max(256)).max(100),
  /** The registry's own signature and integrity strings, as given. */
  integrity: z.string().max(1024).nullable(),
  documentRevision: z.string().max(256).nullable(),
  documentSha256: sha256Schema.nullable(),
  /** Selected response headers (`etag`, `age`, `cf-cache-status`, `date`), for explaining a miss later. */
  responseHeaders: z.record(z.string().max(64), z.string().max(512)),
  /** JSON paths of fields that were cut to fit the cap. */
  truncated: z.array(z.string().max(256)).max(100),
});
export type ReleaseFacts = z.infer<typeof releaseFactsSchema>;

/** Facts as stored, whenever that was: members that came later are unknown. Trusts the rest, which Weir wrote. */
export function storedFacts(
  stored: Omit<ReleaseFacts, 'previousFacts'> & Partial<Pick<ReleaseFacts, 'previousFacts'>>,
): ReleaseFacts {
  return { ...stored, previousFacts: stored.previousFacts ?? null };
}

/**
 * The digest under which facts take part in an analysis' identity (release file, ruleset, facts digest).
 *
 * Response headers and the document's revision and digest are left out: they change with every read and say
 * nothing about the release. So is what is unknown of what came later into facts: those that were stored without it keep
 * their digest.
 */
export function digestOfFacts(facts: ReleaseFacts): string {
  const { responseHeaders: _headers, documentRevision: _rev, documentSha256: _sha, ...stable } = facts;
  return digestOfJson({
    ...stable,
    previousFacts: stable.previousFacts ?? undefined,
    releaseStartedAt: stable.releaseStartedAt ?? undefined,
    // Where its files are fetched differs from mirror to mirror.
    predecessor: stable.predecessor?.version,
  });
}
