/**
 * Analyses the packages of benign-hooks.txt through the pool and prints what is not benign, the share of each verdict
 * and the time of one package:
 *
 *   node test/corpus/benign-hooks.ts [--fetch] [--list FILE] [--cache DIR] [--workers N]
 *
 * Archives are taken from the cache. With `--fetch` those that are missing are packed into it one after the other by
 * the npm client and the registry that it is set up for; nothing of a package runs. Ends with 1 when a package is
 * malicious or suspicious, or when one is missing.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { createAnalysisPool } from '@weir/analysis';
import type { AnalysisResult } from '@weir/model';
import { VERDICTS } from '@weir/model';
import { wilson } from './interval.ts';

const { values } = parseArgs({
  options: {
    fetch: { type: 'boolean', default: false },
    list: { type: 'string', default: join(import.meta.dirname, 'benign-hooks.txt') },
    cache: { type: 'string', default: join(homedir(), '.cache', 'weir', 'corpus') },
    workers: { type: 'string', default: '2' },
  },
});
const FETCH_MS_MAX = 120_000;

const specs = readFileSync(values.list, 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));

/** The name that `npm pack` gives an archive. */
function archiveName(spec: string): string {
  const at = spec.lastIndexOf('@');
  return `${spec.slice(0, at).replace(/^@/, '').replace('/', '-')}-${spec.slice(at + 1)}.tgz`;
}

async function fetchMissing(): Promise<void> {
  mkdirSync(values.cache, { recursive: true });
  for (const spec of specs) {
    if (existsSync(join(values.cache, archiveName(spec)))) continue;
    const options = ['--ignore-scripts', '--prefer-offline', '--silent', '--pack-destination', values.cache];
    await promisify(execFile)('npm', ['pack', spec, ...options], { timeout: FETCH_MS_MAX });
  }
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

if (values.fetch) await fetchMissing();
const missing = specs.filter((spec) => !existsSync(join(values.cache, archiveName(spec))));
const waiting = specs.filter((spec) => !missing.includes(spec));
const counts = new Map<string, number>();
const times: number[] = [];
let hooked = 0;
const signal = new AbortController().signal;
const workersMax = Number(values.workers);
{
  await using pool = createAnalysisPool({ workersMax, memoryMbMax: 512, deadlineMs: 60_000, idleMs: 5_000 });
  const work = async (): Promise<void> => {
    for (let spec = waiting.shift(); spec !== undefined; spec = waiting.shift()) {
      const filename = archiveName(spec);
      const result = await pool.analyze(
        { path: join(values.cache, filename), filename, ecosystem: 'npm', context: null },
        signal,
      );
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
if (missing.length > 0) console.log(`not in ${values.cache}: ${missing.join(', ')}; run with --fetch`);
const loud = (counts.get('malicious') ?? 0) + (counts.get('suspicious') ?? 0);
process.exitCode = loud > 0 || missing.length > 0 ? 1 : 0;
