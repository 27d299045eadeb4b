import { configureFeeder, type FeederConfig, readFeederEnv } from '@weir/feeder';
import { type RunningMonitor, startMonitor } from '../compose/monitor.ts';
import { runLong } from '../compose/run-long.ts';
import { type Session, startSession } from '../compose/session.ts';
import { reportStatus } from '../compose/status.ts';
import { readVersion } from '../version.ts';

export interface MonitorOptions {
  readonly jsonLogs?: boolean;
}

/** What a person reads once everything runs. */
export function banner(session: Session, monitor: RunningMonitor, config: FeederConfig): readonly string[] {
  const { labels } = monitor.platform;
  return [
    `Weir ${readVersion()} is running: feeder, analyzer and alerter in one process.`,
    `  registry  npm: feed ${config.bases.feed}, documents ${config.bases.documents}`,
    `  record    ${labels.database}, ${labels.bus}; evidence in ${session.config.evidenceDir}`,
    `  health    ${monitor.opsUrl}/readyz and /metrics`,
    ...(session.console.interactive ? [`  log       ${session.console.logPlace}`] : []),
    'Alerts appear here and status every 30 s. Ctrl-C stops; the next start goes on from here.',
  ];
}

/** `weir monitor`: every service in one process, until it is told to stop. */
export async function runMonitor(options: MonitorOptions): Promise<number> {
  const session = startSession('monitor', options);
  const config = configureFeeder(readFeederEnv());
  return runLong(session, async (signal) => {
    const monitor = await startMonitor(session, config, signal);
    for (const line of banner(session, monitor, config)) session.console.say(line);
    void reportStatus(session, monitor, signal);
    return monitor;
  });
}
