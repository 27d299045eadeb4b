import { KNOBS } from '@weir/registries/npm/stand-in';
import { expect, test } from 'vitest';
import { failpointsOf, runFeedCampaign } from './campaign.ts';
import { openNpmCourse } from './npm-course.ts';

// The short form: every boundary once and three random kills. `npm run test:feed-faults` is the long one, which also
// asserts that every knob of the stand-in fired: most are too rare for this many changes.
const CHANGES = 600;
/** Of the stand-in's 115 knobs; runs of this size met 90 and more. */
const KNOBS_MIN = 70;

test('the feeder, killed again and again while the feed misbehaves, tells everything once', {
  timeout: 600_000,
}, async () => {
  const result = await runFeedCampaign({
    open: openNpmCourse,
    changes: CHANGES,
    names: 120,
    perFailpoint: 1,
    randomKills: 3,
    seed: 20261125,
    factor: 200,
    perSecond: 80,
    weather: 4,
    largeBytes: 3_000_000,
    oversizedBytes: 70_000_000,
    knobs: [],
    report: () => {},
  });

  expect(result.crashes).toEqual([]);
  expect(result.misfires).toEqual([]);
  for (const name of failpointsOf('npmjs')) expect(result.killed[name], name).toBeGreaterThanOrEqual(1);
  expect(result.ledger).toMatchObject({ lost: [], invented: [], repeated: [], openGaps: [] });
  expect(result.ledger.truth).toBeGreaterThanOrEqual(CHANGES / 2);
  // What only a careless client meets is met by one.
  const careless = KNOBS.filter(({ by }) => by === 'client').map(({ name }) => name);
  for (const name of [...careless, 'edge-stale-304', 'poll-limit'] as const)
    expect(result.knobs[name], name).toBeGreaterThan(0);
  const fired = Object.values(result.knobs).filter((count) => count > 0);
  expect(fired.length).toBeGreaterThanOrEqual(KNOBS_MIN);
});
