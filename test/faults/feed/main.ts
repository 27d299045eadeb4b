import { parseArgs } from 'node:util';
import { KNOBS } from '@weir/registries/npm/stand-in';
import { FEEDER_FAILPOINTS, runFeedCampaign } from './campaign.ts';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '100000' },
    names: { type: 'string', default: '20000' },
    failpoints: { type: 'string', default: '20' },
    random: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    factor: { type: 'string', default: '200' },
    rate: { type: 'string', default: '80' },
    weather: { type: 'string', default: '1' },
  },
});

const perFailpoint = Number(values.failpoints);
const result = await runFeedCampaign({
  changes: Number(values.changes),
  names: Number(values.names),
  perFailpoint,
  randomKills: Number(values.random),
  seed: Number(values.seed),
  factor: Number(values.factor),
  perSecond: Number(values.rate),
  weather: Number(values.weather),
  largeBytes: 40_000_000,
  oversizedBytes: 70_000_000,
  report: (line) => process.stderr.write(`${line}\n`),
});
const silent = KNOBS.filter(({ name }) => (result.knobs[name] ?? 0) === 0).map(({ name }) => name);
process.stdout.write(`${JSON.stringify({ ...result, silent }, null, 2)}\n`);
const { ledger } = result;
const wrong =
  ledger.lost.length + ledger.invented.length + ledger.repeated.length + ledger.openGaps.length > 0 ||
  result.misfires.length + result.crashes.length > 0 ||
  FEEDER_FAILPOINTS.some((name) => (result.killed[name] ?? 0) < perFailpoint);
process.exitCode = wrong || silent.length > 0 ? 1 : 0;
