import { AppError } from '@weir/model';
import type { HttpResponse } from '@weir/runtime';
import type { Requests } from '../../requests.ts';

const TIMEOUT_MS = 30_000;
/** 20,000 rows are about 2 MB (2026-08); a document above this is passed over. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;
/** How often a question is put again when the answer is 429; the pause in between is the one that was asked for. */
const PATIENCE = 3;

/** An answer, as far as a probe looks at it. */
export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body where it is JSON, else null. */
  readonly json: unknown;
  readonly body: Buffer;
}

export interface Asker {
  /** Any status is an answer; 429 is one only when it stays. */
  get(url: string, accept?: string): Promise<Asked>;
  /** As it comes: for asking how often one may ask. */
  getOnce(url: string): Promise<Asked>;
  post(url: string): Promise<Asked>;
  /** Status and headers alone; the body is left where it is. */
  head(url: string, accept: string): Promise<Pick<Asked, 'status' | 'headers'>>;
  /** Requests so far. */
  readonly count: number;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/** Asks at the least urgent priority, paid like any other request. Throws what {@link Requests} throws. */
export function createAsker(requests: Requests, signal: AbortSignal): Asker {
  let count = 0;
  const common = {
    priority: 'backfill',
    timeoutMs: TIMEOUT_MS,
    bodyBytesMax: BODY_BYTES_MAX,
    signal,
  } as const;

  async function asked(ask: () => Promise<HttpResponse & { readonly body: Buffer }>): Promise<Asked> {
    signal.throwIfAborted();
    count += 1;
    const { status, headers, body } = await ask();
    return { status, headers, json: parse(body), body };
  }

  async function patiently(ask: () => Promise<HttpResponse & { readonly body: Buffer }>): Promise<Asked> {
    for (let tries = 1; ; tries++) {
      const answer = await asked(ask);
      if (answer.status !== 429 || tries === PATIENCE) return answer;
    }
  }

  return {
    get: (url, accept = 'application/json') =>
      patiently(() => requests.get(url, { ...common, headers: { accept } })),
    getOnce: (url) => asked(() => requests.get(url, { ...common, headers: { accept: 'application/json' } })),
    post: (url) =>
      patiently(() => requests.post(url, { ...common, contentType: 'application/json', body: '{}' })),
    async head(url, accept) {
      signal.throwIfAborted();
      count += 1;
      const { status, headers } = await requests.download(url, {
        ...common,
        headers: { accept },
        onResponse: () => false,
        onChunk() {},
      });
      return { status, headers };
    },
    get count() {
      return count;
    },
  };
}

/** For an answer that answers nothing. Throws AppError `PROBE_UNANSWERED`, retriable. */
export function unanswered(what: string, status: number): never {
  throw new AppError('PROBE_UNANSWERED', `${what} was answered with ${status}`, { retriable: true });
}
