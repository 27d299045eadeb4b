import { Counter, Gauge, Histogram, LATENCY_BUCKETS_SECONDS, type MetricsRegistry } from '@weir/runtime';

/** The feeder's metrics. Labels are registries, codes and outcomes, never names. */
export interface FeederMetrics {
  readonly rows: Counter<'registry'>;
  readonly problems: Counter<'registry' | 'code'>;
  readonly polls: Counter<'registry' | 'outcome'>;
  readonly following: Gauge<'registry'>;
  readonly lastRowSeconds: Gauge<'registry'>;
  readonly headRegressions: Counter<'registry'>;
  readonly lateRows: Counter<'registry'>;
  readonly lostRows: Counter<'registry'>;
  readonly sweeps: Counter<'registry' | 'kind'>;
  readonly peeks: Counter<'registry' | 'outcome'>;
  readonly lagSeconds: Gauge<'registry'>;
  readonly silenceSeconds: Gauge<'registry'>;
  readonly canaryOverdueSeconds: Gauge<'registry'>;
  readonly rechecks: Gauge<'kind'>;
  readonly openGaps: Gauge<'registry'>;
  readonly resolved: Counter<'registry' | 'outcome'>;
  readonly givenUp: Counter<'registry'>;
  readonly releases: Counter<'registry' | 'lane'>;
  readonly floods: Counter<'registry' | 'kind'>;
  readonly targets: Counter<'registry' | 'outcome'>;
  readonly seeded: Counter<'registry'>;
  readonly changes: Counter<'registry' | 'kind'>;
  readonly detectionSeconds: Histogram<'registry'>;
}

/** Declares the feeder's metrics in a registry. */
export function createFeederMetrics(register: MetricsRegistry): FeederMetrics {
  const registers = [register];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> =>
    new Gauge({ name, help, labelNames, registers });
  return {
    rows: counter('weir_feed_rows_total', 'Feed rows made durable.', ['registry']),
    problems: counter('weir_feed_problems_total', 'Unusable rows, versions and documents.', [
      'registry',
      'code',
    ]),
    polls: counter('weir_feed_polls_total', 'Looks at the feed by outcome.', ['registry', 'outcome']),
    following: gauge('weir_feed_following', '1 while this process follows the feed and it answers.', [
      'registry',
    ]),
    lastRowSeconds: gauge('weir_feed_last_row_timestamp_seconds', 'When the last row was seen (Unix time).', [
      'registry',
    ]),
    headRegressions: counter('weir_feed_head_regressions_total', 'Heads that fell behind the cursor.', [
      'registry',
    ]),
    lateRows: counter('weir_feed_late_rows_total', 'Rows that showed behind the cursor.', ['registry']),
    lostRows: counter('weir_feed_lost_rows_total', 'Revisions and deletions that only the sweep brought.', [
      'registry',
    ]),
    peeks: counter('weir_feed_peeks_total', 'Questions after young and popular packages by outcome.', [
      'registry',
      'outcome',
    ]),
    sweeps: counter('weir_feed_sweeps_total', 'Finished sweeps over all names.', ['registry', 'kind']),
    lagSeconds: gauge('weir_feed_lag_seconds', 'Since the last page was the newest one.', ['registry']),
    silenceSeconds: gauge('weir_feed_silence_seconds', 'Since the feed last had a row.', ['registry']),
    canaryOverdueSeconds: gauge(
      'weir_feed_canary_overdue_seconds',
      'How long the canary that is most overdue is overdue.',
      ['registry'],
    ),
    rechecks: gauge('weir_rechecks_rows', 'Work that waits for its time.', ['kind']),
    openGaps: gauge('weir_feed_gaps_rows', 'Open gaps.', ['registry']),
    resolved: counter('weir_resolve_total', 'Package documents read by outcome.', ['registry', 'outcome']),
    givenUp: counter('weir_resolve_given_up_total', 'Packages whose change never showed: recorded gaps.', [
      'registry',
    ]),
    releases: counter('weir_releases_total', 'Release files announced on the bus.', ['registry', 'lane']),
    floods: counter('weir_feed_floods_total', 'Packages and publishers that began to flood.', [
      'registry',
      'kind',
    ]),
    targets: counter('weir_targets_total', 'Looks for packages that releases bring in, by outcome.', [
      'registry',
      'outcome',
    ]),
    seeded: counter('weir_releases_seeded_total', 'Old versions noted as history.', ['registry']),
    changes: counter(
      'weir_release_changes_total',
      'Removals, yanks, quarantines, takedowns, and what was restored.',
      ['registry', 'kind'],
    ),
    detectionSeconds: new Histogram({
      name: 'weir_feed_detection_seconds',
      help: 'From the time the registry gives a release to its event.',
      labelNames: ['registry'],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
  };
}
