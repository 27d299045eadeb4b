/** The `q`-quantile (0..1) of unsorted numbers by nearest rank; NaN when there are none. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** What a latency is reported as: milliseconds, rounded, with how many it was measured on. */
export interface LatencySummary {
  readonly samples: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Summary of latencies in milliseconds. */
export function summarizeMs(values: readonly number[]): LatencySummary {
  return {
    samples: values.length,
    p50Ms: Math.round(quantile(values, 0.5)),
    p95Ms: Math.round(quantile(values, 0.95)),
    maxMs: Math.round(quantile(values, 1)),
  };
}
