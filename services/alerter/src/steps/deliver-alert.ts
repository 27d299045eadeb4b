import {
  type Alert,
  type AlertChannel,
  type Clock,
  describeError,
  type Failpoints,
  type Logger,
  type SendOutcome,
} from '@weir/model';
import { retryStep } from '@weir/runtime';
import type { AlertRepository, ClaimedAlert } from '@weir/store';
import type { AlerterConfig } from '../config.ts';
import type { AlerterMetrics } from '../metrics.ts';
import { settle } from './settle.ts';

export interface DeliverAlertDeps {
  readonly alerts: AlertRepository;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: AlerterMetrics;
  readonly failpoints: Failpoints;
}

/** Tries to write a receipt: losing one costs a message that says "possibly a duplicate". */
const RECEIPT_TRIES = { attemptsMax: 6, firstMs: 200, maxMs: 5000 };

/**
 * The step that sends one claimed alert once: the attempt is written before the send and its outcome after it, so
 * that a crash in between leaves an attempt without outcome, which the next sender marks.
 *
 * Returns what the channel answered. Store errors are thrown; the receipt's write is retried first.
 */
export function createDeliverAlertStep(
  channel: AlertChannel,
  config: AlerterConfig,
  deps: DeliverAlertDeps,
): (claimed: ClaimedAlert, claimedAtMs: number, signal: AbortSignal) => Promise<SendOutcome> {
  const { alerts, clock, failpoints, logger, metrics, random } = deps;

  function tell(claimed: ClaimedAlert, outcome: SendOutcome): void {
    const { alert } = claimed;
    const { verdict } = alert;
    metrics.sent.inc({ channel: channel.id, outcome: outcome.kind });
    const fields = {
      channel: channel.id,
      alertId: alert.id,
      verdictId: verdict.verdictId,
      purl: verdict.release.purl,
      outcome: outcome.kind,
      ...('error' in outcome && { error: outcome.error }),
    };
    if (outcome.kind === 'rejected') {
      logger.error(fields, 'alert not delivered and given up: a person must look');
      return;
    }
    if (outcome.kind !== 'delivered') {
      logger.warn(fields, 'alert not delivered yet');
      return;
    }
    const nowMs = clock.now();
    const since = { published: verdict.publishedAt, verdict: verdict.decidedAt };
    for (const [name, at] of Object.entries(since)) {
      if (at === null) continue;
      const seconds = Math.max(0, nowMs - Date.parse(at)) / 1000;
      metrics.latency.observe({ channel: channel.id, since: name }, seconds);
    }
    logger.info({ ...fields, possibleDuplicate: alert.possibleDuplicate }, 'alert delivered');
  }

  /** A channel that throws has a bug; it must not keep every other alert waiting, so this alert alone is put off. */
  async function send(alert: Alert, signal: AbortSignal): Promise<SendOutcome> {
    try {
      return await channel.send(alert, signal);
    } catch (error) {
      return { kind: 'ambiguous', error: `channel ${channel.id} threw: ${describeError(error)}` };
    }
  }

  return async function deliverAlertStep(claimed, claimedAtMs, signal) {
    failpoints.reach('alerter.before-attempt');
    const attemptId = await alerts.beginAttempt(claimed.alert.id, new Date(clock.now()));
    failpoints.reach('alerter.after-attempt');
    // An attempt written after the lease ended may have come too late for the next sender to see it: it would send
    // the same alert unmarked. Then this one sends nothing.
    const outcome: SendOutcome =
      clock.now() - claimedAtMs < config.leaseMs
        ? await send(claimed.alert, signal)
        : { kind: 'unreachable', error: 'the lease ended before anything was sent' };
    failpoints.reach('alerter.before-receipt');
    const settled = settle(outcome, claimed.attempts, config, random);
    const at = clock.now();
    const nextAt = settled.waitMs === null ? null : new Date(at + settled.waitMs);
    await retryStep(() => alerts.finishAttempt(attemptId, settled.outcome, new Date(at), nextAt), {
      ...RECEIPT_TRIES,
      clock,
      random,
    });
    failpoints.reach('alerter.after-receipt');
    tell(claimed, settled.outcome);
    return settled.outcome;
  };
}
