import { configureFeeder, readFeederEnv } from '@weir/feeder';
import { openPlatform, type Platform, startOps } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import { runLong } from '../compose/run-long.ts';
import { startAlerterOn, startAnalyzerOn, startFeederOn } from '../compose/services.ts';
import { announceStart, type Session, startSession } from '../compose/session.ts';

export type ServiceName = 'feeder' | 'analyzer' | 'alerter';

function startOn(service: ServiceName, platform: Platform, session: Session): Promise<RunningProgram> {
  const config = configureFeeder(readFeederEnv());
  switch (service) {
    case 'feeder':
      return startFeederOn(platform, config);
    case 'analyzer':
      return startAnalyzerOn(platform, config, false);
    case 'alerter':
      return startAlerterOn(platform, session);
  }
}

/** `weir feeder`, `weir analyzer`, `weir alerter`: one service alone; several processes share database and bus. */
export async function runService(service: ServiceName): Promise<number> {
  const session = startSession(service, { jsonLogs: true });
  announceStart(session, service);
  return runLong(session, async (signal) => {
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(await openPlatform(session.config, session.deps));
    const program = await startOn(service, platform, session);
    stack.use(program.resources);
    const ops = stack.use(await startOps(platform, signal));
    session.console.logger.info({ ...platform.labels, ops: ops.url }, 'service is up');
    const stopped = Promise.race([platform.stopped, ...(program.stopped ? [program.stopped] : [])]);
    return { resources: stack.move(), stopped };
  });
}
