import { type FaultKnob, type KnobName, PAGE_KNOBS, type PageKnob, type Target } from './knob-list.ts';
import { formOfRetryAfter, type RetryAfterForm } from './retry-after.ts';

/** One way to answer badly. Durations are real-life; the stand-in scales them. */
export type Fault =
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
  | { readonly kind: 'corrupt' }
  /** The page of changes is right but for this; waits for a page that it can be done to. */
  | { readonly kind: PageKnob };

export type PageFault = Extract<Fault, { kind: PageKnob }>;

const PAGE_KINDS: ReadonlySet<string> = new Set(PAGE_KNOBS);

export function isPageFault(fault: Fault): fault is PageFault {
  return PAGE_KINDS.has(fault.kind);
}

function knobOfStatus(kind: 'html' | 'status', status: number): FaultKnob {
  if (kind === 'html' && status < 300) return 'html-200';
  if (kind === 'html' && status === 429) return 'html-429';
  return `${kind}-${status >= 500 ? '5xx' : '4xx'}`;
}

/** The name under which a fault is counted. */
export function knobOfFault(target: Target, fault: Fault): KnobName {
  if (isPageFault(fault)) return fault.kind;
  switch (fault.kind) {
    case 'rate-limit': {
      const form = fault.form ?? formOfRetryAfter(fault.retryAfter ?? null);
      return `${target}-rate-limit-${fault.retryAfter === undefined ? form : formOfRetryAfter(fault.retryAfter)}`;
    }
    case 'html':
    case 'status':
      return `${target}-${knobOfStatus(fault.kind, fault.status)}`;
    default:
      return `${target}-${fault.kind}`;
  }
}
