import { createHttpClient } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { unlimitedAllowance } from '../../request-slices.ts';
import { createRequests } from '../../requests.ts';
import { STAND_IN_BEHAVIOUR, type StandInBehaviour, standInBehaviourSchema } from '../stand-in/behaviour.ts';
import { type OpenStandIn, openStandIn } from '../stand-in/testing/open-stand-in.ts';
import { type ProbeOptions, type ProbeReport, probeNpm } from './probe.ts';

const MINUTE_MS = 60_000;

/** At real-life durations on a clock that moves when the probe sleeps. */
function open(behaviour: Partial<StandInBehaviour>): Promise<OpenStandIn> {
  return openStandIn({ behaviour, scale: 1, firstSeq: 5_000 });
}

async function probe(
  { standIn, clock }: OpenStandIn,
  given: Partial<ProbeOptions> = {},
): Promise<ProbeReport> {
  await using http = createHttpClient({ userAgent: 'weir-test' });
  await using requests = createRequests({ http, allowance: unlimitedAllowance, clock, random: () => 0 });
  const report = await probeNpm(
    {
      feedBase: standIn.feedUrl,
      documentsBase: `${standIn.url}/`,
      requests,
      clock,
      watchMs: 0,
      burst: 0,
      staged: [],
      onProgress() {},
      ...given,
    },
    AbortSignal.timeout(30_000),
  );
  expect(standInBehaviourSchema.parse(JSON.parse(JSON.stringify(report.standIn)))).toEqual(report.standIn);
  return report;
}

function publishMany({ standIn }: OpenStandIn, count: number): void {
  for (let at = 0; at < count; at++) standIn.world.publish([{ name: `n${at}`, version: '1.0.0' }]);
}

describe('what a probe finds out of a registry', () => {
  it.each<Partial<StandInBehaviour>>([
    { changesLimitMax: 10_000, overLimitStatus: 400, postChangesStatus: 405 },
    { changesLimitMax: 777, overLimitStatus: 413, postChangesStatus: 400, allDocsLimitMax: 2_001 },
    { changesLimitMax: 12_345, allDocsLimitMax: 1 },
    { changesLimitMax: 20, allDocsLimitMax: 30, overLimitStatus: 200 },
    { abbreviatedForAnyAccept: true, cacheSeconds: 17 },
  ])('is %j', async (behaviour) => {
    await using registry = await open(behaviour);
    publishMany(registry, 40);

    const { standIn, assumed, requests } = await probe(registry);

    // A maximum above what there is, of a server that refuses nothing up to it, cannot be seen.
    const unseen = behaviour.changesLimitMax === 12_345 ? { changesLimitMax: 10_000 } : {};
    expect(standIn).toEqual({ ...STAND_IN_BEHAVIOUR, ...behaviour, ...unseen });
    expect(assumed).toEqual(expect.arrayContaining(['pollLimit', 'rowAt', 'stagePlaceholder']));
    expect(requests).toBeLessThan(60);
  });

  it.each([
    { requestsMax: 10, windowSeconds: 60, retryAfterSeconds: 30 },
    { requestsMax: 10, windowSeconds: 60, retryAfterSeconds: null },
  ])('is how often one may poll: %j', async (pollLimit) => {
    await using registry = await open({ pollLimit });
    publishMany(registry, 40);

    const { standIn, answers } = await probe(registry, { burst: 60 });

    expect(standIn.pollLimit).toMatchObject({ retryAfterSeconds: pollLimit.retryAfterSeconds });
    // The question before the first poll counts, and the window ends with a pause.
    expect(standIn.pollLimit?.requestsMax).toBe(9);
    expect(standIn.pollLimit?.windowSeconds).toBeGreaterThanOrEqual(60);
    expect(standIn.pollLimit?.windowSeconds).toBeLessThanOrEqual(95);
    expect(answers.every(({ answer, evidence }) => answer !== null || evidence === 'not asked')).toBe(true);
  });

  it('is that a burst of polls is answered', async () => {
    await using registry = await open({});

    const { standIn, assumed, answers } = await probe(registry, { burst: 60 });

    expect(standIn.pollLimit).toBeNull();
    expect(assumed).not.toContain('pollLimit');
    expect(answers[0]).toMatchObject({ evidence: '60 polls in 14.8 s were answered' });
  });
});

describe('what a probe finds out by watching', () => {
  function play({ standIn }: OpenStandIn): void {
    const { timeline, world } = standIn;
    for (let minute = 1; minute < 14; minute++) {
      timeline.schedule(minute * MINUTE_MS, () => {
        const hold = { ms: 5 * MINUTE_MS, release: 'row' } as const;
        world.publish([{ name: `held${minute}`, version: '1.0.0' }], { hold });
      });
      timeline.schedule((minute + 0.5) * MINUTE_MS, () =>
        world.publish([{ name: `quick${minute}`, version: '1.0.0' }]),
      );
    }
  }

  it.each<StandInBehaviour['rowAt']>(['upload', 'release', 'upload-shown-at-release'])(
    'is that rows of held versions show at %s',
    async (rowAt) => {
      await using registry = await open({ rowAt });
      publishMany(registry, 5);
      play(registry);

      const { standIn, answers, seconds } = await probe(registry, { watchMs: 15 * MINUTE_MS });

      expect(standIn.rowAt).toBe(rowAt);
      const [holds, perDay] = answers.slice(-3);
      expect(holds?.answer).toMatchObject({ rowAt, heldSecondsMedian: 300, withoutUpload: 0 });
      // 13 at once and 10 that were released within the quarter of an hour.
      expect(perDay?.answer).toEqual({ versionsPerDay: 23 * 96 });
      expect(seconds).toBeGreaterThanOrEqual(900);
    },
  );

  it('is nothing where nothing was held', async () => {
    await using registry = await open({ rowAt: 'release' });
    registry.standIn.timeline.schedule(MINUTE_MS, () => publishMany(registry, 3));

    const { standIn, assumed, answers } = await probe(registry, { watchMs: 2 * MINUTE_MS });

    expect(standIn.rowAt).toBe(STAND_IN_BEHAVIOUR.rowAt);
    expect(assumed).toContain('rowAt');
    expect(answers.at(-3)?.answer).toMatchObject({ held: 0, heldSecondsMedian: null });
  });

  it.each<StandInBehaviour['stagePlaceholder']>(['kept', 'removed', 'absent'])(
    'is that placeholders of staged versions are %s',
    async (stagePlaceholder) => {
      await using registry = await open({ stagePlaceholder });
      registry.standIn.world.stage([{ name: 'staged', version: '1.0.0' }], { ms: MINUTE_MS });
      registry.pass(2 * MINUTE_MS);

      const { standIn } = await probe(registry, { watchMs: 1_000, staged: ['staged', '../x'] });

      expect(standIn.stagePlaceholder).toBe(stagePlaceholder);
    },
  );
});

describe('a registry that misbehaves', () => {
  it('leaves questions open, and the others are asked', async () => {
    await using registry = await open({ postChangesStatus: 400 });
    publishMany(registry, 3);
    registry.standIn.knobs.arm('document', { kind: 'html', status: 503 }, 1_000);

    const { standIn, assumed, answers } = await probe(registry);

    expect(standIn.postChangesStatus).toBe(400);
    expect(assumed).toContain('abbreviatedForAnyAccept');
    expect(answers.filter(({ answer }) => answer === null).map(({ evidence }) => evidence)).toEqual([
      'not asked',
      expect.stringContaining('PROBE_UNANSWERED'),
      'not asked',
    ]);
  });

  it('that does not say where it is ends the probe', async () => {
    await using registry = await open({});
    registry.standIn.knobs.arm('feed', { kind: 'html', status: 503 }, 1_000);

    await expect(probe(registry)).rejects.toMatchObject({ code: 'PROBE_UNANSWERED', retriable: true });
  });
});
