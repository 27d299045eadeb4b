import { AppError } from '@weir/model';
import { type HttpResponse, parseRetryAfterMs } from '@weir/runtime';

const TRANSIENT = new Set([408, 425, 429]);

/**
 * What a status that is no answer means: `REGISTRY_HTTP` (retriable: 408, 425, 429, 5xx; `retryAfterMs` in fields
 * when the server asked for a pause) or `REGISTRY_REFUSED` (not retriable: a setting or a credential is wrong).
 * @param nowMs for Retry-After given as a date.
 */
export function statusError(what: string, response: HttpResponse, nowMs: number): AppError {
  const { status, url, headers } = response;
  if (!TRANSIENT.has(status) && status < 500) {
    return new AppError(
      'REGISTRY_REFUSED',
      `${what}: ${url} answered ${status}; check bases and credentials`,
      {
        retriable: false,
        fields: { url, status },
      },
    );
  }
  const asked = headers['retry-after'];
  const wait = status === 429 || asked !== undefined ? { retryAfterMs: parseRetryAfterMs(asked, nowMs) } : {};
  return new AppError('REGISTRY_HTTP', `${what}: ${url} answered ${status}`, {
    retriable: true,
    fields: { url, status, ...wait },
  });
}

/** The pause that a registry asked for with an error, in milliseconds; 0 when it asked for none. */
export function retryAfterMsOf(error: unknown): number {
  const ms = error instanceof AppError ? error.fields.retryAfterMs : 0;
  return typeof ms === 'number' ? ms : 0;
}
