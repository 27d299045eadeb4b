/**
 * A process of its own that takes messages and never ends one, for tests that kill it. Started by fork with
 * `kafka BROKERS PREFIX GROUP` or `embedded DATABASE_URL STORE_MODULE GROUP`; sends 'in hand' for its first message.
 */
import type { Clock, Emitter, Logger, SqlExecutor } from '@weir/model';
import { silentLogger, systemClock } from '@weir/runtime';
import type { WeirBus } from '../bus.ts';
import { createEmbeddedBus } from '../embedded/embedded-bus.ts';
import { createEmbeddedEmitter } from '../embedded/emitter.ts';
import { createKafkaBus } from '../kafka/kafka-bus.ts';
import { onlyGroup, testDeps } from './deps.ts';

/** The part of the store's module that is loaded by address: packages of this layer do not import each other. */
interface StoreModule {
  openStore(options: {
    databaseUrl: string;
    applicationName: string;
    poolMax: number;
    clock: Clock;
    logger: Logger;
    emitter: Emitter;
  }): Promise<{ readonly sql: SqlExecutor }>;
}

async function open([kind, where = '', more = '', group = '']: readonly string[]): Promise<WeirBus> {
  const groups = onlyGroup(group);
  if (kind === 'kafka') {
    const options = {
      brokers: where.split(','),
      clientId: 'stuck',
      topicPrefix: more,
      partitions: 4,
      groups,
    };
    return createKafkaBus(options, testDeps());
  }
  const storeModule = (await import(more)) as StoreModule;
  const store = await storeModule.openStore({
    databaseUrl: where,
    applicationName: 'stuck',
    poolMax: 3,
    clock: systemClock,
    logger: silentLogger,
    emitter: createEmbeddedEmitter({ groups }),
  });
  return createEmbeddedBus({ sql: store.sql, groups }, testDeps());
}

const args = process.argv.slice(2);
const bus = await open(args);
await bus.subscribe({
  group: args[3] ?? '',
  topics: ['releases.live'],
  concurrency: 2,
  handler: () => {
    process.send?.('in hand');
    return new Promise(() => {});
  },
});
