import { AppError, type Clock, type RequestPriority } from '@weir/model';
import { type HttpClient, type HttpGetOptions, type HttpResponse, parseRetryAfterMs } from '@weir/runtime';
import PQueue from 'p-queue';
import { allowanceCeiling, REQUEST_PRIORITIES } from './allowance-ceiling.ts';

/** Requests a month that one registry gets from us: below the five million that npm's terms call unreasonable. */
export const MONTHLY_REQUESTS_MAX = 4_500_000;
/** How long a caller waits before it asks again once the allowance is spent. */
const SPENT_RETRY_MS = 600_000;

/** The monthly request allowance, shared by all processes (the store's AllowanceRepository fits). */
export interface Allowance {
  /** Leases up to `wanted` requests; 0 when `monthlyMax` is reached. */
  lease(host: string, wanted: number, monthlyMax: number, at: Date): Promise<number>;
}

/** For one-shot commands without a database: grants everything. */
export const unlimitedAllowance: Allowance = { lease: async (_host, wanted) => wanted };

export interface RequestsOptions {
  readonly http: HttpClient;
  readonly allowance: Allowance;
  readonly clock: Clock;
  /** 0 ≤ random() < 1; spreads restarts after a pause. */
  readonly random: () => number;
  /**
   * Under whose name a host's requests are counted: a registry's feed and documents share one allowance. Default:
   * each host its own.
   */
  readonly accountOf?: (host: string) => string;
  readonly monthlyMax?: number;
  /** Requests at once on one host. */
  readonly concurrency?: number;
  /** Requests leased at once; at most this many of the allowance are lost with a crash. */
  readonly sliceSize?: number;
}

export interface Prioritized {
  readonly priority: RequestPriority;
}

/** The HTTP client of registries: every request is queued by host and priority and paid from the allowance. */
export interface Requests extends AsyncDisposable {
  get(url: string, options: HttpGetOptions & Prioritized): ReturnType<HttpClient['get']>;
  download(
    url: string,
    options: Parameters<HttpClient['download']>[1] & Prioritized,
  ): ReturnType<HttpClient['download']>;
}

interface Host {
  readonly queue: PQueue;
  /** Pauses that the host asked for and that are not over. */
  pauses: number;
}

interface Slice {
  left: number;
  refill: Promise<void> | null;
}

/**
 * Wraps an HTTP client: one queue a host, urgent requests first, each paid from a slice of the monthly allowance.
 * An answer 429, or 503 with Retry-After, stops its whole host for as long as it asks (60 s when it does not say).
 *
 * Throws what the HTTP client throws, and AppError `REQUEST_ALLOWANCE_SPENT` (retriable, `retryAfterMs` in fields)
 * when the allowance is used up for this priority: the month's, or for work that can wait the day's.
 */
export function createRequests(options: RequestsOptions): Requests {
  const { clock, http } = options;
  const monthlyMax = options.monthlyMax ?? MONTHLY_REQUESTS_MAX;
  const sliceSize = options.sliceSize ?? 200;
  const accountOf = options.accountOf ?? ((host: string): string => host);
  const hosts = new Map<string, Host>();
  const slices = new Map<string, Slice>();
  const closing = new AbortController();

  function hostFor(name: string): Host {
    const known = hosts.get(name);
    if (known) return known;
    const host = { queue: new PQueue({ concurrency: options.concurrency ?? 8 }), pauses: 0 };
    hosts.set(name, host);
    return host;
  }

  /** Single-flight per slice: a burst of requests leases once. */
  async function pay(account: string, priority: RequestPriority): Promise<void> {
    const key = `${priority} ${account}`;
    const slice = slices.get(key) ?? { left: 0, refill: null };
    slices.set(key, slice);
    while (slice.left === 0) {
      const at = new Date(clock.now());
      slice.refill ??= options.allowance
        .lease(account, sliceSize, allowanceCeiling(priority, monthlyMax, at), at)
        .then((granted) => {
          slice.left += granted;
          if (granted > 0) return;
          throw new AppError(
            'REQUEST_ALLOWANCE_SPENT',
            `the month's requests to ${account} are used up for ${priority} work; raise the allowance or wait`,
            { retriable: true, fields: { account, priority, monthlyMax, retryAfterMs: SPENT_RETRY_MS } },
          );
        })
        .finally(() => {
          slice.refill = null;
        });
      await slice.refill;
    }
    slice.left--;
  }

  /** Counts pauses and never asks the time of day: a clock that was set back would stop a host for good. */
  async function pauseFor(host: Host, waitMs: number): Promise<void> {
    host.pauses++;
    host.queue.pause();
    try {
      await clock.sleep(waitMs, closing.signal);
    } catch {
      // Only disposal ends the sleep early; the queue stays paused and is emptied.
      return;
    }
    host.pauses--;
    if (host.pauses === 0) host.queue.start();
  }

  function pauseIfAsked(host: Host, response: HttpResponse): void {
    const asked = response.headers['retry-after'];
    if (response.status !== 429 && !(response.status === 503 && asked !== undefined)) return;
    void pauseFor(host, parseRetryAfterMs(asked, clock.now()) * (1 + options.random() / 10));
  }

  async function run<T extends HttpResponse>(
    url: string,
    settings: HttpGetOptions & Prioritized,
    task: () => Promise<T>,
  ): Promise<T> {
    const name = new URL(url).host;
    const host = hostFor(name);
    const signals = settings.signal ? [settings.signal, closing.signal] : [closing.signal];
    const priority = -REQUEST_PRIORITIES.indexOf(settings.priority);
    return host.queue.add(
      async () => {
        await pay(accountOf(name), settings.priority);
        const response = await task();
        pauseIfAsked(host, response);
        return response;
      },
      { priority, signal: AbortSignal.any(signals) },
    );
  }

  return {
    get: (url, settings) => run(url, settings, () => http.get(url, settings)),
    download: (url, settings) => run(url, settings, () => http.download(url, settings)),
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('requests are closed'));
      for (const host of hosts.values()) host.queue.clear();
    },
  };
}
