import { flushCompileCache } from 'node:module';
import { createDirectoryEvidenceStore } from '@weir/evidence';
import { FEEDER_DEFAULTS, type FollowedConfig, PYPI_DEFAULTS, startFeeder } from '@weir/feeder';
import { createNpmFeed, createPypiFeed, createRequests } from '@weir/registries';
import { armFailpoints, createHttpClient, createLogger, createMetricsRegistry } from '@weir/runtime';
import { openStore } from '@weir/store';
import { endWithParent } from '../../lib/end-with-parent.ts';
import { createFastClock, type FastTime } from '../../lib/fast-clock.ts';

/** What the campaign tells a feeder that it is going to kill. */
export interface FeederProcessOptions {
  readonly databaseUrl: string;
  readonly registry: 'npmjs' | 'pypi';
  /** On PyPI both are the index. */
  readonly feedUrl: string;
  readonly documentsUrl: string;
  readonly evidenceDir: string;
  readonly time: FastTime;
  /** By the fast clock. */
  readonly sweepEveryMs: number;
  /** `name:nth`, see `armFailpoints`; empty for none. */
  readonly failpoints: string;
  readonly failpointLog: string;
}

/** Real time, unlike everything else: what a hanging or endless answer may cost the campaign. */
const HTTP_TIMEOUT_MS = 1_500;
/** Real time: what a killed feeder held comes back after this. */
const LEASE_REAL_MS = 3_000;
/** Enough for every document of the campaign, and a cap that an endless one meets soon. */
const DOCUMENT_BYTES_MAX = 24 * 1024 * 1024;

endWithParent();
// Node keeps compiled code when a program ends, and this one is killed.
flushCompileCache();
const options = JSON.parse(process.argv[2] ?? '{}') as FeederProcessOptions;
const clock = createFastClock(options.time);
const logger = createLogger({ service: 'feed-campaign', level: 'error', fd: 2 });
const failpoints = armFailpoints(options.failpoints, options.failpointLog);
const http = createHttpClient({ userAgent: 'weir-feed-campaign' });
const store = await openStore({
  databaseUrl: options.databaseUrl,
  applicationName: 'weir-feed-campaign',
  poolMax: 10,
  clock,
  logger,
  emitter: 'outbox',
});
await store.ensurePartitions(new Date(clock.now()));
const requests = createRequests({
  http,
  clock,
  random: Math.random,
  allowance: store.allowance,
  accountOf: () => 'stand-in.test',
  // Days pass in minutes here, and thousands of requests with them.
  monthlyMax: Number.MAX_SAFE_INTEGER,
  concurrency: FEEDER_DEFAULTS.concurrency,
});
const shared = { requests, clock, timeoutMs: HTTP_TIMEOUT_MS };
const index = options.documentsUrl;
const feed =
  options.registry === 'npmjs'
    ? createNpmFeed({
        ...shared,
        feedBase: options.feedUrl,
        documentsBase: options.documentsUrl,
        documentBytesMax: DOCUMENT_BYTES_MAX,
      })
    : createPypiFeed({
        ...shared,
        addresses: { simple: `${index}/simple`, json: `${index}/pypi`, rss: `${index}/rss` },
        pageBytesMax: DOCUMENT_BYTES_MAX,
      });
const { factor } = options.time;
/** Half a second on the fast clock is a busy loop on the real one. */
const PACE = {
  leaseMs: LEASE_REAL_MS * factor,
  idleMs: 100 * factor,
  upkeepMs: 50 * factor,
  pollMs: { min: 50 * factor, max: 80 * factor },
  leadRetryMs: 100 * factor,
  coalesceMs: 200 * factor,
} as const;
const config: FollowedConfig =
  options.registry === 'npmjs'
    ? {
        ...FEEDER_DEFAULTS,
        ...PACE,
        sweep: { enabled: true, everyMs: options.sweepEveryMs },
        // The harder way: what a cache answers can be old.
        firstLook: 'edge',
      }
    : {
        ...PYPI_DEFAULTS,
        ...PACE,
        sweep: { enabled: true, everyMs: Math.min(options.sweepEveryMs, PYPI_DEFAULTS.sweep.everyMs) },
      };
const evidence = createDirectoryEvidenceStore({ rootDir: options.evidenceDir });
const feeder = startFeeder(
  {
    store,
    evidence,
    http,
    clock,
    random: Math.random,
    logger,
    metrics: createMetricsRegistry(),
    failpoints,
    feed,
  },
  config,
);
async function end(): Promise<void> {
  await feeder.resources[Symbol.asyncDispose]();
  await requests[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
}
process.once('SIGTERM', () => void end());
await feeder.stopped;
