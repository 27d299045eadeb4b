import { AppError, type Clock, type RequestPriority } from '@weir/model';
import nano from 'nano';
import { Dispatcher, Dispatcher1Wrapper } from 'undici';
import type { Requests } from '../requests.ts';
import { statusError } from '../status-error.ts';

/**
 * nano over our own HTTP layer.
 *
 * nano reads answers without any bound, turns truncated JSON into '' and loses headers. So its agent is a dispatcher
 * that lets {@link Requests} do the exchange (queue, allowance, time-out, cap after decompression) and shows nano
 * only complete, small, successful JSON answers. What went wrong is kept aside, because nano reduces it to text.
 */
export interface CouchOptions {
  /** `<server>/<database>`. */
  readonly base: string;
  readonly requests: Requests;
  readonly clock: Clock;
  readonly priority: RequestPriority;
  readonly timeoutMs: number;
  readonly bodyBytesMax: number;
}

/** Answers are unknown until a schema has read them. Both throw AppErrors as {@link createCouch} says. */
export interface Couch {
  /** What the database says of itself: `GET <base>/`, which npm's server and a CouchDB both answer. */
  info(signal: AbortSignal): Promise<unknown>;
  /** One page of the change feed: plain GET with these two parameters only; others are refused by npm (400). */
  changes(params: { readonly since: string; readonly limit: number }, signal: AbortSignal): Promise<unknown>;
  /** One page of all documents' names and revisions, from `startkey` on (inclusive). */
  allDocs(
    params: { readonly startkey: string | null; readonly limit: number },
    signal: AbortSignal,
  ): Promise<unknown>;
}

interface Exchange {
  failure: unknown;
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;

class BoundedDispatcher extends Dispatcher {
  readonly #options: CouchOptions;
  readonly #signal: AbortSignal;
  readonly #exchange: Exchange;

  constructor(options: CouchOptions, signal: AbortSignal, exchange: Exchange) {
    super();
    this.#options = options;
    this.#signal = signal;
    this.#exchange = exchange;
  }

  async #read(url: string): Promise<Buffer> {
    const { requests, priority, timeoutMs, bodyBytesMax, clock } = this.#options;
    const response = await requests.get(url, {
      priority,
      timeoutMs,
      bodyBytesMax,
      signal: this.#signal,
      headers: { accept: 'application/json' },
    });
    if (response.status !== 200) throw statusError('change feed', response, clock.now());
    if (!JSON_TYPE.test(response.headers['content-type'] ?? '')) {
      throw malformed(url, `content type ${response.headers['content-type'] ?? '(none)'}`);
    }
    return response.body;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let abortedBy: Error | null = null;
    // The body is whole before it is handed over: there is nothing to pause.
    const controller: Dispatcher.DispatchController = {
      get aborted() {
        return abortedBy !== null;
      },
      paused: false,
      get reason() {
        return abortedBy;
      },
      abort(reason) {
        abortedBy = reason;
      },
      pause() {},
      resume() {},
    };
    handler.onRequestStart?.(controller, {});
    void this.#exchangeWith(handler, controller, new URL(options.path, options.origin).href);
    return true;
  }

  async #exchangeWith(
    handler: Dispatcher.DispatchHandler,
    controller: Dispatcher.DispatchController,
    url: string,
  ): Promise<void> {
    try {
      const body = await this.#read(url);
      handler.onResponseStart?.(controller, 200, { 'content-type': 'application/json' }, 'OK');
      handler.onResponseData?.(controller, body);
      handler.onResponseEnd?.(controller, {});
    } catch (error) {
      this.#exchange.failure = error;
      handler.onResponseError?.(controller, error instanceof Error ? error : new Error(String(error)));
    }
  }
}

function malformed(url: string, what: string): AppError {
  return new AppError('FEED_MALFORMED', `change feed: ${url} did not answer with JSON (${what})`, {
    retriable: true,
    fields: { url },
  });
}

/**
 * A CouchDB client for one database, bounded in time and bytes.
 *
 * Throws AppErrors: `REGISTRY_HTTP`, `HTTP_TIMEOUT`, `HTTP_NETWORK`, `FEED_MALFORMED` (retriable: also HTML, truncated
 * or over-long answers), `REGISTRY_REFUSED` (not retriable: this URL will never be answered), or the signal's reason.
 */
export function createCouch(options: CouchOptions): Couch {
  const base = options.base.replace(/\/+$/, '');
  const slash = base.lastIndexOf('/');
  const server = base.slice(0, slash);
  const database = base.slice(slash + 1);

  async function call(
    signal: AbortSignal,
    run: (scope: nano.ServerScope) => Promise<unknown>,
  ): Promise<unknown> {
    const exchange: Exchange = { failure: null };
    const bounded = new BoundedDispatcher(options, signal, exchange);
    // nano calls the global fetch, whose undici can be older than ours; its types ask for the class of an agent.
    const agentOptions = new Dispatcher1Wrapper(bounded) as unknown as typeof Dispatcher;
    try {
      const answer = await run(nano({ url: server, agentOptions, parseUrl: false } as nano.Configuration));
      if (answer !== null && typeof answer === 'object') return answer;
      throw malformed(base, 'truncated or empty');
    } catch (error) {
      const cause = exchange.failure ?? error;
      if (signal.aborted) throw signal.reason;
      if (cause instanceof AppError && cause.code !== 'HTTP_BODY_TOO_LARGE') throw cause;
      throw new AppError('FEED_MALFORMED', `change feed: no usable answer from ${base}`, {
        retriable: true,
        cause,
      });
    }
  }

  return {
    info: (signal) => call(signal, (scope) => scope.request({ path: `${database}/` })),
    changes: (params, signal) =>
      call(signal, async (scope) =>
        scope.use(database).changes({ since: params.since, limit: params.limit }),
      ),
    allDocs: ({ startkey, limit }, signal) =>
      call(signal, async (scope) =>
        scope.use(database).list({ limit, ...(startkey === null ? {} : { startkey }) }),
      ),
  };
}
