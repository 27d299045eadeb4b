/** Every form in which `Retry-After` was seen or must be expected (registries.md 10). */
export const RETRY_AFTER_FORMS = [
  'seconds',
  'date',
  'zero',
  'negative',
  'absurd',
  'garbage',
  'absent',
] as const;

export type RetryAfterForm = (typeof RETRY_AFTER_FORMS)[number];

/** Far over an hour: a client must clamp it. */
const ABSURD_SECONDS = 31_536_000;

/**
 * The header's text; null leaves it out.
 * @param seconds for `seconds` and `date`, already scaled; HTTP knows whole seconds, so at least one is said.
 */
export function renderRetryAfter(form: RetryAfterForm, seconds: number, nowMs: number): string | null {
  const whole = Math.max(1, Math.ceil(seconds));
  switch (form) {
    case 'seconds':
      return String(whole);
    case 'date':
      return new Date(nowMs + whole * 1_000).toUTCString();
    case 'zero':
      return '0';
    case 'negative':
      return '-30';
    case 'absurd':
      return String(ABSURD_SECONDS);
    case 'garbage':
      return 'in a while';
    case 'absent':
      return null;
  }
}

/** Which form a header's text has. */
export function formOfRetryAfter(header: string | null): RetryAfterForm {
  if (header === null) return 'absent';
  if (/^0+$/.test(header)) return 'zero';
  if (/^\d+$/.test(header)) return Number(header) > 3_600 ? 'absurd' : 'seconds';
  if (/^-\d+$/.test(header)) return 'negative';
  return Number.isNaN(Date.parse(header)) ? 'garbage' : 'date';
}
