import type { AnyEvent, VerdictRecorded } from '../events.ts';

/** What a channel renders: a verdict that people should act on. */
export interface Alert {
  readonly id: string;
  readonly verdict: VerdictRecorded;
  /** True when an earlier attempt had no outcome: the text must say "possibly a duplicate". */
  readonly possibleDuplicate: boolean;
}

/** What became of one attempt. `ambiguous`: the other side may or may not have it (5xx, time-out, crash). */
export type SendOutcome =
  | { readonly kind: 'delivered'; readonly receipt: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** Nothing left this machine (name not found, connection refused): sending again cannot duplicate. */
  | { readonly kind: 'unreachable'; readonly error: string }
  | { readonly kind: 'ambiguous'; readonly error: string }
  /** The other side refuses this message or this address for good: a person must look. */
  | { readonly kind: 'rejected'; readonly error: string };

/** An alert channel. One folder of packages/alerts each. `send` never throws for what the other side answers. */
export interface AlertChannel {
  readonly id: string;
  send(alert: Alert, signal: AbortSignal): Promise<SendOutcome>;
}

export type VerdictEvent = Extract<AnyEvent, { type: 'verdict.recorded.v1' }>;
