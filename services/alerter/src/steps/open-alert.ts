import { decideAlert } from '@weir/alerts';
import type { Clock, Delivery, Logger, Outcome } from '@weir/model';
import type { Store } from '@weir/store';
import type { AlerterMetrics } from '../metrics.ts';

export interface OpenAlertDeps {
  readonly store: Pick<Store, 'transaction' | 'alerts'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AlerterMetrics;
  /** Channels that each get an alert of their own. */
  readonly channelIds: readonly string[];
  /** Called once alerts stand in the store: somebody may send them at once. */
  readonly onOpened: () => void;
}

/**
 * The step that makes alerts of verdicts: one per channel, once per dedupe key, all in one transaction. Seeing the
 * same verdict again changes nothing. Store errors are thrown as they come.
 */
export function createOpenAlertStep(deps: OpenAlertDeps): (delivery: Delivery) => Promise<Outcome> {
  return async function openAlertStep({ event }) {
    if (event.type !== 'verdict.recorded.v1') return { kind: 'drop', reason: 'not-a-verdict' };
    const verdict = event.data;
    const decision = decideAlert(verdict);
    if (decision.kind === 'silent') return { kind: 'drop', reason: decision.reason };
    const { level, dedupeKey } = decision;
    const openedAt = new Date(deps.clock.now());
    const opened = await deps.store.transaction(async (tx) => {
      const channels: string[] = [];
      for (const channel of deps.channelIds) {
        const created = await deps.store.alerts.open(tx, { channel, dedupeKey, level, verdict, openedAt });
        if (created) channels.push(channel);
      }
      return channels;
    });
    for (const channel of opened) deps.metrics.opened.inc({ channel });
    if (opened.length > 0) {
      deps.logger.info({ verdictId: verdict.verdictId, purl: verdict.release.purl, level }, 'alert opened');
      deps.onOpened();
    }
    return { kind: 'done' };
  };
}
