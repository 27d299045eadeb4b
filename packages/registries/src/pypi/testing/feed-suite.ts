import type { RegistryFeed } from '@weir/model';
import { createHttpClient, systemClock } from '@weir/runtime';
import { afterEach, beforeEach } from 'vitest';
import { unlimitedAllowance } from '../../request-slices.ts';
import { createRequests } from '../../requests.ts';
import { createPypiFeed, type PypiOptions } from '../feed.ts';
import { type PypiStandIn, type PypiStandInOptions, startPypiStandIn } from '../stand-in/index.ts';

/** A stand-in of its own for each test of a file, and feeds that read it. */
export interface FeedSuite {
  readonly standIn: PypiStandIn;
  /** Small windows and pages, no caches. */
  readonly feed: RegistryFeed;
  /** Another feed of the same stand-in. */
  openFeed(options?: Partial<PypiOptions>): RegistryFeed;
  /** Another stand-in from here on; then open a feed of it. */
  restart(behaviour: NonNullable<PypiStandInOptions['behaviour']>): Promise<void>;
}

/** Registers the hooks of a test file. Call it once, at the top. */
export function useFeed(): FeedSuite {
  let resources: AsyncDisposableStack;
  let standIn: PypiStandIn;
  let feed: RegistryFeed;

  async function start(behaviour: NonNullable<PypiStandInOptions['behaviour']>): Promise<void> {
    resources = new AsyncDisposableStack();
    standIn = resources.use(await startPypiStandIn({ behaviour }));
    feed = suite.openFeed();
  }

  beforeEach(() => start({ updatesMax: 5, rssStaleAnswers: 0, listCacheSeconds: 0 }));
  afterEach(() => resources.disposeAsync());

  const suite: FeedSuite = {
    get standIn() {
      return standIn;
    },
    get feed() {
      return feed;
    },
    openFeed(options = {}) {
      const http = resources.use(createHttpClient({ userAgent: 'weir-test' }));
      const requests = resources.use(
        createRequests({ http, allowance: unlimitedAllowance, clock: systemClock, random: () => 0 }),
      );
      return createPypiFeed({
        addresses: {
          simple: `${standIn.url}/simple`,
          json: `${standIn.url}/pypi`,
          rss: `${standIn.url}/rss`,
        },
        requests,
        clock: systemClock,
        timeoutMs: 2_000,
        pageBytesMax: 200_000,
        namesLimit: 2,
        journalPauseMs: 0,
        ...options,
      });
    },
    async restart(behaviour) {
      await resources.disposeAsync();
      await start(behaviour);
    },
  };
  return suite;
}
