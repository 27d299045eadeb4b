/** The alerter as a process for tests that kill it: the real program, with the waits of quick-alerter.ts. */
import { armFailpoints, createLogger, runProgram, systemClock } from '@weir/runtime';
import { readAlerterEnv, readChannelEnv } from '../env.ts';
import { startAlerterProgram } from '../program.ts';
import { createQuickSlackChannel, QUICK_BUS_LEASE_MS, QUICK_CONFIG } from './quick-alerter.ts';

const env = readAlerterEnv();
const logger = createLogger({ service: 'alerter', level: env.WEIR_LOG_LEVEL, fd: 2 });
const failpoints = armFailpoints(env.WEIR_FAILPOINTS, env.WEIR_FAILPOINT_LOG);
const deps = { clock: systemClock, random: Math.random, logger, failpoints };
process.exitCode = await runProgram(logger, (signal) =>
  startAlerterProgram(env, deps, signal, {
    config: QUICK_CONFIG,
    busLeaseMs: QUICK_BUS_LEASE_MS,
    channels: [createQuickSlackChannel(readChannelEnv().WEIR_SLACK_WEBHOOK_URL ?? '')],
  }),
);
