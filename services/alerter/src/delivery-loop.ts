import {
  type AlertChannel,
  type Clock,
  describeError,
  isRetriable,
  type Logger,
  type SendOutcome,
} from '@weir/model';
import { backoffMs } from '@weir/runtime';
import type { AlertRepository, ClaimedAlert } from '@weir/store';
import type { AlerterConfig } from './config.ts';

export interface DeliveryLoopDeps {
  readonly alerts: Pick<AlertRepository, 'claim'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly deliver: (claimed: ClaimedAlert, claimedAtMs: number, signal: AbortSignal) => Promise<SendOutcome>;
}

/** A running loop. Disposal lets the alert in hand finish. */
export interface DeliveryLoop extends AsyncDisposable {
  /** Says that an alert was opened just now. */
  poke(): void;
  /** Rejects when the loop ended by an error; resolves after disposal. */
  readonly stopped: Promise<void>;
}

/** A channel rests from its second failure on end, so that an outage is probed and not hammered. */
const REST_FIRST_MS = 5000;

/**
 * How long the whole channel rests after an outcome: what one message was told about the rate, or about the host
 * being away, holds for the next one as well. Pure; milliseconds.
 */
export function restAfter(
  outcome: SendOutcome,
  failuresOnEnd: number,
  config: Pick<AlerterConfig, 'restMsMax'>,
): number {
  if (outcome.kind === 'rate-limited') return outcome.retryAfterMs;
  if (failuresOnEnd < 2) return 0;
  return Math.min(config.restMsMax, REST_FIRST_MS * 2 ** (failuresOnEnd - 2));
}

/**
 * Sends one channel's due alerts, one after the other, for as long as the program runs. Retriable store errors are
 * waited out; any other error ends the loop.
 */
export function startDeliveryLoop(
  channel: AlertChannel,
  config: AlerterConfig,
  deps: DeliveryLoopDeps,
): DeliveryLoop {
  const { alerts, clock, deliver, logger, random } = deps;
  const stop = new AbortController();
  let poked = false;
  let nap: { readonly end: AbortController; readonly wakeable: boolean } | null = null;
  stop.signal.addEventListener('abort', () => nap?.end.abort());

  /** Sleeps until `ms` are over, the loop is stopped or, when wakeable, it is poked. */
  async function rest(ms: number, wakeable: boolean): Promise<void> {
    if (ms === 0 || stop.signal.aborted || (wakeable && poked)) return;
    const end = new AbortController();
    nap = { end, wakeable };
    try {
      await clock.sleep(ms, end.signal);
    } catch (error) {
      if (!end.signal.aborted) throw error;
    } finally {
      nap = null;
    }
  }

  async function deliverNext(): Promise<SendOutcome | null> {
    poked = false;
    const claimedAtMs = clock.now();
    const [claimed] = await alerts.claim(channel.id, 1, config.leaseMs);
    return claimed ? await deliver(claimed, claimedAtMs, stop.signal) : null;
  }

  async function run(): Promise<void> {
    let failuresOnEnd = 0;
    let storeErrors = 0;
    while (!stop.signal.aborted) {
      try {
        const outcome = await deliverNext();
        storeErrors = 0;
        if (outcome === null) {
          await rest(config.pollMs, true);
          continue;
        }
        const failed = outcome.kind === 'ambiguous' || outcome.kind === 'unreachable';
        failuresOnEnd = failed ? failuresOnEnd + 1 : 0;
        await rest(restAfter(outcome, failuresOnEnd, config), false);
      } catch (error) {
        if (!isRetriable(error)) throw error;
        storeErrors++;
        logger.warn({ channel: channel.id, error: describeError(error) }, 'store not reached, alerts wait');
        await rest(backoffMs(storeErrors, { random, firstMs: 500, maxMs: 10_000 }), false);
      }
    }
  }

  const stopped = run();
  // Whoever owns the loop reads `stopped`; this keeps a failure from being reported as unhandled before that.
  stopped.catch(() => {});
  return {
    stopped,
    poke() {
      poked = true;
      if (nap?.wakeable) nap.end.abort();
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the alerter stops'));
      await stopped.catch(() => {});
    },
  };
}
