/** A promise with a handle, and a count of who waits: for handlers that tests hold back. */
export interface Gate {
  readonly waiting: () => number;
  wait(): Promise<void>;
  open(): void;
}

/** A closed gate. */
export function createGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  return {
    waiting: () => count,
    wait() {
      count += 1;
      return promise;
    },
    open: resolve,
  };
}
