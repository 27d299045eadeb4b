/** A promise that tells how a subscription ended. */
export interface StopSignal {
  /** Rejects on the first `fail`, resolves on `end`; never an unhandled rejection. */
  readonly stopped: Promise<void>;
  fail(error: unknown): void;
  end(): void;
}

/** An open stop signal; the first of `fail` and `end` decides. */
export function createStopSignal(): StopSignal {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => {});
  return { stopped: promise, fail: reject, end: resolve };
}
