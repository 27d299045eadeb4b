const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/**
 * Ctrl-C reaches us twice, from the terminal and from bin/weir, which passes on what it gets: within this time it is
 * one.
 */
const SAME_MS = 500;

/**
 * Lets a short command clean up when it is interrupted: the first signal aborts `signal`, and disposal then ends the
 * process by that same signal, so that shells and scripts see what happened. A second signal ends it at once.
 */
export function interruptible(): Disposable & { readonly signal: AbortSignal } {
  const stop = new AbortController();
  let caught: { readonly name: NodeJS.Signals; readonly atMs: number } | null = null;
  function release(): void {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
  function onSignal(name: NodeJS.Signals): void {
    const atMs = performance.now();
    if (caught !== null && name === caught.name && atMs - caught.atMs < SAME_MS) return;
    if (caught !== null) {
      release();
      process.kill(process.pid, name);
      return;
    }
    caught = { name, atMs };
    stop.abort(new Error(`interrupted by ${name}`));
  }
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: stop.signal,
    [Symbol.dispose]() {
      release();
      if (caught !== null) process.kill(process.pid, caught.name);
    },
  };
}
