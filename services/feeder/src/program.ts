import { AppError } from '@weir/model';
import { runService } from '@weir/platform';
import { configureFeeder } from './config.ts';
import { type Feeder, startFeeder } from './context.ts';
import { readFeederEnv } from './env.ts';

/** A feed that does not answer is no reason to restart: only one that nobody asks any more is. */
async function checkFeed(feeder: Feeder): Promise<void> {
  const { state, lastError } = feeder.status();
  if (state !== 'refused') return;
  throw new AppError('FEED_REFUSED', `the feed refuses its address: ${lastError ?? ''}`, {
    retriable: false,
  });
}

/** The feeder as a process of its own, until it is told to stop. Returns the exit code; throws as `runService` does. */
export function runFeeder(): Promise<number> {
  const config = configureFeeder(readFeederEnv());
  return runService('feeder', async (platform) => {
    const feeder = startFeeder(platform, config);
    return { ...feeder, checks: { feed: () => checkFeed(feeder) } };
  });
}
