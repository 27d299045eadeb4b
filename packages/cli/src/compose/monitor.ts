import type { AnalyzerProgramConfig } from '@weir/analyzer';
import type { Feeder, FollowedConfig } from '@weir/feeder';
import { openPlatform, type Platform, startOps } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import type { Session } from './session.ts';

/** All services of one process. `resources` stops them in reverse order: the feeder first, Postgres last. */
export interface RunningMonitor extends RunningProgram {
  readonly platform: Platform;
  /** One for each registry that is followed. */
  readonly feeders: readonly Feeder[];
  readonly opsUrl: string;
  readonly stopped: Promise<unknown>;
}

/** What the services are told. */
export interface MonitorConfig {
  readonly feeders: readonly FollowedConfig[];
  readonly analyzer: AnalyzerProgramConfig;
}

const never = new Promise<never>(() => {});

/**
 * Starts every service in one process, consumers before producers. What was started is stopped again when a later
 * part fails.
 */
export async function startMonitor(
  session: Session,
  config: MonitorConfig,
  signal: AbortSignal,
): Promise<RunningMonitor> {
  await using stack = new AsyncDisposableStack();
  const show = (line: string): void => session.console.show(line);
  const platform = stack.use(await openPlatform(session.config, session.deps));
  show(`  Postgres and ${platform.labels.bus} are ready`);
  const { readChannelEnv, startAlerterOn } = await import('@weir/alerter');
  const alerter = await startAlerterOn(platform, session.alone ? {} : readChannelEnv());
  stack.use(alerter.resources);
  show('  alerter is ready');
  const { startAnalyzerOn } = await import('@weir/analyzer');
  const analyzer = await startAnalyzerOn(platform, config.analyzer);
  stack.use(analyzer.resources);
  show('  analyzer is ready');
  signal.throwIfAborted();
  const { startFeeders } = await import('@weir/feeder');
  const feeders = startFeeders(platform, config.feeders);
  stack.use(feeders.resources);
  const ops = stack.use(await startOps(platform, signal));
  show('  feeder is ready');
  const parts = [platform, alerter, analyzer, feeders];
  return {
    platform,
    feeders: feeders.all,
    opsUrl: ops.url,
    stopped: Promise.race(parts.map((part) => part.stopped ?? never)),
    resources: stack.move(),
  };
}
