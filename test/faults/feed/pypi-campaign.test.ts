import { KNOBS } from '@weir/registries/pypi/stand-in';
import { expect, test } from 'vitest';
import { failpointsOf, runFeedCampaign } from './campaign.ts';
import { openPypiCourse } from './pypi-course.ts';

// The short form, as for npm: every boundary once and three random kills. Slow enough for the feeder to keep up: what is
// taken back must have been told.
const CHANGES = 300;
/** The journal is off. */
const KNOB_NAMES = KNOBS.map(({ name }) => name as string).filter((name) => !name.startsWith('journal-'));

test('the feeder of PyPI, killed again and again while PyPI misbehaves, tells everything once', {
  timeout: 900_000,
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
    knobs: KNOB_NAMES,
    report: () => {},
  });

  expect(result.crashes).toEqual([]);
  expect(result.misfires).toEqual([]);
  for (const name of failpointsOf('pypi')) expect(result.killed[name], name).toBeGreaterThanOrEqual(1);
  expect(result.ledger).toMatchObject({ lost: [], invented: [], repeated: [], openGaps: [] });
  expect(result.ledger.truth).toBeGreaterThanOrEqual(CHANGES / 2);
  // However few changes there are, every way to misbehave is met.
  expect(KNOB_NAMES.filter((name) => (result.knobs[name] ?? 0) === 0)).toEqual([]);
});
