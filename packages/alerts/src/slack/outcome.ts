/**
 * What an answer of the webhook means. Facts: 429 comes with `Retry-After`, sometimes only with `retry_after` in its
 * JSON body; 200 with the text `ok` is the only yes; webhooks are not idempotent, so whatever may have been taken
 * in (5xx, time-out, a connection cut after sending) is ambiguous.
 */
import { describeError, type SendOutcome } from '@weir/model';
import { parseRetryAfterMs } from '@weir/runtime';

/** What the wrapping fetch saw of one exchange. */
export interface Exchange {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Failures before a byte of the message was sent: by Node's and undici's codes. */
const NOTHING_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
const CAUSES_MAX = 5;
const BODY_CHARS_SHOWN = 200;

function retryAfterOfBody(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const value =
      parsed !== null && typeof parsed === 'object' && 'retry_after' in parsed && parsed.retry_after;
    return typeof value === 'number' ? String(value) : null;
  } catch {
    return null; // Not JSON: the body says nothing, and the default wait applies.
  }
}

/** Reads an answer that arrived in full. `nowMs` is for `Retry-After` dates. */
export function outcomeOfAnswer(answer: Exchange, nowMs: number): SendOutcome {
  const { status } = answer;
  const body = answer.body.slice(0, BODY_CHARS_SHOWN);
  if (status === 200 && answer.body.trim() === 'ok') return { kind: 'delivered', receipt: `${status} ok` };
  if (status === 429) {
    const wait = answer.retryAfter ?? retryAfterOfBody(answer.body);
    return { kind: 'rate-limited', retryAfterMs: parseRetryAfterMs(wait, nowMs) };
  }
  if (status < 300) return { kind: 'ambiguous', error: `HTTP ${status}, but not Slack's "ok": ${body}` };
  if (status >= 500 || status === 408) return { kind: 'ambiguous', error: `HTTP ${status}: ${body}` };
  return { kind: 'rejected', error: `HTTP ${status}: ${body}` };
}

/** An error and its causes, outermost first; bounded, since causes can form a ring. */
function causesOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let at = error; at instanceof Error && chain.length < CAUSES_MAX; ) {
    chain.push(at);
    const original: unknown = 'original' in at ? at.original : undefined;
    at = original ?? at.cause;
  }
  return chain;
}

/** Reads a failure without an answer. The text names the deepest cause, which says most. */
export function outcomeOfFailure(error: unknown): SendOutcome {
  const causes = causesOf(error);
  const told = describeError(causes.at(-1) ?? error, 300);
  const codes = causes.flatMap((cause) =>
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? [cause.code] : [],
  );
  if (codes.some((code) => NOTHING_SENT.has(code))) {
    return { kind: 'unreachable', error: `${codes.at(-1) ?? ''} ${told}`.trim() };
  }
  if (/unexpected redirect/i.test(told)) {
    return {
      kind: 'rejected',
      error: 'the webhook address answered with a redirect, which a webhook never does',
    };
  }
  return { kind: 'ambiguous', error: told };
}
