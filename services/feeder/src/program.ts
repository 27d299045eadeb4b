import { AppError } from '@weir/model';
import { runService } from '@weir/platform';
import { configureFeeders } from './config.ts';
import { type Feeder, startFeeders } from './context.ts';
import { readFeederEnv } from './env.ts';

/** A feed that does not answer is no reason to restart: only one that nobody asks any more is. */
async function checkFeed(feeder: Feeder): Promise<void> {
  const { state, lastError } = feeder.status();
  if (state !== 'refused') return;
  throw new AppError('FEED_REFUSED', `the feed refuses its address: ${lastError ?? ''}`, {
    retriable: false,
  });
}

/** The feeder of every registry as a process of its own, until it is told to stop. Returns the exit code; throws as `runService` does. */
export function runFeeder(): Promise<number> {
  const configs = configureFeeders(readFeederEnv());
  return runService('feeder', async (platform) => {
    const feeders = startFeeders(platform, configs);
    const checks = feeders.all.map((feeder, at) => {
      // Health checks were asked for the one feed before there were several.
      const name = at === 0 ? 'feed' : `feed-${feeder.status().registry}`;
      return [name, () => checkFeed(feeder)] as const;
    });
    return { ...feeders, checks: Object.fromEntries(checks) };
  });
}
