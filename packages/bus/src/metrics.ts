import { Counter, Gauge, Histogram, LATENCY_BUCKETS_SECONDS, type MetricsRegistry } from '@weir/runtime';

/** Everything the bus counts. Labels are groups, topics and outcomes, never keys. */
export interface BusMetrics {
  readonly handled: Counter<'group' | 'topic' | 'outcome'>;
  readonly handleSeconds: Histogram<'group'>;
  readonly lag: Gauge<'group' | 'topic'>;
  readonly parked: Counter<'group' | 'step'>;
  readonly deferred: Counter<'group'>;
  readonly redelivered: Counter<'group'>;
  readonly relayed: Counter<'topic'>;
  readonly rebalances: Counter<'group'>;
  readonly staleCommits: Counter<'group'>;
  readonly claimsLost: Counter<'group'>;
}

/** Declares the bus' metrics in a registry; once per registry. */
export function createBusMetrics(registry: MetricsRegistry): BusMetrics {
  const registers = [registry];
  return {
    handled: new Counter({
      name: 'weir_bus_handled_total',
      help: 'Messages handled, by outcome (done, drop, defer, park, invalid, error)',
      labelNames: ['group', 'topic', 'outcome'],
      registers,
    }),
    handleSeconds: new Histogram({
      name: 'weir_bus_handle_seconds',
      help: 'Seconds from the start of a handler to its outcome',
      labelNames: ['group'],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
    lag: new Gauge({
      name: 'weir_bus_lag_messages',
      help: 'Messages that wait or are in hand, when lag was last asked for',
      labelNames: ['group', 'topic'],
      registers,
    }),
    parked: new Counter({
      name: 'weir_bus_parked_total',
      help: 'Messages put aside for a person, by step',
      labelNames: ['group', 'step'],
      registers,
    }),
    deferred: new Counter({
      name: 'weir_bus_deferred_total',
      help: 'Messages put off to a later time',
      labelNames: ['group'],
      registers,
    }),
    redelivered: new Counter({
      name: 'weir_bus_redelivered_total',
      help: 'Deferred messages put back when due',
      labelNames: ['group'],
      registers,
    }),
    relayed: new Counter({
      name: 'weir_bus_relayed_total',
      help: 'Outbox rows that the broker confirmed',
      labelNames: ['topic'],
      registers,
    }),
    rebalances: new Counter({
      name: 'weir_bus_rebalances_total',
      help: 'Times a Kafka group member was assigned partitions anew',
      labelNames: ['group'],
      registers,
    }),
    staleCommits: new Counter({
      name: 'weir_bus_stale_commits_refused_total',
      help: 'Finished messages whose partition had been given up meanwhile: not committed',
      labelNames: ['group'],
      registers,
    }),
    claimsLost: new Counter({
      name: 'weir_bus_claims_lost_total',
      help: 'Finished messages of the embedded queue whose claim had lapsed: not acknowledged',
      labelNames: ['group'],
      registers,
    }),
  };
}
