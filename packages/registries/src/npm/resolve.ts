import type {
  FeedProblem,
  ReleaseFile,
  ResolvedPackage,
  ResolvedRelease,
  ResolveOptions,
  SeededVersion,
} from '@weir/model';
import { problem, RAW_CHARS_MAX } from '../lib/problem.ts';
import type { Served } from '../lib/served.ts';
import { isNpmVersion, type NpmDocument, parseVersion } from './document.ts';
import { createFactsReader } from './facts.ts';
import { declaredDigests, locateTarball } from './locator.ts';

/** npm puts this in place of malware that it removed (docs: reporting malware). Only npm's own account may. */
const SECURITY_HOLDING = /^0\.0\.1-security(?:\.\d+)?$/;
/** A new name can first show this while its real first version waits for approval (2026-09). */
const STAGE_PLACEHOLDER = '0.0.0-stage';
const NPM_ACCOUNTS = new Set(['npm', 'npm-support']);

/** Problems kept of one document: each can hold some kilobytes, and a document can list millions of bad versions. */
const PROBLEMS_MAX = 100;

/** A NUL as JSON spells it: no text of a package needs one, and no Postgres column takes it. */
const ESCAPED_NUL = String.raw`\u0000`;

/** How documents of one registry are read. */
export interface ReadOptions {
  readonly base: string;
  /** See `locateTarball`. */
  readonly replaceOrigin: string | null;
}

interface PlacedFile {
  readonly file: ReleaseFile;
  /** True when the document says no usable address. */
  readonly guessed: boolean;
}

/** The one file of a version, as its document declares it. */
function fileOf(document: NpmDocument, name: string, version: string, options: ReadOptions): PlacedFile {
  const { dist } = parseVersion(document.versions.get(version) ?? {});
  const place = locateTarball(options.base, name, version, dist.tarball, options.replaceOrigin);
  const file: ReleaseFile = {
    filename: place.filename,
    variant: '',
    revision: '',
    locator: place.locator,
    digests: declaredDigests(dist.integrity, dist.shasum),
    // npm declares the unpacked size only.
    sizeBytes: null,
  };
  return { file, guessed: place.guessed };
}

/** Creates the reader of a document's facts, see `createFactsReader`. */
export function readerOf(
  document: NpmDocument,
  name: string,
  served: Served,
  options: ReadOptions,
): ReturnType<typeof createFactsReader> {
  return createFactsReader(document, served, (version) => fileOf(document, name, version, options).file);
}

/** Builds one release from a document. A missing tarball URL is a problem and the conventional address is tried. */
export function releaseOf(
  document: NpmDocument,
  name: string,
  version: string,
  factsOf: ReturnType<typeof createFactsReader>,
  options: ReadOptions,
): { release: ResolvedRelease; problems: readonly FeedProblem[] } {
  const { dist } = document.versions.get(version) ?? {};
  const { file, guessed } = fileOf(document, name, version, options);
  const problems: FeedProblem[] = [];
  if (guessed) problems.push(problem('tarball-missing', `${name}@${version} has no tarball URL`, dist));
  if (Object.keys(file.digests).length === 0)
    problems.push(problem('digest-missing', `${name}@${version} declares no digest`, dist));
  const release: ResolvedRelease = { displayName: name, version, files: [file], facts: factsOf(version) };
  return { release, problems };
}

/** True when npm itself published this version: nobody else can choose that account. */
function isFromNpm(document: NpmDocument, version: string): boolean {
  const manifest = document.versions.get(version);
  const publisher = manifest ? parseVersion(manifest)._npmUser : null;
  return publisher !== null && NPM_ACCOUNTS.has(publisher.name);
}

function removedVersions(document: NpmDocument): SeededVersion[] {
  const { of: times, unpublished } = document.time;
  const names = new Set([...times.keys(), ...(unpublished?.versions ?? [])]);
  for (const own of ['created', 'modified', 'unpublished']) names.delete(own);
  for (const { key } of document.unusable) names.delete(key);
  return [...names]
    .filter((version) => isNpmVersion(version) && !document.versions.has(version))
    .map((version) => ({ version, publishedAt: times.get(version) ?? null }));
}

/** What is wrong with a document as such, with the beginning of its bytes where it is the whole of it. */
function problemsOf(name: string, document: NpmDocument, bytes: Buffer): FeedProblem[] {
  const beginning = (): string => bytes.subarray(0, RAW_CHARS_MAX).toString();
  const problems = document.unusable
    .slice(0, PROBLEMS_MAX)
    .map(({ key, raw }) =>
      problem('version-unusable', `${name} lists a version that is none: ${JSON.stringify(key)}`, raw),
    );
  if (!document.versionsReadable) {
    problems.push(problem('versions-unreadable', `${name} has no object of versions`, beginning()));
  }
  if (document.misshapen.length > 0) {
    const detail = `${name}: read as absent for its wrong type: ${document.misshapen.join(', ')}`;
    problems.push(problem('document-misshapen', detail, beginning()));
  }
  if (document.name !== null && document.name !== name) {
    const detail = `the document of ${name} has another name inside`;
    problems.push(problem('document-foreign', detail, document.name));
  }
  if (bytes.includes(ESCAPED_NUL)) {
    problems.push(problem('document-nul', `${name} has texts with NULs, which are taken out`, name));
  }
  return problems;
}

/** Reduces a document to what Weir stores: everything unknown is a release, whatever its tag or time. */
export function resolveDocument(
  name: string,
  document: NpmDocument,
  bytes: Buffer,
  served: Served,
  options: Pick<ResolveOptions, 'known' | 'seedBefore'> & ReadOptions,
): Omit<Extract<ResolvedPackage, { kind: 'present' }>, 'document'> {
  const problems = problemsOf(name, document, bytes);
  const releases: ResolvedRelease[] = [];
  const seeded: SeededVersion[] = [];
  const placeholders: string[] = [];
  const factsOf = readerOf(document, name, served, options);
  const seedBefore = options.seedBefore?.toISOString() ?? null;
  let takedown = false;
  for (const version of document.versions.keys()) {
    const holding = SECURITY_HOLDING.test(version);
    if ((holding || version === STAGE_PLACEHOLDER) && isFromNpm(document, version)) {
      placeholders.push(version);
      takedown ||= holding && document['dist-tags'].get('latest') === version;
      continue;
    }
    if (options.known.has(version)) continue;
    const publishedAt = document.time.of.get(version) ?? null;
    if (seedBefore !== null && publishedAt !== null && publishedAt < seedBefore) {
      seeded.push({ version, publishedAt });
      continue;
    }
    const read = releaseOf(document, name, version, factsOf, options);
    releases.push(read.release);
    problems.push(...read.problems);
  }
  const untold = document.unusable.length - PROBLEMS_MAX;
  if (untold > 0) {
    problems.push(problem('version-unusable', `${name} lists ${untold} more versions that are none`, ''));
  }
  return {
    kind: 'present',
    revision: document._rev,
    createdAt: document.time.of.get('created') ?? null,
    releases,
    listed: [...document.versions.keys(), ...document.unusable.map(({ key }) => key)],
    readable: document.versionsReadable,
    seeded,
    // Where no version can be read, times without a version say nothing.
    removed: document.versionsReadable ? removedVersions(document) : [],
    unpublished: document.time.unpublished !== null && document.versions.size === 0,
    takedown,
    placeholders,
    problems,
  };
}
