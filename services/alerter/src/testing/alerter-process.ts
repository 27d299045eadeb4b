/** The alerter as a process for tests that kill it: the real program, with the waits of quick-alerter.ts. */
import { runMain, runService } from '@weir/platform';
import { startAlerter } from '../context.ts';
import { readChannelEnv } from '../env.ts';
import { createQuickSlackChannel, QUICK_BUS_LEASE_MS, QUICK_CONFIG } from './quick-alerter.ts';

const channels = [createQuickSlackChannel(readChannelEnv().WEIR_SLACK_WEBHOOK_URL ?? '')];
await runMain(async () =>
  runService('alerter', (platform) => startAlerter({ ...platform, channels }, QUICK_CONFIG), {
    busLeaseMs: QUICK_BUS_LEASE_MS,
  }),
);
