import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppError,
  DIGEST_ALGORITHMS,
  type FetchedFile,
  type FetchOutcome,
  formatPurl,
  normalizeName,
  type ReleaseFile,
  type ReleaseRef,
} from '@weir/model';
import { userAgent } from '@weir/platform/version';
import {
  createConfiguredNpm,
  createFileFetcher,
  createRequests,
  isNpmName,
  readNpmClientConfig,
  readNpmEnvironment,
  unlimitedAllowance,
} from '@weir/registries';
import { createHttpClient, systemClock } from '@weir/runtime';
import { askDependencies } from './dependency-facts.ts';
import type { FetchedRelease, ReleaseSource } from './release-source.ts';

function failure(code: string, purl: string, reason: string): AppError {
  return new AppError(code, `${purl}: ${reason}`, { retriable: false });
}

function refOf(name: string, version: string): ReleaseRef {
  return {
    registry: 'npmjs',
    ecosystem: 'npm',
    name: normalizeName('npmjs', name),
    displayName: name,
    version,
    purl: formatPurl('npmjs', name, version),
  };
}

/** The file, if it is there and has the strongest digest that the registry declares. */
function verified(outcome: FetchOutcome, file: ReleaseFile, purl: string): FetchedFile {
  if (outcome.kind === 'unavailable')
    throw failure(
      'SCAN_UNAVAILABLE',
      purl,
      `the registry does not serve ${file.filename} (HTTP ${outcome.status})`,
    );
  if (outcome.kind === 'too-large')
    throw failure('SCAN_TOO_LARGE', purl, `${file.filename} is over ${outcome.sizeBytesMax} bytes`);
  const algorithm = DIGEST_ALGORITHMS.find(
    (name) => file.digests[name] !== undefined && outcome.file.digests[name] !== undefined,
  );
  if (algorithm !== undefined && file.digests[algorithm] !== outcome.file.digests[algorithm])
    throw failure(
      'SCAN_DIGEST',
      purl,
      `${file.filename} does not have the ${algorithm} that the registry declares`,
    );
  return outcome.file;
}

/**
 * Releases from the registries that this machine's npm client is configured with. Throws `NPM_CONFIG`.
 */
export async function openNpmReleaseSource(): Promise<ReleaseSource> {
  const config = await readNpmClientConfig(readNpmEnvironment());
  await using stack = new AsyncDisposableStack();
  const spoolDir = await mkdtemp(join(tmpdir(), 'weir-scan-'));
  stack.defer(() => rm(spoolDir, { recursive: true, force: true }));
  const clock = systemClock;
  const http = stack.use(createHttpClient({ userAgent: userAgent() }));
  const requests = stack.use(
    createRequests({ http, clock, allowance: unlimitedAllowance, random: Math.random }),
  );
  const feedFor = createConfiguredNpm(config, { requests, clock });
  const fetcher = createFileFetcher({
    requests,
    clock,
    spoolDir,
    allowedOrigins: config.origins,
    authorize: (url) => config.authorize(url),
  });
  const owned = stack.move();
  return {
    async fetch({ name, version }, signal): Promise<FetchedRelease> {
      if (!isNpmName(name))
        throw new AppError('SCAN_TARGET', 'no npm package can have this name', { retriable: false });
      const resolved = await feedFor(name).resolveOne(name, version, 'live', signal);
      if (resolved.kind === 'absent')
        throw failure(
          'SCAN_UNAVAILABLE',
          `${name}@${version}`,
          `the registry does not have it (${resolved.reason})`,
        );
      const { release } = resolved;
      const ref = refOf(name, release.version);
      const [file] = release.files;
      if (file === undefined) throw failure('SCAN_UNAVAILABLE', ref.purl, 'the registry names no file');
      const outcome = await fetcher.fetch(file.locator, signal);
      try {
        const spooled = verified(outcome, file, ref.purl);
        return {
          purl: ref.purl,
          request: {
            path: spooled.path,
            filename: file.filename,
            ecosystem: ref.ecosystem,
            context: {
              release: ref,
              facts: release.facts,
              dependencies: await askDependencies(release.facts, feedFor, signal),
            },
          },
          [Symbol.asyncDispose]: () => spooled[Symbol.asyncDispose](),
        };
      } catch (error) {
        if (outcome.kind === 'fetched') await outcome.file[Symbol.asyncDispose]();
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
