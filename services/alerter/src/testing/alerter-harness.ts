import { type SlackStandIn, startSlackStandIn } from '@weir/alerts/slack/stand-in';
import { sampleVerdict } from '@weir/alerts/testing';
import {
  createBusMetrics,
  createEmbeddedBus,
  createEmbeddedEmitter,
  createKafkaBus,
  createOutboxRelay,
  prepareEmbeddedQueues,
  type WeirBus,
} from '@weir/bus';
import { createId, type VerdictRecorded } from '@weir/model';
import { createMetricsRegistry, noFailpoints, silentLogger, systemClock } from '@weir/runtime';
import { openStore, type Store } from '@weir/store';
import { startTestPostgres } from '@weir/store/testing';
import { QUICK_BUS_LEASE_MS } from './quick-alerter.ts';

/** What people in the channel saw of one alert, oldest first: whether each message was marked. */
export type SeenByVerdict = ReadonlyMap<
  string,
  readonly { readonly marked: boolean; readonly atMs: number }[]
>;

/** A real Postgres with its queue, a webhook stand-in, and verdicts to put on the bus. */
export interface AlerterHarness extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly store: Store;
  readonly slack: SlackStandIn;
  /** A consumer's bus, as a process of its own would open it; closed with the harness at the latest. */
  openBus(): Promise<WeirBus>;
  /** Puts critical verdicts of new releases on the bus, as the analyzer does. Returns their ids. */
  emitVerdicts(count: number): Promise<readonly string[]>;
  emit(verdict: VerdictRecorded): Promise<void>;
  seen(): SeenByVerdict;
  /** Alerts that are neither delivered nor given up. */
  openAlerts(): Promise<number>;
}

/** Which bus carries the verdicts; topics of a broker are kept apart by a prefix. */
export type HarnessBus = 'embedded' | { readonly brokers: readonly string[]; readonly topicPrefix: string };

/** Starts an {@link AlerterHarness} on a database of its own. */
export async function startAlerterHarness(via: HarnessBus = 'embedded'): Promise<AlerterHarness> {
  await using stack = new AsyncDisposableStack();
  const { databaseUrl } = stack.use(await startTestPostgres());
  const store = stack.use(
    await openStore({
      databaseUrl,
      applicationName: 'weir-alerter-test',
      poolMax: 4,
      clock: systemClock,
      logger: silentLogger,
      emitter: via === 'embedded' ? createEmbeddedEmitter() : 'outbox',
    }),
  );
  const slack = stack.use(await startSlackStandIn({ clock: systemClock }));
  const busDeps = {
    clock: systemClock,
    logger: silentLogger,
    failpoints: noFailpoints,
    shelf: store.shelf,
  };
  const buses = stack.use(new AsyncDisposableStack());

  async function openBus(): Promise<WeirBus> {
    const deps = { ...busDeps, metrics: createBusMetrics(createMetricsRegistry()) };
    return buses.use(
      via === 'embedded'
        ? await createEmbeddedBus({ sql: store.sql, leaseMs: QUICK_BUS_LEASE_MS }, deps)
        : await createKafkaBus({ ...via, clientId: 'alerter-test', partitions: 4 }, deps),
    );
  }

  if (via === 'embedded') await prepareEmbeddedQueues(store.sql, silentLogger);
  else {
    const metrics = createBusMetrics(createMetricsRegistry());
    buses.use(createOutboxRelay({ ...busDeps, metrics, outbox: store.outbox, bus: await openBus() }));
  }
  let made = 0;

  async function emit(verdict: VerdictRecorded): Promise<void> {
    const { verdictId: id, decidedAt: time } = verdict;
    await store.transaction((tx) =>
      tx.emit([{ id, source: '/analyzer', type: 'verdict.recorded.v1', time, data: verdict }]),
    );
  }

  const owned = stack.move();
  return {
    databaseUrl,
    store,
    slack,
    openBus,
    emit,
    async emitVerdicts(count) {
      const ids: string[] = [];
      for (let index = 0; index < count; index++) {
        const now = new Date(systemClock.now());
        const verdictId = createId(now);
        const { release } = sampleVerdict();
        const name = `left-padding-${++made}`;
        await emit(
          sampleVerdict({
            verdictId,
            release: { ...release, name, displayName: name, purl: `pkg:npm/${name}@1.0.1` },
            seenAt: now.toISOString(),
            publishedAt: now.toISOString(),
            decidedAt: now.toISOString(),
          }),
        );
        ids.push(verdictId);
      }
      return ids;
    },
    seen() {
      const byVerdict = new Map<string, { marked: boolean; atMs: number }[]>();
      for (const { taken, body, arrivedAtMs: atMs } of slack.requests) {
        const id = /verdict `(?<id>[0-9a-f-]{36})`/.exec(body)?.groups?.id;
        if (!taken || id === undefined) continue;
        const marked = /possibly a duplicate/i.test(body);
        byVerdict.set(id, [...(byVerdict.get(id) ?? []), { marked, atMs }]);
      }
      return byVerdict;
    },
    async openAlerts() {
      const counts = await store.alerts.counts();
      return counts.filter(({ state }) => state === 'open').reduce((sum, { rows }) => sum + rows, 0);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
