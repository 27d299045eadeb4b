/**
 * Runs tasks at once, the others aborted when one fails, and ends only when all have: nothing of them is at work any
 * more. Throws what failed first.
 */
export async function together(
  signal: AbortSignal,
  ...tasks: readonly ((signal: AbortSignal) => Promise<void>)[]
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let first: { readonly error: unknown } | null = null;
  async function run(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await task(either);
    } catch (error) {
      first ??= { error };
      failed.abort(error);
    }
  }
  await Promise.all(tasks.map(run));
  if (first !== null) throw (first as { readonly error: unknown }).error;
}
