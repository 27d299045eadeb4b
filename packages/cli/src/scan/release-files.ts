import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPartFetcher, PARTS_DEFAULTS } from '@weir/analyzer/part-fetcher';
import { isByOthers, likelyOriginal } from '@weir/detectors';
import {
  AppError,
  type Clock,
  DIGEST_ALGORITHMS,
  ecosystemOf,
  type FetchedFile,
  type FetchOutcome,
  fileAlike,
  formatPurl,
  normalizeName,
  type PackageReader,
  type Registry,
  type ReleaseContext,
  type ReleaseFacts,
  type ReleaseFile,
  type ReleaseRef,
  type ResolvedRelease,
} from '@weir/model';
import { userAgent } from '@weir/platform/version';
import {
  createFileFetcher,
  createRequests,
  type Requests,
  resolveLike,
  unlimitedAllowance,
} from '@weir/registries';
import { createHttpClient, systemClock } from '@weir/runtime';
import type { FetchableFile, FoundRelease, ReleaseFileSource } from './release-source.ts';

/** What the configuration of a registry's own client allows. */
export interface ClientAccess {
  /** Authorization header for a URL; null for origins that get none. */
  readonly authorize: (url: string) => string | null;
  /** Origins that files may come from. */
  readonly origins: readonly string[];
}

/** A release cannot be had: `purl` and why. Not retriable: who scans starts again. */
export function releaseFailure(code: string, purl: string, reason: string): AppError {
  return new AppError(code, `${purl}: ${reason}`, { retriable: false });
}

function refOf(registry: Registry, name: string, version: string): ReleaseRef {
  return {
    registry,
    ecosystem: ecosystemOf(registry),
    name: normalizeName(registry, name),
    displayName: name,
    version,
    purl: formatPurl(registry, name, version),
  };
}

/** The file, if it is there and has the strongest digest that the registry declares. */
function verified(outcome: FetchOutcome, file: ReleaseFile, purl: string): FetchedFile {
  if (outcome.kind === 'unavailable')
    throw releaseFailure(
      'SCAN_UNAVAILABLE',
      purl,
      `the registry does not serve ${file.filename} (HTTP ${outcome.status})`,
    );
  if (outcome.kind === 'too-large')
    throw releaseFailure('SCAN_TOO_LARGE', purl, `${file.filename} is over ${outcome.sizeBytesMax} bytes`);
  const algorithm = DIGEST_ALGORITHMS.find(
    (name) => file.digests[name] !== undefined && outcome.file.digests[name] !== undefined,
  );
  if (algorithm !== undefined && file.digests[algorithm] !== outcome.file.digests[algorithm])
    throw releaseFailure(
      'SCAN_DIGEST',
      purl,
      `${file.filename} does not have the ${algorithm} that the registry declares: do not use it, and fetch it again`,
    );
  return outcome.file;
}

/** What sources of releases share: requests, and files in a temporary folder. */
export interface ReleaseFiles extends AsyncDisposable {
  readonly requests: Requests;
  readonly clock: Clock;
  /** The release with its files, each fetched, checked and given its context when it is asked for. */
  found(
    this: void,
    registry: Registry,
    name: string,
    release: ResolvedRelease,
    known: Pick<ReleaseContext, 'dependencies'>,
    reader: (name: string) => Pick<PackageReader, 'resolveOne'>,
  ): FoundRelease;
}

/** Opens a folder for files, removed on disposal, and a client for the origins that `access` allows. */
export async function openReleaseFiles(access: ClientAccess): Promise<ReleaseFiles> {
  await using stack = new AsyncDisposableStack();
  const spoolDir = await mkdtemp(join(tmpdir(), 'weir-scan-'));
  stack.defer(() => rm(spoolDir, { recursive: true, force: true }));
  const clock = systemClock;
  const http = stack.use(createHttpClient({ userAgent: userAgent() }));
  const requests = stack.use(
    createRequests({ http, clock, allowance: unlimitedAllowance, random: Math.random }),
  );
  const allowedOrigins = access.origins;
  const shared = { requests, clock, spoolDir, allowedOrigins, authorize: access.authorize };
  const whole = createFileFetcher(shared);
  const fetcher = createPartFetcher({ ...shared, whole, priority: 'live', config: PARTS_DEFAULTS });
  const owned = stack.move();

  /** A file, analysed as one of the release that `context` tells of; of one without, which release it is of decides nothing. */
  function fetchable(
    file: ReleaseFile,
    ref: Pick<ReleaseRef, 'registry' | 'name' | 'version'>,
    context: ReleaseContext | null,
  ): FetchableFile {
    const { filename, sizeBytes } = file;
    return {
      filename,
      sizeBytes,
      async fetch(signal) {
        const outcome = await fetcher.fetch(file.locator, signal, file);
        try {
          const spooled = verified(outcome, file, formatPurl(ref.registry, ref.name, ref.version));
          const { path, part } = spooled;
          const ecosystem = ecosystemOf(ref.registry);
          return {
            request: { path, filename, ecosystem, context, ...(part && { part }) },
            [Symbol.asyncDispose]: () => spooled[Symbol.asyncDispose](),
          };
        } catch (error) {
          if (outcome.kind === 'fetched') await outcome.file[Symbol.asyncDispose]();
          throw error;
        }
      },
    };
  }

  /**
   * Finds the popular package that a release may be a copy of; null where its name is near none. The registry is asked once
   * for all files of the release, when the first of them is held against it.
   */
  function originalOf(
    { release, facts }: ReleaseContext & { readonly facts: ReleaseFacts },
    reader: (name: string) => Pick<PackageReader, 'resolveOne'>,
  ): ((file: ReleaseFile) => NonNullable<ReleaseFileSource['original']>) | null {
    const name = likelyOriginal({ release, facts });
    if (name === null) return null;
    let resolved: Promise<ResolvedRelease | null> | undefined;
    return (file) => async (signal) => {
      resolved ??= resolveLike(reader(name), name, release.version, 'live', signal);
      const found = await resolved;
      const alike = found && isByOthers(facts, found.facts) ? fileAlike(file, found.files) : null;
      if (found === null || alike === null) return null;
      const { version } = found;
      return { ...fetchable(alike, refOf(release.registry, name, version), null), name, version };
    };
  }

  return {
    requests,
    clock,
    found(registry, name, { version, files, facts }, known, reader) {
      const release = refOf(registry, name, version);
      const context = { release, facts, ...known };
      const { predecessor } = facts;
      const original = originalOf(context, reader);
      return {
        purl: release.purl,
        files: files.map((file) => {
          const alike = predecessor ? fileAlike(file, predecessor.files) : null;
          const old = predecessor && alike ? { ...release, version: predecessor.version } : null;
          return {
            ...fetchable(file, release, context),
            before: alike && old && { ...fetchable(alike, old, null), version: old.version },
            original: original && original(file),
          };
        }),
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
