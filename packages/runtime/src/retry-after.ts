/** Used when a server says "wait" without saying how long, or says zero. */
export const RETRY_AFTER_DEFAULT_MS = 60_000;
/** Nobody may stop us for longer than this by a header. */
export const RETRY_AFTER_MAX_MS = 3_600_000;

/**
 * How long a `Retry-After` header asks us to wait, in milliseconds (RFC 9110 section 10.2.3: seconds or HTTP-date).
 * Zero, negative, past or unreadable values become {@link RETRY_AFTER_DEFAULT_MS}; long ones are clamped.
 */
export function parseRetryAfterMs(header: string | null | undefined, nowMs: number): number {
  const text = header?.trim() ?? '';
  const ms = /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  if (!Number.isFinite(ms) || ms <= 0) return RETRY_AFTER_DEFAULT_MS;
  return Math.min(ms, RETRY_AFTER_MAX_MS);
}
