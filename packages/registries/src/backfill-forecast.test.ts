import { describe, expect, it } from 'vitest';
import { type ForecastInput, forecastBackfill } from './backfill-forecast.ts';

const idle: ForecastInput = {
  packages: 100,
  requestsEach: 2,
  monthlyMax: 3_000_000,
  used: 0,
  otherPerDay: 0,
};
const noon = new Date('2026-11-15T12:00:00Z');

describe('forecastBackfill', () => {
  it('ends today when today grants enough', () => {
    expect(forecastBackfill(idle, noon)).toEqual({ requests: 200, endsAt: noon, days: 1, perDay: 200 });
  });

  it('gets on the first of a month what two days are worth, then one day a day', () => {
    // 60 % of 3,000,000 in 30 days are 60,000 a day, one day ahead.
    const first = new Date('2026-11-01T00:00:00Z');

    const month = forecastBackfill({ ...idle, packages: 150_000 }, first);

    expect(month).toMatchObject({ requests: 300_000, days: 4, perDay: 75_000 });
    expect(month.endsAt).toEqual(new Date('2026-11-04T00:00:00Z'));
  });

  it('leaves what other work uses, from now to the end of each day', () => {
    const input = { ...idle, packages: 40_000, used: 900_000, otherPerDay: 50_000 };

    // Ceiling 960,000 at noon of the 15th: less 900,000 and the 25,000 of the afternoon. Then 10,000 a day.
    expect(forecastBackfill({ ...input, packages: 17_500 }, noon).days).toBe(1);
    expect(forecastBackfill({ ...input, packages: 17_501 }, noon).days).toBe(2);
    expect(forecastBackfill(input, noon)).toMatchObject({
      days: 6,
      endsAt: new Date('2026-11-20T00:00:00Z'),
    });
  });

  it('begins each month with a fresh allowance', () => {
    const spent = { ...idle, used: 3_000_000, packages: 50_000 };

    const forecast = forecastBackfill(spent, noon);

    expect(forecast.endsAt).toEqual(new Date('2026-12-01T00:00:00Z'));
    expect(forecast.days).toBe(17);
  });

  it('spreads a whole registry over months', () => {
    const all = { ...idle, packages: 4_374_853, monthlyMax: 4_500_000, otherPerDay: 35_000 };

    const forecast = forecastBackfill(all, noon);

    expect(forecast.requests).toBe(8_749_706);
    expect(forecast.endsAt?.toISOString().slice(0, 7)).toBe('2027-03');
    expect(forecast.perDay).toBeGreaterThan(50_000);
  });

  it('does not end when other work leaves it nothing', () => {
    const busy = { ...idle, packages: 10_000_000, otherPerDay: 150_000 };

    expect(forecastBackfill(busy, noon)).toEqual({
      requests: 20_000_000,
      endsAt: null,
      days: null,
      perDay: null,
    });
  });

  it('has nothing to do without packages', () => {
    expect(forecastBackfill({ ...idle, packages: 0, otherPerDay: 1e9 }, noon)).toMatchObject({ days: 1 });
  });
});
