import { expect, test } from 'vitest';
import { failpointsOf, runFeedCampaign } from './campaign.ts';
import { openPypiCourse } from './pypi-course.ts';

// The short form, as for npm: every boundary once and three random kills. Slow enough for the feeder to keep up: what is
// taken back must have been told.
const CHANGES = 300;
/** Of the knobs that are not the journal's; runs of this size met more. */
const KNOBS_MIN = 50;

test('the feeder of PyPI, killed again and again while PyPI misbehaves, tells everything once', {
  timeout: 600_000,
}, async () => {
  const result = await runFeedCampaign({
    open: openPypiCourse,
    changes: CHANGES,
    names: 80,
    perFailpoint: 1,
    randomKills: 3,
    seed: 20261126,
    factor: 200,
    perSecond: 12,
    weather: 4,
    largeBytes: 0,
    oversizedBytes: 0,
    report: () => {},
  });

  expect(result.crashes).toEqual([]);
  expect(result.misfires).toEqual([]);
  for (const name of failpointsOf('pypi')) expect(result.killed[name], name).toBeGreaterThanOrEqual(1);
  expect(result.ledger).toMatchObject({ lost: [], invented: [], repeated: [], openGaps: [] });
  expect(result.ledger.truth).toBeGreaterThanOrEqual(CHANGES / 2);
  for (const name of ['redirect', 'html-index', 'string-argument', 'dead-method'] as const)
    expect(result.knobs[name], name).toBeGreaterThan(0);
  const fired = Object.values(result.knobs).filter((count) => count > 0);
  expect(fired.length).toBeGreaterThanOrEqual(KNOBS_MIN);
});
