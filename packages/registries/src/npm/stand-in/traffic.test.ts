import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStandIn, openStandIn } from './testing/open-stand-in.ts';
import { createTraffic } from './traffic.ts';
import type { TrafficStep } from './traffic-types.ts';
import { createZipf } from './zipf.ts';

let open: OpenStandIn;
beforeEach(async () => {
  open = await openStandIn({ firstSeq: 129_000_000 });
});
afterEach(() => open[Symbol.asyncDispose]());

describe('createTraffic', () => {
  it('makes the same changes for the same seed', async () => {
    await using other = await openStandIn();
    const run = ({ standIn }: OpenStandIn): TrafficStep[] => {
      const traffic = createTraffic(standIn, { seed: 5, names: 300 });
      return Array.from({ length: 1_000 }, () => traffic.step());
    };

    expect(run(other)).toEqual(run(open));
  });

  it('makes every kind of change, and tells what it did', () => {
    const { world } = open.standIn;
    const traffic = createTraffic(open.standIn, { seed: 1, names: 400 });
    const steps = Array.from({ length: 4_000 }, () => traffic.step());

    for (const [kind, count] of Object.entries(traffic.counts)) expect(count, kind).toBeGreaterThan(3);
    expect(Object.values(traffic.counts).reduce((sum, count) => sum + count, 0)).toBe(4_000);
    expect(traffic.bornCount).toBe(400);
    open.pass(24 * 3_600_000);
    const published = steps.filter(({ kind }) => ['first', 'version', 'several', 'stage'].includes(kind));
    const told = new Set(
      world.truth.filter(({ kind }) => kind === 'published').map((one) => `${one.name}@${one.version}`),
    );
    // A staged version never comes when its package goes first.
    const untold = published.filter(
      ({ name, versions }) => !versions.every((one) => told.has(`${name}@${one}`)),
    );
    expect(untold.filter(({ kind }) => kind !== 'stage')).toEqual([]);
    expect(told.size).toBe(world.truth.filter(({ kind }) => kind === 'published').length);
    expect(new Set(steps.map(({ name }) => name)).size).toBe(400);
    expect(steps.some(({ name }) => name.startsWith('@'))).toBe(true);
  });

  it('has popular names', () => {
    const zipf = createZipf(1_000, 0.8);
    const draws = Array.from({ length: 10_000 }, (_, at) => zipf.draw(at / 10_000, 1_000));

    expect(draws.filter((rank) => rank < 10).length).toBeGreaterThan(1_500);
    expect(Math.max(...draws)).toBe(999);
    expect(zipf.draw(0.999_999, 3)).toBe(2);
  });

  it('removes only what it is told to, and something else when there is nothing', () => {
    const recorded: { name: string; version: string }[] = [];
    const asked: string[] = [];
    const traffic = createTraffic(open.standIn, {
      seed: 1,
      names: 50,
      mix: { remove: 50, unpublish: 10, takedown: 10 },
      pickRemovable(kind) {
        asked.push(kind);
        return recorded.pop() ?? null;
      },
    });
    const removed: string[] = [];

    for (let nth = 0; nth < 200; nth++) {
      const { kind, name, versions } = traffic.step();
      if (kind === 'remove') removed.push(`${name}@${versions.join()}`);
      if (kind === 'version' && nth % 10 === 0) recorded.push({ name, version: versions[0] ?? '' });
    }

    const truth = open.standIn.world.truth.filter(({ kind }) => kind === 'removed');
    expect(truth.map(({ name, version }) => `${name}@${version}`)).toEqual(removed);
    expect(removed.length).toBeGreaterThan(0);
    expect(new Set(asked)).toEqual(new Set(['remove', 'unpublish', 'takedown']));
    expect(traffic.counts.remove + traffic.counts.unpublish + traffic.counts.takedown).toBeLessThan(21);
  });

  it('fills a registry with packages that have a past', async () => {
    const traffic = createTraffic(open.standIn, { seed: 1, names: 10 });
    traffic.populate(10, '2020-01-01T00:00:00.000Z');
    const { kind, name } = traffic.step();

    const { time } = (await open.client.document(name)).json() as { time: Record<string, string> };
    expect(kind).not.toBe('first');
    expect(time.created).toBe('2020-01-01T00:00:00.000Z');
  });

  it('makes its hundred thousandth change as fast as its first ones', () => {
    const traffic = createTraffic(open.standIn, { seed: 1, names: 20_000 });
    const half = (): number => {
      const { user } = process.cpuUsage();
      for (let nth = 0; nth < 50_000; nth++) traffic.step();
      return process.cpuUsage().user - user;
    };

    const firstMicros = half();
    // Where a step looks at all that is there, the later half costs many times what the first did.
    expect(half() / firstMicros).toBeLessThan(5);
    expect(traffic.bornCount).toBeGreaterThan(19_000);
  });
});
