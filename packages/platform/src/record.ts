import type { Emitter, Logger } from '@weir/model';
import type { Store } from '@weir/store';
import type { PlatformConfig } from './config.ts';
import type { ProcessDeps } from './process.ts';

/** The database, migrated and open. */
export interface OpenRecord extends AsyncDisposable {
  readonly store: Store;
  /** For people: whose Postgres, and where its data is. No credentials. */
  readonly label: string;
}

/** A database address without its password, for people. */
function describeDatabase(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    return `${url.hostname || 'local socket'}${url.port === '' ? '' : `:${url.port}`}${url.pathname}`;
  } catch {
    return 'given by DATABASE_URL';
  }
}

/** For people: whose Postgres, and where its data is. No credentials. */
export function describeRecord(config: PlatformConfig): string {
  return config.databaseUrl === null
    ? `own Postgres in ${config.dataDir}`
    : `Postgres ${describeDatabase(config.databaseUrl)}`;
}

/** The address of the database, starting Weir's own Postgres when none is given. */
export async function openDatabase(
  config: PlatformConfig,
  logger: Logger,
): Promise<AsyncDisposable & { readonly databaseUrl: string; readonly label: string }> {
  const label = describeRecord(config);
  if (config.databaseUrl !== null) {
    return {
      databaseUrl: config.databaseUrl,
      label,
      [Symbol.asyncDispose]: async () => {},
    };
  }
  logger.info({ dataDir: config.dataDir }, 'starting embedded Postgres');
  const { startEmbeddedPostgres } = await import('@weir/store');
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, logger });
  return {
    databaseUrl: embedded.databaseUrl,
    label,
    [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose](),
  };
}

async function chooseEmitter(config: PlatformConfig): Promise<Emitter | 'outbox'> {
  if (config.kafkaBrokers !== null) return 'outbox';
  return (await import('@weir/bus')).createEmbeddedEmitter();
}

/**
 * Starts or reaches Postgres, brings it to this version and opens the store.
 * Throws AppErrors of packages/store; what was started is stopped again.
 */
export async function openRecord(config: PlatformConfig, deps: ProcessDeps): Promise<OpenRecord> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase(config, deps.logger));
  const { migrate, openStore } = await import('@weir/store');
  await migrate(database.databaseUrl);
  const store = stack.use(
    await openStore({
      databaseUrl: database.databaseUrl,
      applicationName: `weir-${deps.service}`,
      poolMax: config.poolMax,
      clock: deps.clock,
      logger: deps.logger,
      emitter: await chooseEmitter(config),
    }),
  );
  const owned = stack.move();
  return { store, label: database.label, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
