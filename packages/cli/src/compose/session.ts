import {
  configurePlatform,
  createProcessDeps,
  describeRecord,
  type PlatformConfig,
  type PlatformEnv,
  type ProcessDeps,
  readPlatformEnv,
  readVersion,
} from '@weir/platform';
import { defaultDataDir } from '@weir/store/data-dir';
import { type Console, openConsole } from '../output/console.ts';

/** Everything a command has before it opens anything: settings, console and the process' own dependencies. */
export interface Session {
  readonly env: PlatformEnv;
  readonly config: PlatformConfig;
  readonly console: Console;
  readonly deps: ProcessDeps;
  /** Nothing of it may reach real parts. */
  readonly alone: boolean;
}

export interface SessionOptions {
  readonly jsonLogs?: boolean;
  /** A short command: says what it has to say on stdout, and logs only what is wrong. */
  readonly quiet?: boolean;
  /** For a person even where stdout is no terminal. */
  readonly watched?: boolean;
  /** Instead of the user's data folder. */
  readonly dataDir?: string;
  /** Uses neither DATABASE_URL nor KAFKA_BROKERS, and any free port: nothing of a demo may reach real parts. */
  readonly alone?: boolean;
}

/**
 * Reads settings for a command that needs the platform.
 * Throws `ENV_INVALID` and `FAILPOINT_INVALID`, not retriable.
 */
export function startSession(service: string, options: SessionOptions = {}): Session {
  const given = readPlatformEnv();
  const { DATABASE_URL: _database, KAFKA_BROKERS: _brokers, ...unset } = given;
  const env = options.alone ? { ...unset, WEIR_HTTP_PORT: 0 } : given;
  const config = configurePlatform(env, options.dataDir ?? defaultDataDir());
  const console = openConsole({
    service,
    level: options.quiet && env.WEIR_LOG_LEVEL === 'info' ? 'warn' : env.WEIR_LOG_LEVEL,
    dataDir: config.dataDir,
    watched: options.watched ?? false,
    jsonLogs: options.jsonLogs ?? options.quiet ?? false,
  });
  return {
    env,
    config,
    console,
    alone: options.alone ?? false,
    deps: createProcessDeps(service, env, console.logger),
  };
}

/**
 * The first thing that a long-running command says, before it loads or starts anything heavy: on a busy machine the
 * first start takes seconds.
 */
export function announceStart(session: Session, name: string): void {
  const database = describeRecord(session.config);
  session.console.show(`Weir ${readVersion()} ${name} is starting: ${database}`);
  session.deps.logger.info({ version: readVersion(), database }, 'starting');
}
