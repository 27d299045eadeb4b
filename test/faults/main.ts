import { parseArgs } from 'node:util';
import { type Adapter, startTestWorld } from '../lib/world.ts';
import { failpointsOf, runCampaign } from './campaign.ts';

const { values } = parseArgs({
  options: {
    adapter: { type: 'string', default: 'embedded,kafka' },
    failpoints: { type: 'string', default: '10' },
    random: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '5' },
  },
});

let failed = false;
for (const adapter of values.adapter.split(',') as Adapter[]) {
  await using world = await startTestWorld(adapter);
  const perFailpoint = Number(values.failpoints);
  const result = await runCampaign(world, {
    perFailpoint,
    randomKills: Number(values.random),
    seed: Number(values.seed),
    perSecond: Number(values.rate),
    report: (line) => process.stderr.write(`${adapter} ${line}\n`),
  });
  process.stdout.write(`${JSON.stringify({ adapter, ...result }, null, 2)}\n`);
  const { ledger } = result;
  failed ||=
    result.misfires.length + result.crashes.length > 0 ||
    failpointsOf(adapter).some((name) => (result.fired[name] ?? 0) < perFailpoint) ||
    ledger.lostReleases.length + ledger.inventedReleases.length + ledger.wronglyAnalysed.length > 0 ||
    ledger.lostAlerts.length + ledger.unmarkedDuplicates.length > 0;
}
process.exitCode = failed ? 1 : 0;
