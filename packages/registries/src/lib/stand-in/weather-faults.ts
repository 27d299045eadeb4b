import type { FaultKnob, TransportFault } from './transport.ts';

/**
 * The fault behind a knob's name. Statuses are such that a client may come back: 400 and its like say that an address
 * will never be answered.
 */
const FAULTS: Readonly<Record<FaultKnob, TransportFault>> = {
  'rate-limit-seconds': { kind: 'rate-limit', form: 'seconds' },
  'rate-limit-date': { kind: 'rate-limit', form: 'date' },
  'rate-limit-zero': { kind: 'rate-limit', form: 'zero' },
  'rate-limit-negative': { kind: 'rate-limit', form: 'negative' },
  'rate-limit-absurd': { kind: 'rate-limit', form: 'absurd' },
  'rate-limit-garbage': { kind: 'rate-limit', form: 'garbage' },
  'rate-limit-absent': { kind: 'rate-limit', form: 'absent' },
  'html-200': { kind: 'html', status: 200 },
  'html-4xx': { kind: 'html', status: 408 },
  // registries.md 1.8: Cloudflare's 429 is HTML with `retry-after: 0`.
  'html-429': { kind: 'html', status: 429, retryAfter: '0' },
  'html-5xx': { kind: 'html', status: 503 },
  'status-4xx': { kind: 'status', status: 408 },
  'status-5xx': { kind: 'status', status: 502 },
  truncated: { kind: 'truncated' },
  'cut-off': { kind: 'cut-off' },
  slow: { kind: 'slow', delayMs: 1_000, chunkBytes: 16_384 },
  hang: { kind: 'hang' },
  endless: { kind: 'endless' },
  'gzip-bomb': { kind: 'gzip-bomb', sizeBytes: 200_000_000 },
  reset: { kind: 'reset' },
  corrupt: { kind: 'corrupt' },
};

/** An example of the fault that is counted under this name. */
export function faultOf(knob: FaultKnob): TransportFault {
  return FAULTS[knob];
}
