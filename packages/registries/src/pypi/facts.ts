import {
  mailsIn,
  PREVIOUS_DEPENDENCIES_MAX,
  PREVIOUS_TEXT_CHARS_MAX,
  type PreviousFacts,
  type ReleaseFacts,
  safeText,
} from '@weir/model';
import { capManifest, type ManifestMembers } from '../lib/manifest.ts';
import { keptHeaders, type Served } from '../lib/served.ts';
import { pypiName } from './names.ts';
import type { PageFile, ProjectPage } from './project-page.ts';
import type { ReleaseDocument } from './release-document.ts';

/** What Weir keeps of a release's `info`. */
const PYPI_MANIFEST: ManifestMembers = {
  essential: new Set([
    'name',
    'version',
    'summary',
    'requires_dist',
    'requires_python',
    'project_urls',
    'home_page',
  ]),
  dropped: new Set(['description']),
};
const PROVENANCE_CHARS_MAX = 512;
const CONTACTS_MAX = 20;
/** PEP 508: the name ends where extras, a version, a marker or an address begin. */
const REQUIREMENT = /^\s*(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?<rest>.*)$/s;

/** When each version began: the time of its first file. In order of time; versions without one come last. */
export function versionTimes(page: ProjectPage): ReadonlyMap<string, string | null> {
  const times = new Map<string, string | null>(page.versions.map((version) => [version, null]));
  for (const { version, uploadedAt } of page.files) {
    const known = times.get(version) ?? null;
    if (uploadedAt !== null && (known === null || uploadedAt < known)) times.set(version, uploadedAt);
  }
  const key = (time: string | null): string => time ?? '9999';
  return new Map([...times].toSorted(([, a], [, b]) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)));
}

/** The version that was the newest when this one began; null for the first, or when no time is known. */
export function previousVersionOf(times: ReadonlyMap<string, string | null>, version: string): string | null {
  if ((times.get(version) ?? null) === null) return null;
  const order = [...times.keys()];
  return order[order.indexOf(version) - 1] ?? null;
}

/** What installing brings, ranges by normalized name; null for more than facts keep, or when unknown. */
function dependenciesOf(requires: readonly string[] | null): Record<string, string> | null {
  if (requires === null || requires.length > PREVIOUS_DEPENDENCIES_MAX) return null;
  // fromEntries defines own members, so that `__proto__` sets no prototype.
  return Object.fromEntries(
    requires.flatMap((text) => {
      const parts = REQUIREMENT.exec(text)?.groups;
      return parts?.name ? [[pypiName(parts.name), safeText(parts.rest ?? '', PREVIOUS_TEXT_CHARS_MAX)]] : [];
    }),
  );
}

/** Mail addresses in the fields of `info` that have such. */
function contactsOf(info: Readonly<Record<string, unknown>> | null): string[] {
  const texts = [info?.author_email, info?.maintainer_email].filter((text) => typeof text === 'string');
  return [...new Set(texts.flatMap(mailsIn))].slice(0, CONTACTS_MAX);
}

/** Files of a version. */
export function filesOf(page: ProjectPage, version: string | null): readonly PageFile[] {
  return version === null ? [] : page.files.filter((file) => file.version === version);
}

/** A release's own document and that of the version before it; null for those that were not read. */
export interface FactSources {
  readonly document: ReleaseDocument | null;
  readonly served: Served | null;
  readonly previous: ReleaseDocument | null;
  /** Names of the owners when the last release came; null when unknown. */
  readonly ownersBefore: readonly string[] | null;
}

/**
 * Release facts from a project's page and the release's document. PyPI names no publisher: who uploaded is unknown,
 * and roles are who may. `provenance` is the address of the attestations of what came now (PEP 740): null where any of
 * these files has none, whatever came before it.
 * @param news files of this sighting: their first upload is when this was published.
 */
export function factsOf(
  page: ProjectPage,
  version: string,
  news: readonly PageFile[],
  times: ReadonlyMap<string, string | null>,
  { document, served, previous, ownersBefore }: FactSources,
): ReleaseFacts {
  const previousVersion = previousVersionOf(times, version);
  const previousFiles = filesOf(page, previousVersion);
  const { manifest, truncated } =
    document?.info == null ? { manifest: null, truncated: [] } : capManifest(document.info, PYPI_MANIFEST);
  const uploads = news.flatMap(({ uploadedAt }) => (uploadedAt === null ? [] : [uploadedAt])).toSorted();
  const attested = news.map((file) => file.provenance);
  const provenance = attested.includes(null) ? null : (attested[0] ?? null);
  return {
    manifest,
    publisher: null,
    trustedPublisher: null,
    maintainers: [...(document?.owners ?? [])],
    provenance: provenance === null ? null : safeText(provenance, PROVENANCE_CHARS_MAX),
    previousVersion,
    previousPublisher: null,
    previousProvenance:
      previousFiles.length === 0 ? null : previousFiles.every((file) => file.provenance !== null),
    previousFacts:
      previousVersion === null
        ? null
        : previousFactsOf(times.get(previousVersion) ?? null, previous, ownersBefore),
    versionCount: page.versions.length,
    publishedAt: uploads[0] ?? null,
    releaseStartedAt: times.get(version) ?? null,
    packageCreatedAt: [...times.values()].find((time) => time !== null) ?? null,
    distTags: [],
    integrity: null,
    documentRevision: document?.serial ?? page.serial,
    documentSha256: served?.sha256 ?? null,
    responseHeaders: served === null ? {} : keptHeaders(served.headers),
    truncated: [...truncated],
  };
}

function previousFactsOf(
  publishedAt: string | null,
  document: ReleaseDocument | null,
  ownersBefore: readonly string[] | null,
): PreviousFacts {
  const contacts = contactsOf(document?.info ?? null);
  return {
    publishedAt,
    trustedPublisher: null,
    // The document's roles are of today, whatever version it is of: these were read when the last release came.
    maintainers: ownersBefore?.map((name) => ({ name, email: null })) ?? null,
    dependencies: dependenciesOf(document?.requires ?? null),
    hooks: null,
    ...(contacts.length === 0 ? {} : { contacts }),
  };
}
