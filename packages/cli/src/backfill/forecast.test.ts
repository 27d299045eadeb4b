import type { Clock } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { createForecaster, renderForecast } from './forecast.ts';

const clock: Clock = { now: () => Date.parse('2026-11-15T00:00:00Z'), sleep: async () => {} };

function forecasterOf(livePerDay: number, monthlyMax = 4_500_000): (packages: number) => Promise<string> {
  const days = [8, 9, 10, 11, 12, 13, 14].map((day) => ({
    day: `2026-11-${String(day).padStart(2, '0')}`,
    priority: 'live' as const,
    leased: livePerDay,
  }));
  const allowance = {
    lease: async () => 0,
    giveBack: async () => {},
    listAccounts: async () => [],
    ledger: async () => ({ used: livePerDay * 14, days }),
  };
  const forecast = createForecaster({ allowance, clock }, 'documents.test', monthlyMax);
  return async (packages) => renderForecast(await forecast(packages));
}

describe('the forecast of a backfill', () => {
  it('names packages, requests, the rate and the day it ends on', async () => {
    expect(await forecasterOf(35_000)(4_374_853)).toMatch(
      /^4,374,853 packages, 8\.7 million requests, at \d\d,\d{3} a day until 2027-0\d-\d\d$/,
    );
  });

  it('is short for what today covers', async () => {
    expect(await forecasterOf(35_000)(25)).toBe("25 packages, 50 requests, which today's allowance covers");
  });

  it('says so when nothing is left for it, and what can be done', async () => {
    expect(await forecasterOf(148_000)(4_374_853)).toMatch(
      /leaves them nothing, as other work uses 148,000 a day; .*WEIR_REQUESTS_PER_MONTH/,
    );
  });
});
