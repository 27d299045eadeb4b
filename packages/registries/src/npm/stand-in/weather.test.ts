import { describe, expect, it } from 'vitest';
import { createDice } from '../../lib/stand-in/dice.ts';
import { createRandom } from '../../lib/stand-in/random.ts';
import type { KnobName } from './knob-list.ts';
import { createFollower } from './testing/follower.ts';
import { openStandIn } from './testing/open-stand-in.ts';
import { createTraffic } from './traffic.ts';
import { createWeather } from './weather.ts';
import { WEATHER_RATES, type WeatherKnob, type WeatherRates } from './weather-rates.ts';

/** What traffic brings about in any weather. */
const BY_TRAFFIC: readonly KnobName[] = [
  'deleted-row',
  'unpublished-document',
  'security-holding',
  'stage-placeholder',
  'several-versions',
  'scoped-name',
];

/** Faults that cost the follower its patience. */
const COSTLY = (Object.keys(WEATHER_RATES) as WeatherKnob[]).filter((knob) => /hang|endless|bomb/.test(knob));

describe('createWeather', () => {
  it('turns every knob, every knob fires, and a patient follower still finds the whole truth', async () => {
    await using open = await openStandIn({ firstSeq: 200_000_000 });
    const { standIn, client, pass } = open;
    const follower = createFollower(client, createRandom(9));
    // Stalls and lower heads last for hours: one after the other would leave no feed.
    const rates = Object.fromEntries([
      ...(Object.keys(WEATHER_RATES) as WeatherKnob[]).map((knob) => [knob, 1 / 60]),
      ...['frozen-head', 'lowered-head', 'head-reset', 'many-versions'].map((knob) => [knob, 1 / 300]),
      ...COSTLY.map((knob) => [knob, 1 / 300]),
      ...['lost-deletion', 'tombstone'].map((knob) => [knob, 1 / 5]),
    ]) as WeatherRates;
    const weather = createWeather(standIn, { seed: 2, rates, largeBytes: 100_000, oversizedBytes: 200_000 });
    const lost = new Set<string>();
    const traffic = createTraffic(standIn, {
      seed: 4,
      names: 250,
      weather,
      mix: { unpublish: 4 },
      pickRemovable() {
        // Only what was seen may go: what goes before anybody looked, nobody can find.
        const { truth } = standIn.world;
        for (let at = truth.length - 1; at >= 0; at--) {
          const one = truth[at];
          if (one?.kind !== 'published' || one.version === null || lost.has(one.name)) continue;
          const all = truth.filter(({ kind, name }) => kind === 'published' && name === one.name);
          if (all.every(({ name, version }) => follower.seen.has(`${name}@${version}`))) {
            lost.add(one.name);
            return { name: one.name, version: one.version };
          }
        }
        return null;
      },
    });

    for (let nth = 0; nth < 1_200; nth++) {
      traffic.step();
      pass(20_000);
      if (nth % 3 === 0) await follower.poll();
    }
    weather.calm();
    pass(24 * 3_600_000);
    for (let nth = 0; nth < 20; nth++) await follower.poll();
    await follower.sweep();

    const { fired } = standIn;
    const silent = [...weather.knobs, ...BY_TRAFFIC].filter((knob) => fired[knob] === 0);
    expect(silent).toEqual([]);
    const missed = standIn.world.truth
      .filter(({ kind }) => kind === 'published')
      .map(({ name, version }) => `${name}@${version}`)
      .filter((subject) => !follower.seen.has(subject));
    expect(missed).toEqual([]);
    const truth = new Set(standIn.world.truth.map(({ name, version }) => `${name}@${version}`));
    expect([...follower.seen].filter((subject) => !truth.has(subject))).toEqual([]);
  });

  it('turns only what it is told to', async () => {
    await using open = await openStandIn();
    const weather = createWeather(open.standIn, {
      seed: 1,
      only: ['late-row', 'feed-reset'],
      rates: { 'feed-reset': 0.5 },
    });
    const traffic = createTraffic(open.standIn, { seed: 1, names: 100, weather });

    const options = Array.from({ length: 1_000 }, () => traffic.step().options);

    expect(weather.knobs.toSorted()).toEqual(['feed-reset', 'late-row']);
    expect(weather.turned).toMatchObject({ 'feed-reset': 3, 'late-row': expect.any(Number) });
    expect(open.standIn.knobs.waiting('feed')).toBe(3);
    expect(options.filter(({ visibleInMs }) => visibleInMs !== undefined).length).toBe(
      weather.turned['late-row'],
    );
    weather.calm();
    expect(open.standIn.knobs.waiting('feed')).toBe(0);
  });

  it('is the same for the same seed', async () => {
    const run = async (): Promise<unknown> => {
      await using open = await openStandIn();
      const weather = createWeather(open.standIn, { seed: 3 });
      const traffic = createTraffic(open.standIn, { seed: 3, names: 100, weather });
      return Array.from({ length: 500 }, () => traffic.step());
    };

    expect(await run()).toEqual(await run());
  });
});

describe('createDice', () => {
  it('never lets a long time go by', () => {
    const dice = createDice(0.01, createRandom(1));
    const gaps: number[] = [];
    let since = 0;

    for (let at = 0; at < 10_000; at++) {
      dice.tick();
      since++;
      if (!dice.due) continue;
      dice.consume();
      gaps.push(since);
      since = 0;
    }

    expect(gaps.length).toBeGreaterThan(80);
    expect(gaps.length).toBeLessThan(120);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(151);
  });

  it('never happens at a rate of 0', () => {
    const dice = createDice(0, Math.random);
    for (let at = 0; at < 1_000; at++) dice.tick();

    expect(dice.due).toBe(false);
  });
});
