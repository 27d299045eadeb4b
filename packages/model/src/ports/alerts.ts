import type { AnyEvent, VerdictRecorded } from '../events.ts';
import type { Level } from '../verdict.ts';

/** What a channel renders: a verdict that people should act on. */
export interface Alert {
  readonly id: string;
  readonly verdict: VerdictRecorded;
  /** True when an earlier attempt had no outcome: the text must say "possibly a duplicate". */
  readonly possibleDuplicate: boolean;
  /** Files of the release that were judged so by the time of sending, the first one first; at most {@link ALERT_FILES_MAX}. */
  readonly files: readonly string[];
  /** How many they are; those that come later make no message. */
  readonly fileCount: number;
  /** Level of the alert that was opened about the release before this one, which is above it; null for the first. */
  readonly raisedFrom: Level | null;
}

/** Names of files that an alert carries. */
export const ALERT_FILES_MAX = 20;

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
