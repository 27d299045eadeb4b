import type { FollowedConfig } from '@weir/feeder';
import type { RunningMonitor } from '../compose/monitor.ts';
import { runLong } from '../compose/run-long.ts';
import { announceStart, type Session, startSession } from '../compose/session.ts';

export interface MonitorOptions {
  readonly jsonLogs?: boolean;
}

/** Where a registry is read, a line each. */
function placesOf(config: FollowedConfig): readonly string[] {
  if (config.registry === 'npmjs')
    return [`  npm        ${config.bases.feed}`, `  documents  ${config.bases.documents}`];
  return [`  PyPI       ${config.bases.index}`, `  files      ${config.bases.files}`];
}

/** Says where everything is: to a person in a few lines, to the log as one record. */
function announceReady(session: Session, monitor: RunningMonitor, configs: readonly FollowedConfig[]): void {
  const { console, config: settings } = session;
  const names = configs.map(({ registry }) => (registry === 'npmjs' ? 'npm' : 'PyPI')).join(' and ');
  const lines = [
    `Weir follows ${names}. Alerts appear here, and a status line every 30 s.`,
    ...configs.flatMap(placesOf),
    `  evidence   ${settings.evidenceDir}`,
    `  log        ${console.logPlace}`,
    `  health     ${monitor.opsUrl}/readyz and ${monitor.opsUrl}/metrics`,
    'Ctrl-C stops it; the next start goes on from here.',
  ];
  for (const line of lines) console.show(line);
  const bases = Object.fromEntries(configs.map((config) => [config.registry, config.bases]));
  session.deps.logger.info(
    { ...monitor.platform.labels, bases, evidenceDir: settings.evidenceDir, ops: monitor.opsUrl },
    'monitor is up',
  );
}

/** `weir monitor`: every service in one process, until it is told to stop. */
export async function runMonitor(options: MonitorOptions): Promise<number> {
  const session = startSession('monitor', options);
  announceStart(session, 'monitor');
  const { configureFeeders, readFeederEnv } = await import('@weir/feeder');
  const { configureAnalyzer, readAnalyzerEnv } = await import('@weir/analyzer');
  const config = {
    feeders: configureFeeders(readFeederEnv()),
    analyzer: configureAnalyzer(readAnalyzerEnv()),
  };
  const { startMonitor } = await import('../compose/monitor.ts');
  const { reportStatus } = await import('../compose/status.ts');
  return runLong(session, async (signal) => {
    const monitor = await startMonitor(session, config, signal);
    announceReady(session, monitor, config.feeders);
    void reportStatus(session, monitor, signal);
    return monitor;
  });
}
