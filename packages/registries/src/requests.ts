import type { Allowance, Clock, RequestPriority } from '@weir/model';
import {
  type HttpClient,
  type HttpGetOptions,
  type HttpPostOptions,
  type HttpResponse,
  parseRetryAfterMs,
} from '@weir/runtime';
import PQueue from 'p-queue';
import { REQUEST_PRIORITIES } from './allowance-ceiling.ts';
import type { RequestMetrics } from './metrics.ts';
import { createRequestSlices } from './request-slices.ts';

/** Requests a month that one registry gets from us: below the five million that npm's terms call unreasonable. */
export const MONTHLY_REQUESTS_MAX = 4_500_000;
/** Requests leased at once, at most. */
const SLICE_MAX = 200;

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
  /** Requests leased at once, at most; so many of the allowance can be lost with a crash. */
  readonly sliceMax?: number;
  readonly metrics?: RequestMetrics;
}

export interface Prioritized {
  readonly priority: RequestPriority;
}

/** The HTTP client of registries: every request is queued by host and priority and paid from the allowance. */
export interface Requests extends AsyncDisposable {
  get(url: string, options: HttpGetOptions & Prioritized): ReturnType<HttpClient['get']>;
  post(url: string, options: HttpPostOptions & Prioritized): ReturnType<HttpClient['post']>;
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

/**
 * Wraps an HTTP client: one queue a host, urgent requests first, each paid from a slice of the monthly allowance, and
 * so is every redirect that is followed. An answer 429, or 503 with Retry-After, stops its whole host for as long as it
 * asks (60 s when it does not say, an hour at most). Disposal drops what waits and gives back what was not used; the
 * allowance must still be there then.
 *
 * Throws what the HTTP client throws, and AppError `REQUEST_ALLOWANCE_SPENT` (retriable, `retryAfterMs` in fields)
 * when the allowance is used up for this priority: the month's, or for work that can wait the day's.
 */
export function createRequests(options: RequestsOptions): Requests {
  const { clock, http } = options;
  const accountOf = options.accountOf ?? ((host: string): string => host);
  const hosts = new Map<string, Host>();
  const slices = createRequestSlices({
    allowance: options.allowance,
    clock,
    monthlyMax: options.monthlyMax ?? MONTHLY_REQUESTS_MAX,
    sizeMax: options.sliceMax ?? SLICE_MAX,
  });
  const closing = new AbortController();

  function hostFor(name: string): Host {
    const known = hosts.get(name);
    if (known) return known;
    const host = { queue: new PQueue({ concurrency: options.concurrency ?? 8 }), pauses: 0 };
    hosts.set(name, host);
    return host;
  }

  async function pay(host: string, priority: RequestPriority): Promise<void> {
    const account = accountOf(host);
    await slices.pay(account, priority);
    options.metrics?.requests.inc({ account, priority });
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

  function pauseIfAsked(name: string, host: Host, response: HttpResponse): void {
    const asked = response.headers['retry-after'];
    if (response.status !== 429 && !(response.status === 503 && asked !== undefined)) return;
    options.metrics?.pauses.inc({ account: accountOf(name) });
    void pauseFor(host, parseRetryAfterMs(asked, clock.now()) * (1 + options.random() / 10));
  }

  async function run<T extends HttpResponse>(
    url: string,
    settings: HttpGetOptions & Prioritized,
    task: (onRedirect: (next: URL) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const name = new URL(url).host;
    const signals = settings.signal ? [settings.signal, closing.signal] : [closing.signal];
    const priority = -REQUEST_PRIORITIES.indexOf(settings.priority);
    return hostFor(name).queue.add(
      async () => {
        await pay(name, settings.priority);
        const response = await task((next) => pay(next.host, settings.priority));
        const answered = new URL(response.url).host;
        pauseIfAsked(answered, hostFor(answered), response);
        return response;
      },
      { priority, signal: AbortSignal.any(signals) },
    );
  }

  return {
    get: (url, settings) => run(url, settings, (onRedirect) => http.get(url, { ...settings, onRedirect })),
    post: (url, settings) => run(url, settings, () => http.post(url, settings)),
    download: (url, settings) =>
      run(url, settings, (onRedirect) => http.download(url, { ...settings, onRedirect })),
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('requests are closed'));
      for (const host of hosts.values()) host.queue.clear();
      await slices[Symbol.asyncDispose]();
    },
  };
}
