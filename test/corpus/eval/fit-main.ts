/**
 * Fits the model of likeness to `train` and the benign list, and writes it: `npm run fit`. Reads archives in memory, as
 * the evaluation does, and blind; `dev` is not opened. What is written holds names of public APIs and modules and
 * phrases of packages/detectors/src/likeness, nothing of a package.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBenignSet } from './benign-set.ts';
import { workWithChildren } from './children.ts';
import { type FitSample, fitModels } from './likeness-fit.ts';
import { readMaliciousSet } from './malicious-set.ts';
import type { Sample } from './outcome.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../../..');
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: join(ROOT, '../shared/corpus') },
    password: { type: 'string', default: 'infected' },
    'benign-list': { type: 'string', default: join(ROOT, 'test/lists/benign-pypi.tsv') },
    'benign-cache': { type: 'string', default: join(homedir(), '.cache', 'weir', 'benign-pypi') },
    jobs: { type: 'string', default: '2' },
    /** A file to which the facts of each archive are added, for people who study them. */
    log: { type: 'string' },
  },
});
const DEADLINE_MS = 180_000;
const PROGRESS_EVERY = 200;

async function readFeatures(samples: readonly Sample[]): Promise<FitSample[]> {
  const found: (FitSample | undefined)[] = [];
  let done = 0;
  const options = { jobs: Number(values.jobs), deadlineMs: DEADLINE_MS };
  await workWithChildren(samples, options, async (sample, index, ask) => {
    const { name, version, filename, fold, set, family } = sample;
    const task = {
      id: index,
      bytes: await sample.load(),
      name,
      version,
      filename,
      fold,
      features: true,
    } as const;
    const answer = await ask(task, set);
    // What has no code, was killed or cannot be opened has nothing that a model could learn.
    const features = 'features' in answer ? answer.features : [];
    if (features.length > 0) found[index] = { malicious: set === 'malicious', family, features };
    if (values.log !== undefined)
      appendFileSync(values.log, `${JSON.stringify({ set, id: sample.id, family, features })}\n`);
    if (++done % PROGRESS_EVERY === 0) process.stderr.write(`${set}: ${done} of ${samples.length}\n`);
  });
  return found.filter((sample) => sample !== undefined);
}

const benign = readBenignSet(values['benign-list'], values['benign-cache']);
const malicious = await readMaliciousSet({
  zip: join(values.corpus, 'pypi-malicious.zip'),
  labels: join(values.corpus, 'pypi-malicious.json'),
  password: values.password,
  split: 'train',
});
const { whole, folds } = fitModels([...(await readFeatures(malicious)), ...(await readFeatures(benign))]);
const write = (path: string, content: unknown): void =>
  writeFileSync(join(ROOT, path), `${JSON.stringify(content, null, 2)}\n`);
write('packages/detectors/src/likeness/weights.json', whole);
write('test/corpus/eval/likeness-folds.json', folds);
