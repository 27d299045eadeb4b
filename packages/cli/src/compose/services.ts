import type { Feeder, FeederConfig } from '@weir/feeder';
import type { Platform } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import { openFetching } from './fetching.ts';
import type { Session } from './session.ts';

/** Child processes that analyse; a small machine keeps a core for everything else. */
const WORKERS_MAX = 2;
const WORKER_MEMORY_MB_MAX = 512;
/** Per artifact; then its child is killed and the result is inconclusive. */
const DEADLINE_MS = 60_000;
/** Children end when there is nothing to do: an idle monitor is small. */
const WORKER_IDLE_MS = 10_000;

/** Starts the alerter: to the configured channels, or to the terminal. A session that is `alone` has only that. */
export async function startAlerterOn(platform: Platform, session: Session): Promise<RunningProgram> {
  const { createChannels, terminalOutput } = await import('@weir/alerts');
  const { readChannelEnv, startAlerter } = await import('@weir/alerter');
  const channels = createChannels(session.alone ? {} : readChannelEnv(), {
    clock: platform.clock,
    terminal: terminalOutput(process.stdout),
  });
  return startAlerter({ ...platform, channels, random: Math.random });
}

/** Starts the feeder on the pair of its configuration. */
export async function startFeederOn(platform: Platform, config: FeederConfig): Promise<Feeder> {
  const { startFeeder } = await import('@weir/feeder');
  return startFeeder({ ...platform, random: Math.random }, config);
}

/** Starts the analyzer, with children that come up with the first release. */
export async function startAnalyzerOn(
  platform: Platform,
  config: FeederConfig,
  asNpmClient: boolean,
): Promise<RunningProgram> {
  await using stack = new AsyncDisposableStack();
  const { createAnalysisPool } = await import('@weir/analysis');
  const { createAnalyzer } = await import('@weir/analyzer');
  const fetching = stack.use(
    await openFetching(platform, {
      bases: config.bases,
      monthlyRequestsMax: config.monthlyRequestsMax,
      asNpmClient,
    }),
  );
  const pool = stack.use(
    createAnalysisPool({
      workersMax: WORKERS_MAX,
      memoryMbMax: WORKER_MEMORY_MB_MAX,
      deadlineMs: DEADLINE_MS,
      idleMs: WORKER_IDLE_MS,
    }),
  );
  const analyzer = await createAnalyzer({
    ...platform,
    pool,
    random: Math.random,
    fetcherFor: () => fetching,
  });
  stack.use(analyzer.resources);
  return { resources: stack.move(), ...(analyzer.stopped ? { stopped: analyzer.stopped } : {}) };
}
