import type { FeedStatus } from '@weir/feeder';
import { describeError, type Registry } from '@weir/model';
import { readCount, readCounts } from './counters.ts';
import type { RunningMonitor } from './monitor.ts';
import type { Session } from './session.ts';

/** A person who watches sees life this often; the log gets the same line. */
const STATUS_EVERY_MS = 30_000;
/** How often a change of the feed's state is looked for. */
const FEED_LOOK_MS = 1_000;

/** How people call the feeds. */
const TITLES: Partial<Record<Registry, string>> = { npmjs: 'npm', pypi: 'PyPI' };

/** A cursor as people read it: what follows a space is for the feed alone. */
function placeOf(cursor: string | null): string {
  return (cursor ?? 'its beginning').split(' ')[0] ?? '';
}

/** Where the feed stands, in a few words. */
export function describeFeed(status: FeedStatus): string {
  const title = TITLES[status.registry] ?? status.registry;
  switch (status.state) {
    case 'following':
      return status.atHead
        ? `${title} at its head (${placeOf(status.cursor)})`
        : `${title} at ${placeOf(status.cursor)} of ${placeOf(status.head)}`;
    case 'standby':
      return `another process follows ${title}`;
    case 'unreachable':
      return `${title} does not answer since ${status.since.toISOString().slice(0, 19)}Z, trying again`;
    case 'refused':
      return `${title} refuses this address: ${status.lastError}`;
    default:
      return `${title} ${status.state}`;
  }
}

/** One line about what this process did since it started. */
export async function describeMonitor(monitor: RunningMonitor): Promise<string> {
  const { metrics } = monitor.platform;
  const feeds = monitor.feeders.map((feeder) => feeder.status());
  const verdicts = await readCounts(metrics, 'weir_analyzer_verdicts_total', 'verdict');
  const loud = ['malicious', 'suspicious', 'inconclusive'].flatMap((verdict) => {
    const count = verdicts.get(verdict) ?? 0;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const analysed = [...verdicts.values()].reduce((sum, count) => sum + count, 0);
  const parked = await readCount(metrics, 'weir_bus_parked_total');
  return [
    ...feeds.map(describeFeed),
    ...feeds.flatMap(({ alarms }) => alarms.map((alarm) => `ALARM: ${alarm}`)),
    `${await readCount(metrics, 'weir_releases_total')} releases`,
    [`${analysed} analysed`, ...loud].join(', '),
    ...(parked === 0 ? [] : [`${parked} parked (\`weir parked ls\`)`]),
  ].join(' · ');
}

/** Says how things stand every 30 s, and at once when the feed's state changes, until the signal is aborted. */
export async function reportStatus(
  session: Session,
  monitor: RunningMonitor,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger } = session.deps;
  const shown = new Map(monitor.feeders.map((feeder) => [feeder, feeder.status().state]));
  let nextMs = clock.now() + STATUS_EVERY_MS;
  while (!signal.aborted) {
    try {
      await clock.sleep(FEED_LOOK_MS, signal);
      for (const feeder of monitor.feeders) {
        const status = feeder.status();
        if (status.state === shown.get(feeder) || status.state === 'stopped') continue;
        shown.set(feeder, status.state);
        const why = status.state === 'unreachable' ? `: ${status.lastError}` : '';
        session.console.say(`${describeFeed(status)}${why}`);
        if (status.state === 'unreachable')
          session.console.show('`weir doctor` says what is reached; `npm run demo` needs no network.');
      }
      if (clock.now() < nextMs) continue;
      nextMs = clock.now() + STATUS_EVERY_MS;
      session.console.say(await describeMonitor(monitor));
    } catch (error) {
      if (!signal.aborted) logger.warn({ error: describeError(error) }, 'no status this time');
    }
  }
}
