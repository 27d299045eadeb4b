import { userAgent } from '@weir/platform/version';
import {
  createNpmFeed,
  createRequests,
  type NpmBases,
  readNpmClientConfig,
  readNpmEnvironment,
  unlimitedAllowance,
} from '@weir/registries';
import { createHttpClient, systemClock } from '@weir/runtime';
import type { Check, Finding } from './check.ts';

/** One request each, and no second try: doctor reports, it does not wait. */
const TIMEOUT_MS = 8_000;

/** The pair that `monitor` follows: does the feed say where it is? */
export function feedCheck(bases: NpmBases): Check {
  return {
    name: 'npm feed',
    async look(signal): Promise<Finding> {
      await using http = createHttpClient({ userAgent: userAgent() });
      await using requests = createRequests({
        http,
        allowance: unlimitedAllowance,
        clock: systemClock,
        random: Math.random,
      });
      const feed = createNpmFeed({
        feedBase: bases.feed,
        documentsBase: bases.documents,
        requests,
        clock: systemClock,
        timeoutMs: TIMEOUT_MS,
      });
      try {
        const head = await feed.head(signal);
        return { state: 'ok', says: `${bases.feed} is at ${head}; documents from ${bases.documents}` };
      } catch (error) {
        return {
          state: 'fail',
          says: `${bases.feed} does not answer (${error instanceof Error ? error.message : String(error)})`,
          todo: '`weir monitor` stays up and keeps trying; check the network, a proxy, or name a mirror pair',
        };
      }
    },
  };
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
