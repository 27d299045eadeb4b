import {
  BACKFILL_DEFAULTS,
  backfill,
  configureFeeder,
  formatListed,
  type ListRegistry,
  listSource,
  type PackageList,
  readFeederEnv,
} from '@weir/feeder';
import { type Clock, normalizeName, type PackageReader } from '@weir/model';
import type { Platform } from '@weir/platform';
import {
  createConfiguredNpm,
  createPypiFeed,
  createRequestMetrics,
  createRequests,
  parsePipConfig,
  type Requests,
  readNpmClientConfig,
  readNpmEnvironment,
  readPipEnvironment,
} from '@weir/registries';
import { createProgress } from '../output/progress.ts';
import { type Awaited, awaitVerdicts } from './await-verdicts.ts';
import { type BackfillRow, countVerdicts, renderBackfill } from './report.ts';
import { together } from './together.ts';

/** Readers of what the registry's own client on this machine is configured with. */
async function openReaders(
  registry: ListRegistry,
  deps: { readonly requests: Requests; readonly clock: Clock },
): Promise<(name: string) => PackageReader> {
  if (registry === 'npmjs') return createConfiguredNpm(await readNpmClientConfig(readNpmEnvironment()), deps);
  const { addresses, authorize } = parsePipConfig(readPipEnvironment());
  const feed = createPypiFeed({ ...deps, addresses, authorize });
  return () => feed;
}

/** Announces the list on the bulk lane and waits for its verdicts. Returns a row a line, in the order of the list. */
async function work(
  platform: Platform,
  list: PackageList,
  muted: boolean,
  signal: AbortSignal,
): Promise<readonly BackfillRow[]> {
  const { clock, store, http, random } = platform;
  await using requests = createRequests({
    http,
    clock,
    random,
    allowance: store.allowance,
    monthlyMax: configureFeeder(readFeederEnv()).monthlyRequestsMax,
    metrics: createRequestMetrics(platform.metrics),
  });
  const { registry } = list;
  const feedFor = await openReaders(registry, { requests, clock });
  const names = new Map(
    list.packages.map((listed) => [formatListed(listed, registry), normalizeName(registry, listed.name)]),
  );
  const rows = new Map<string, BackfillRow>();
  const waiting = new Map<string, Awaited>();
  const progress = createProgress('backfill', names.size, clock, process.stderr);
  let announced = false;
  function finish(row: BackfillRow): void {
    rows.set(row.listed, row);
    progress.update(rows.size, waiting.size === 0 ? '' : `${waiting.size} being analysed`);
  }
  function none(listed: string, problem: string): BackfillRow {
    return {
      listed,
      registry,
      name: names.get(listed) ?? listed,
      version: null,
      judgement: null,
      analysisMs: null,
      problem,
    };
  }
  async function announce(either: AbortSignal): Promise<void> {
    const steps = backfill(
      listSource(list),
      { ...platform, feedFor },
      { ...BACKFILL_DEFAULTS, muted },
      either,
    );
    for await (const step of steps) {
      const { package: listed, outcome, detail } = step;
      if (outcome === 'paused') progress.update(rows.size, 'waiting for the allowance');
      if (listed === null) continue;
      if ((outcome === 'announced' || outcome === 'known') && detail !== null)
        waiting.set(listed, {
          listed,
          registry,
          name: names.get(listed) ?? listed,
          version: detail,
          sinceMs: clock.now(),
        });
      else if (outcome !== 'retrying') finish(none(listed, detail ?? outcome));
    }
    announced = true;
  }
  try {
    await together(signal, announce, (either) =>
      awaitVerdicts(waiting, { store, clock, complete: () => announced, onVerdict: finish }, either),
    );
  } finally {
    progress.stop();
  }
  for (const { listed, name, version } of waiting.values())
    rows.set(listed, { ...none(listed, 'put off: the file is not there yet'), name, version });
  return [...names.keys()].map((listed) => rows.get(listed) ?? none(listed, 'finished in an earlier run'));
}

/** Backfills a list and prints a row a line. True when every line has a verdict. Throws the signal's reason. */
export async function runList(
  platform: Platform,
  list: PackageList,
  muted: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const startedMs = platform.clock.now();
  const rows = await work(platform, list, muted, signal);
  const seconds = (platform.clock.now() - startedMs) / 1_000;
  process.stdout.write(
    `${renderBackfill(rows)}\n\n${rows.length} packages in ${seconds.toFixed(1)} s: ${countVerdicts(rows)}\n`,
  );
  return rows.every(({ judgement }) => judgement !== null);
}
