import type { Verdict } from '@weir/model';
import { Counter, Histogram, LATENCY_BUCKETS_SECONDS, type MetricsRegistry } from '@weir/runtime';

export interface AnalyzerMetrics {
  /** Verdicts recorded, by verdict, those about unread files included. */
  readonly verdicts: Counter<'verdict'>;
  /** Seconds in the worker pool, waiting for a worker included. */
  readonly analysisSeconds: Histogram;
  /** Fetches without a file, by kind: `unavailable`, `too-large`, or an error's code. */
  readonly fetchFailures: Counter<'kind'>;
  /** Analyses under larger budgets: scheduled, done, put off, given up. */
  readonly slow: Counter<'outcome'>;
  /**
   * Releases for which it matters what the one before could do, by outcome: `stored` and `fetched` ones were compared, `sibling` ones by what a file before them has;
   * what kept the others from it is `no-file`, `unavailable`, `too-large`, `mismatch`, `unreadable`, `late`, `failed`
   * or an error's code.
   */
  readonly comparisons: Counter<'outcome'>;
  /**
   * Young packages whose names are near a popular one's, by what came of holding them against that: a `copy`, `own-code`,
   * `same-people`, `absent`, or what kept them from it, as of `comparisons`.
   */
  readonly originals: Counter<'outcome'>;
  /** Files put off, by kind as `fetchFailures`. */
  readonly deferred: Counter<'kind'>;
  /** Files whose bytes did not have the digest that the registry declares. */
  readonly mismatches: Counter;
  /** Seconds to the verdict, from `published` (the registry's time) or `seen` (the feed's row in our hands). */
  readonly latency: Histogram<'since'>;
}

/** Declares the analyzer's metrics in the process' registry. */
export function createAnalyzerMetrics(registry: MetricsRegistry): AnalyzerMetrics {
  const registers = [registry];
  return {
    verdicts: new Counter({
      name: 'weir_analyzer_verdicts_total',
      help: 'Verdicts recorded',
      labelNames: ['verdict'],
      registers,
    }),
    analysisSeconds: new Histogram({
      name: 'weir_analyzer_analysis_seconds',
      help: 'Time in the worker pool, waiting included',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
    fetchFailures: new Counter({
      name: 'weir_analyzer_fetch_failures_total',
      help: 'Fetches that gave no file',
      labelNames: ['kind'],
      registers,
    }),
    comparisons: new Counter({
      name: 'weir_analyzer_comparisons_total',
      help: 'Releases for which it matters what the one before could do, by where that came from or why it did not',
      labelNames: ['outcome'],
      registers,
    }),
    originals: new Counter({
      name: 'weir_analyzer_originals_total',
      help: 'Young packages with names near popular ones, by what came of holding them against those',
      labelNames: ['outcome'],
      registers,
    }),
    deferred: new Counter({
      name: 'weir_analyzer_deferred_total',
      help: 'Files put off because they are not there yet',
      labelNames: ['kind'],
      registers,
    }),
    slow: new Counter({
      name: 'weir_analyzer_slow_total',
      help: 'Analyses under larger budgets of what live ones left incomplete, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    mismatches: new Counter({
      name: 'weir_analyzer_digest_mismatches_total',
      help: 'Files whose bytes did not have the declared digest',
      registers,
    }),
    latency: new Histogram({
      name: 'weir_analyzer_verdict_latency_seconds',
      help: 'Time from publication, or from the feed row, to the stored verdict',
      labelNames: ['since'],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
  };
}

/** The same metrics for work that is late on purpose: its latency is nobody's. */
export function untimed(metrics: AnalyzerMetrics): AnalyzerMetrics {
  const latency = new Histogram({
    name: 'weir_analyzer_untimed_latency_seconds',
    help: 'Not registered',
    labelNames: ['since'],
    registers: [],
  });
  return { ...metrics, latency };
}

/** Times one verdict from the registry's and from our own first sight. Replays and backfills are not news: not timed. */
export function observeVerdict(
  metrics: AnalyzerMetrics,
  verdict: Verdict,
  times: {
    readonly decidedAt: Date;
    readonly publishedAt: string | null;
    readonly seenAt: string;
    readonly live: boolean;
  },
): void {
  metrics.verdicts.inc({ verdict });
  if (!times.live) return;
  const since = (start: string): number => Math.max(0, times.decidedAt.getTime() - Date.parse(start)) / 1000;
  if (times.publishedAt !== null) metrics.latency.observe({ since: 'published' }, since(times.publishedAt));
  metrics.latency.observe({ since: 'seen' }, since(times.seenAt));
}
