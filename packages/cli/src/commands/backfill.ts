import { readFile } from 'node:fs/promises';
import { BACKFILL_DEFAULTS, backfill, formatListed, type PackageList, parsePackageList } from '@weir/feeder';
import { AppError } from '@weir/model';
import { openPlatform, type Platform } from '@weir/platform';
import {
  createConfiguredNpm,
  createRequests,
  readNpmClientConfig,
  readNpmEnvironment,
} from '@weir/registries';
import { type Awaited, awaitVerdicts } from '../backfill/await-verdicts.ts';
import { type BackfillRow, countVerdicts, renderBackfill } from '../backfill/report.ts';
import { runLong } from '../compose/run-long.ts';
import { announceStart, startSession } from '../compose/session.ts';
import { printable } from '../output/printable.ts';
import { createProgress } from '../output/progress.ts';

export interface BackfillCommandOptions {
  readonly packages: string;
  readonly alerts?: boolean;
  readonly jsonLogs?: boolean;
}

async function readList(file: string): Promise<PackageList> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('BACKFILL_LIST', `cannot read ${file} (${(cause as NodeJS.ErrnoException).code})`, {
      retriable: false,
      cause,
    });
  }
  const list = parsePackageList(text);
  for (const { line, text: wrong } of list.problems)
    process.stderr.write(`${file}:${line}: not a package: ${printable(wrong)}\n`);
  if (list.packages.length === 0)
    throw new AppError('BACKFILL_LIST', `${file} names no package: write one name or name@version a line`, {
      retriable: false,
    });
  return list;
}

/** Announces the list on the bulk lane and waits for its verdicts. Returns a row a line, in the order of the list. */
async function work(
  platform: Platform,
  list: PackageList,
  muted: boolean,
  signal: AbortSignal,
): Promise<readonly BackfillRow[]> {
  const { clock, store, http } = platform;
  await using requests = createRequests({ http, clock, random: Math.random, allowance: store.allowance });
  const feedFor = createConfiguredNpm(await readNpmClientConfig(readNpmEnvironment()), { requests, clock });
  const names = new Map(list.packages.map((listed) => [formatListed(listed), listed.name]));
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
      name: names.get(listed) ?? listed,
      version: null,
      judgement: null,
      analysisMs: null,
      problem,
    };
  }
  async function announce(): Promise<void> {
    const steps = backfill(list, { ...platform, feedFor }, { ...BACKFILL_DEFAULTS, muted }, signal);
    for await (const step of steps) {
      const { package: listed, outcome, detail } = step;
      if ((outcome === 'announced' || outcome === 'known') && detail !== null)
        waiting.set(listed, { listed, name: names.get(listed) ?? listed, version: detail });
      else if (outcome !== 'retrying') finish(none(listed, detail ?? outcome));
    }
  }
  try {
    const announcing = announce().finally(() => {
      announced = true;
    });
    await Promise.all([
      announcing,
      awaitVerdicts(waiting, { store, clock, complete: () => announced, onVerdict: finish }, signal),
    ]);
  } finally {
    progress.stop();
  }
  for (const { listed, name, version } of waiting.values())
    rows.set(listed, { ...none(listed, 'put off: the file is not there yet'), name, version });
  return [...names.keys()].map((listed) => rows.get(listed) ?? none(listed, 'finished in an earlier run'));
}

/**
 * `weir backfill npm --packages FILE`: resolves, analyses and reports a list. 0 when every line has a verdict, else 1;
 * a run that was stopped is taken up by the same command.
 */
export async function runBackfill(registry: string, options: BackfillCommandOptions): Promise<number> {
  if (registry !== 'npm')
    throw new AppError(
      'BACKFILL_REGISTRY',
      `cannot backfill from ${JSON.stringify(registry)}: npm is the only one`,
      {
        retriable: false,
      },
    );
  const list = await readList(options.packages);
  const session = startSession('backfill', { jsonLogs: options.jsonLogs ?? false });
  announceStart(session, 'backfill');
  let judged = false;
  const code = await runLong(session, async (signal) => {
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(await openPlatform(session.config, session.deps));
    session.console.say(
      `${list.packages.length} packages → ${platform.labels.bus}, ${platform.labels.database}`,
    );
    const { readChannelEnv, startAlerterOn } = await import('@weir/alerter');
    const { configureAnalyzer, readAnalyzerEnv, startAnalyzerOn } = await import('@weir/analyzer');
    stack.use((await startAlerterOn(platform, readChannelEnv())).resources);
    const analyzer = await startAnalyzerOn(platform, {
      ...configureAnalyzer(readAnalyzerEnv()),
      asNpmClient: true,
    });
    stack.use(analyzer.resources);
    const startedMs = session.deps.clock.now();
    async function run(): Promise<void> {
      const rows = await work(platform, list, options.alerts !== true, signal);
      const seconds = (session.deps.clock.now() - startedMs) / 1_000;
      process.stdout.write(
        `${renderBackfill(rows)}\n\n${rows.length} packages in ${seconds.toFixed(1)} s: ${countVerdicts(rows)}\n`,
      );
      judged = rows.every(({ judgement }) => judgement !== null);
    }
    const parts = [run(), platform.stopped, ...(analyzer.stopped ? [analyzer.stopped] : [])];
    return { resources: stack.move(), stopped: Promise.race(parts) };
  });
  return judged ? code : 1;
}
