/**
 * Holds honest forks, and other packages of near names, against the popular package that each is near, and prints which are
 * copies and what `cloned-package` says of what those do besides:
 *
 *   node test/corpus/copies.ts [--list FILE] [--fetch] [--workers N]
 *
 * A list is one of npm's names (`copy@version original@version` a line) or, with a name that ends with `.tsv`, one of PyPI
 * distributions with the columns of the benign list, in pairs: the original, then the other one. Archives are taken from the
 * caches of benign-packages.ts and fetched as it does; nothing of a package runs. Every package counts as a young one of
 * somebody else. Ends with 1 when an archive is missing.
 */
import { copiedShare, isCopy } from '@weir/detectors';
import { wilson } from './interval.ts';
import { comparePairs, isTold, printFindings } from './pairs.ts';

let copies = 0;
let told = 0;

const lists = {
  list: 'forks-npm.txt',
  npm(line: string) {
    const [other = '', base = ''] = line.split(' ');
    return { base, other };
  },
  side: 'other',
};
const pairs = await comparePairs(lists, async ({ base, other }, { analyze, contextOf }) => {
  const [ours, theirs] = [await analyze(other.file, null), await analyze(base.file, null)];
  const share = ours.facts && theirs.facts ? copiedShare(ours.facts, theirs.facts) : 0;
  if (theirs.facts === undefined || !isCopy(share)) return;
  const { name, version } = base;
  const original = { name, version, facts: theirs.facts, share };
  const copy = await analyze(other.file, contextOf(other, { original }));
  copies++;
  if (isTold(copy)) told++;
  const { verdict, score } = copy.judgement;
  const percent = Math.floor(share * 100);
  console.log(`${verdict} ${score} ${other.name}@${other.version}: ${percent} % of ${name}@${version}`);
  printFindings(copy, 'cloned-package', { except: 'copy' });
});
const [low, high] = wilson(told, copies).map((share) => (share * 100).toFixed(1));
console.log(`${copies} copies in ${pairs} pairs, ${told} told (95 % interval ${low} to ${high} %)`);
