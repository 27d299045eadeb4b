import { kafkaForTests } from '@weir/testkit/kafka';
import { describe, test } from 'vitest';
import { startTestWorld } from '../lib/world.ts';
import { failpointsOf, runCampaign } from './campaign.ts';

// The short form: every boundary once and two random kills. `npm run test:faults` is the long one.
// Both at once: after most kills a group waits for its dead member, which costs time and no processor.
const kafka = await kafkaForTests();

describe.concurrent.each(['embedded', 'kafka'] as const)(
  'weir monitor on %s, killed again and again',
  (adapter) => {
    test.skipIf(adapter === 'kafka' && kafka.kind === 'absent')(
      'loses nothing and repeats no alert unmarked',
      { timeout: 600_000 },
      async ({ expect }) => {
        await using world = await startTestWorld(
          adapter,
          adapter === 'kafka' && kafka.kind === 'ready' ? kafka.brokers : undefined,
        );

        const result = await runCampaign(world, {
          perFailpoint: 1,
          randomKills: 2,
          seed: 20261123,
          perSecond: 3,
          report: () => {},
        });

        expect(result.crashes).toEqual([]);
        expect(result.misfires).toEqual([]);
        for (const name of failpointsOf(adapter)) expect(result.fired[name], name).toBeGreaterThanOrEqual(1);
        expect(result.ledger).toMatchObject({
          lostReleases: [],
          inventedReleases: [],
          wronglyAnalysed: [],
          lostAlerts: [],
          unmarkedDuplicates: [],
          parked: 0,
        });
        expect(result.ledger.releases).toBe(result.ledger.published);
      },
    );
  },
);
