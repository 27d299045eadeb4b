const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets a short command clean up when it is interrupted: the first signal aborts `signal`, and disposal then ends the
 * process by that same signal, so that shells and scripts see what happened. A second signal ends it at once.
 */
export function interruptible(): Disposable & { readonly signal: AbortSignal } {
  const stop = new AbortController();
  let caught: NodeJS.Signals | null = null;
  function release(): void {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
  function onSignal(name: NodeJS.Signals): void {
    caught = name;
    release();
    stop.abort(new Error(`interrupted by ${name}`));
  }
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: stop.signal,
    [Symbol.dispose]() {
      release();
      if (caught !== null) process.kill(process.pid, caught);
    },
  };
}
