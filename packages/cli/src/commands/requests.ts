import { configureFeeder, readFeederEnv } from '@weir/feeder';
import { openRecord } from '@weir/platform';
import { projectMonth } from '@weir/registries';
import { startSession } from '../compose/session.ts';
import { printableJson } from '../output/printable.ts';
import { renderRequests } from '../requests/render.ts';

/**
 * `weir requests`: what was asked of each registry this month (UTC), and how the month will end at the rate of the
 * last week. Always 0.
 */
export async function showRequests(options: { readonly json?: boolean }): Promise<number> {
  const { monthlyRequestsMax } = configureFeeder(readFeederEnv());
  const { config, deps } = startSession('requests', { quiet: true });
  await using record = await openRecord(config, deps);
  const at = new Date(deps.clock.now());
  const { allowance } = record.store;
  const months = await Promise.all(
    (await allowance.listAccounts(at)).map(async (account) => ({
      account,
      ...projectMonth(await allowance.ledger(account, at), monthlyRequestsMax, at),
    })),
  );
  process.stdout.write(
    `${options.json ? printableJson({ at: at.toISOString(), accounts: months }) : renderRequests(months)}\n`,
  );
  return 0;
}
