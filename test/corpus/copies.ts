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
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AnalysisRequest, CHILD_LIMITS, createAnalysisPool } from '@weir/analysis';
import { copiedShare, isCopy } from '@weir/detectors';
import type { OriginalRelease, ReleaseContext } from '@weir/model';
import { wilson } from './interval.ts';
import { defaultCache, fetchPypi, isPypiList, type Listed, npmListed, packNpm, readLines } from './listed.ts';

const { values } = parseArgs({
  options: {
    fetch: { type: 'boolean', default: false },
    list: { type: 'string', default: join(import.meta.dirname, '../lists/forks-npm.txt') },
    workers: { type: 'string', default: '2' },
  },
});
const isPypi = isPypiList(values.list);
const cache = defaultCache(values.list);
const ecosystem: NonNullable<AnalysisRequest['ecosystem']> = isPypi ? 'pypi' : 'npm';

interface Named {
  readonly name: string;
  readonly version: string;
  readonly file: Listed;
}
interface Pair {
  readonly original: Named;
  readonly other: Named;
}

function npmNamed(spec: string): Named {
  const at = spec.lastIndexOf('@');
  return { name: spec.slice(0, at), version: spec.slice(at + 1), file: npmListed(spec, cache) };
}

function npmPairs(lines: readonly string[]): Pair[] {
  return lines.map((line) => {
    const [other = '', original = ''] = line.split(' ');
    return { original: npmNamed(original), other: npmNamed(other) };
  });
}

function pypiPairs(lines: readonly string[]): Pair[] {
  const rows = lines.map((line) => {
    const [name = '', version = '', filename = '', sha256 = '', , side] = line.split('\t');
    return { name, version, side, file: { spec: filename, filename, path: join(cache, sha256) } };
  });
  return rows.flatMap((other, at) => {
    const original = other.side === 'other' ? rows[at - 1] : undefined;
    return original === undefined ? [] : [{ original, other }];
  });
}

const lines = readLines(values.list);
const pairs = isPypi ? pypiPairs(lines) : npmPairs(lines);
const files = pairs.flatMap(({ original, other }) => [original.file, other.file]);
if (values.fetch) await (isPypi ? fetchPypi(values.list, cache) : packNpm(files, cache));
const missing = files.filter(({ path }) => !existsSync(path));
const waiting = pairs.filter(({ original, other }) =>
  [original, other].every(({ file }) => existsSync(file.path)),
);
const signal = new AbortController().signal;

function contextOf({ name, version }: Named, original: OriginalRelease): ReleaseContext {
  const registry = isPypi ? 'pypi' : 'npmjs';
  const purl = `pkg:${ecosystem}/${name.replace('@', '%40')}@${version}`;
  const release = { registry, ecosystem, name, displayName: name, version, purl } as const;
  return { release, facts: null, dependencies: [], original };
}

let copies = 0;
let told = 0;
{
  const workersMax = Number(values.workers);
  await using pool = createAnalysisPool({ ...CHILD_LIMITS.live, idleMs: 5_000, workersMax });
  const analyze = ({ path, filename }: Listed, context: ReleaseContext | null) =>
    pool.analyze({ path, filename, ecosystem, context }, signal);
  const look = async ({ original, other }: Pair): Promise<void> => {
    const [ours, theirs] = [await analyze(other.file, null), await analyze(original.file, null)];
    const share = ours.facts && theirs.facts ? copiedShare(ours.facts, theirs.facts) : 0;
    if (theirs.facts === undefined || !isCopy(share)) return;
    const { name, version } = original;
    const held = contextOf(other, { name, version, facts: theirs.facts, share });
    const { findings, judgement } = await analyze(other.file, held);
    copies++;
    if (judgement.verdict === 'suspicious' || judgement.verdict === 'malicious') told++;
    console.log(
      `${judgement.verdict} ${judgement.score} ${other.name}@${other.version}: ${Math.floor(share * 100)} % of ${name}@${version}`,
    );
    for (const { detector, rule, severity, stage, location, summary } of findings)
      if (detector === 'cloned-package' && !rule.endsWith('/copy'))
        console.log(`    ${rule} ${severity} ${stage} ${location?.file}:${location?.line} ${summary}`);
  };
  const work = async (): Promise<void> => {
    for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) await look(pair);
  };
  await Promise.all(Array.from({ length: workersMax }, work));
}
const [low, high] = wilson(told, copies).map((share) => (share * 100).toFixed(1));
console.log(`${copies} copies in ${pairs.length} pairs, ${told} told (95 % interval ${low} to ${high} %)`);
if (missing.length > 0) {
  const names = missing.map(({ spec }) => spec).slice(0, 20);
  console.log(`${missing.length} not in ${cache}: ${names.join(', ')}; run with --fetch`);
  process.exitCode = 1;
}
