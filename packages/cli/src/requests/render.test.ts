import { describe, expect, it } from 'vitest';
import { renderRequests } from './render.ts';

const month = {
  account: 'documents.test',
  used: 2_345_678,
  usedBy: { live: 2_000_000, recheck: 300_000, previous: 45_678, backfill: 0 },
  perDay: 101_986,
  perDayBy: { live: 90_000, recheck: 11_000, previous: 986, backfill: 0 },
  projected: 3_059_580,
  allowance: 4_500_000,
  spentAt: null,
};

describe('renderRequests', () => {
  it('shows the month by kind of work, its end, and when the allowance ends', () => {
    const text = renderRequests([
      month,
      { ...month, account: 'evil\u001b[2J', spentAt: new Date('2026-11-28T03:00:00Z') },
      { ...month, account: 'spent.test', used: 4_500_000, spentAt: new Date('2026-11-23T00:00:00Z') },
    ]);

    expect(text.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'account | live | recheck | previous | backfill | used | a day | projected | allowance | used up',
      'documents.test | 2,000,000 | 300,000 | 45,678 | 0 | 2,345,678 | 101,986 | 3,059,580 | 4,500,000 | not this month',
      'evil\\u{1b}[2J | 2,000,000 | 300,000 | 45,678 | 0 | 2,345,678 | 101,986 | 3,059,580 | 4,500,000 | 2026-11-28',
      'spent.test | 2,000,000 | 300,000 | 45,678 | 0 | 4,500,000 | 101,986 | 3,059,580 | 4,500,000 | now: nothing is asked until the month ends',
    ]);
  });

  it('says when there is nothing to show', () => {
    expect(renderRequests([])).toBe('no requests this month');
  });
});
