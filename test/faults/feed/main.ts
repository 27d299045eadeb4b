import { parseArgs } from 'node:util';
import { KNOBS as NPM_KNOBS } from '@weir/registries/npm/stand-in';
import { KNOBS as PYPI_KNOBS } from '@weir/registries/pypi/stand-in';
import { failpointsOf, runFeedCampaign } from './campaign.ts';
import { openNpmCourse } from './npm-course.ts';
import { openPypiCourse } from './pypi-course.ts';

const { values } = parseArgs({
  options: {
    registry: { type: 'string', default: 'npmjs' },
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
const isPypi = values.registry === 'pypi';
// The feeder of a PyPI leaves the journal alone unless it is told to follow it.
const knobs = (isPypi ? PYPI_KNOBS : NPM_KNOBS)
  .map(({ name }) => name as string)
  .filter((name) => !name.startsWith('journal-'));
const result = await runFeedCampaign({
  open: isPypi ? openPypiCourse : openNpmCourse,
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
  knobs,
  report: (line) => process.stderr.write(`${line}\n`),
});
const silent = knobs.filter((name) => (result.knobs[name] ?? 0) === 0);
process.stdout.write(`${JSON.stringify({ ...result, silent }, null, 2)}\n`);
const { ledger } = result;
const wrong =
  ledger.lost.length + ledger.invented.length + ledger.repeated.length + ledger.openGaps.length > 0 ||
  result.misfires.length + result.crashes.length > 0 ||
  failpointsOf(isPypi ? 'pypi' : 'npmjs').some((name) => (result.killed[name] ?? 0) < perFailpoint);
process.exitCode = wrong || silent.length > 0 ? 1 : 0;
