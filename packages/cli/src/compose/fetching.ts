import type { FileFetcher } from '@weir/model';
import type { Platform } from '@weir/platform';
import {
  createFileFetcher,
  createRequests,
  type NpmBases,
  prepareSpool,
  readNpmClientConfig,
  readNpmEnvironment,
} from '@weir/registries';

export interface FetchingOptions {
  /** The pair that is followed: its files are fetched without credentials. */
  readonly bases: NpmBases;
  readonly monthlyRequestsMax: number;
  /** Backfill reads as the npm client of this machine does: its registries, its credentials. */
  readonly asNpmClient: boolean;
}

/** A fetcher for release files, and what it holds open. */
export type Fetching = AsyncDisposable & FileFetcher;

/**
 * Fetches release files of the followed registry, and, for releases that came through a backfill, of the registries
 * that this machine's npm client is configured with. That configuration is read when it is first needed.
 */
export async function openFetching(platform: Platform, options: FetchingOptions): Promise<Fetching> {
  const { clock, settings, store, http } = platform;
  await prepareSpool(settings.spoolDir, clock.now());
  const followedOrigin = new URL(options.bases.documents).origin;
  const requests = createRequests({
    http,
    clock,
    random: Math.random,
    allowance: store.allowance,
    monthlyMax: options.monthlyRequestsMax,
  });
  const shared = { requests, clock, spoolDir: settings.spoolDir };
  const followed = createFileFetcher({ ...shared, allowedOrigins: [followedOrigin] });
  let configured: Promise<FileFetcher> | null = null;
  async function openConfigured(): Promise<FileFetcher> {
    const client = await readNpmClientConfig(readNpmEnvironment());
    return createFileFetcher({
      ...shared,
      allowedOrigins: client.origins,
      authorize: (url) => client.authorize(url),
      priority: 'backfill',
    });
  }
  return {
    async fetch(locator, signal) {
      const isFollowed = URL.canParse(locator.url) && new URL(locator.url).origin === followedOrigin;
      if (isFollowed && !options.asNpmClient) return followed.fetch(locator, signal);
      configured ??= openConfigured();
      return (await configured).fetch(locator, signal);
    },
    [Symbol.asyncDispose]: () => requests[Symbol.asyncDispose](),
  };
}
