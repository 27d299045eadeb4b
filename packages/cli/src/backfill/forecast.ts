import type { Clock } from '@weir/model';
import { type BackfillForecast, forecastBackfill, projectMonth } from '@weir/registries';
import type { Store } from '@weir/store';
import { dayText, grouped } from '../output/numbers.ts';

/** A package costs its document and one file. */
export const REQUESTS_PER_PACKAGE = 2;

/** What a forecast is of, and what it says. */
export interface Forecast extends BackfillForecast {
  readonly packages: number;
  /** What all other work uses a day. */
  readonly otherPerDay: number;
}

/** Makes forecasts of one account's backfill from what the ledger has now. */
export function createForecaster(
  deps: { readonly allowance: Store['allowance']; readonly clock: Clock },
  account: string,
  monthlyMax: number,
): (packages: number) => Promise<Forecast> {
  return async function forecast(packages) {
    const at = new Date(deps.clock.now());
    const { used, perDayBy } = projectMonth(await deps.allowance.ledger(account, at), monthlyMax, at);
    const otherPerDay = perDayBy.live + perDayBy.recheck + perDayBy.previous;
    const input = { packages, requestsEach: REQUESTS_PER_PACKAGE, monthlyMax, used, otherPerDay };
    return { packages, otherPerDay, ...forecastBackfill(input, at) };
  };
}

/** A large count in a few digits: `8.7 million`. */
function rounded(count: number): string {
  return count < 1_000_000 ? grouped(count) : `${(count / 1_000_000).toFixed(1)} million`;
}

/** The forecast in one line: `4,374,853 packages, 8.7 million requests, at 66,286 a day until 2027-04-05`. */
export function renderForecast(forecast: Forecast): string {
  const { packages, requests, days, perDay, endsAt, otherPerDay } = forecast;
  const what = `${grouped(packages)} packages, ${rounded(requests)} requests`;
  if (endsAt === null || perDay === null)
    return `${what}: the allowance leaves them nothing, as other work uses ${grouped(otherPerDay)} a day; see \`weir requests\` and WEIR_REQUESTS_PER_MONTH`;
  if (days === 1) return `${what}, which today's allowance covers`;
  return `${what}, at ${grouped(perDay)} a day until ${dayText(endsAt)}`;
}
