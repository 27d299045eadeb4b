import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError, describeError } from '@weir/model';
import { Agent, type Dispatcher, request } from 'undici';

export interface HttpClientOptions {
  /** `weir/<version> (+contact)`: registries ask followers to say who they are. */
  readonly userAgent: string;
  /** Sockets per origin. */
  readonly connectionsPerOrigin?: number;
}

export interface HttpGetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole request, first byte to last, in milliseconds. */
  readonly timeoutMs: number;
  /** Cap on the body after decompression; a bomb ends here. */
  readonly bodyBytesMax: number;
  /** Origins (`https://host:port`) that a redirect may lead to, besides the request's own. */
  readonly redirectOrigins?: readonly string[];
  /** Called before a redirect is followed: one more request. What it throws ends the request. */
  readonly onRedirect?: (next: URL) => Promise<void>;
  readonly signal?: AbortSignal;
}

export interface HttpPostOptions extends HttpGetOptions {
  readonly contentType: string;
  readonly body: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
}

export interface HttpClient extends AsyncDisposable {
  /** Reads the whole body. Any status is an answer, not an error. */
  get(url: string, options: HttpGetOptions): Promise<HttpResponse & { readonly body: Buffer }>;
  /** Sends a body and reads the whole answer, like `get`; a redirect is an answer and is not followed. */
  post(url: string, options: HttpPostOptions): Promise<HttpResponse & { readonly body: Buffer }>;
  /**
   * Hands the body over chunk by chunk as it arrives, undecompressed (`identity` is asked for): for files whose
   * bytes have a digest. `onResponse` may return false to leave the body unread.
   */
  download(
    url: string,
    options: HttpGetOptions & {
      readonly onResponse: (response: HttpResponse) => boolean;
      readonly onChunk: (chunk: Buffer) => Promise<void> | void;
    },
  ): Promise<HttpResponse>;
}

const REDIRECTS_MAX = 3;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/** Headers that are for the origin they were given for, and for no other. */
const CREDENTIAL_HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

function joinHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}

function decoderFor(encoding: string | undefined): Transform | null {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
    default:
      return null;
  }
}

function tooLarge(url: string, bodyBytesMax: number): AppError {
  return new AppError('HTTP_BODY_TOO_LARGE', `body of ${url} is over ${bodyBytesMax} bytes`, {
    retriable: false,
    fields: { url, bodyBytesMax },
  });
}

function toAppError(error: unknown, url: string, options: HttpGetOptions): unknown {
  if (error instanceof AppError) return error;
  if (options.signal?.aborted) return options.signal.reason;
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  return timedOut
    ? new AppError('HTTP_TIMEOUT', `no complete answer from ${url} within ${options.timeoutMs} ms`, {
        retriable: true,
        cause: error,
        fields: { url },
      })
    : new AppError('HTTP_NETWORK', `cannot read ${url}: ${describeError(error, 200)}`, {
        retriable: true,
        cause: error,
        fields: { url },
      });
}

/** Tells the caller's own failures (a full disk) from those of the network. */
class OwnErrors {
  readonly #errors = new Set<unknown>();

  async keep<T>(call: () => Promise<T> | T): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this.#errors.add(error);
      throw error;
    }
  }

  has(error: unknown): boolean {
    return this.#errors.has(error);
  }
}

/**
 * The one HTTP client: bounded in time and bytes, redirects only to allowed origins, credentials never sent on
 * to another origin.
 *
 * Throws AppErrors `HTTP_TIMEOUT` and `HTTP_NETWORK` (retriable), `HTTP_BODY_TOO_LARGE` and
 * `HTTP_REDIRECT_REFUSED` (not retriable), the caller's abort reason, or what the caller's own callbacks threw.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agent = new Agent({
    connections: options.connectionsPerOrigin ?? 8,
    connect: { timeout: 10_000 },
    maxHeaderSize: 32 * 1024,
  });

  async function open(
    startUrl: string,
    get: HttpGetOptions,
    encoding: string,
    signal: AbortSignal,
    send?: Pick<HttpPostOptions, 'contentType' | 'body'>,
  ): Promise<{ response: HttpResponse; body: Dispatcher.ResponseData['body'] }> {
    const own = new URL(startUrl).origin;
    let url = startUrl;
    for (let hop = 0; ; hop++) {
      const origin = new URL(url).origin;
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(get.headers ?? {})) headers[name.toLowerCase()] = value;
      if (origin !== own) for (const name of CREDENTIAL_HEADERS) delete headers[name];
      const answer = await request(url, {
        dispatcher: agent,
        signal,
        headers: {
          'user-agent': options.userAgent,
          'accept-encoding': encoding,
          ...headers,
          ...(send ? { 'content-type': send.contentType } : {}),
        },
        ...(send ? { method: 'POST', body: send.body } : {}),
      });
      // A body that is given up emits an error; without a listener that would end the process. Readers still see it.
      answer.body.on('error', () => {});
      const response = { status: answer.statusCode, headers: joinHeaders(answer.headers), url };
      const location = response.headers.location;
      if (send || !REDIRECT_STATUSES.has(response.status) || location === undefined)
        return { response, body: answer.body };
      answer.body.destroy();
      const next = URL.parse(location, url);
      const allowed = next !== null && (next.origin === own || get.redirectOrigins?.includes(next.origin));
      if (!allowed || hop >= REDIRECTS_MAX) {
        const where = next === null ? 'nowhere' : next.origin;
        const why = allowed ? `which is hop ${hop + 1}` : 'which is not allowed';
        throw new AppError('HTTP_REDIRECT_REFUSED', `${url} leads to ${where}, ${why}`, {
          retriable: false,
          fields: { url, location: location.slice(0, 500) },
        });
      }
      await get.onRedirect?.(next);
      url = next.href;
    }
  }

  function signalFor(get: HttpGetOptions): AbortSignal {
    const timeout = AbortSignal.timeout(get.timeoutMs);
    return get.signal ? AbortSignal.any([get.signal, timeout]) : timeout;
  }

  async function read(
    url: string,
    get: HttpGetOptions,
    send?: Pick<HttpPostOptions, 'contentType' | 'body'>,
  ): Promise<HttpResponse & { readonly body: Buffer }> {
    const signal = signalFor(get);
    try {
      const { response, body } = await open(url, get, 'gzip, br', signal, send);
      const decoder = decoderFor(response.headers['content-encoding']);
      const source: Readable = decoder ? body.pipe(decoder) : body;
      // An error on the raw body must end the decoder, or the loop below would wait for ever.
      if (decoder) body.on('error', (error) => decoder.destroy(error));
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      for await (const chunk of source) {
        signal.throwIfAborted();
        sizeBytes += (chunk as Buffer).length;
        if (sizeBytes > get.bodyBytesMax) {
          body.destroy();
          throw tooLarge(url, get.bodyBytesMax);
        }
        chunks.push(chunk as Buffer);
      }
      return { ...response, body: Buffer.concat(chunks, sizeBytes) };
    } catch (error) {
      throw toAppError(error, url, get);
    }
  }

  return {
    get: (url, get) => read(url, get),
    post: (url, post) => read(url, post, post),
    async download(url, get) {
      const signal = signalFor(get);
      const own = new OwnErrors();
      try {
        const { response, body } = await open(url, get, 'identity', signal);
        if (!(await own.keep(() => get.onResponse(response)))) {
          body.destroy();
          return response;
        }
        let sizeBytes = 0;
        for await (const chunk of body) {
          sizeBytes += (chunk as Buffer).length;
          if (sizeBytes > get.bodyBytesMax) {
            body.destroy();
            throw tooLarge(url, get.bodyBytesMax);
          }
          await own.keep(() => get.onChunk(chunk as Buffer));
        }
        return response;
      } catch (error) {
        throw own.has(error) ? error : toAppError(error, url, get);
      }
    },
    async [Symbol.asyncDispose]() {
      await agent.destroy();
    },
  };
}
