import {
  type Clock,
  type FeedProblem,
  type ReleaseFile,
  type RequestPriority,
  type ResolvedPackage,
  type ResolvedRelease,
  type ResolveOptions,
} from '@weir/model';
import { problem } from '../lib/problem.ts';
import type { Answered, PypiApi } from './api.ts';
import { type FactSources, factsOf, filesOf, previousVersionOf, versionTimes } from './facts.ts';
import { predecessorOf } from './predecessor.ts';
import type { PageFile, ProjectPage } from './project-page.ts';
import type { ReleaseDocument } from './release-document.ts';
import { mergeDigests, releaseFileOf } from './release-file.ts';

/**
 * Releases of one look whose own documents are read; of more, facts are unknown: a project that published hundreds at
 * once floods, and its files are known without.
 */
const DOCUMENTS_MAX = 30;

/** Pauses before a document that is behind its page also past all caches is asked for again. */
const BEHIND_WAITS_MS = [2_000, 5_000];
/** What one look waits for such documents in all: its package's other releases must not wait for long. */
const BEHIND_LOOK_MS = 10_000;

type Present = Extract<Answered<ReleaseDocument>, { kind: 'present' }>;

function groupByVersion(files: readonly PageFile[]): ReadonlyMap<string, readonly PageFile[]> {
  const groups = new Map<string, PageFile[]>();
  for (const file of files) groups.set(file.version, [...(groups.get(file.version) ?? []), file]);
  return groups;
}

interface DocumentOwners {
  readonly serial: string | null;
  readonly names: readonly string[];
}

/** How releases are made of what a registry says. */
export interface ReleaseMaker {
  /** A release with the given files. Documents that are not there leave facts unknown; throws what the API throws. */
  make(
    version: string,
    files: readonly PageFile[],
    how: {
      readonly fresh: boolean;
      readonly priority: RequestPriority;
      readonly documents: boolean;
      /** Names of the owners when the last release came; null or absent: unknown. */
      readonly ownersBefore?: readonly string[] | null;
    },
    signal: AbortSignal,
  ): Promise<{ readonly release: ResolvedRelease; readonly problems: readonly FeedProblem[] }>;
  /**
   * Names of the accounts with a role, by a document that is no older than the page, and its serial: `lagging` while
   * there is none, null where documents do not tell.
   */
  owners(
    how: { readonly fresh: boolean; readonly priority: RequestPriority },
    signal: AbortSignal,
  ): Promise<DocumentOwners | 'lagging' | null>;
}

/** How a release's document is older than the page that its files are of; null when it is not. */
function behindOf(
  { serial, digests }: ReleaseDocument,
  page: ProjectPage,
  files: readonly PageFile[],
): string | null {
  const lacking = files.find(({ filename }) => !digests.has(filename));
  if (lacking !== undefined) return `does not have ${lacking.filename}`;
  if (serial === null || page.serial === null || BigInt(serial) >= BigInt(page.serial)) return null;
  return `is of serial ${serial}, the page of ${page.serial}`;
}

/** What makers ask. `documented`: every release has a document sooner or later, so that one which is absent lags. */
export interface MakerSource {
  readonly api: PypiApi;
  readonly clock: Clock;
  readonly documented: boolean;
}

/** A maker of one project's releases, as its page has them. */
export function createReleaseMaker(
  { api, clock, documented }: MakerSource,
  name: string,
  page: ProjectPage,
): ReleaseMaker {
  const times = versionTimes(page);
  let waitedMs = 0;
  let owners: DocumentOwners | 'lagging' | null = 'lagging';

  function noteOwners(found: Present | null, behind: string | null): void {
    if (found === null && !documented) owners = null;
    else if (found !== null && behind === null && !found.value.ownersMalformed) {
      const { serial, owners: accounts } = found.value;
      owners = accounts === null ? null : { serial, names: accounts.map((one) => one.name) };
    }
  }

  /**
   * The release's document. One that is older than the page is asked for past caches, and then, as the origin itself
   * can lag, after pauses; `behind` says how it is older in the end.
   */
  async function readDocument(
    version: string,
    files: readonly PageFile[],
    how: { readonly fresh: boolean; readonly priority: RequestPriority },
    signal: AbortSignal,
  ): Promise<{ readonly found: Present | null; readonly behind: string | null }> {
    const past = { ...how, fresh: true };
    const toldBehind = ({ value }: Present): string | null => behindOf(value, page, files);
    const first = await api.release(name, version, how, signal);
    let best = first.kind === 'present' ? first : null;
    if ((best !== null && toldBehind(best) === null) || (first.kind === 'absent' && first.status === 0))
      return { found: best, behind: null };
    for (const pauseMs of how.fresh ? BEHIND_WAITS_MS : [0, ...BEHIND_WAITS_MS]) {
      if (pauseMs > 0 && ((best === null && !documented) || waitedMs + pauseMs > BEHIND_LOOK_MS)) break;
      if (pauseMs > 0) await clock.sleep(pauseMs, signal);
      waitedMs += pauseMs;
      const next = await api.release(name, version, past, signal);
      if (next.kind === 'present') best = next;
      if (best !== null && toldBehind(best) === null) break;
    }
    return { found: best, behind: best && toldBehind(best) };
  }

  /** What the version before depended on; unknown when the allowance has nothing for it, or nobody answers. */
  async function readPrevious(version: string, signal: AbortSignal): Promise<ReleaseDocument | null> {
    const previous = previousVersionOf(times, version);
    if (previous === null) return null;
    try {
      const found = await api.release(name, previous, { fresh: false, priority: 'previous' }, signal);
      return found.kind === 'present' ? found.value : null;
    } catch {
      signal.throwIfAborted();
      return null;
    }
  }

  return {
    async make(version, files, how, signal) {
      const problems: FeedProblem[] = [];
      const read = how.documents ? await readDocument(version, files, how, signal) : null;
      const found = read?.found ?? null;
      noteOwners(found, read?.behind ?? null);
      const previous = how.documents ? await readPrevious(version, signal) : null;
      if (found === null) {
        const detail = `${name} ${version} has no document: its facts are unknown`;
        problems.push(problem('facts-missing', detail, ''));
      }
      if (read?.behind != null)
        problems.push(problem('document-behind', `the document of ${name} ${version} ${read.behind}`, ''));
      const released = files.map((file): ReleaseFile => {
        const declared = found?.value.digests.get(file.filename) ?? {};
        const { digests, differ } = mergeDigests(file.hashes, declared);
        const who = `${name} ${version}: ${file.filename}`;
        if (differ) problems.push(problem('digest-differs', `${who} has two digests of one kind`, declared));
        if (Object.keys(digests).length === 0)
          problems.push(problem('digest-missing', `${who} declares no digest`, file.url));
        return releaseFileOf(file, digests);
      });
      const sources: FactSources = {
        document: found?.value ?? null,
        served: found?.served ?? null,
        previous,
        ownersBefore: how.ownersBefore ?? null,
      };
      const release: ResolvedRelease = {
        displayName: found?.value.displayName ?? name,
        version,
        files: released,
        facts: {
          ...factsOf(page, version, files, times, sources),
          predecessor: how.documents ? predecessorOf(page, times, version) : null,
        },
        ...(found === null ? {} : { document: found.bytes }),
      };
      return { release, problems };
    },
    async owners(how, signal) {
      const newest = filesOf(page, [...times.keys()].at(-1) ?? null).at(0)?.version;
      if (owners === 'lagging' && newest !== undefined) {
        const { found, behind } = await readDocument(newest, [], how, signal);
        noteOwners(found, behind);
      }
      return owners;
    },
  };
}

function isHistory({ uploadedAt }: PageFile, seedBefore: string | null): boolean {
  return seedBefore !== null && uploadedAt !== null && uploadedAt < seedBefore;
}

/** The owners as of the page, when they are not known as of it; undefined where nobody asks, or nothing could tell. */
async function ownersOf(
  maker: ReleaseMaker,
  page: ProjectPage,
  { owners: known, fresh, priority = 'recheck' }: ResolveOptions,
  signal: AbortSignal,
): Promise<{ readonly revision: string; readonly names: readonly string[] } | null | undefined> {
  const { serial: revision, status, files } = page;
  // What is held, or has no file, has no document.
  if (known === undefined || revision === null || status === 'quarantined' || files.length === 0)
    return undefined;
  if (known?.revision === revision) return undefined;
  const read = await maker.owners({ fresh, priority }, signal);
  if (read === null) return undefined;
  // A document can be newer than its page: then later pages and documents can be older than what is known now.
  return read === 'lagging' ? null : { revision: read.serial ?? revision, names: read.names };
}

/**
 * Reduces a project's page to what Weir stores: every file that is unknown and not history is news, whatever its
 * release's age. Reads the document of each release with news. Throws what the API throws.
 */
export async function resolvePage(
  source: MakerSource,
  name: string,
  { value: page, bytes }: Extract<Answered<ProjectPage>, { kind: 'present' }>,
  options: ResolveOptions,
  signal: AbortSignal,
): Promise<Extract<ResolvedPackage, { kind: 'present' }>> {
  const { known, knownFiles = new Set<string>(), fresh, priority = 'live' } = options;
  const seedBefore = options.seedBefore?.toISOString() ?? null;
  const news = groupByVersion(
    page.files.filter((file) => !knownFiles.has(file.filename) && !isHistory(file, seedBefore)),
  );
  const times = versionTimes(page);
  const maker = createReleaseMaker(source, name, page);
  const problems = [...page.problems];
  const releases: ResolvedRelease[] = [];
  for (const [version, files] of news) {
    const documents = releases.length < DOCUMENTS_MAX;
    const ownersBefore = options.owners?.released ?? null;
    const made = await maker.make(version, files, { fresh, priority, documents, ownersBefore }, signal);
    releases.push(made.release);
    problems.push(...made.problems);
  }
  const owners = await ownersOf(maker, page, options, signal);
  const withFiles = new Set(page.files.map(({ version }) => version));
  return {
    kind: 'present',
    revision: page.serial,
    createdAt: [...times.values()].find((time) => time !== null) ?? null,
    releases,
    listed: page.versions,
    readable: page.readable,
    seeded: [...withFiles]
      .filter((version) => !known.has(version) && !news.has(version))
      .map((version) => ({ version, publishedAt: times.get(version) ?? null })),
    removed: [],
    unpublished: false,
    takedown: false,
    quarantined: page.status === 'quarantined',
    files: page.files.map(({ version, filename, yanked }) => ({ version, filename, yanked })),
    placeholders: [],
    ...(owners === undefined ? {} : { owners }),
    problems,
    document: bytes,
  };
}
