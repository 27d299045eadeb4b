import { readFeederEnv } from '@weir/feeder';
import type { Registry } from '@weir/model';
import { followsPypi, openRecord } from '@weir/platform';
import { packageRecheckKind, type Store } from '@weir/store';
import { startSession } from '../compose/session.ts';
import { renderFeeds, reportFeed } from '../feeds/report.ts';
import { printableJson } from '../output/printable.ts';

/** Open gaps that are looked through for old ones. */
const GAPS_MAX = 10_000;

/** What is followed from here, or was before. */
async function listFollowed(store: Store): Promise<readonly Registry[]> {
  const isPypi = followsPypi(readFeederEnv()) || (await store.feeds.health('pypi')) !== null;
  return isPypi ? ['npmjs', 'pypi'] : ['npmjs'];
}

/** `weir feeds`: where each followed feed stands; 1 when one of them needs a person. */
export async function showFeeds(options: { readonly json?: boolean }): Promise<number> {
  const { config, deps } = startSession('feeds', { quiet: true });
  await using record = await openRecord(config, deps);
  const { feeds, sweeps, rechecks } = record.store;
  const nowMs = deps.clock.now();
  const reports = await Promise.all(
    (await listFollowed(record.store)).map(async (registry) =>
      reportFeed(
        {
          registry,
          health: await feeds.health(registry),
          sweep: await sweeps.find(registry),
          waitingLooks: await rechecks.count(packageRecheckKind(registry)),
          gaps: await feeds.listGaps({ registry, limit: GAPS_MAX }),
        },
        nowMs,
      ),
    ),
  );
  const text = options.json
    ? printableJson({ at: new Date(nowMs).toISOString(), feeds: reports })
    : renderFeeds(reports, nowMs);
  process.stdout.write(`${text}\n`);
  return reports.some(({ problems }) => problems.length > 0) ? 1 : 0;
}
