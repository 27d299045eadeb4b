/**
 * A feeder that only collects rows: its follow loop as shipped, and no place for a look at a package. A process of its
 * own, so that its memory is the feeder's.
 */
import { tmpdir } from 'node:os';
import { createDirectoryEvidenceStore } from '@weir/evidence';
import { FEEDER_DEFAULTS, startFeeder } from '@weir/feeder';
import { createNpmFeed, createRequests } from '@weir/registries';
import {
  createHttpClient,
  createLogger,
  createMetricsRegistry,
  noFailpoints,
  systemClock,
} from '@weir/runtime';
import { openStore } from '@weir/store';
import { endWithParent } from '../lib/end-with-parent.ts';
import type { CatchUpProgress, CatchUpTask } from './catch-up.ts';

const REPORT_MS = 200;
endWithParent();
const task = JSON.parse(process.argv[2] ?? '{}') as CatchUpTask;
const clock = systemClock;
const random = Math.random;
const logger = createLogger({ service: 'bench-catch-up', level: 'warn', fd: 2 });
const http = createHttpClient({ userAgent: 'weir-bench' });
const store = await openStore({
  databaseUrl: task.databaseUrl,
  applicationName: 'weir-bench-catch-up',
  poolMax: 10,
  clock,
  logger,
  emitter: 'outbox',
});
await store.ensurePartitions(new Date(clock.now()));
const requests = createRequests({
  http,
  clock,
  random,
  allowance: store.allowance,
  accountOf: () => 'stand-in.test',
  monthlyMax: FEEDER_DEFAULTS.monthlyRequestsMax,
  concurrency: FEEDER_DEFAULTS.concurrency,
});
const feed = createNpmFeed({ feedBase: task.feedUrl, documentsBase: task.url, requests, clock });
const evidence = createDirectoryEvidenceStore({ rootDir: tmpdir() });
const metrics = createMetricsRegistry();

async function report(atHead: boolean): Promise<void> {
  const rows = (await metrics.getSingleMetric('weir_feed_rows_total')?.get())?.values[0]?.value ?? 0;
  const progress: CatchUpProgress = { rows, rssBytes: process.memoryUsage.rss(), atMs: clock.now(), atHead };
  process.send?.(progress);
}

await report(false);
const feeder = startFeeder(
  { store, evidence, http, clock, random, logger, metrics, failpoints: noFailpoints, feed },
  { ...FEEDER_DEFAULTS, concurrency: 0 },
);
for (;;) {
  await clock.sleep(REPORT_MS);
  const { cursor } = feeder.status();
  await report(cursor !== null && BigInt(cursor) >= BigInt(task.headSeq));
}
