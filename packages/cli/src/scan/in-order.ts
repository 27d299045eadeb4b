/** Results that may wait for one before them: they are in memory. */
const AHEAD_MAX = 64;

/**
 * Works on at most `jobs` items at once and hands the results over in the order of the items, each as soon as those
 * before it are out, however slowly items arrive. At most `aheadMax` items are begun and not yet handed over.
 * @param work must not throw: failures are results.
 */
export async function forEachInOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  jobs: number,
  work: (item: T) => Promise<R>,
  out: (result: R) => void,
  aheadMax = Math.max(AHEAD_MAX, jobs),
): Promise<void> {
  const running = new Set<Promise<R>>();
  const unprinted: Promise<void>[] = [];
  async function print(before: Promise<void> | undefined, job: Promise<R>): Promise<void> {
    await before;
    out(await job);
    void unprinted.shift();
  }
  let last: Promise<void> | undefined;
  for await (const item of items) {
    const job = work(item);
    running.add(job);
    void job.finally(() => running.delete(job));
    last = print(last, job);
    unprinted.push(last);
    if (running.size >= jobs) await Promise.race(running);
    if (unprinted.length >= aheadMax) await unprinted[0];
  }
  await last;
}
