import type { Clock, Emitter } from '@weir/model';
import { silentLogger } from '@weir/runtime';
import type { Store } from '../api.ts';
import { openStore } from '../open.ts';
import { startTestPostgres } from './index.ts';

/** A clock that stands still until a test moves it; `sleep` is real, since waits here end by an event. */
export interface SettableClock extends Clock {
  set(at: Date): void;
  advance(ms: number): void;
}

export function settableClock(start: Date): SettableClock {
  let now = start.getTime();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
    set: (at) => {
      now = at.getTime();
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

export interface StoreHarness extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly clock: SettableClock;
  readonly store: Store;
  /** Another process on the same database, as far as Postgres can tell. */
  openAnother(): Promise<Store>;
}

/** A store on a database of its own, with a clock that the test moves. */
export async function startStoreHarness(
  options: { readonly emitter?: Emitter | 'outbox'; readonly now?: Date } = {},
): Promise<StoreHarness> {
  const stack = new AsyncDisposableStack();
  try {
    const { databaseUrl } = stack.use(await startTestPostgres());
    const clock = settableClock(options.now ?? new Date());
    const openAnother = async (): Promise<Store> =>
      stack.use(
        await openStore({
          databaseUrl,
          applicationName: 'weir-test',
          poolMax: 10,
          clock,
          logger: silentLogger,
          emitter: options.emitter ?? 'outbox',
        }),
      );
    const store = await openAnother();
    await store.ensurePartitions(new Date(clock.now()));
    return { databaseUrl, clock, store, openAnother, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
