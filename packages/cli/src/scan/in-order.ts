/**
 * Works on at most `jobs` items at once and hands the results over in the order of the items, each as soon as those
 * before it are out, however slowly items arrive.
 * @param work must not throw: failures are results.
 */
export async function forEachInOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  jobs: number,
  work: (item: T) => Promise<R>,
  out: (result: R) => void,
): Promise<void> {
  const running = new Set<Promise<R>>();
  let printed = Promise.resolve();
  for await (const item of items) {
    const job = work(item);
    running.add(job);
    void job.finally(() => running.delete(job));
    printed = printed.then(async () => out(await job));
    if (running.size >= jobs) await Promise.race(running);
  }
  await printed;
}
