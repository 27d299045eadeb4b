import type { MetricsRegistry } from '@weir/runtime';

/** Sum of a counter's or gauge's values by one label, since this process started; empty when it does not exist. */
export async function readCounts(
  metrics: MetricsRegistry,
  name: string,
  label: string,
): Promise<ReadonlyMap<string, number>> {
  const found = await metrics.getSingleMetric(name)?.get();
  const counts = new Map<string, number>();
  for (const { labels, value } of found?.values ?? []) {
    const key = String((labels as Record<string, string | number | undefined>)[label] ?? '');
    counts.set(key, (counts.get(key) ?? 0) + value);
  }
  return counts;
}

/** Sum of all values of a counter or gauge. */
export async function readCount(metrics: MetricsRegistry, name: string): Promise<number> {
  return [...(await readCounts(metrics, name, '')).values()].reduce((sum, value) => sum + value, 0);
}
