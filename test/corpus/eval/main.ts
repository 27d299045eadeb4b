/**
 * Measures recall and false positives over PyPI archives, as shared/reference/detection.md, section 8, says; see
 * docs/evaluation.md. `npm run -s eval -- --json`
 *
 * Looks at `train` unless `--report dev` says otherwise: `dev` is opened to report, never to look at what was missed.
 */
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { computeRulesetVersion } from '@weir/analysis/in-process';
import { readBenignSet } from './benign-set.ts';
import { readComparison } from './comparison.ts';
import { originalsOf } from './copies.ts';
import { type Copy, measureFindingLines } from './finding-lines.ts';
import { describeFalsePositives, describeMisses } from './listings.ts';
import { readMaliciousSet } from './malicious-set.ts';
import { MODES, type Mode, type Sample } from './outcome.ts';
import { renderReport } from './render.ts';
import { makeReport } from './report.ts';
import { measureRobustness } from './robustness.ts';
import { openRunLog } from './run-log.ts';
import { type Run, runSamples } from './run-samples.ts';

const HERE = import.meta.dirname;
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    report: { type: 'string', default: 'train' },
    /** Takes each nth archive of every set only. */
    every: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    modes: { type: 'string', default: MODES.join(',') },
    corpus: { type: 'string', default: join(HERE, '../../../../shared/corpus') },
    password: { type: 'string', default: 'infected' },
    'benign-list': { type: 'string', default: join(HERE, '../../lists/benign-pypi.tsv') },
    'benign-cache': { type: 'string', default: join(homedir(), '.cache', 'weir', 'benign-pypi') },
    /** Files for people who look at single results: of benign packages, and of `train` only. */
    'false-positives': { type: 'string' },
    misses: { type: 'string' },
    /** Measures whether findings lie on malicious lines. */
    lines: { type: 'boolean', default: false },
    /** Measures how many detections are kept when an archive is written anew; of `train` only. */
    robustness: { type: 'boolean', default: false },
    /** What compare_guarddog.py wrote. */
    compare: { type: 'string' },
    /** A file that keeps what was measured, so that the next run with it goes on. */
    log: { type: 'string' },
  },
});
/** By the clock of a machine that others may use as well: the analysis' own budgets count in processor time. */
const DEADLINE_MS = 180_000;
const PROGRESS_EVERY = 50;

const split = values.report;
if (split !== 'train' && split !== 'dev') throw new Error(`--report is train or dev, not ${split}`);
if (split === 'dev' && values.misses !== undefined) {
  throw new Error('--misses is for train only: dev measures, and nobody looks at what it holds');
}
if (split === 'dev' && values.robustness) {
  throw new Error('--robustness is for train only: what is lost there is looked at, and dev is not');
}
const every = Number(values.every);
if (!Number.isInteger(every) || every < 1) throw new Error(`--every is a whole number, not ${values.every}`);
const modes = values.modes.split(',').filter((mode): mode is Mode => MODES.some((known) => known === mode));
if (modes.length === 0) throw new Error(`--modes are ${MODES.join(' and ')}, not ${values.modes}`);

if ((values.lines || values.robustness) && !modes.includes('blind')) {
  throw new Error('--lines and --robustness judge blind: add blind to --modes');
}

const log = values.log === undefined ? null : openRunLog(values.log, computeRulesetVersion(), modes);

function showProgress(title: string): (done: number, all: number) => void {
  return (done, all) => {
    if (done % PROGRESS_EVERY === 0 || done === all) process.stderr.write(`${title}: ${done} of ${all}\n`);
  };
}

function run(samples: readonly Sample[], title: string, ofModes: readonly Mode[]): Promise<Run[]> {
  return runSamples(
    samples.filter((_, index) => index % every === 0),
    {
      modes: ofModes,
      jobs: Number(values.jobs),
      deadlineMs: DEADLINE_MS,
      // What is found in dev is kept nowhere.
      log: title === 'dev' ? null : log,
      onProgress: showProgress(title),
    },
  );
}

const corpus = {
  zip: join(values.corpus, 'pypi-malicious.zip'),
  labels: join(values.corpus, 'pypi-malicious.json'),
  password: values.password,
};
const benign = await run(readBenignSet(values['benign-list'], values['benign-cache']), 'benign', modes);
if (values['false-positives'] !== undefined) {
  writeFileSync(values['false-positives'], describeFalsePositives(benign, modes));
}
const malicious = await run(await readMaliciousSet({ ...corpus, split }), split, modes);
// Baselines learn from train; it is only sketched where dev is reported.
const train =
  split === 'train'
    ? malicious
    : await run(await readMaliciousSet({ ...corpus, split: 'train' }), 'train', []);
const comparison = values.compare === undefined ? null : readComparison(values.compare);
const isBearing = (one: Run): boolean => !(one.examined?.sketch.codeFree ?? false);
const children = (title: string) => ({
  jobs: Number(values.jobs),
  deadlineMs: DEADLINE_MS,
  onProgress: showProgress(title),
});
/** Copies of benign distributions are few: they are looked for in the whole sets, whatever `--every` says. */
const readCopies = async (): Promise<Copy[]> => {
  const quiet = { jobs: Number(values.jobs), deadlineMs: DEADLINE_MS, log: null };
  const sketch = (samples: readonly Sample[], title: string): Promise<Run[]> =>
    runSamples(samples, { ...quiet, modes: [], onProgress: showProgress(title) });
  const originals = originalsOf(
    await sketch(await readMaliciousSet({ ...corpus, split }), 'sketches'),
    await sketch(readBenignSet(values['benign-list'], values['benign-cache']), 'benign sketches'),
  );
  const judged = await runSamples([...originals.keys()], {
    ...quiet,
    modes: ['blind'],
    onProgress: showProgress('copies'),
  });
  return judged.flatMap((one) => {
    const original = originals.get(one.sample);
    return original ? [{ run: one, original }] : [];
  });
};

const lines = values.lines
  ? await measureFindingLines(await readCopies(), benign, children('planted'))
  : null;
const robustness = values.robustness
  ? await measureRobustness(malicious.filter(isBearing), benign, children('variants'))
  : null;
const report = makeReport({
  split,
  every,
  modes,
  malicious,
  benign,
  train,
  comparison,
  lines,
  robustness,
});
if (values.misses !== undefined) {
  writeFileSync(values.misses, `${JSON.stringify(describeMisses(malicious, modes), null, 1)}\n`);
}
process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : renderReport(report));
