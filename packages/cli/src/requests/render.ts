import type { MonthProjection } from '@weir/registries';
import { dayText, grouped } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';

/** One account's month. */
export interface AccountMonth extends MonthProjection {
  readonly account: string;
}

function spent({ spentAt, used, allowance }: AccountMonth): string {
  if (used >= allowance) return 'now: nothing is asked until the month ends';
  return spentAt === null ? 'not this month' : dayText(spentAt);
}

/** `weir requests` for people: a row an account. */
export function renderRequests(months: readonly AccountMonth[]): string {
  if (months.length === 0) return 'no requests this month';
  return renderTable(
    [
      'account',
      'live',
      'recheck',
      'previous',
      'backfill',
      'used',
      'a day',
      'projected',
      'allowance',
      'used up',
    ],
    months.map((month) => [
      month.account,
      grouped(month.usedBy.live),
      grouped(month.usedBy.recheck),
      grouped(month.usedBy.previous),
      grouped(month.usedBy.backfill),
      grouped(month.used),
      grouped(month.perDay),
      grouped(month.projected),
      grouped(month.allowance),
      spent(month),
    ]),
  );
}
