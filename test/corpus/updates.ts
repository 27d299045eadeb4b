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
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type AnalysisRequest,
  type ArtifactAnalysis,
  CHILD_LIMITS,
  createAnalysisPool,
} from '@weir/analysis';
import { releaseStep } from '@weir/detectors';
import type { ReleaseContext } from '@weir/model';
import { wilson } from './interval.ts';
import { defaultCache, fetchPypi, isPypiList, type Listed, npmListed, packNpm, readLines } from './listed.ts';

const { values } = parseArgs({
  options: {
    fetch: { type: 'boolean', default: false },
    list: { type: 'string', default: join(import.meta.dirname, '../lists/updates-npm.txt') },
    workers: { type: 'string', default: '2' },
  },
});
const isPypi = isPypiList(values.list);
const cache = defaultCache(values.list);

interface Update {
  readonly name: string;
  readonly versions: readonly [before: string, after: string];
  readonly files: readonly [before: Listed, after: Listed];
}

function npmUpdates(lines: readonly string[]): Update[] {
  return lines.map((line) => {
    const [spec = '', after = ''] = line.split(' ');
    const at = spec.lastIndexOf('@');
    const name = spec.slice(0, at);
    const files = [npmListed(spec, cache), npmListed(`${name}@${after}`, cache)] as const;
    return { name, versions: [spec.slice(at + 1), after], files };
  });
}

function pypiUpdates(lines: readonly string[]): Update[] {
  const rows = lines.map((line) => {
    const [name = '', version = '', filename = '', sha256 = '', , side] = line.split('\t');
    return { name, version, side, file: { spec: filename, filename, path: join(cache, sha256) } };
  });
  return rows.flatMap((later, at) => {
    const earlier = later.side === 'after' ? rows[at - 1] : undefined;
    if (earlier === undefined) return [];
    const { name, version, file } = earlier;
    return [{ name, versions: [version, later.version], files: [file, later.file] }];
  });
}

const lines = readLines(values.list);
const updates = isPypi ? pypiUpdates(lines) : npmUpdates(lines);
if (values.fetch) {
  if (isPypi) await fetchPypi(values.list, cache);
  else
    await packNpm(
      updates.flatMap(({ files }) => files),
      cache,
    );
}
const missing = updates.flatMap(({ files }) => files.filter(({ path }) => !existsSync(path)));
const waiting = updates.filter(({ files }) => files.every(({ path }) => existsSync(path)));
const workersMax = Number(values.workers);
const ecosystem: NonNullable<AnalysisRequest['ecosystem']> = isPypi ? 'pypi' : 'npm';
interface Count {
  compared: number;
  /** `capability-delta` says something. */
  found: number;
  /** It does, and the release is suspicious or worse. */
  told: number;
}
const counts = new Map<string, Count>();
const signal = new AbortController().signal;

function contextOf({ name, versions: [version, after] }: Update, earlier: ArtifactAnalysis): ReleaseContext {
  const registry = isPypi ? 'pypi' : 'npmjs';
  const purl = `pkg:${ecosystem}/${name.replace('@', '%40')}@${after}`;
  return {
    release: { registry, ecosystem, name, displayName: name, version: after, purl },
    facts: null,
    dependencies: [],
    previous: earlier.facts ? { version, facts: earlier.facts } : null,
  };
}

{
  await using pool = createAnalysisPool({ ...CHILD_LIMITS.live, idleMs: 5_000, workersMax });
  const analyze = ({ path, filename }: Listed, context: ReleaseContext | null) =>
    pool.analyze({ path, filename, ecosystem, context }, signal);
  const work = async (): Promise<void> => {
    for (let update = waiting.shift(); update !== undefined; update = waiting.shift()) {
      const [before, after] = update.files;
      const step = releaseStep(...update.versions);
      if (step === null) continue;
      const { findings, judgement } = await analyze(after, contextOf(update, await analyze(before, null)));
      const delta = findings.filter(({ detector }) => detector === 'capability-delta');
      const isTold = judgement.verdict === 'suspicious' || judgement.verdict === 'malicious';
      const count = counts.get(step) ?? { compared: 0, found: 0, told: 0 };
      counts.set(step, count);
      count.compared++;
      if (delta.length === 0) continue;
      count.found++;
      if (isTold) count.told++;
      console.log(`${judgement.verdict} ${judgement.score} ${after.spec} after ${update.versions[0]}`);
      for (const { rule, severity, stage, location, summary } of delta)
        console.log(`    ${rule} ${severity} ${stage} ${location?.file}:${location?.line} ${summary}`);
    }
  };
  await Promise.all(Array.from({ length: workersMax }, work));
}
for (const [step, { compared, found, told }] of counts) {
  const [low, high] = wilson(told, compared).map((share) => (share * 100).toFixed(2));
  console.log(
    `${step}: ${told} of ${compared} told (95 % interval ${low} to ${high} %), findings in ${found}`,
  );
}
if (missing.length > 0) {
  const names = missing.map(({ spec }) => spec).slice(0, 20);
  console.log(`${missing.length} not in ${cache}: ${names.join(', ')}; run with --fetch`);
  process.exitCode = 1;
}
