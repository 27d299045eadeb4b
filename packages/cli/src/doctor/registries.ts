import type { Clock, RegistryFeed } from '@weir/model';
import { userAgent } from '@weir/platform/version';
import {
  createNpmFeed,
  createPypiFeed,
  createRequests,
  type NpmBases,
  type PypiBases,
  type Requests,
  readNpmClientConfig,
  readNpmEnvironment,
  unlimitedAllowance,
} from '@weir/registries';
import { createHttpClient, systemClock } from '@weir/runtime';
import type { Check, Finding } from './check.ts';

/** One request each, and no second try: doctor reports, it does not wait. */
const TIMEOUT_MS = 8_000;

/** Opens a feed to ask it once. */
function headCheck(
  name: string,
  place: string,
  says: (head: string) => string,
  open: (parts: { readonly requests: Requests; readonly clock: Clock }) => Pick<RegistryFeed, 'head'>,
): Check {
  return {
    name,
    async look(signal): Promise<Finding> {
      await using http = createHttpClient({ userAgent: userAgent() });
      await using requests = createRequests({
        http,
        allowance: unlimitedAllowance,
        clock: systemClock,
        random: Math.random,
      });
      try {
        const head = await open({ requests, clock: systemClock }).head(signal);
        return { state: 'ok', says: says(head) };
      } catch (error) {
        return {
          state: 'fail',
          says: `${place} does not answer (${error instanceof Error ? error.message : String(error)})`,
          todo: '`weir monitor` stays up and keeps trying; check the network, a proxy, or name a mirror',
        };
      }
    },
  };
}

/** The npm pair that `monitor` follows: does the feed say where it is? */
export function feedCheck({ feed, documents }: NpmBases): Check {
  return headCheck(
    'npm feed',
    feed,
    (head) => `${feed} is at ${head}; documents from ${documents}`,
    (parts) => createNpmFeed({ ...parts, feedBase: feed, documentsBase: documents, timeoutMs: TIMEOUT_MS }),
  );
}

/** The PyPI that `monitor` follows: are its windows there? */
export function pypiCheck({ index, files }: PypiBases): Check {
  const addresses = { simple: `${index}/simple`, json: `${index}/pypi`, rss: `${index}/rss` };
  return headCheck(
    'PyPI feed',
    index,
    (head) => `${index} is at ${head.split(' ')[0] ?? ''}; files from ${files}`,
    (parts) => createPypiFeed({ ...parts, addresses, timeoutMs: TIMEOUT_MS }),
  );
}

/** The registry of `scan` and `backfill`: what the npm client is configured with. */
export const npmClientCheck: Check = {
  name: 'npm client',
  async look(signal): Promise<Finding> {
    const config = await readNpmClientConfig(readNpmEnvironment());
    await using http = createHttpClient({ userAgent: userAgent() });
    const authorization = config.authorize(config.registry);
    try {
      const { status } = await http.get(`${config.registry}/-/ping`, {
        timeoutMs: TIMEOUT_MS,
        bodyBytesMax: 64 * 1024,
        signal,
        headers: authorization === null ? {} : { authorization },
      });
      const says = `${config.registry} answers (HTTP ${status})${authorization === null ? '' : ', with credentials'}`;
      return status < 500 ? { state: 'ok', says } : { state: 'warn', says, todo: 'try again later' };
    } catch (error) {
      return {
        state: 'warn',
        says: `${config.registry} does not answer (${error instanceof Error ? error.message : String(error)})`,
        todo: '`weir scan NAME@VERSION` and `weir backfill` need it; local files do not. See `npm config get registry`',
      };
    }
  },
};
