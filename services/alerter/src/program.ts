import { type ChannelEnv, createChannels, terminalOutput } from '@weir/alerts';
import { type Platform, runService } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import { startAlerter } from './context.ts';
import { readChannelEnv } from './env.ts';

/**
 * Starts the alerter on an open platform: to the channels that `env` configures, or to the terminal.
 * Throws AppErrors of packages/alerts.
 */
export function startAlerterOn(platform: Platform, env: ChannelEnv): Promise<RunningProgram> {
  const channels = createChannels(env, { clock: platform.clock, terminal: terminalOutput(process.stdout) });
  return startAlerter({ ...platform, channels });
}

/** The alerter as a process of its own, until it is told to stop. Returns the exit code; throws as `runService` does. */
export function runAlerter(): Promise<number> {
  return runService('alerter', async (platform) => startAlerterOn(platform, readChannelEnv()));
}
