/**
 * A consumer in a process of its own, for tests that kill it. Started by fork with one JSON argument, see
 * {@link WorkerSpec}; sends 'ready' when it has subscribed and 'in hand' for each message. Ends with its parent.
 */
import { appendFileSync } from 'node:fs';
import type { Clock, Emitter, Logger, SqlExecutor } from '@weir/model';
import { armFailpoints, silentLogger, systemClock } from '@weir/runtime';
import type { WeirBus } from '../bus.ts';
import { createEmbeddedBus } from '../embedded/embedded-bus.ts';
import { createEmbeddedEmitter } from '../embedded/emitter.ts';
import { createKafkaBus } from '../kafka/kafka-bus.ts';
import { onlyGroup, testDeps } from './deps.ts';
import { reasonOf } from './events.ts';
import type { WorkerSpec } from './fork-worker.ts';

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

async function open(spec: WorkerSpec): Promise<WeirBus> {
  const groups = onlyGroup(spec.group);
  const deps = { ...testDeps(), failpoints: armFailpoints(spec.failpoints ?? '', undefined) };
  if (spec.bus.kind === 'kafka') {
    const { brokers, topicPrefix } = spec.bus;
    return createKafkaBus({ brokers, clientId: 'worker', topicPrefix, partitions: 4, groups }, deps);
  }
  const storeModule = (await import(spec.bus.storeModule)) as StoreModule;
  const store = await storeModule.openStore({
    databaseUrl: spec.bus.databaseUrl,
    applicationName: 'worker',
    poolMax: 3,
    clock: systemClock,
    logger: silentLogger,
    emitter: createEmbeddedEmitter({ groups }),
  });
  const lease = spec.bus.leaseMs === undefined ? {} : { leaseMs: spec.bus.leaseMs };
  return createEmbeddedBus({ sql: store.sql, groups, ...lease }, deps);
}

process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
const spec = JSON.parse(process.argv[2] ?? '') as WorkerSpec;
const bus = await open(spec);
await bus.subscribe({
  group: spec.group,
  topics: ['releases.live'],
  concurrency: 4,
  async handler({ key, event }) {
    process.send?.('in hand');
    if (spec.logFile === undefined) return new Promise(() => {});
    await systemClock.sleep(3);
    appendFileSync(spec.logFile, `${key} ${reasonOf(event)}\n`);
    return { kind: 'done' };
  },
});
process.send?.('ready');
