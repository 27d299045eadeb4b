import { Counter, Histogram, LATENCY_BUCKETS_SECONDS, type MetricsRegistry } from '@weir/runtime';

export interface AlerterMetrics {
  /** Alerts opened, by channel. */
  readonly opened: Counter<'channel'>;
  /** Attempts that came to an end, by channel and outcome (`delivered`, `rate-limited`, `unreachable`, `ambiguous`, `rejected`). */
  readonly sent: Counter<'channel' | 'outcome'>;
  /** Seconds from `published` or `verdict` to the receipt, of delivered alerts. */
  readonly latency: Histogram<'channel' | 'since'>;
}

/** Declares the alerter's metrics in the process' registry. */
export function createAlerterMetrics(registry: MetricsRegistry): AlerterMetrics {
  return {
    opened: new Counter({
      name: 'weir_alerts_opened_total',
      help: 'Alerts opened for verdicts of level high and critical',
      labelNames: ['channel'],
      registers: [registry],
    }),
    sent: new Counter({
      name: 'weir_alerts_sent_total',
      help: 'Attempts to send an alert, by what became of them',
      labelNames: ['channel', 'outcome'],
      registers: [registry],
    }),
    latency: new Histogram({
      name: 'weir_alert_latency_seconds',
      help: 'Time from publication, or from the verdict, to the receipt of the alert',
      labelNames: ['channel', 'since'],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers: [registry],
    }),
  };
}
