/**
 * Analyses updates of well-known packages, each against the release that it takes the place of, and prints those that
 * `capability-delta` speaks about, and the share of each step that is told:
 *
 *   node test/corpus/updates.ts [--list FILE] [--fetch] [--workers N]
 *
 * A list is one of npm's names (`name@before version` a line) or, with a name that ends with `.tsv`, one of PyPI
 * distributions with the columns of the benign list, in pairs: the earlier one, then the one that takes its place. Archives
 * are taken from the caches of benign-packages.ts and fetched as it does; nothing of a package runs. Nothing is said of
 * registry facts: every package counts as one that is established. Ends with 1 when an archive is missing.
 */
import { releaseStep } from '@weir/detectors';
import { wilson } from './interval.ts';
import { comparePairs, isTold, printFindings, splitSpec } from './pairs.ts';

const DETECTOR = 'capability-delta';

interface Count {
  compared: number;
  /** `capability-delta` says something. */
  found: number;
  /** It does, and the release is suspicious or worse. */
  told: number;
}
const counts = new Map<string, Count>();

const lists = {
  list: 'updates-npm.txt',
  npm(line: string) {
    const [base = '', version = ''] = line.split(' ');
    return { base, other: `${splitSpec(base).name}@${version}` };
  },
  side: 'after',
};
await comparePairs(lists, async ({ base, other }, { analyze, contextOf }) => {
  const step = releaseStep(base.version, other.version);
  if (step === null) return;
  const { facts } = await analyze(base.file, null);
  const previous = facts ? { version: base.version, facts } : null;
  const update = await analyze(other.file, contextOf(other, { previous }));
  const count = counts.get(step) ?? { compared: 0, found: 0, told: 0 };
  counts.set(step, count);
  count.compared++;
  if (!update.findings.some(({ detector }) => detector === DETECTOR)) return;
  count.found++;
  if (isTold(update)) count.told++;
  const { verdict, score } = update.judgement;
  console.log(`${verdict} ${score} ${other.file.spec} after ${base.version}`);
  printFindings(update, DETECTOR);
});
for (const [step, { compared, found, told }] of counts) {
  const [low, high] = wilson(told, compared).map((share) => (share * 100).toFixed(2));
  console.log(
    `${step}: ${told} of ${compared} told (95 % interval ${low} to ${high} %), findings in ${found}`,
  );
}
