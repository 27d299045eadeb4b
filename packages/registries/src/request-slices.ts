import { type Allowance, AppError, type Clock, type RequestPriority } from '@weir/model';
import { allowanceCeiling } from './allowance-ceiling.ts';

/** How long a caller waits before it asks again once the allowance is spent. */
const SPENT_RETRY_MS = 600_000;
/** What a crash loses of the allowance at most, for each kind of work, until a slice proves to be used up soon. */
const FIRST_SLICE = 16;
/** A slice that lasts this long costs Postgres little; one that lasts four times as long is mostly at risk. */
const AIM_MS = 30_000;

/** For one-shot commands without a database: grants everything. */
export const unlimitedAllowance: Allowance = {
  lease: async (_account, _priority, wanted) => wanted,
  giveBack: async () => {},
};

/**
 * How many requests to lease after a slice of `size` lasted `lastedMs`: twice as many when it was used up soon, half
 * as many when it was not, between {@link FIRST_SLICE} and `sizeMax`. Pure.
 */
export function nextSliceSize(size: number, lastedMs: number, sizeMax: number): number {
  const next = lastedMs < AIM_MS ? size * 2 : lastedMs > AIM_MS * 4 ? Math.ceil(size / 2) : size;
  return Math.min(sizeMax, Math.max(FIRST_SLICE, next));
}

interface Slice {
  readonly account: string;
  readonly priority: RequestPriority;
  left: number;
  size: number;
  leasedAtMs: number | null;
  refill: Promise<void> | null;
}

/** Pays requests one by one from slices of the allowance. */
export interface RequestSlices extends AsyncDisposable {
  /**
   * Pays one request. Throws AppError `REQUEST_ALLOWANCE_SPENT` (retriable, `retryAfterMs` in fields) when nothing is
   * left for this priority, what the allowance throws, and after disposal an Error.
   */
  pay(account: string, priority: RequestPriority): Promise<void>;
}

/**
 * Slices of the allowance, one for each account and priority. They begin small, so that a process that is killed time
 * and again does not eat the month, and grow with use. Disposal gives back what was not used; when the allowance does
 * not answer then, that slice stays spent.
 */
export function createRequestSlices(options: {
  readonly allowance: Allowance;
  readonly clock: Clock;
  readonly monthlyMax: number;
  /** Requests leased at once, at most. */
  readonly sizeMax: number;
}): RequestSlices {
  const { allowance, clock, monthlyMax, sizeMax } = options;
  const slices = new Map<string, Slice>();
  let isClosed = false;

  function throwIfClosed(): void {
    if (isClosed) throw new Error('requests are closed');
  }

  function sliceOf(account: string, priority: RequestPriority): Slice {
    const key = `${priority} ${account}`;
    const slice = slices.get(key) ?? {
      account,
      priority,
      left: 0,
      size: Math.min(FIRST_SLICE, sizeMax),
      leasedAtMs: null,
      refill: null,
    };
    slices.set(key, slice);
    return slice;
  }

  async function refill(slice: Slice): Promise<void> {
    const { account, priority } = slice;
    const nowMs = clock.now();
    const at = new Date(nowMs);
    if (slice.leasedAtMs !== null) slice.size = nextSliceSize(slice.size, nowMs - slice.leasedAtMs, sizeMax);
    const ceiling = allowanceCeiling(priority, monthlyMax, at);
    const granted = await allowance.lease(account, priority, slice.size, ceiling, at);
    slice.leasedAtMs = nowMs;
    slice.left += granted;
    if (granted > 0) return;
    throw new AppError(
      'REQUEST_ALLOWANCE_SPENT',
      `the month's requests to ${account} are used up for ${priority} work; raise the allowance or wait`,
      { retriable: true, fields: { account, priority, monthlyMax, retryAfterMs: SPENT_RETRY_MS } },
    );
  }

  async function giveBack(slice: Slice): Promise<void> {
    const { account, priority } = slice;
    // What is being leased arrives first; that it failed is its caller's to know.
    await slice.refill?.catch(() => {});
    const { left, leasedAtMs } = slice;
    slice.left = 0;
    if (left > 0 && leasedAtMs !== null)
      await allowance.giveBack(account, priority, left, new Date(leasedAtMs));
  }

  return {
    async pay(account, priority) {
      throwIfClosed();
      const slice = sliceOf(account, priority);
      while (slice.left === 0) {
        // One lease for a burst of requests.
        slice.refill ??= refill(slice).finally(() => {
          slice.refill = null;
        });
        await slice.refill;
        throwIfClosed();
      }
      slice.left--;
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await Promise.allSettled([...slices.values()].map(giveBack));
    },
  };
}
