import { formOfRetryAfter, type RetryAfterForm } from './retry-after.ts';

/** Bad answers that any target can give. */
export const FAULT_ABOUT = {
  'rate-limit-seconds': '429 with Retry-After in seconds',
  'rate-limit-date': '429 with Retry-After as an HTTP date',
  'rate-limit-zero': '429 with Retry-After: 0',
  'rate-limit-negative': '429 with a negative Retry-After',
  'rate-limit-absurd': '429 with a Retry-After of a year',
  'rate-limit-garbage': '429 with a Retry-After that is none',
  'rate-limit-absent': '429 without Retry-After',
  'html-200': 'the CDN answers an HTML page with status 200',
  'html-4xx': 'the CDN answers an HTML page with a status of 400 to 499 that is not 429',
  'html-429': 'the CDN answers 429 with an HTML page',
  'html-5xx': 'the CDN answers an HTML page with a status of 500 and above',
  'status-4xx': 'an empty answer with a status of 400 to 499',
  'status-5xx': 'an empty answer with a status of 500 and above',
  truncated: 'half of the right answer, with a matching length',
  'cut-off': 'half of the right answer, then the connection ends',
  slow: 'the right answer, in small chunks with pauses',
  hang: 'no answer until the client gives up',
  endless: 'a body that never ends; the client has to hang up',
  'gzip-bomb': 'a small gzip body that inflates to a huge one',
  reset: 'the connection ends before the answer begins',
  corrupt: 'the right length with wrong bytes',
} as const;

export type FaultKnob = keyof typeof FAULT_ABOUT;

export const FAULT_KNOBS = Object.keys(FAULT_ABOUT) as readonly FaultKnob[];

/** One way to answer badly. Durations are real-life; the stand-in scales them. */
export type TransportFault =
  /** 429. `retryAfter` is the header as it is; otherwise `form` says how to write `seconds` (30). */
  | {
      readonly kind: 'rate-limit';
      readonly retryAfter?: string;
      readonly form?: RetryAfterForm;
      readonly seconds?: number;
    }
  /** An HTML page instead of JSON, as a CDN sends it: any status, 200 included. */
  | { readonly kind: 'html'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'status'; readonly status: number }
  /** The first half of the right answer, with a matching length. */
  | { readonly kind: 'truncated' }
  /** The first half of the right answer, then the connection ends. */
  | { readonly kind: 'cut-off' }
  /** The right answer in chunks of `chunkBytes`, `delayMs` apart. */
  | { readonly kind: 'slow'; readonly delayMs: number; readonly chunkBytes: number }
  /** No answer until the client gives up. */
  | { readonly kind: 'hang' }
  /** A body without an end, as fast as the client reads or with `delayMs` between chunks of 64 KiB. */
  | { readonly kind: 'endless'; readonly delayMs?: number }
  /** `sizeBytes` of spaces, gzipped: a bomb for whoever has no cap. */
  | { readonly kind: 'gzip-bomb'; readonly sizeBytes: number }
  /** The connection ends before the answer begins. */
  | { readonly kind: 'reset' }
  /** Right length, wrong bytes (tarballs). */
  | { readonly kind: 'corrupt' };

function knobOfStatus(kind: 'html' | 'status', status: number): FaultKnob {
  if (kind === 'html' && status < 300) return 'html-200';
  if (kind === 'html' && status === 429) return 'html-429';
  return `${kind}-${status >= 500 ? '5xx' : '4xx'}`;
}

/** The name under which a fault is counted, whatever was asked for. */
export function knobOfTransport(fault: TransportFault): FaultKnob {
  switch (fault.kind) {
    case 'rate-limit': {
      const form = fault.form ?? formOfRetryAfter(fault.retryAfter ?? null);
      return `rate-limit-${fault.retryAfter === undefined ? form : formOfRetryAfter(fault.retryAfter)}`;
    }
    case 'html':
    case 'status':
      return knobOfStatus(fault.kind, fault.status);
    default:
      return fault.kind;
  }
}
