/**
 * Analyses the packages of a list through the pool, as `weir scan` does, and prints what is not benign, the share of
 * each verdict and the time of one package:
 *
 *   node test/corpus/benign-packages.ts [--list FILE] [--fetch] [--cache DIR] [--workers N]
 *
 * A list is one of npm's names (`name@version` a line) or, with a name that ends with `.tsv`, one of PyPI distributions
 * (see benign-pypi/fetch.py). Archives are taken from the cache. With `--fetch` those that are missing are packed into
 * it one after the other by the npm client and the registry that it is set up for, or fetched by fetch.py; nothing of a
 * package runs. Ends with 1 when a package is malicious or suspicious, or when one is missing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AnalysisRequest, CHILD_LIMITS, createAnalysisPool, lookTwice } from '@weir/analysis';
import type { AnalysisResult } from '@weir/model';
import { VERDICTS } from '@weir/model';
import { wilson } from './interval.ts';
import { defaultCache, fetchPypi, isPypiList, type Listed, npmListed, packNpm, readLines } from './listed.ts';

const { values } = parseArgs({
  options: {
    fetch: { type: 'boolean', default: false },
    list: { type: 'string', default: join(import.meta.dirname, '../lists/benign-hooks.txt') },
    cache: { type: 'string' },
    workers: { type: 'string', default: '2' },
  },
});
const isPypi = isPypiList(values.list);
const cache = values.cache ?? defaultCache(values.list);

function readList(): Listed[] {
  return readLines(values.list).map((line) => {
    if (!isPypi) return npmListed(line, cache);
    const [, , filename = '', sha256 = ''] = line.split('\t');
    return { spec: filename, filename, path: join(cache, sha256) };
  });
}

function print(spec: string, result: AnalysisResult): void {
  const { verdict, score } = result.judgement;
  console.log(`${verdict} ${score} ${spec}`);
  for (const { rule, severity, stage, location, summary } of result.findings.slice(0, 5)) {
    console.log(
      `    ${rule} ${severity} ${stage} ${location?.file ?? '-'}:${location?.line ?? '-'} ${summary}`,
    );
  }
  for (const { file, reason } of result.skipped.slice(0, 5)) console.log(`    skipped ${file}: ${reason}`);
}

const listed = readList();
if (values.fetch) await (isPypi ? fetchPypi(values.list, cache) : packNpm(listed, cache));
const missing = listed.filter(({ path }) => !existsSync(path));
const waiting = listed.filter((item) => !missing.includes(item));
const counts = new Map<string, number>();
const times: number[] = [];
let hooked = 0;
const signal = new AbortController().signal;
const workersMax = Number(values.workers);
{
  const shared = { idleMs: 5_000 };
  await using live = createAnalysisPool({ ...CHILD_LIMITS.live, ...shared, workersMax });
  await using slow = createAnalysisPool({ ...CHILD_LIMITS.slow, ...shared, workersMax: 1, tier: 'slow' });
  const pool = lookTwice(live, slow);
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const { spec, path, filename } = item;
      const ecosystem: AnalysisRequest['ecosystem'] = isPypi ? 'pypi' : 'npm';
      const result = await pool.analyze({ path, filename, ecosystem, context: null }, signal);
      const { verdict } = result.judgement;
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      times.push(result.elapsedMs);
      if (result.capabilities.some((id) => id.startsWith('install.'))) hooked++;
      if (verdict !== 'benign') print(spec, result);
    }
  };
  await Promise.all(Array.from({ length: workersMax }, work));
}
times.sort((a, b) => a - b);
const percentile = (share: number): number => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
for (const verdict of VERDICTS) {
  const count = counts.get(verdict) ?? 0;
  const [low, high] = wilson(count, times.length).map((share) => (share * 100).toFixed(1));
  console.log(`${verdict}: ${count} of ${times.length} (95 % interval ${low} to ${high} %)`);
}
console.log(
  `${hooked} with a hook or a build at install; p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms`,
);
if (missing.length > 0)
  console.log(`not in ${cache}: ${missing.map(({ spec }) => spec).join(', ')}; run with --fetch`);
const loud = (counts.get('malicious') ?? 0) + (counts.get('suspicious') ?? 0);
process.exitCode = loud > 0 || missing.length > 0 ? 1 : 0;
