import type { Allowance, FileFetcher, Origin, RegistryFeed, RequestPriority } from '@weir/model';
import type { Platform } from '@weir/platform';
import {
  createConfiguredNpm,
  createFileFetcher,
  createNpmFeed,
  createPypiFeed,
  createRequestMetrics,
  createRequests,
  parsePipConfig,
  prepareSpool,
  readNpmClientConfig,
  readNpmEnvironment,
  readPipEnvironment,
} from '@weir/registries';
import type { AnalyzerProgramConfig } from './config.ts';
import { createPartFetcher } from './part-fetcher.ts';
import type { FindStanding } from './steps/ask-standing.ts';
import type { ReadPackage } from './steps/compare-original.ts';

/** Fetchers for release files, and what they hold open. */
export interface Fetching extends AsyncDisposable {
  /**
   * What is live goes first, then live releases that a flood demoted, then backfill; all pay from the registry's one
   * allowance. A demoted one is news: it waits, but not for the day in which backfill may use some.
   */
  readonly fetcherOf: (origin: Origin) => FileFetcher;
  /**
   * For releases that those of an origin are compared with: behind what live releases need themselves, and for a
   * backfill as part of it. Files are read whole or not at all: of a part it is not known what the rest could do.
   */
  readonly previousFetcherOf: (origin: Origin) => FileFetcher;
  /** Asks the index that a file of PyPI is of; npm's documents do not tell. */
  readonly findStanding: FindStanding;
  /** Reads packages of npm and PyPI, as they are followed or as the clients of this machine are configured. */
  readonly readPackage: ReadPackage;
}

/**
 * Fetches release files of the followed registries without credentials, and, for releases that came through a backfill,
 * of the registries that this machine's npm client, or pip, is configured with. That configuration is read when it is first
 * needed.
 */
export async function openFetching(
  platform: Pick<Platform, 'clock' | 'http' | 'random' | 'metrics'> & {
    readonly settings: Pick<Platform['settings'], 'spoolDir'>;
    readonly store: { readonly allowance: Allowance };
  },
  config: AnalyzerProgramConfig,
): Promise<Fetching> {
  const { clock, settings, store, http, random } = platform;
  await prepareSpool(settings.spoolDir, clock.now());
  const followedOrigins = [config.documentsUrl, config.pypiFilesUrl].map((base) => new URL(base).origin);
  const requests = createRequests({
    http,
    clock,
    random,
    allowance: store.allowance,
    monthlyMax: config.monthlyRequestsMax,
    metrics: createRequestMetrics(platform.metrics),
  });
  const shared = { requests, clock, spoolDir: settings.spoolDir };
  let configured: Promise<FileFetcher> | null = null;
  async function openConfigured(): Promise<FileFetcher> {
    const client = config.asPipClient
      ? parsePipConfig(readPipEnvironment())
      : await readNpmClientConfig(readNpmEnvironment());
    return createFileFetcher({
      ...shared,
      allowedOrigins: client.origins,
      authorize: (url) => client.authorize(url),
      priority: 'backfill',
    });
  }
  function createFollowed(priority: RequestPriority, inParts: boolean): FileFetcher {
    const allowedOrigins = followedOrigins;
    const whole = createFileFetcher({ ...shared, allowedOrigins, priority });
    if (!inParts) return whole;
    return createPartFetcher({ ...shared, whole, allowedOrigins, priority, config: config.parts });
  }
  function createFetcher(
    priority: RequestPriority,
    { inParts = true }: { readonly inParts?: boolean } = {},
  ): FileFetcher {
    const followed = createFollowed(priority, inParts);
    return {
      async fetch(locator, signal, file) {
        const isFollowed = URL.canParse(locator.url) && followedOrigins.includes(new URL(locator.url).origin);
        if (isFollowed && !config.asNpmClient && !config.asPipClient)
          return followed.fetch(locator, signal, file);
        configured ??= openConfigured();
        return (await configured).fetch(locator, signal);
      },
    };
  }
  const readPypi = (): RegistryFeed => {
    const { addresses, authorize } = config.asPipClient
      ? parsePipConfig(readPipEnvironment())
      : {
          addresses: { simple: `${config.pypiIndexUrl}/simple`, json: null, rss: null },
          authorize: () => null,
        };
    return createPypiFeed({ addresses, authorize, requests, clock });
  };
  const readNpm = async (): Promise<(name: string) => RegistryFeed> => {
    if (config.asNpmClient)
      return createConfiguredNpm(await readNpmClientConfig(readNpmEnvironment()), { requests, clock });
    const feed = createNpmFeed({ requests, clock, documentsBase: config.documentsUrl });
    return () => feed;
  };
  let pypi: RegistryFeed | null = null;
  let npm: ReturnType<typeof readNpm> | null = null;
  const [live, demoted, backfill] = [
    createFetcher('live'),
    createFetcher('recheck'),
    createFetcher('backfill'),
  ];
  const [previous, backfillPrevious] = [
    createFetcher('previous', { inParts: false }),
    createFetcher('backfill', { inParts: false }),
  ];
  return {
    async readPackage(registry, name) {
      if (registry === 'pypi') return (pypi ??= readPypi());
      if (registry !== 'npmjs') return null;
      npm ??= readNpm();
      return (await npm)(name);
    },
    async findStanding({ release, file }, signal) {
      if (release.registry !== 'pypi') return null;
      pypi ??= readPypi();
      return (await pypi.standingOf?.(release.name, file.filename, 'recheck', signal)) ?? null;
    },
    fetcherOf: ({ lane, demoted: isDemoted }) => (lane === 'live' ? live : isDemoted ? demoted : backfill),
    previousFetcherOf: ({ lane, demoted: isDemoted }) =>
      lane === 'live' || isDemoted ? previous : backfillPrevious,
    [Symbol.asyncDispose]: () => requests[Symbol.asyncDispose](),
  };
}
