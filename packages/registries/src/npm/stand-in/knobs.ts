/** What a request can be for. */
export type Target = 'feed' | 'document' | 'tarball';

/** One way to answer badly. */
export type Fault =
  /** 429, with or without `Retry-After` (seconds or a date, as text). */
  | { readonly kind: 'rate-limit'; readonly retryAfter?: string }
  /** An HTML page instead of JSON, as a CDN sends it: any status, 200 included. */
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'status'; readonly status: number }
  /** The first half of the right answer, with a matching length. */
  | { readonly kind: 'truncated' }
  /** The right answer in chunks of `chunkBytes`, `delayMs` apart. */
  | { readonly kind: 'slow'; readonly delayMs: number; readonly chunkBytes: number }
  /** `sizeBytes` of zeros, gzipped: a bomb for whoever has no cap. */
  | { readonly kind: 'gzip-bomb'; readonly sizeBytes: number }
  /** The connection ends before the answer begins. */
  | { readonly kind: 'reset' }
  /** Right length, wrong bytes (tarballs). */
  | { readonly kind: 'corrupt' };

interface Armed {
  readonly target: Target;
  readonly name: string | null;
  readonly fault: Fault;
  left: number;
}

/** Faults that wait for their requests. */
export interface Knobs {
  /** Answers the next `times` requests for `target` (of one package when `name` is given) with `fault`. */
  arm(target: Target, fault: Fault, times?: number, name?: string): void;
  /** The fault for this request, counted down; null to answer well. */
  take(target: Target, name: string | null): Fault | null;
  /** Drops every fault that still waits. */
  clear(): void;
}

/** An empty table of faults. */
export function createKnobs(): Knobs {
  let armed: Armed[] = [];
  return {
    arm(target, fault, times = 1, name) {
      armed.push({ target, name: name ?? null, fault, left: times });
    },
    take(target, name) {
      const hit = armed.find((one) => one.target === target && (one.name === null || one.name === name));
      if (!hit) return null;
      hit.left--;
      if (hit.left <= 0) armed = armed.filter((one) => one !== hit);
      return hit.fault;
    },
    clear() {
      armed = [];
    },
  };
}
