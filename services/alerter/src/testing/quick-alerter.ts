import { createSlackChannel } from '@weir/alerts';
import type { AlertChannel } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { ALERTER_DEFAULTS, type AlerterConfig } from '../config.ts';

/** The shipped settings with waits that tests can sit through; a lease is still longer than a send can take. */
export const QUICK_CONFIG: AlerterConfig = {
  ...ALERTER_DEFAULTS,
  leaseMs: 7000,
  pollMs: 50,
  ambiguousWaitsMs: [100, 200, 300],
  ambiguousTriesMax: 4,
  unreachableWaitMs: 100,
  restMsMax: 200,
};
/** How long a killed process keeps its messages on the embedded bus. */
export const QUICK_BUS_LEASE_MS = 1500;

/** The real Slack channel, faster than Slack would have it. */
export function createQuickSlackChannel(webhookUrl: string): AlertChannel {
  return createSlackChannel({ webhookUrl, timeoutMs: 5000, intervalMs: 10 }, { clock: systemClock });
}
