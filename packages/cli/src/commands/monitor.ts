import type { FeederConfig } from '@weir/feeder';
import type { RunningMonitor } from '../compose/monitor.ts';
import { runLong } from '../compose/run-long.ts';
import { announceStart, type Session, startSession } from '../compose/session.ts';

export interface MonitorOptions {
  readonly jsonLogs?: boolean;
}

/** Says where everything is: to a person in a few lines, to the log as one record. */
function announceReady(session: Session, monitor: RunningMonitor, config: FeederConfig): void {
  const { console, config: settings } = session;
  const { bases } = config;
  const lines = [
    'Weir follows npm. Alerts appear here, and a status line every 30 s.',
    `  feed       ${bases.feed}`,
    `  documents  ${bases.documents}`,
    `  evidence   ${settings.evidenceDir}`,
    `  log        ${console.logPlace}`,
    `  health     ${monitor.opsUrl}/readyz and ${monitor.opsUrl}/metrics`,
    'Ctrl-C stops it; the next start goes on from here.',
  ];
  for (const line of lines) console.show(line);
  session.deps.logger.info(
    { ...monitor.platform.labels, ...bases, evidenceDir: settings.evidenceDir, ops: monitor.opsUrl },
    'monitor is up',
  );
}

/** `weir monitor`: every service in one process, until it is told to stop. */
export async function runMonitor(options: MonitorOptions): Promise<number> {
  const session = startSession('monitor', options);
  announceStart(session, 'monitor');
  const { configureFeeder, readFeederEnv } = await import('@weir/feeder');
  const { configureAnalyzer, readAnalyzerEnv } = await import('@weir/analyzer');
  const config = {
    feeder: configureFeeder(readFeederEnv()),
    analyzer: configureAnalyzer(readAnalyzerEnv()),
  };
  const { startMonitor } = await import('../compose/monitor.ts');
  const { reportStatus } = await import('../compose/status.ts');
  return runLong(session, async (signal) => {
    const monitor = await startMonitor(session, config, signal);
    announceReady(session, monitor, config.feeder);
    void reportStatus(session, monitor, signal);
    return monitor;
  });
}
