import { describe, expect, it } from 'vitest';
import { projectMonth, type RequestsSoFar } from './request-projection.ts';

const MAX = 3_000_000;

function live(days: Readonly<Record<string, number>>): RequestsSoFar['days'] {
  return Object.entries(days).map(([day, leased]) => ({ day, priority: 'live' as const, leased }));
}

function week(from: string, leased: number, count = 7): RequestsSoFar['days'] {
  const first = Date.parse(`${from}T00:00:00Z`);
  return live(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        new Date(first + index * 86_400_000).toISOString().slice(0, 10),
        leased,
      ]),
    ),
  );
}

describe('projectMonth', () => {
  it('adds what the rest of the month brings at the rate of the last week', () => {
    const days = [...week('2026-11-08', 100_000), ...live({ '2026-11-15': 50_000 })];

    const month = projectMonth({ used: 1_450_000, days }, MAX, new Date('2026-11-15T12:00:00Z'));

    expect(month).toMatchObject({ used: 1_450_000, perDay: 100_000, projected: 3_000_000, spentAt: null });
  });

  it('says when the allowance would be used up', () => {
    const days = [...week('2026-11-08', 200_000), ...live({ '2026-11-15': 100_000 })];

    const month = projectMonth({ used: 2_000_000, days }, MAX, new Date('2026-11-15T12:00:00Z'));

    expect(month).toMatchObject({ perDay: 200_000, projected: 5_100_000, allowance: MAX });
    expect(month.spentAt).toEqual(new Date('2026-11-20T12:00:00Z'));
    const spent = projectMonth({ used: MAX, days }, MAX, new Date('2026-11-15T12:00:00Z'));
    expect(spent.spentAt).toEqual(new Date('2026-11-15T12:00:00Z'));
  });

  it('takes the rate of the month before on the first of a month, and counts from zero', () => {
    const days = [...week('2026-11-24', 90_000), ...live({ '2026-12-01': 3_750 })];

    const month = projectMonth({ used: 3_750, days }, MAX, new Date('2026-12-01T01:00:00Z'));

    expect(month.usedBy.live).toBe(3_750);
    expect(month.perDay).toBe(Math.round(633_750 / (7 + 1 / 24)));
    expect(month.projected).toBe(Math.round(3_750 + (633_750 / (7 + 1 / 24)) * (31 - 1 / 24)));
  });

  it('has nothing to say without requests', () => {
    expect(projectMonth({ used: 0, days: [] }, MAX, new Date('2026-11-15T12:00:00Z'))).toEqual({
      used: 0,
      usedBy: { live: 0, recheck: 0, previous: 0, backfill: 0 },
      perDay: 0,
      perDayBy: { live: 0, recheck: 0, previous: 0, backfill: 0 },
      projected: 0,
      allowance: MAX,
      spentAt: null,
    });
  });

  it('does not multiply the first minutes of a ledger', () => {
    const month = projectMonth(
      { used: 1_000, days: live({ '2026-11-15': 1_000 }) },
      MAX,
      new Date('2026-11-15T00:01:00Z'),
    );

    expect(month.perDay).toBe(24_000);
  });

  it('ends the last day with what is used and little more', () => {
    const days = [...week('2026-11-23', 100_000), ...live({ '2026-11-30': 98_000 })];

    const month = projectMonth({ used: 2_900_000, days }, MAX, new Date('2026-11-30T23:30:00Z'));

    expect(month.projected).toBeGreaterThan(2_900_000);
    expect(month.projected).toBeLessThan(2_903_000);
  });

  it('knows February, and leap years', () => {
    const days = week('2028-02-21', 10_000, 8);

    const month = projectMonth({ used: 0, days }, MAX, new Date('2028-02-29T00:00:00Z'));

    expect(month.projected).toBe(10_000);
  });

  it('tells kinds of work apart, and leaves out what is older than the month or the week', () => {
    const days: RequestsSoFar['days'] = [
      { day: '2026-11-01', priority: 'backfill', leased: 70_000 },
      { day: '2026-11-13', priority: 'recheck', leased: 7_000 },
      { day: '2026-11-14', priority: 'live', leased: 70_000 },
      { day: '2026-10-31', priority: 'live', leased: 999 },
    ];

    const month = projectMonth({ used: 147_500, days }, MAX, new Date('2026-11-15T00:00:00Z'));

    expect(month.used).toBe(147_500);
    expect(month.usedBy).toEqual({ live: 70_000, recheck: 7_000, previous: 0, backfill: 70_000 });
    expect(month.perDayBy).toEqual({ live: 10_000, recheck: 1_000, previous: 0, backfill: 0 });
  });
});
