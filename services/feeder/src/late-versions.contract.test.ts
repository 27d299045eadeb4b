import { describe, expect, it } from 'vitest';
import { until, useFeeder } from './testing/feeder-suite.ts';

const suite = useFeeder();

describe('versions that show late', () => {
  it.each([
    ['2020-01-01T00:00:00.000Z', 'at the first sighting of an old package'],
    [undefined, 'of a known package'],
  ])('tells a version that is held back and released without a row (%s) %s', async (time, _when) => {
    const { world, requests } = suite.harness.standIn;
    const first = { name: 'held', version: '1.0.0', ...(time === undefined ? {} : { time }) };
    if (time !== undefined) world.publish([first]);
    await suite.startAtHead();
    if (time === undefined) {
      world.publish([first]);
      await suite.expectTold(['published held@1.0.0']);
    }
    const looks = (): number => requests.filter(({ target }) => target === 'document').length;
    const looksBefore = looks();

    world.touch('held');
    await until(() => expect(looks()).toBeGreaterThan(looksBefore));
    world.publish([{ name: 'held', version: '1.0.1' }], Number.POSITIVE_INFINITY);

    await until(async () => expect(await suite.told()).toContain('published held@1.0.1'));
    await suite.expectQuiet();
    expect((await suite.harness.store.stats()).gaps).toBe(0);
  });

  it('knows the history of a package that first showed as a placeholder', async () => {
    await suite.startAtHead();
    const { world } = suite.harness.standIn;
    const npm = { name: 'npm', email: 'npm@registry.example' };
    world.publish([{ name: 'back', version: '0.0.0-stage', publisher: npm }]);
    await until(async () => {
      const receipt = await suite.harness.store.feeds.receipt('npmjs', 'back');
      expect(receipt?.fetchedRevision).toMatch(/^1-/);
    });

    const time = '2020-01-01T00:00:00.000Z';
    world.publish([
      { name: 'back', version: '1.0.0', time },
      { name: 'back', version: '1.0.1' },
    ]);

    await suite.expectTold(['published back@1.0.1']);
    expect([...(await suite.harness.store.releases.listVersions('npmjs', 'back'))].toSorted()).toEqual([
      '1.0.0',
      '1.0.1',
    ]);
  });

  it('tells a version that shows late, however old its time is', async () => {
    await suite.startAtHead();
    const { world } = suite.harness.standIn;
    world.publish([{ name: 'staged', version: '1.0.0' }]);
    await suite.expectTold(['published staged@1.0.0']);

    world.publish([{ name: 'staged', version: '1.1.0', time: '2020-01-01T00:00:00.000Z' }]);

    await suite.expectTold(['published staged@1.0.0', 'published staged@1.1.0']);
  });
});

describe('a stop', () => {
  it('gives packages in hand back at once when it is stopped', async () => {
    const first = await suite.startAtHead({ config: { leaseMs: 600_000 } });
    const slow = { kind: 'slow', delayMs: 1_000, chunkBytes: 1 } as const;
    suite.harness.standIn.knobs.arm('document', slow, 1);
    suite.harness.standIn.world.publish([{ name: 'slow', version: '1.0.0' }]);
    await until(() => expect(first.status().inHand).toBe(1));

    await first.resources[Symbol.asyncDispose]();
    suite.harness.standIn.knobs.clear();
    await suite.startAtHead();

    await suite.expectTold(['published slow@1.0.0']);
  });
});
