/** Hands chunks from code that pushes to code that pulls, one at a time. */
export interface Channel<T> extends AsyncIterable<T> {
  /** Resolves once the chunk was taken and the next is asked for; false when nobody wants more. */
  push(item: T): Promise<boolean>;
  /** To be called once: ends the iteration, with an error when there is one. */
  close(error?: unknown): void;
}

/** A channel for one producer and one consumer. */
export function createChannel<T>(): Channel<T> {
  let offered: { readonly item: T; readonly answer: (more: boolean) => void } | null = null;
  let closed: { readonly error: unknown } | null = null;
  let left = false;
  let wake: (() => void) | null = null;

  function signal(): void {
    wake?.();
    wake = null;
  }

  return {
    push(item) {
      if (left) return Promise.resolve(false);
      return new Promise<boolean>((answer) => {
        offered = { item, answer };
        signal();
      });
    },
    close(error) {
      closed = { error };
      signal();
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          if (offered) {
            const { item, answer } = offered;
            yield item;
            offered = null;
            answer(true);
          } else if (closed) {
            if (closed.error !== undefined) throw closed.error;
            return;
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        left = true;
        offered?.answer(false);
        offered = null;
      }
    },
  };
}
