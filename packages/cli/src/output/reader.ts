/**
 * Lets a command stop early when nobody reads its output any more (`weir scan … | head`): `signal` is then aborted,
 * and the command cleans up and returns. Without this main.ts ends the process there and then.
 */
export function watchReader(stream: NodeJS.WriteStream): Disposable & { readonly signal: AbortSignal } {
  const gone = new AbortController();
  function onError(error: NodeJS.ErrnoException): void {
    if (error.code === 'EPIPE') gone.abort(new Error('nobody reads the output any more'));
  }
  stream.on('error', onError);
  return {
    signal: gone.signal,
    [Symbol.dispose]() {
      stream.off('error', onError);
    },
  };
}
