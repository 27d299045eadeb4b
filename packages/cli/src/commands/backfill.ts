import { openPlatform, type Platform } from '@weir/platform';
import { forecastOnly } from '../backfill/dry-run.ts';
import { renderForecast } from '../backfill/forecast.ts';
import { runLarge } from '../backfill/run-large.ts';
import { runList } from '../backfill/run-list.ts';
import { type BackfillCommandOptions, readWhich, type Which } from '../backfill/which.ts';
import { openFollowed } from '../compose/followed.ts';
import { runLong } from '../compose/run-long.ts';
import { announceStart, type Session, startSession } from '../compose/session.ts';

async function runWhich(
  which: Which,
  platform: Platform,
  session: Session,
  muted: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const where = `${platform.labels.bus}, ${platform.labels.database}`;
  if (which.kind === 'list') {
    session.console.say(`${which.list.packages.length} packages → ${where}`);
    return await runList(platform, which.list, muted, signal);
  }
  const { http, clock, random, metrics, store } = platform;
  await using followed = openFollowed({ http, clock, random, metrics, allowance: store.allowance });
  const { feed } = followed.config.bases;
  session.console.say(`${which.kind === 'all' ? 'all' : `changes since ${which.seq}`} of ${feed} → ${where}`);
  const source = await followed.openSource(which, signal);
  const say = (line: string): void => session.console.say(line);
  // Awaited here: the registry is closed with this block.
  return await runLarge(platform, followed, source, { muted, say }, signal);
}

/**
 * `weir backfill npm` and `pypi`: resolves, analyses and reports a list, what changed since a position, or all packages. 0 when
 * every line of a list has a verdict, or nothing of the others was given up, else 1; a run that was stopped is taken up
 * by the same command.
 */
export async function runBackfill(registry: string, options: BackfillCommandOptions): Promise<number> {
  const which = await readWhich(registry, options);
  if (options.dryRun) {
    process.stdout.write(`${renderForecast(await forecastOnly(which))}\n`);
    return 0;
  }
  const session = startSession('backfill', { jsonLogs: options.jsonLogs ?? false });
  announceStart(session, 'backfill');
  let isWhole = false;
  const code = await runLong(session, async (signal) => {
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(await openPlatform(session.config, session.deps));
    const { readChannelEnv, startAlerterOn } = await import('@weir/alerter');
    const { configureAnalyzer, readAnalyzerEnv, startAnalyzerOn } = await import('@weir/analyzer');
    stack.use((await startAlerterOn(platform, readChannelEnv())).resources);
    const analyzer = await startAnalyzerOn(platform, {
      ...configureAnalyzer(readAnalyzerEnv()),
      asNpmClient: which.kind === 'list' && which.list.registry === 'npmjs',
      asPipClient: which.kind === 'list' && which.list.registry === 'pypi',
    });
    stack.use(analyzer.resources);
    async function run(): Promise<void> {
      isWhole = await runWhich(which, platform, session, options.alerts !== true, signal);
    }
    const work = run();
    // Stopping waits for it: what it holds is given back while bus and database are still there.
    stack.defer(() => work.catch(() => {}));
    const parts = [work, platform.stopped, ...(analyzer.stopped ? [analyzer.stopped] : [])];
    return { resources: stack.move(), stopped: Promise.race(parts) };
  });
  return isWhole ? code : 1;
}
