import { type AlertDecision, decideAlert } from '@weir/alerts';
import type { Clock, Handler, Logger, VerdictRecorded } from '@weir/model';
import { retryStep } from '@weir/runtime';
import type { Store } from '@weir/store';
import type { AlerterMetrics } from '../metrics.ts';

export interface OpenAlertDeps {
  readonly store: Pick<Store, 'transaction' | 'alerts'>;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: AlerterMetrics;
  /** Channels that each get an alert of their own. */
  readonly channelIds: readonly string[];
  /** Called once alerts stand in the store: somebody may send them at once. */
  readonly onOpened: () => void;
}

type Loud = Extract<AlertDecision, { kind: 'alert' }>;

/** A store that is away for longer than these together (about half a minute) ends the consumer, uncommitted. */
const STORE_TRIES = { attemptsMax: 10, firstMs: 250, maxMs: 8000 };

/**
 * The step that makes alerts of verdicts: one per channel, release and level, all in one transaction. A further file
 * of the release joins its alert; seeing the same verdict again changes nothing. Retriable store errors that last are thrown, others at once.
 */
export function createOpenAlertStep(deps: OpenAlertDeps): Handler {
  const { clock, logger, metrics, random, store } = deps;

  /** Returns the channels that had no such alert yet. */
  async function open(
    verdict: VerdictRecorded,
    { level, subject, dedupeKey }: Loud,
  ): Promise<readonly string[]> {
    const openedAt = new Date(clock.now());
    return store.transaction(async (tx) => {
      const channels: string[] = [];
      for (const channel of deps.channelIds) {
        const created = await store.alerts.open(tx, {
          channel,
          subject,
          dedupeKey,
          level,
          verdict,
          openedAt,
        });
        if (created) channels.push(channel);
      }
      return channels;
    });
  }

  return async function openAlertStep({ event }, signal) {
    if (event.type !== 'verdict.recorded.v1') return { kind: 'drop', reason: 'not-a-verdict' };
    const verdict = event.data;
    const decision = decideAlert(verdict);
    if (decision.kind === 'silent') return { kind: 'drop', reason: decision.reason };
    const opened = await retryStep(() => open(verdict, decision), { ...STORE_TRIES, clock, random, signal });
    for (const channel of opened) metrics.opened.inc({ channel });
    if (opened.length > 0) {
      const { verdictId, release } = verdict;
      logger.info({ verdictId, purl: release.purl, level: decision.level }, 'alert opened');
      deps.onOpened();
    }
    return { kind: 'done' };
  };
}
