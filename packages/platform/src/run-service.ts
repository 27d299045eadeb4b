import { createLogger, type RunningProgram } from '@weir/runtime';
import { defaultDataDir } from '@weir/store/data-dir';
import { configurePlatform, type PlatformConfig } from './config.ts';
import { readPlatformEnv } from './env.ts';
import { type Checks, startOps } from './ops.ts';
import { openPlatform, type Platform } from './platform.ts';
import { createProcessDeps } from './process.ts';
import { describeRecord } from './record.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { readVersion } from './version.ts';

/** A service on an open platform, which stays the caller's. */
export interface RunningService extends RunningProgram {
  /** What `/readyz` asks besides the platform. */
  readonly checks?: Checks;
}

/**
 * Runs one service as a process of its own: opens the platform, starts the service and the ops server, drains when it
 * is told to stop. Logs JSON to stderr: stdout is left to alerts. Returns the exit code: 0 after a clean stop, else 1.
 * Throws `ENV_INVALID` and `FAILPOINT_INVALID`, not retriable; what fails later is logged.
 * @param overrides what tests set otherwise.
 */
export async function runService(
  service: string,
  start: (platform: Platform) => Promise<RunningService>,
  overrides: Partial<PlatformConfig> = {},
): Promise<number> {
  const env = readPlatformEnv();
  const config = { ...configurePlatform(env, defaultDataDir()), ...overrides };
  const logger = createLogger({ service, level: env.WEIR_LOG_LEVEL, fd: 2 });
  const deps = createProcessDeps(service, env, logger);
  logger.info({ version: readVersion(), database: describeRecord(config) }, 'starting');
  const onStopping = (): void => logger.info({}, 'stopping: what is in hand is finished first');
  return runUntilStopped(logger, { onStopping }, async (signal) => {
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(await openPlatform(config, deps));
    const running = await start(platform);
    stack.use(running.resources);
    const ops = stack.use(await startOps(platform, signal, running.checks));
    logger.info({ ...platform.labels, ops: ops.url }, 'service is up');
    const stopped = Promise.race([platform.stopped, ...(running.stopped ? [running.stopped] : [])]);
    return { resources: stack.move(), stopped };
  });
}
