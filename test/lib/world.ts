import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SlackStandIn, startSlackStandIn } from '@weir/alerts/slack/stand-in';
import { type NpmStandIn, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { silentLogger, systemClock } from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { startTestPostgres } from '@weir/store/testing';
import { startKafka } from '@weir/testkit/kafka';

export type Adapter = 'embedded' | 'kafka';

/** Everything around the program under test: the registry, the channel, the database, the broker. */
export interface TestWorld extends AsyncDisposable {
  readonly adapter: Adapter;
  readonly standIn: NpmStandIn;
  readonly slack: SlackStandIn;
  /** For reading the record; emits nothing. */
  readonly store: Store;
  /** A private directory: `WEIR_DATA` of the program. */
  readonly dataDir: string;
  /** What makes `weir monitor` use this world. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a world with a registry stand-in, a Slack stand-in, a migrated Postgres and, for `kafka`, a broker.
 * @param brokers a broker that runs already; its topics are kept apart by a prefix.
 */
export async function startTestWorld(adapter: Adapter, brokers?: readonly string[]): Promise<TestWorld> {
  await using stack = new AsyncDisposableStack();
  const standIn = stack.use(await startNpmStandIn());
  const slack = stack.use(await startSlackStandIn({ clock: systemClock }));
  const postgres = stack.use(await startTestPostgres());
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-test-world-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const env: Record<string, string> = {
    DATABASE_URL: postgres.databaseUrl,
    WEIR_DATA: dataDir,
    WEIR_HTTP_PORT: '0',
    WEIR_NPM_FEED_URL: standIn.feedUrl,
    WEIR_NPM_DOCUMENTS_URL: standIn.url,
    WEIR_SLACK_WEBHOOK_URL: slack.url,
  };
  if (adapter === 'kafka') {
    const given = brokers ?? stack.use(await startKafka()).brokers;
    env.KAFKA_BROKERS = given.join(',');
    env.WEIR_KAFKA_TOPIC_PREFIX = `test-${Math.trunc(systemClock.now())}-`;
  }
  const store = stack.use(
    await openStore({
      databaseUrl: postgres.databaseUrl,
      applicationName: 'weir-test-ledger',
      poolMax: 2,
      clock: systemClock,
      logger: silentLogger,
      emitter: 'outbox',
    }),
  );
  const owned = stack.move();
  return { adapter, standIn, slack, store, dataDir, env, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
