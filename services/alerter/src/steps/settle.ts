import type { SendOutcome } from '@weir/model';
import type { AlerterConfig } from '../config.ts';

export interface Settlement {
  /** What is written down: an alert given up is `rejected`, whatever the last answer was. */
  readonly outcome: SendOutcome;
  /** When this alert is due again; null when it never is. */
  readonly waitMs: number | null;
}

/** Spreads waits over ±20 %, so that alerts that failed together do not come back together. */
function spread(waitMs: number, random: () => number): number {
  return Math.round(waitMs * (0.8 + 0.4 * random()));
}

/**
 * Decides what follows from one outcome. Pure.
 *
 * A rate limit waits as long as it was told to; an unreachable host is tried for ever, since nothing was sent; an
 * ambiguous outcome is tried again, each time marked as possibly a duplicate, for about a day: an outage that answers
 * 5xx must not cost an alert.
 * @param ambiguousBefore earlier attempts of this alert that ended ambiguous.
 */
export function settle(
  outcome: SendOutcome,
  ambiguousBefore: number,
  config: Pick<AlerterConfig, 'ambiguousWaitsMs' | 'ambiguousTriesMax' | 'unreachableWaitMs'>,
  random: () => number,
): Settlement {
  switch (outcome.kind) {
    case 'delivered':
    case 'rejected':
      return { outcome, waitMs: null };
    case 'rate-limited':
      // Never earlier than asked for.
      return { outcome, waitMs: outcome.retryAfterMs + Math.round(250 * random()) };
    case 'unreachable':
      return { outcome, waitMs: spread(config.unreachableWaitMs, random) };
    case 'ambiguous': {
      const tries = ambiguousBefore + 1;
      if (tries < config.ambiguousTriesMax) {
        const waitMs = config.ambiguousWaitsMs[ambiguousBefore] ?? config.ambiguousWaitsMs.at(-1) ?? 0;
        return { outcome, waitMs: spread(waitMs, random) };
      }
      const error = `given up after ${tries} tries without a clear answer; the last: ${outcome.error}`;
      return { outcome: { kind: 'rejected', error }, waitMs: null };
    }
  }
}
